"""Arithmetic and order of numbers: operands come to one step, ranges follow."""

from collections.abc import Callable, Mapping
from math import lcm

from tcme.compiler import core
from tcme.compiler.core import BinaryKind
from tcme.compiler.typecheck import fixed, ranges
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.fixed import Number, is_number, multiples, number_type
from tcme.compiler.typecheck.messages import goals, limits
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import numbers as number_messages
from tcme.dsl import syntax
from tcme.dsl.ty import BoolTy, IntTy, KeyTy

KIND: Mapping[syntax.BinaryOp, BinaryKind] = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
}  # fmt: skip
RANGE: Mapping[str, Callable[[IntTy, IntTy], IntTy]] = {
    "+": ranges.add, "-": ranges.sub, "*": ranges.mul, "/": ranges.div, "%": ranges.mod,
}  # fmt: skip


def needs_number(ctx: Elaborator, op: str, operand: core.Expr) -> Number | None:
    if is_number(operand.ty):
        return operand.ty
    if isinstance(operand.ty, KeyTy):
        ctx.refuse(number_messages.key_is_no_number(f"`{op}`", operand.span))
    else:
        ctx.refuse(messages.operand(op, "numbers", operand.ty, operand.span))
    return None


def negated(ctx: Elaborator, node: syntax.Unary, operand: core.Expr) -> Typed:
    ty = needs_number(ctx, node.op, operand)
    if ty is None:
        return None
    result = number_type(ranges.neg(multiples(ty)), fixed.over(ty))
    if isinstance(operand, core.Const) and isinstance(operand.value, int):
        return core.Const(-operand.value, result, node.span)
    return core.Unary("neg", operand, result, node.span)


def arithmetic(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr) -> Typed:
    a, b = needs_number(ctx, node.op, left), needs_number(ctx, node.op, right)
    if a is None or b is None:
        return None
    if node.op in ("/", "%"):
        return _divided(ctx, node, left, right)
    over = fixed.over(a) * fixed.over(b)
    if node.op != "*":
        left, right = aligned(left, right)
        over = fixed.over_of(left)
    assert is_number(left.ty) and is_number(right.ty)
    result = number_type(RANGE[node.op](multiples(left.ty), multiples(right.ty)), over)
    return bounded(ctx, core.Binary(KIND[node.op], left, right, result, node.span))


def _divided(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr) -> Typed:
    """Of whole numbers, rounded down; what has a step is divided inside `round`, `floor` and `ceil` only."""
    if not isinstance(left.ty, IntTy) or not isinstance(right.ty, IntTy):
        ctx.refuse(number_messages.inexact(node.op, node.span))
        return None
    result = RANGE[node.op](left.ty, right.ty)
    right = divisor(ctx, right)
    return bounded(ctx, core.Binary(KIND[node.op], left, right, result, node.span))


def aligned(*exprs: core.Expr) -> tuple[core.Expr, ...]:
    """Numbers at the coarsest step that divides all of theirs."""
    over = lcm(*(fixed.over_of(expr) for expr in exprs))
    return tuple(fixed.rescaled(expr, over) for expr in exprs)


def bounded(ctx: Elaborator, expr: core.Expr) -> Typed:
    """The number, unless its range is beyond all use."""
    if is_number(expr.ty) and ranges.too_wide(multiples(expr.ty)):
        ctx.refuse(limits.too_wide(expr.span))
        return None
    return expr


def divisor(ctx: Elaborator, found: core.Expr) -> core.Expr:
    """The divisor; one that can be zero leaves a goal, and is cut where zero is an end of its range."""
    ty = found.ty
    assert is_number(ty)
    if not ty.lo <= 0 <= ty.hi:
        return found
    ctx.outcome.owe(goals.may_be_zero(found))
    rest = ranges.without_zero(multiples(ty))
    return core.Narrow(found, number_type(rest, fixed.over(ty)), found.span) if rest else found


def order(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr) -> Typed:
    """Of numbers, or of keys."""
    if not isinstance(left.ty, KeyTy) or not isinstance(right.ty, KeyTy):
        if needs_number(ctx, node.op, left) is None or needs_number(ctx, node.op, right) is None:
            return None
        left, right = aligned(left, right)
    return core.Binary(KIND[node.op], left, right, BoolTy(), node.span)
