"""How far one step of a fold moves its accumulator.

Interval arithmetic alone widens an accumulator at every step without end.  Where the body is the accumulator
plus something, the range of that something bounds what `n` steps can do: start + n · drift."""

from collections.abc import Mapping

from tcme.compiler import core
from tcme.compiler.typecheck import ranges
from tcme.dsl.ty import IntTy, join

Moved = Mapping[int, IntTy]
"""Range of variable minus accumulator, by the variable's number."""


def drift(body: core.Expr, accumulator: int) -> IntTy | None:
    """A range that holds body minus accumulator; None where the body is not accumulator plus something."""
    return _drift(body, {accumulator: IntTy(0, 0)})


def _drift(expr: core.Expr, moved: Moved) -> IntTy | None:
    match expr:
        case core.Var(uid=uid):
            return moved.get(uid)
        case core.Convert(value=value):
            return _drift(value, moved)
        case core.Binary("add", left, right, _, _):
            return _sum(left, right, moved) or _sum(right, left, moved)
        case core.Binary("sub", left, right, _, _):
            base = _drift(left, moved)
            return ranges.sub(base, right.ty) if base and isinstance(right.ty, IntTy) else None
        case core.If(_, then, otherwise, _, _):
            return _hull(_drift(then, moved), _drift(otherwise, moved))
        case core.Let(bindings, inner, _, _):
            return _drift(inner, _bound(bindings, moved))
        case _:
            return None


def _sum(base: core.Expr, other: core.Expr, moved: Moved) -> IntTy | None:
    offset = _drift(base, moved)
    return ranges.add(offset, other.ty) if offset and isinstance(other.ty, IntTy) else None


def _hull(a: IntTy | None, b: IntTy | None) -> IntTy | None:
    both = a and b and join(a, b)
    return both if isinstance(both, IntTy) else None


def _bound(bindings: tuple[core.Binding, ...], moved: Moved) -> Moved:
    inner = dict(moved)
    for binding in bindings:
        offset = _drift(binding.value, inner)
        if offset is not None:
            inner[binding.uid] = offset
    return inner
