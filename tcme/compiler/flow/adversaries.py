"""The admitted adversaries K, and sets of them as integers, one bit for each.

Principals that thresholds tie together are enumerated together (a component, pruned as it grows); the
space is the product of the components, so the set of a formula is made from repeated bit patterns and
never by visiting adversaries one by one.  K is the part of the product that all axioms admit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tcme.compiler.core import CoreProgram, Threshold
from tcme.compiler.flow.axioms import Axiom, axioms, levels_of
from tcme.compiler.flow.formula import (
    LEVELS,
    RANK,
    And,
    AtLeast,
    AtMost,
    Exceeds,
    Formula,
    Not,
    Or,
    conj,
    neg,
)
from tcme.dsl.diagnostics import Diagnostic, Refused
from tcme.dsl.frozen import frozen
from tcme.dsl.syntax import Level

MAX_ADVERSARIES = 1 << 17
"""As many as the independent checker decides too."""
MAX_PRODUCT = 1 << 20


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


@frozen
class Component:
    """Principals enumerated together; state j of the component stands at bits j*stride .. in every period."""

    states: tuple[dict[str, Level], ...]
    stride: int


@dataclass(frozen=True, slots=True)
class Space:
    """K as bits (`all`, inside a product of `size`); `set_of` gives any formula's adversaries in K."""

    principals: tuple[str, ...]
    axioms: tuple[Axiom, ...]
    size: int
    homes: dict[str, Component]
    all: int = 0
    _memo: dict[Formula, int] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def build(core: CoreProgram) -> "Space":
        """Raises Refused (TC309) where there are too many adversaries to decide them all."""
        homes: dict[str, Component] = {}
        size = 1
        for states in _components(core):
            component = Component(tuple(states), size)
            homes |= dict.fromkeys(states[0], component)
            size *= len(states)
            if size > MAX_PRODUCT:
                raise Refused((_too_many(core),))
        product = Space(tuple(p.name for p in core.principals), axioms(core), size, homes)
        admitted = product._raw(conj(*(a.formula for a in product.axioms)))
        if admitted.bit_count() > MAX_ADVERSARIES:
            raise Refused((_too_many(core),))
        return replace(product, all=admitted)

    @property
    def count(self) -> int:
        return self.all.bit_count()

    def set_of(self, formula: Formula) -> int:
        return self._raw(formula) & self.all

    def holds_somewhere(self, formula: Formula) -> bool:
        return self.set_of(formula) != 0

    def least(self, adversaries: int) -> Adversary:
        """Of a set that is not empty, the one with the fewest corrupt; then earlier principals, lower
        levels."""
        some = next(
            few
            for n in range(len(self.principals) + 1)
            if (few := adversaries & self._raw(AtMost(n, self.principals)))
        )
        levels: dict[str, Level] = {}
        for principal in reversed(self.principals):
            level = next(v for v in LEVELS if some & self._raw(exactly(principal, v)))
            some &= self._raw(exactly(principal, level))
            levels[principal] = level
        return Adversary(tuple((p, levels[p]) for p in self.principals))

    def _raw(self, formula: Formula) -> int:
        """The adversaries of the whole product for which the formula holds."""
        known = self._memo.get(formula)
        if known is None:
            known = self._memo[formula] = self._compute(formula)
        return known

    def _compute(self, formula: Formula) -> int:
        full = (1 << self.size) - 1
        match formula:
            case AtLeast():
                return self._atom(formula)
            case AtMost():
                return self._at_most(formula, full)
            case Not(operand):
                return full ^ self._raw(operand)
            case And(operands):
                bits = full
                for operand in operands:
                    bits &= self._raw(operand)
                return bits
            case Or(operands):
                bits = 0
                for operand in operands:
                    bits |= self._raw(operand)
                return bits
            case Exceeds():
                return self._exceeds(formula, full)

    def _atom(self, atom: AtLeast) -> int:
        home = self.homes[atom.principal]
        block = (1 << home.stride) - 1
        pattern = 0
        for j, state in enumerate(home.states):
            if RANK[state[atom.principal]] >= RANK[atom.level]:
                pattern |= block << (j * home.stride)
        return _repeated(pattern, len(home.states) * home.stride, self.size)

    def _at_most(self, formula: AtMost, full: int) -> int:
        """Layer j: at most j of the members so far are corrupt."""
        layers = [full] * (formula.limit + 1)
        for member in formula.members:
            corrupt = self._raw(AtLeast(member, "passive"))
            below = [0, *layers[:-1]]
            layers = [(a & ~corrupt) | (b & corrupt) for a, b in zip(layers, below, strict=True)]
        return layers[-1]

    def _exceeds(self, formula: Exceeds, full: int) -> int:
        """Adversaries grouped by the product so far; a product above the limit stays there."""
        over = full if formula.limit < 1 else 0
        groups = {1: full & ~over}
        for condition, weight in formula.factors:
            holds = self._raw(condition)
            grown: dict[int, int] = {}
            for product, bits in groups.items():
                if product * weight > formula.limit:
                    over |= bits & holds
                elif bits & holds:
                    grown[product * weight] = grown.get(product * weight, 0) | (bits & holds)
                if bits & ~holds:
                    grown[product] = grown.get(product, 0) | (bits & ~holds)
            groups = grown
        return over


