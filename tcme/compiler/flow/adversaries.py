"""The admitted adversaries K, and sets of them: exact, and never one by one.

A set has a bit for each assignment of levels to principals while these are few, which is so up to about
eight principals; beyond it is a decision diagram over the levels, whose size follows how the assumptions
hang together and not how many adversaries there are.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from math import prod
from typing import TypeAlias

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.axioms import REACH, Axiom, axioms
from tcme.compiler.flow.bitsets import EMPTY, Bitsets
from tcme.compiler.flow.diagrams import Diagrams
from tcme.compiler.flow.formula import RANK, And, AtLeast, AtMost, Exceeds, Formula, Not, Or
from tcme.dsl.diagnostics import Diagnostic, Refused
from tcme.dsl.frozen import frozen
from tcme.dsl.syntax import Level

MAX_BITS = 1 << 13
"""Of one set; with more assignments than that sets are diagrams."""

MAX_NODES = 1 << 16
"""Of all diagrams of one program together."""

Sets: TypeAlias = Bitsets | Diagrams


@frozen
class Adversary:
    """One adversary: the level of every principal, in declared order."""

    levels: tuple[tuple[str, Level], ...]

    def level(self, principal: str) -> Level:
        return dict(self.levels)[principal]

    @property
    def mapping(self) -> dict[str, Level]:
        return dict(self.levels)

    @property
    def corrupt(self) -> tuple[tuple[str, Level], ...]:
        return tuple((p, level) for p, level in self.levels if level != "honest")


@dataclass(frozen=True, slots=True)
class Adversaries:
    """A set of adversaries of one space."""

    sets: Sets = field(repr=False)
    members: int

    def __and__(self, other: "Adversaries") -> "Adversaries":
        return Adversaries(self.sets, self.sets.meet(self.members, other.members))

    def __or__(self, other: "Adversaries") -> "Adversaries":
        return Adversaries(self.sets, self.sets.join(self.members, other.members))

    def __sub__(self, other: "Adversaries") -> "Adversaries":
        return Adversaries(self.sets, self.sets.minus(self.members, other.members))

    def __bool__(self) -> bool:
        return self.members != EMPTY

    @property
    def count(self) -> int:
        return self.sets.count(self.members)


@dataclass(frozen=True, slots=True)
class Space:
    """K (`all`); `set_of` gives any formula's adversaries in K.

    `levels` has what each principal can become, in the order of the variables of the sets."""

    core: CoreProgram
    axioms: tuple[Axiom, ...]
    levels: dict[str, tuple[Level, ...]]
    sets: Sets
    all: Adversaries
    _positions: dict[str, int]
    _memo: dict[Formula, int] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def build(core: CoreProgram, most_bits: int = MAX_BITS) -> "Space":
        """Raises Refused (TC309), as every use does, where sets are too entangled to decide them."""
        kinds = {p.name: p.kind for p in core.principals}
        levels = {name: REACH[kinds[name]] for name in _order(core)}
        sets = _sets([len(reach) for reach in levels.values()], most_bits, core)
        positions = {name: at for at, name in enumerate(levels)}
        everyone = Adversaries(sets, sets.all)
        product = Space(core, axioms(core), levels, sets, everyone, positions)
        admitted = reduce(Adversaries.__and__, (product.set_of(a.formula) for a in product.axioms), everyone)
        return Space(core, product.axioms, levels, sets, admitted, positions, product._memo)

    @property
    def principals(self) -> tuple[str, ...]:
        """In declared order."""
        return tuple(p.name for p in self.core.principals)

    @property
    def count(self) -> int:
        return self.all.count

    def set_of(self, formula: Formula) -> Adversaries:
        return Adversaries(self.sets, self.sets.meet(self._raw(formula), self.all.members))

    def holds_somewhere(self, formula: Formula) -> bool:
        return bool(self.set_of(formula))

    def never(self, formula: Formula) -> bool:
        return not self.holds_somewhere(formula)

    def least(self, adversaries: Adversaries) -> Adversary:
        """Of a set that is not empty, the one with the fewest corrupt; then earlier principals, lower
        levels."""
        limits = range(len(self.principals) + 1)
        some = next(few for n in limits if (few := adversaries & self.set_of(AtMost(n, self.principals))))
        found: dict[str, Level] = {}
        for principal in reversed(self.principals):
            ways = ((level, some & self._exactly(principal, level)) for level in self.levels[principal])
            found[principal], some = next((level, left) for level, left in ways if left)
        return Adversary(tuple((p, found[p]) for p in self.principals))

    def _exactly(self, principal: str, level: Level) -> Adversaries:
        """`principal` is at `level` and no worse."""
        at = self.levels[principal].index(level)
        return Adversaries(self.sets, self.sets.where(self._positions[principal], lambda v: v == at))

    def _raw(self, formula: Formula) -> int:
        """The adversaries for which the formula holds, whether they are admitted or not."""
        known = self._memo.get(formula)
        if known is None:
            known = self._memo[formula] = self._compute(formula)
        return known

    def _compute(self, formula: Formula) -> int:
        sets = self.sets
        match formula:
            case AtLeast(principal, level):
                reach = self.levels[principal]
                return sets.where(self._positions[principal], lambda v: RANK[reach[v]] >= RANK[level])
            case AtMost(limit, members):
                return sets.at_most(limit, Counter(self._positions[m] for m in members))
            case Not(operand):
                return sets.minus(sets.all, self._raw(operand))
            case And(operands):
                return reduce(sets.meet, map(self._raw, operands), sets.all)
            case Or(operands):
                return reduce(sets.join, map(self._raw, operands), EMPTY)
            case Exceeds():
                return self._exceeds(formula)

    def _exceeds(self, formula: Exceeds) -> int:
        """Adversaries grouped by the product so far; a product above the limit stays there."""
        if formula.limit < 1:
            return self.sets.all
        meet, minus, join = self.sets.meet, self.sets.minus, self.sets.join
        over, groups = EMPTY, {1: self.sets.all}
        for condition, weight in formula.factors:
            holds = self._raw(condition)
            grown: dict[int, int] = {}
            for product, some in groups.items():
                if product * weight > formula.limit:
                    over = join(over, meet(some, holds))
                else:
                    grown[product * weight] = join(grown.get(product * weight, EMPTY), meet(some, holds))
                grown[product] = join(grown.get(product, EMPTY), minus(some, holds))
            groups = {product: some for product, some in grown.items() if some != EMPTY}
        return over


def _sets(widths: list[int], most_bits: int, core: CoreProgram) -> Sets:
    if prod(widths) <= most_bits:
        return Bitsets(widths)
    return Diagrams(widths, MAX_NODES, Refused((_entangled(core),)))


def _order(core: CoreProgram) -> Iterator[str]:
    """Principals, each followed by those whom trust ties to it: then diagrams stay small."""
    tied: dict[str, list[str]] = {p.name: [] for p in core.principals}
    for trust in core.trusts:
        tied[trust.truster].append(trust.trusted)
        tied[trust.trusted].append(trust.truster)
    waiting = [p.name for p in reversed(core.principals)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting.extend(reversed(tied[name]))


def _entangled(core: CoreProgram) -> Diagnostic:
    lines = (*(t.span for t in core.thresholds), *(t.span for t in core.trusts), core.span)
    return Diagnostic(
        code="TC309",
        message=f"the assumptions of `{core.name}` are too entangled to decide every adversary",
        span=lines[0],
        label=f"the sets of adversaries need more than {MAX_NODES} cases",
        help="say it with fewer `adversary` and `assume` lines, each over more principals",
        rule="covered",
    )
