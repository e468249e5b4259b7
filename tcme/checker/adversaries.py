"""K: every adversary that the program admits."""

from collections.abc import Iterable, Iterator

from tcme.checker.levels import ACTIVE, CRAFTING, KINDS, LEVELS, PASSIVE
from tcme.checker.program import Program
from tcme.checker.sets import ALL, NONE, Diagrams, Set

ASPECTS = {None: (PASSIVE, CRAFTING, ACTIVE), "secrecy": (PASSIVE,), "integrity": (CRAFTING, ACTIVE)}


class Adversaries:
    """Every assignment of levels to principals that the program admits, and sets of them."""

    def __init__(self, program: Program) -> None:
        self.who, self.order = list(program.kinds), beside(program)
        self.of = Diagrams([KINDS[program.kinds[name]] for name in self.order])
        self.everyone, self.nobody = Set(self.of, ALL), Set(self.of, NONE)
        self.at = {(name, level): self._at(name, level) for name in self.order for level in ASPECTS[None]}
        self.of.admitted = self.all([*self._limits(program), *self._trusts(program)]).node
        self.count, self.corrupt = self.of.count(), self.some(self.who, PASSIVE)

    def _at(self, name: str, level: int) -> Set:
        """At least at the level."""
        i = self.order.index(name)
        return Set(self.of, self.of.node(i, [ALL if own >= level else NONE for own in self.of.levels[i]]))

    def _limits(self, program: Program) -> Iterator[Set]:
        """The `adversary` lines: at most so many of the names are corrupt, none of them above a level."""
        for d in program.all("AdversaryDecl"):
            yield self.at_most(d["limit"], d["names"], LEVELS.index(d["level"]))

    def _trusts(self, program: Program) -> Iterator[Set]:
        """The `assume` lines: at some levels the trusted one is corrupt only where the other is."""
        for p, q, aspect in trusts(program):
            program.step()
            for level in ASPECTS[aspect]:
                yield self.at[p, level] | ~self.at[q, level]

    def at_most(self, most: int, names: Iterable[str], level: int) -> Set:
        members = {self.order.index(name) for name in names}
        return Set(self.of, self.of.at_most(most, members, level))

    def all(self, sets: list[Set]) -> Set:
        """What is in all of them; half by half, because small sets are soon compared."""
        if len(sets) < 2:
            return sets[0] if sets else self.everyone
        return self.all(sets[: len(sets) // 2]) & self.all(sets[len(sets) // 2 :])

    def some(self, who: Iterable[str], level: int) -> Set:
        """One of them at least at the level."""
        found = self.nobody
        for name in who:
            found |= self.at[name, level]
        return found

    def words(self, found: Set) -> str:
        """A smallest adversary of a set that the program admits one of."""
        least = dict(zip(self.order, self.of.least(found.node), strict=True))
        levels = [(LEVELS[least[name]], name) for name in self.who if least[name]]
        return " and ".join(f"{level} `{name}`" for level, name in levels) or "nobody corrupt"


def trusts(program: Program) -> list[tuple[str, str, str | None]]:
    """Who trusts whom, for what."""
    lines = program.all("AssumeDecl")
    return [(p, q, d["aspect"]) for d in lines for p in d["who"] for q in d["trusted"]]


def beside(program: Program) -> list[str]:
    """All principals, those who trust each other beside each other, which keeps diagrams small."""
    near: dict[str, list[str]] = {name: [] for name in program.kinds}
    for p, q, _ in trusts(program):
        near[p].append(q)
        near[q].append(p)
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in order:
            order[name] = None
            for other in near[name]:
                visit(other)

    for name in program.kinds:
        visit(name)
    return list(order)
