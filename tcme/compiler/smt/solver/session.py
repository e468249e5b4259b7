"""What every solver is asked in the same way: whether some of the queries are possible."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from tcme.compiler.proving import EngineName
from tcme.compiler.smt.script import Script
from tcme.compiler.smt.solver.verdict import Unknown
from tcme.dsl.frozen import frozen


@frozen
class Possible:
    """A model: the queries asked about that it makes true, the number of each principal's level, and the
    value of each number that the script asks for."""

    shown: frozenset[str]
    levels: tuple[tuple[str, int], ...]
    numbers: tuple[tuple[str, int], ...] = ()


@frozen
class Impossible:
    """No model makes any of them true."""


Answer: TypeAlias = Possible | Impossible | Unknown


class Session(Protocol):
    """A script that a solver has read."""

    def some(self, names: Sequence[str], among: Sequence[str]) -> Answer:
        """Whether one of the queries, or several, can be true; and which `among` others are true then."""


@frozen
class Engine:
    """A solver, the package that has it, and all that its answers depend on: its version, its seed, and how
    many of its own steps one question may take.  Never time, so that every machine gives the same answer."""

    name: EngineName
    package: str
    version: Callable[[], str]
    open: Callable[[Script, int, int], Session]
    seed: int = 0
    resources: int = 5_000_000

    def pinned(self) -> dict[str, str]:
        """What a lock says of it."""
        return {"version": self.version(), "seed": str(self.seed), "resources": str(self.resources)}
