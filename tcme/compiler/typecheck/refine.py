"""Ranges refined by what is known where a value stands: requirements, and the conditions around.

Every branch is evaluated, so a refined value is moved into its range there (`core.Within`), which changes no
result and costs a comparison.  Therefore a program whose goals hold without that is left as it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

from tcme.compiler import core
from tcme.compiler.typecheck.elaborator import Elaborator, Level, Typed
from tcme.compiler.typecheck.facts import learned
from tcme.compiler.typecheck.messages.generics import WHERE_FAILS
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.scope import Want
from tcme.compiler.typecheck.shapes import mold
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import assignable, plain

T = TypeVar("T")

LEVELS: tuple[Level, ...] = ("plain", "owing", "wherever")

Known: TypeAlias = tuple[tuple[core.Expr, bool], ...]
"""Conditions, and whether they are true."""


@frozen
class Arm:
    """A value that counts only where `known` holds, and how it is elaborated."""

    known: Known
    build: Callable[[Elaborator], Typed]


def under(ctx: Elaborator, known: Known) -> Elaborator:
    """The elaborator where conditions hold."""
    facts = ctx.facts
    for condition, truth in known:
        facts = learned(condition, truth, facts, ctx.meanings)
    return replace(ctx, facts=facts)


def assuming(ctx: Elaborator, required: Iterable[core.Require | None]) -> Elaborator:
    """The elaborator where owners have checked what is required."""
    if ctx.level == "plain":
        return ctx
    return under(ctx, tuple((r.condition, True) for r in required if r is not None))


def arm(ctx: Elaborator, this: Arm) -> Typed:
    """One value, refined where that leaves fewer goals inside it."""
    if ctx.level == "plain":
        return this.build(ctx)
    inside = replace(under(ctx, this.known), level="everywhere")
    if ctx.level == "everywhere":
        return this.build(inside)
    first = _tried(ctx, this.build)
    again = _again(inside, this.build) if first.owed and inside.facts != ctx.facts else None
    return _settled(ctx, again if again is not None and again.owed < first.owed else first)


def choice(
    ctx: Elaborator, arms: Sequence[Arm], want: Want | None, join: Callable[[Elaborator, list[Typed]], Typed]
) -> Typed:
    """Values between which conditions choose, joined; all refined where only then the whole fits its place,
    or, at level `wherever`, where that makes the type of the whole narrower."""

    def build(own: Elaborator) -> Typed:
        return join(own, [arm(own, each) for each in arms])

    if ctx.level == "plain":
        return join(ctx, [each.build(ctx) for each in arms])
    if ctx.level == "everywhere":
        return build(ctx)
    first = _tried(ctx, build)
    if first.value is None or (ctx.level == "owing" and _fits(first.value, want)):
        return _settled(ctx, first)
    again = _again(replace(ctx, level="everywhere"), build)
    if again is None or again.value is None or again.owed > first.owed:
        return _settled(ctx, first)
    narrower = again.value.ty != first.value.ty and assignable(again.value.ty, first.value.ty)
    better = narrower and (ctx.level == "wherever" or _fits(again.value, want))
    return _settled(ctx, again if better or again.owed < first.owed else first)


def least_owing(ctx: Elaborator, make: Callable[[Elaborator], T]) -> T:
    """What is made at the first level at which no goal is left, or else at the one that leaves fewest."""
    best = _tried(replace(ctx, level=LEVELS[0]), make)
    for level in LEVELS[1:]:
        if not best.owed or best.mistaken:
            break
        again = _again(replace(ctx, level=level), make)
        if again is not None and again.owed < best.owed:
            best = again
    return _settled(ctx, best)


@dataclass(frozen=True, slots=True)
class _Try(Generic[T]):
    """What was made, and what was said of it, which nobody has seen yet."""

    value: T
    outcome: Outcome

    @property
    def owed(self) -> int:
        return len(self.outcome.goals) + len(self._conditions())

    @property
    def mistaken(self) -> bool:
        """Whether there are mistakes that no fact mends."""
        return len(self._conditions()) < sum(d.is_error for d in self.outcome.sink.diagnostics)

    def _conditions(self) -> list[Diagnostic]:
        """Conditions of functions that do not hold: a narrower argument may fulfil them."""
        return [d for d in self.outcome.sink.diagnostics if d.code == WHERE_FAILS]


def _tried(ctx: Elaborator, make: Callable[[Elaborator], T]) -> _Try[T]:
    own = replace(ctx, outcome=Outcome(Sink(), ctx.meter.fresh))
    return _Try(make(own), own.outcome)


def _again(ctx: Elaborator, make: Callable[[Elaborator], T]) -> _Try[T] | None:
    """Another try; None where it has mistakes or takes more than there may be, of which nothing stays."""
    before = ctx.meter.spent()
    found = _tried(ctx, make)
    if ctx.meter.is_over() or found.outcome.sink.failed:
        ctx.meter.restore(before)
        return None
    return found


def _settled(ctx: Elaborator, found: _Try[T]) -> T:
    ctx.outcome.sink.extend(found.outcome.sink.diagnostics)
    for goal in found.outcome.goals.values():
        ctx.outcome.owe(goal)
    return found.value


def _fits(value: core.Expr, want: Want | None) -> bool:
    if want is None or want.loose:
        return True
    molded = mold(plain(want.ty), value.ty)
    return molded is None or assignable(molded, plain(want.ty))