def _repeated(pattern: int, period: int, size: int) -> int:
    """The pattern again and again, by doubling, up to `size` bits."""
    length = period
    while length < size:
        pattern |= pattern << length
        length *= 2
    return pattern & ((1 << size) - 1)


def exactly(principal: str, level: Level) -> Formula:
    """`principal` is at `level` and no worse."""
    above = LEVELS[RANK[level] + 1 : RANK[level] + 2]
    lower: Formula = And(()) if level == "honest" else AtLeast(principal, level)
    return conj(lower, *(neg(AtLeast(principal, v)) for v in above))


def _components(core: CoreProgram) -> Iterator[list[dict[str, Level]]]:
    """The admitted states of each group of principals that share thresholds."""
    levels = levels_of(core)
    left = [p.name for p in core.principals]
    while left:
        group = _connected(left[0], core.thresholds)
        members = tuple(name for name in left if name in group)
        left = [name for name in left if name not in group]
        local = [t for t in core.thresholds if t.members and t.members[0] in group]
        yield _states(core, members, levels, local)


def _connected(start: str, thresholds: tuple[Threshold, ...]) -> frozenset[str]:
    group = frozenset((start,))
    while True:
        touching = [frozenset(t.members) for t in thresholds if group & frozenset(t.members)]
        grown = group.union(*touching)
        if grown == group:
            return group
        group = grown


def _states(
    core: CoreProgram,
    members: tuple[str, ...],
    levels: dict[str, tuple[Level, ...]],
    thresholds: list[Threshold],
) -> list[dict[str, Level]]:
    """Assignments to `members` within the thresholds, extended one principal at a time and cut at once."""
    states: list[dict[str, Level]] = [{}]
    for member in members:
        tied = [t for t in thresholds if member in t.members]
        states = [{**s, member: v} for s in states for v in levels[member] if _room(s, v, tied)]
        if len(states) > MAX_PRODUCT:
            raise Refused((_too_many(core),))
    return states


def _room(state: dict[str, Level], level: Level, thresholds: list[Threshold]) -> bool:
    """Whether one more principal may be at `level`."""
    if level == "honest":
        return True
    return all(sum(state.get(m, "honest") != "honest" for m in t.members) < t.limit for t in thresholds)


def _too_many(core: CoreProgram) -> Diagnostic:
    return Diagnostic(
        code="TC309",
        message=f"`{core.name}` admits more than {MAX_ADVERSARIES} adversaries, too many to decide them all",
        span=core.principals[-1].span if core.principals else core.span,
        label="principals that no `adversary` line bounds take every level",
        help="bound who can be corrupt together: `adversary at most 2 of … passive`",
        rule="covered",
    )
