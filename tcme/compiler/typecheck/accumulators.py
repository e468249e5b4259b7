"""The type of a fold's accumulator: a type that holds its value before and after every step.

The type after k steps is the join of the type after k-1 steps and of the body's type there.  It is done when
the body adds nothing, or after as many rounds as there are steps; sums are bounded by their drift."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck import ranges
from tcme.compiler.typecheck.drift import Path, drift, numbers
from tcme.compiler.typecheck.shapes import common, mold
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import FixedTy, IntTy, RecordTy, TupleTy, Ty, assignable

PATIENCE = 64
JUMPS = 4
"""Rounds in which sums are taken to where all steps lead at once."""
LIFTS = 4
"""Rounds in which the accumulator becomes an option, a wider enum or a number of a finer step."""
FAR = 1 << 128


@frozen
class Tried:
    """The body where the accumulator, variable `uid`, has some type."""

    uid: int
    body: core.Expr


    def at(self, current: Ty) -> Ty:
        """The body's type, with the steps and the options of the accumulator's."""
        return mold(current, self.body.ty) or self.body.ty


Attempt: TypeAlias = Callable[[Ty], Tried | None]
"""The body tried at a type; None where it has mistakes there."""


def accumulator_type(attempt: Attempt, start: Ty, steps: int) -> Ty | None:
    """A type that holds every value of the accumulator; None where none was found.

    Where the body has a mistake, the type at which it shows."""
    for _ in range(LIFTS):
        tried = attempt(start)
        if tried is None:
            return start
        if assignable(tried.at(start), start):
            return start
        whole = common(start, tried.body.ty)
        lifted = None if whole is None else mold(whole, start)
        if whole is None or lifted is None:
            return start
        if lifted == start:
            break
        start = lifted
    else:
        return None
    found = _jumping(attempt, start, tried, steps)
    return found if found is not None else _stepping(attempt, start, tried, steps)


def _jumping(attempt: Attempt, start: Ty, tried: Tried, steps: int) -> Ty | None:
    """The type that `steps` steps reach, where the drift inside that very type does not lead out of it.

    By induction: while the accumulator has stayed inside, each step moved it by at most the drift there."""
    current = start
    for _ in range(JUMPS):
        reached = _reached(start, tried, steps)
        stays = _stays(current, tried.at(current), reached)
        if stays or not reached:
            return current if stays else None
        whole = common(current, tried.body.ty)
        if whole is None or any(map(ranges.too_wide, reached.values())):
            return None
        current = _with_ranges(whole, reached)
        again = attempt(current)
        if again is None:
            return None
        tried = again
    return current if _stays(current, tried.at(current), _reached(start, tried, steps)) else None


def _reached(start: Ty, tried: Tried, steps: int) -> dict[Path, IntTy]:
    """Where the numbers come of which the drift is known."""
    found: dict[Path, IntTy] = {}
    for path, ty in numbers(start).items():
        step = drift(tried.body, tried.uid, path)
        if step is not None:
            found[path] = IntTy(ty.lo + steps * min(step.lo, 0), ty.hi + steps * max(step.hi, 0))
    return found


def _stays(current: Ty, body: Ty, reached: Mapping[Path, IntTy]) -> bool:
    """Whether no step leads out of a type: numbers by their drift or by themselves, the rest by itself."""
    inside = {p: IntTy(ty.lo, ty.hi) for p, ty in numbers(current).items() if _holds(ty, reached.get(p))}
    return assignable(_with_ranges(body, inside), current)


def _holds(ty: IntTy | FixedTy, reached: IntTy | None) -> bool:
    return reached is not None and ty.lo <= reached.lo and reached.hi <= ty.hi


def _with_ranges(ty: Ty, ends: Mapping[Path, IntTy], path: Path = ()) -> Ty:
    """The type with other ends for some of its numbers."""
    match ty:
        case IntTy() if path in ends:
            return ends[path]
        case FixedTy(_, _, over) if path in ends:
            return FixedTy(ends[path].lo, ends[path].hi, over)
        case TupleTy(items):
            return TupleTy(tuple(_with_ranges(item, ends, (*path, n)) for n, item in enumerate(items)))
        case RecordTy(fields):
            return RecordTy(tuple((name, _with_ranges(t, ends, (*path, name))) for name, t in fields))
        case _:
            return ty


def _stepping(attempt: Attempt, start: Ty, tried: Tried, steps: int) -> Ty | None:
    current, found = start, tried
    for done in range(min(steps, PATIENCE)):
        if assignable(found.at(current), current):
            return current
        grown = common(current, found.body.ty)
        if grown is None:
            return current
        current = grown
        settled = _settled(attempt, start, current) if done == PATIENCE // 8 and steps > PATIENCE else None
        if settled is not None:
            return settled
        again = attempt(current) if done + 1 < min(steps, PATIENCE) else found
        if again is None:
            return current
        found = again
    return current if steps <= PATIENCE else None


def _settled(attempt: Attempt, start: Ty, current: Ty) -> Ty | None:
    """A type found from what the body makes of any number at all, as `min(s + x, 500)` is at most 500."""
    before, now = numbers(start), numbers(current)
    far = {
        path: IntTy(-FAR if ty.lo < before[path].lo else ty.lo, FAR if ty.hi > before[path].hi else ty.hi)
        for path, ty in now.items()
        if path in before
    }
    widest = attempt(_with_ranges(current, far))
    candidate = widest and common(start, widest.body.ty)
    again = candidate and attempt(candidate)
    return candidate if candidate and again and assignable(again.at(candidate), candidate) else None
