"""What a solver says about an obligation: three answers, never two."""

from typing import TypeAlias, assert_never

from tcme.dsl.frozen import frozen


@frozen
class Proved:
    """The query is as expected: a violation has no model, or a companion has one."""


@frozen
class Refuted:
    """The opposite of what was expected, with the levels of an adversary that shows it, if one does."""

    model: tuple[tuple[str, int], ...]


@frozen
class Unknown:
    reason: str


Verdict: TypeAlias = Proved | Refuted | Unknown
Key: TypeAlias = tuple[str, str]


def holds(verdict: Verdict) -> bool | None:
    """What a verdict says about its obligation; None where it says nothing."""
    match verdict:
        case Proved():
            return True
        case Refuted():
            return False
        case Unknown():
            return None
        case _:
            assert_never(verdict)
