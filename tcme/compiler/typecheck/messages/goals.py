"""TC401 to TC403, TC407: what ranges did not prove."""

from tcme.compiler import core
from tcme.compiler.core import Goal
from tcme.compiler.typecheck.messages.remedies import away_from_zero, between, remedy
from tcme.compiler.typecheck.scope import Want
from tcme.dsl.ty import FixedTy, IntTy, ListTy, Ty, assignable, plain, show


def does_not_fit(want: Want, value: core.Expr, molded: Ty) -> Goal:
    """`molded` is the value's type with the steps that are wanted."""
    wanted = plain(want.ty)
    never = (
        isinstance(molded, IntTy | FixedTy) and isinstance(wanted, IntTy | FixedTy) and _apart(molded, wanted)
    )
    said = "is always outside" if never else "can be outside"
    return Goal(
        "range",
        "TC401",
        f"this value {said} `{show(want.ty)}`, the type of {want.role}",
        f"`{show(value.ty)}`",
        _widened(wanted) if never else _bounded(value, wanted),
        value.span,
    )


def _bounded(value: core.Expr, wanted: Ty) -> str:
    """What makes it fit: a condition, where only its own range or length is in the way."""
    otherwise = _widened(wanted)
    match value.ty, wanted:
        case IntTy() as found, IntTy(lo, hi):
            return remedy(value, between(found, lo, hi), otherwise)
        case ListTy() as found, ListTy(_, lo, hi) if assignable(ListTy(found.element, lo, hi), wanted):
            return remedy(value, between(found, lo, hi), otherwise)
        case _:
            return otherwise


def _widened(wanted: Ty) -> str:
    if isinstance(wanted, ListTy):
        return "declare a type with room for more, or for fewer, elements"
    return "declare a wider type, or bound the value with `min` and `max`"


def _apart(a: IntTy | FixedTy, b: IntTy | FixedTy) -> bool:
    return a.hi < b.lo or b.hi < a.lo


def may_be_zero(divisor: core.Expr) -> Goal:
    ty = divisor.ty
    assert isinstance(ty, IntTy | FixedTy)
    never, otherwise = ty.lo == ty.hi == 0, "give it a range without zero, or write `max(…, 1)`"
    return Goal(
        "range",
        "TC402",
        "this divisor is always zero" if never else "this divisor can be zero",
        f"`{show(ty)}`",
        otherwise if never else remedy(divisor, away_from_zero(ty), otherwise),
        divisor.span,
    )


def may_be_outside(index: core.Expr, size: int) -> Goal:
    ty = index.ty
    assert isinstance(ty, IntTy)
    never = _apart(ty, IntTy(0, size - 1))
    said = "is always" if never else "can be"
    otherwise = "bound the index with `min` and `max`, or walk over the array with `for`"
    return Goal(
        "shape",
        "TC403",
        f"this index {said} outside the array, which has the places 0 to {size - 1}",
        f"`{show(ty)}`",
        otherwise if never else remedy(index, between(ty, 0, size - 1), otherwise),
        index.span,
    )


def may_be_empty(function: str, values: core.Expr) -> Goal:
    assert isinstance(values.ty, ListTy)
    otherwise = "give it one that is always there: `concat([…], xs)`, or a list type that begins at 1"
    return Goal(
        "shape",
        "TC407",
        f"`{function}` needs at least one element, and this list can be empty",
        f"`{show(values.ty)}`",
        remedy(values, "len({}) > 0", otherwise) if values.ty.hi else otherwise,
        values.span,
    )
