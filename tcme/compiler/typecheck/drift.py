"""How far one step of a fold moves its accumulator.

Interval arithmetic alone widens an accumulator at every step without end.  Where the body is the accumulator
plus something, the range of that something bounds what `n` steps can do: start + n · drift.  An accumulator
that is a tuple or a record moves number by number."""

from collections.abc import Mapping
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck import ranges
from tcme.dsl.ty import ArrayTy, FixedTy, IntTy, RecordTy, TupleTy, Ty, join

Path: TypeAlias = tuple[int | str, ...]
"""Positions of tuples and names of fields, from outside in."""
Moved: TypeAlias = Mapping[tuple[int, Path], IntTy]
"""Range of a number inside a variable, minus the accumulator's, by the variable's number."""


def numbers(ty: Ty, path: Path = ()) -> dict[Path, IntTy | FixedTy]:
    """The numbers that a value always holds."""
    match ty:
        case IntTy() | FixedTy():
            return {path: ty}
        case TupleTy(items):
            parts = list(enumerate(items))
        case RecordTy(fields):
            return {p: t for name, part in fields for p, t in numbers(part, (*path, name)).items()}
        case _:
            return {}
    return {p: t for n, part in parts for p, t in numbers(part, (*path, n)).items()}


def drift(body: core.Expr, accumulator: int, path: Path = ()) -> IntTy | None:
    """A range that holds body minus accumulator, of the number at `path`; None where the body is not the
    accumulator plus something."""
    return _drift(body, path, {(accumulator, path): IntTy(0, 0)})


def _drift(expr: core.Expr, at: Path, moved: Moved) -> IntTy | None:
    match expr:
        case core.Var(uid=uid):
            return moved.get((uid, at))
        case core.Convert(value=value) | core.Within(value=value):
            return _drift(value, at, moved)
        case core.GetItem(value, position, _, _):
            return _drift(value, (position, *at), moved)
        case core.GetField(value, name, _, _):
            return _drift(value, (name, *at), moved)
        case core.MakeTuple(items, _, _) if at and isinstance(at[0], int):
            return _drift(items[at[0]], at[1:], moved)
        case core.MakeRecord(fields, _, _) if at:
            return _drift(dict(fields)[str(at[0])], at[1:], moved)
        case core.Binary("add", left, right, _, _):
            return _sum(left, right, moved) or _sum(right, left, moved)
        case core.Binary("sub", left, right, _, _):
            base, other = _drift(left, at, moved), _range(right)
            return ranges.sub(base, other) if base and other else None
        case core.If(_, then, otherwise, _, _):
            return _hull(_drift(then, at, moved), _drift(otherwise, at, moved))
        case core.Let(bindings, inner, _, _):
            return _drift(inner, at, _bound(bindings, moved))
        case core.Fold():
            return _fold(expr, at, moved)
        case _:
            return None


def _fold(expr: core.Fold, at: Path, moved: Moved) -> IntTy | None:
    """A fold that starts from the accumulator moves it by all its own steps."""
    base, step = _drift(expr.start, at, moved), drift(expr.body, expr.accumulator, at)
    assert isinstance(expr.over.ty, ArrayTy)
    return ranges.add(base, ranges.times(step, expr.over.ty.size)) if base and step else None


def _range(expr: core.Expr) -> IntTy | None:
    return IntTy(expr.ty.lo, expr.ty.hi) if isinstance(expr.ty, IntTy | FixedTy) else None


def _sum(base: core.Expr, other: core.Expr, moved: Moved) -> IntTy | None:
    offset, more = _drift(base, (), moved), _range(other)
    return ranges.add(offset, more) if offset and more else None


def _hull(a: IntTy | None, b: IntTy | None) -> IntTy | None:
    both = a and b and join(a, b)
    return both if isinstance(both, IntTy) else None


def _bound(bindings: tuple[core.Binding, ...], moved: Moved) -> Moved:
    inner = dict(moved)
    for binding in bindings:
        for path in numbers(binding.value.ty):
            offset = _drift(binding.value, path, inner)
            if offset is not None:
                inner[binding.uid, path] = offset
    return inner
