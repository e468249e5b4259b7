"""The bits of whole numbers, and shifts by constants."""

from collections.abc import Callable, Mapping

from tcme.compiler import core
from tcme.compiler.core import BinaryKind
from tcme.compiler.typecheck import ranges
from tcme.compiler.typecheck.arithmetic import bounded
from tcme.compiler.typecheck.convert import fit
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.fixed import standing_for
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import numbers as number_messages
from tcme.compiler.typecheck.scope import Want
from tcme.dsl import syntax
from tcme.dsl.ty import BoolTy, IntTy, KeyTy

BITWISE: Mapping[str, tuple[BinaryKind, Callable[[IntTy, IntTy], IntTy]]] = {
    "&": ("band", ranges.bit_and),
    "|": ("bor", ranges.bit_or),
    "^": ("bxor", ranges.bit_xor),
}


def bitwise(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr) -> Typed:
    """Of numbers from 0 up; of one that can be negative that is a goal."""
    sides = [_natural(ctx, node.op, side) for side in (left, right)]
    ranges_ = [side.ty for side in sides if side is not None and isinstance(side.ty, IntTy)]
    first, second = sides
    if first is None or second is None:
        return None
    op, interval = BITWISE[node.op]
    return core.Binary(op, first, second, interval(*ranges_), node.span)


def _natural(ctx: Elaborator, op: str, operand: core.Expr) -> Typed:
    ty = _whole(ctx, op, operand)
    if ty is None or ty.lo >= 0:
        return operand if ty else None
    return fit(ctx.outcome, operand, Want(IntTy(0, max(ty.hi, 0)), f"an operand of `{op}`"))


def shifted(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr) -> Typed:
    """Times or divided by a power of two, rounded down."""
    ty, by = _whole(ctx, node.op, left), _whole(ctx, node.op, right)
    if ty is None or by is None:
        return None
    if by.lo != by.hi or not 0 <= by.lo <= ranges.WIDEST:
        ctx.refuse(number_messages.shift_by(ranges.WIDEST, right.span))
        return None
    factor = IntTy(1 << by.lo, 1 << by.lo)
    power = standing_for(right, factor.lo, right.span)
    if node.op == "<<":
        return bounded(ctx, core.Binary("mul", left, power, ranges.mul(ty, factor), node.span))
    return core.Binary("div", left, power, ranges.div(ty, factor), node.span)


def _whole(ctx: Elaborator, op: str, operand: core.Expr) -> IntTy | None:
    match operand.ty:
        case IntTy() as ty:
            return ty
        case BoolTy():
            ctx.refuse(number_messages.bits_of_bool(op, operand.span))
        case KeyTy():
            ctx.refuse(number_messages.key_is_no_number(f"`{op}`", operand.span))
        case found:
            ctx.refuse(messages.operand(op, "whole numbers", found, operand.span))
    return None
