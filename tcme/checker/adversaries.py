"""K: every adversary that the program admits, one by one."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tcme.checker.levels import ACTIVE, CRAFTING, KINDS, LEVELS, PASSIVE
from tcme.checker.program import Program
from tcme.checker.refusal import refuse

MAX_WORLD = 1 << 22
ASPECTS = {None: (PASSIVE, CRAFTING, ACTIVE), "secrecy": (PASSIVE,), "integrity": (CRAFTING, ACTIVE)}


class Limit(NamedTuple):
    """An `adversary` line: at most `most` of the members are corrupt, none of them above `top`."""

    most: int
    members: list[int]
    top: int


class Trust(NamedTuple):
    """Of an `assume` line: at these levels the trusted one is corrupt only where the other is."""

    who: int
    trusted: int
    levels: tuple[int, ...]


class Adversaries:
    """Every assignment of levels to principals that the program admits; a set of them is a bit mask."""

    def __init__(self, program: Program) -> None:
        self.who = list(program.kinds)
        at = {name: i for i, name in enumerate(self.who)}
        self.limits = limits(program, at)
        self.trusts = trusts(program, at)
        self.rows = self._enumerate(program.kinds)
        self.at = {
            (name, level): self.where(lambda row, i=i, level=level: row[i] >= level)
            for name, i in at.items()
            for level in (PASSIVE, CRAFTING, ACTIVE)
        }
        self.everyone, self.corrupt = (1 << len(self.rows)) - 1, self.some(self.who, PASSIVE)

    def _enumerate(self, kinds: dict[str, str]) -> list[tuple[int, ...]]:
        size = len(self.who) + len(self.trusts) + sum(len(limit.members) for limit in self.limits)
        rows: list[tuple[int, ...]] = [()]
        for name in self.who:
            levels = KINDS[kinds[name]]
            rows = [row for old in rows for level in levels if self._admits(row := (*old, level))]
            if len(rows) * size > MAX_WORLD:
                refuse("too many adversaries: bound them by `adversary` and `assume`")
        return rows

    def _admits(self, row: tuple[int, ...]) -> bool:
        """Decided for the newest principal of a row that is still growing."""
        new = len(row) - 1
        for most, members, top in self.limits:
            if new in members and (row[new] > top or sum(m <= new and row[m] > 0 for m in members) > most):
                return False
        pairs = (trust for trust in self.trusts if max(trust.who, trust.trusted) == new)
        return not any(row[q] >= level > row[p] for p, q, levels in pairs for level in levels)

    def where(self, test: Callable[..., bool]) -> int:
        return int("".join("01"[test(row)] for row in reversed(self.rows)), 2)

    def some(self, who: Iterable[str], level: int) -> int:
        """One of them at least at the level."""
        mask = 0
        for name in who:
            mask |= self.at[name, level]
        return mask

    def words(self, mask: int) -> str:
        """The first adversary of a set."""
        levels = zip(self.who, self.rows[(mask & -mask).bit_length() - 1], strict=True)
        return " and ".join(f"{LEVELS[level]} `{n}`" for n, level in levels if level) or "nobody corrupt"


def limits(program: Program, at: dict[str, int]) -> list[Limit]:
    lines = program.all("AdversaryDecl")
    return [Limit(d["limit"], [at[n] for n in d["names"]], LEVELS.index(d["level"])) for d in lines]


def trusts(program: Program, at: dict[str, int]) -> list[Trust]:
    return [
        Trust(at[p], at[q], ASPECTS[d["aspect"]])
        for d in program.all("AssumeDecl")
        for p in d["who"]
        for q in d["trusted"]
    ]
