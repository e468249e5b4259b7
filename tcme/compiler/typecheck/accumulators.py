"""The type of a fold's accumulator: a type that holds its value before and after every step.

The type after k steps is the join of the type after k-1 steps and of the body's type there.  It is done when
the body adds nothing, or after as many rounds as there are steps; sums are bounded by their drift."""

from collections.abc import Callable
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck import ranges
from tcme.compiler.typecheck.drift import drift
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import IntTy, Ty, assignable, join

PATIENCE = 64


@frozen
class Tried:
    """The body where the accumulator, variable `uid`, has some type."""

    uid: int
    body: core.Expr


Attempt: TypeAlias = Callable[[Ty], Tried | None]
"""The body tried at a type; None where it has mistakes there."""


def accumulator_type(attempt: Attempt, start: Ty, steps: int) -> Ty | None:
    """A type that holds every value of the accumulator; None where none was found.

    Where the body has a mistake, the type at which it shows."""
    current = start
    for done in range(min(steps, PATIENCE)):
        tried = attempt(current)
        if tried is None or assignable(tried.body.ty, current):
            return current
        grown = join(current, tried.body.ty)
        if grown is None:
            return current
        linear = _linear(attempt, start, tried, steps) if done == 0 else None
        if linear is not None:
            return linear
        current = grown
    return current if steps <= PATIENCE else None


def _linear(attempt: Attempt, start: Ty, tried: Tried, steps: int) -> Ty | None:
    """The range that `steps` steps reach, where the drift inside that very range does not lead out of it.

    By induction: while the accumulator has stayed inside, each step moved it by at most the drift there."""
    reach = _reach(start, tried, steps)
    if reach is None or ranges.too_wide(reach):
        return None
    again = attempt(reach)
    confirmed = again and _reach(start, again, steps)
    return reach if confirmed and assignable(confirmed, reach) else None


def _reach(start: Ty, tried: Tried, steps: int) -> IntTy | None:
    step = drift(tried.body, tried.uid)
    if step is None or not isinstance(start, IntTy):
        return None
    return IntTy(start.lo + steps * min(step.lo, 0), start.hi + steps * max(step.hi, 0))
