"""Numbers of declared steps: the multiple of 1/over that a value is is what is computed with."""

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeAlias, TypeGuard

from tcme.compiler import core
from tcme.compiler.typecheck import ranges
from tcme.compiler.typecheck.walk import walk
from tcme.dsl.source import Span
from tcme.dsl.ty import FixedTy, IntTy, Ty

Number: TypeAlias = IntTy | FixedTy


def is_number(ty: Ty) -> TypeGuard[Number]:
    return isinstance(ty, IntTy | FixedTy)


def over(ty: Number) -> int:
    """1 / step; integers have step 1."""
    return ty.over if isinstance(ty, FixedTy) else 1


def over_of(expr: core.Expr) -> int:
    """1 / step of a number."""
    assert is_number(expr.ty)
    return over(expr.ty)


def multiples(ty: Number) -> IntTy:
    """The range of what is computed with."""
    return IntTy(ty.lo, ty.hi)


def number_type(multiples: IntTy, over: int) -> Number:
    """The type of the numbers k / over for k in a range; with step 1 these are integers."""
    return multiples if over == 1 else FixedTy(multiples.lo, multiples.hi, over)


def at_step(ty: Number, over_: int) -> Number | None:
    """The same numbers with a finer step; None where that would not hold them all."""
    factor, rest = divmod(over_, over(ty))
    return None if rest else number_type(IntTy(ty.lo * factor, ty.hi * factor), over_)


def join(left: Number, right: Number) -> Number | None:
    """The least range of both at the coarsest step that divides both."""
    shared = lcm(over(left), over(right))
    a, b = at_step(left, shared), at_step(right, shared)
    return number_type(ranges.hull(multiples(a), multiples(b)), shared) if a and b else None


def constant(value: Fraction, span: Span) -> core.Const:
    """A number at the coarsest step that holds it."""
    whole = value.numerator
    return core.Const(whole, number_type(IntTy(whole, whole), value.denominator), span)


def literal(node_value: str, span: Span) -> core.Const:
    """`0.25`, as written; `1.00` is the integer 1."""
    return constant(Fraction(Decimal(node_value)), span)


def value_of(expr: core.Expr) -> Fraction | None:
    """The number that a constant is."""
    if isinstance(expr, core.Const) and is_number(expr.ty) and isinstance(expr.value, int):
        return Fraction(expr.value, over(expr.ty))
    return None


def rescaled(expr: core.Expr, over_: int) -> core.Expr:
    """The same number with a finer step that divides its own."""
    assert is_number(expr.ty)
    ty, factor = at_step(expr.ty, over_), over_ // over(expr.ty)
    assert ty is not None
    if factor == 1:
        return expr
    return times(expr, factor, ty)


def times(expr: core.Expr, factor: int, ty: Number) -> core.Expr:
    """The multiple of `expr`, times a constant, as one of `ty`."""
    if factor == 1 and expr.ty == ty:
        return expr
    if isinstance(expr, core.Const) and isinstance(expr.value, int):
        return core.Const(expr.value * factor, ty, expr.span)
    by = core.Const(factor, IntTy(factor, factor), expr.span)
    return core.Binary("mul", expr, by, ty, expr.span)


def standing_for(expr: core.Expr, value: int, span: Span) -> core.Expr:
    """The integer `value`, computed with the multiple that `expr` must be by its type: what that depends on
    is kept."""
    assert is_number(expr.ty)
    ty = IntTy(value, value)
    if is_known(expr):
        return core.Const(value, ty, span)
    rest = value - expr.ty.lo
    return core.Binary("add", expr, core.Const(rest, IntTy(rest, rest), expr.span), ty, span)


def is_known(expr: core.Expr) -> bool:
    """Computed from constants, and from nothing else."""
    return all(isinstance(part, core.Const | core.Unary | core.Binary | core.Builtin) for part in walk(expr))
