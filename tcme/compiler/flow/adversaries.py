"""The admitted adversaries K, and sets of them: exact, and never one by one.

A set is a decision diagram over the levels of the principals, so that its size follows how the assumptions
hang together and not how many adversaries there are.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.axioms import REACH, Axiom, axioms
from tcme.compiler.flow.diagrams import ALL, EMPTY, Diagrams
from tcme.compiler.flow.formula import RANK, And, AtLeast, AtMost, Exceeds, Formula, Not, Or
from tcme.dsl.diagnostics import Diagnostic, Refused
from tcme.dsl.frozen import frozen
from tcme.dsl.syntax import Level

MAX_NODES = 1 << 16
"""Of all diagrams of one program together."""


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

    diagrams: Diagrams = field(repr=False)
    node: int

    def __and__(self, other: "Adversaries") -> "Adversaries":
        return Adversaries(self.diagrams, self.diagrams.meet(self.node, other.node))

    def __or__(self, other: "Adversaries") -> "Adversaries":
        return Adversaries(self.diagrams, self.diagrams.join(self.node, other.node))

    def __sub__(self, other: "Adversaries") -> "Adversaries":
        return Adversaries(self.diagrams, self.diagrams.minus(self.node, other.node))

    def __bool__(self) -> bool:
        return self.node != EMPTY

    @property
    def count(self) -> int:
        return self.diagrams.count(self.node)


@dataclass(frozen=True, slots=True)
class Space:
    """K (`all`); `set_of` gives any formula's adversaries in K.

    `levels` has what each principal can become, in the order of the diagrams' variables."""

    core: CoreProgram
    axioms: tuple[Axiom, ...]
    levels: dict[str, tuple[Level, ...]]
    diagrams: Diagrams
    all: Adversaries
    _positions: dict[str, int]
    _memo: dict[Formula, int] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def build(core: CoreProgram) -> "Space":
        """Raises Refused (TC309), as every use does, where sets are too entangled to decide them."""
        kinds = {p.name: p.kind for p in core.principals}
        levels = {name: REACH[kinds[name]] for name in _order(core)}
        beyond = Refused((_entangled(core),))
        diagrams = Diagrams([len(reach) for reach in levels.values()], MAX_NODES, beyond)
        positions = {name: at for at, name in enumerate(levels)}
        everyone = Adversaries(diagrams, ALL)
        product = Space(core, axioms(core), levels, diagrams, everyone, positions)
        admitted = reduce(Adversaries.__and__, (product.set_of(a.formula) for a in product.axioms), everyone)
        return Space(core, product.axioms, levels, diagrams, admitted, positions, product._memo)

    @property
    def principals(self) -> tuple[str, ...]:
        """In declared order."""
        return tuple(p.name for p in self.core.principals)

    @property
    def count(self) -> int:
        return self.all.count

    def set_of(self, formula: Formula) -> Adversaries:
        return Adversaries(self.diagrams, self.diagrams.meet(self._raw(formula), self.all.node))

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
        return Adversaries(self.diagrams, self.diagrams.where(self._positions[principal], lambda v: v == at))

    def _raw(self, formula: Formula) -> int:
        """The adversaries for which the formula holds, whether they are admitted or not."""
        known = self._memo.get(formula)
        if known is None:
            known = self._memo[formula] = self._compute(formula)
        return known

    def _compute(self, formula: Formula) -> int:
        diagrams = self.diagrams
        match formula:
            case AtLeast(principal, level):
                reach = self.levels[principal]
                return diagrams.where(self._positions[principal], lambda v: RANK[reach[v]] >= RANK[level])
            case AtMost(limit, members):
                return diagrams.at_most(limit, Counter(self._positions[m] for m in members))
            case Not(operand):
                return diagrams.minus(ALL, self._raw(operand))
            case And(operands):
                return reduce(diagrams.meet, map(self._raw, operands), ALL)
            case Or(operands):
                return reduce(diagrams.join, map(self._raw, operands), EMPTY)
            case Exceeds():
                return self._exceeds(formula)

    def _exceeds(self, formula: Exceeds) -> int:
        """Adversaries grouped by the product so far; a product above the limit stays there."""
        if formula.limit < 1:
            return ALL
        meet, minus, join = self.diagrams.meet, self.diagrams.minus, self.diagrams.join
        over, groups = EMPTY, {1: ALL}
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
