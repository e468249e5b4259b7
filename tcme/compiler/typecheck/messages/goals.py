"""TC401 to TC403: what ranges did not prove."""

from tcme.compiler.core import Goal
from tcme.compiler.typecheck.scope import Want
from tcme.dsl.source import Span
from tcme.dsl.ty import FixedTy, IntTy, ListTy, Ty, plain, show


def does_not_fit(want: Want, found: Ty, molded: Ty, span: Span) -> Goal:
    """`molded` is what was found with the steps that are wanted."""
    wanted = plain(want.ty)
    never = (
        isinstance(molded, IntTy | FixedTy)
        and isinstance(wanted, IntTy | FixedTy)
        and _apart(molded, wanted)
    )
    said = "is always outside" if never else "can be outside"
    return Goal(
        "range",
        "TC401",
        f"this value {said} `{show(want.ty)}`, the type of {want.role}",
        f"`{show(found)}`",
        _bounded(wanted),
        span,
    )


def _bounded(wanted: Ty) -> str:
    if isinstance(wanted, ListTy):
        return "declare a type with room for more, or for fewer, elements"
    return "declare a wider type, or bound the value with `min` and `max`"


def _apart(a: IntTy | FixedTy, b: IntTy | FixedTy) -> bool:
    return a.hi < b.lo or b.hi < a.lo


def may_be_zero(divisor: IntTy | FixedTy, span: Span) -> Goal:
    never = divisor.lo == divisor.hi == 0
    return Goal(
        "range",
        "TC402",
        "this divisor is always zero" if never else "this divisor can be zero",
        f"`{show(divisor)}`",
        "give it a range without zero, or write `max(…, 1)`",
        span,
    )


def may_be_outside(index: IntTy, size: int, span: Span) -> Goal:
    said = "is always" if _apart(index, IntTy(0, size - 1)) else "can be"
    return Goal(
        "shape",
        "TC403",
        f"this index {said} outside the array, which has the places 0 to {size - 1}",
        f"`{show(index)}`",
        "bound the index with `min` and `max`, or walk over the array with `for`",
        span,
    )
