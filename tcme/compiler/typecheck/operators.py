"""Operators: kinds of operands, ranges of results."""

from collections.abc import Callable, Mapping

from tcme.compiler import core
from tcme.compiler.core import BinaryKind
from tcme.compiler.typecheck import ranges
from tcme.compiler.typecheck.atoms import number
from tcme.compiler.typecheck.blocks import known
from tcme.compiler.typecheck.convert import widen
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import goals, limits, texts
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.scope import Scope
from tcme.compiler.typecheck.shapes import holds_text
from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.ty import BoolTy, EnumTy, IntTy, NoneTy, OptionTy, Ty, join

KIND: Mapping[syntax.BinaryOp, BinaryKind] = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod", "==": "eq", "!=": "ne", "<": "lt", "<=": "le",
    ">": "gt", ">=": "ge", "and": "and", "or": "or", "xor": "xor",
}  # fmt: skip
RANGE: Mapping[str, Callable[[IntTy, IntTy], IntTy]] = {
    "+": ranges.add, "-": ranges.sub, "*": ranges.mul, "/": ranges.div, "%": ranges.mod,
}  # fmt: skip


def unary(ctx: Elaborator, node: syntax.Unary, scope: Scope) -> Typed:
    operand = ctx.expr(node.operand, scope)
    if operand is None:
        return None
    if node.op == "not":
        if not _needs_bool(ctx, node.op, operand):
            return None
        return core.Unary("not", operand, BoolTy(), node.span)
    ty = _needs_int(ctx, node.op, operand)
    if ty is None:
        return None
    if isinstance(operand, core.Const):
        return number(-ty.lo, node.span)
    return core.Unary("neg", operand, ranges.neg(ty), node.span)


def binary(ctx: Elaborator, node: syntax.Binary, scope: Scope) -> Typed:
    left, right = ctx.expr(node.left, scope), ctx.expr(node.right, scope)
    if left is None or right is None:
        return None
    match node.op:
        case "+" | "-" | "*" | "/" | "%":
            return _arithmetic(ctx, node, left, right)
        case "==" | "!=":
            return _equality(ctx, node, left, right, scope)
        case "<" | "<=" | ">" | ">=":
            return _order(ctx, node, left, right)
        case "and" | "or" | "xor":
            return _logic(ctx, node, left, right)


def _needs_int(ctx: Elaborator, op: str, operand: core.Expr) -> IntTy | None:
    if isinstance(operand.ty, IntTy):
        return operand.ty
    ctx.refuse(messages.operand(op, "numbers", operand.ty, operand.span))
    return None


def _needs_bool(ctx: Elaborator, op: str, operand: core.Expr) -> bool:
    if operand.ty == BoolTy():
        return True
    ctx.refuse(messages.operand(op, "`Bool`", operand.ty, operand.span))
    return False


def _arithmetic(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr) -> Typed:
    a, b = _needs_int(ctx, node.op, left), _needs_int(ctx, node.op, right)
    if a is None or b is None:
        return None
    if node.op in ("/", "%"):
        right = _divisor(ctx, right, b)
    return bounded(ctx, core.Binary(KIND[node.op], left, right, RANGE[node.op](a, b), node.span))


def bounded(ctx: Elaborator, expr: core.Expr) -> Typed:
    """The number, unless its range is beyond all use."""
    if isinstance(expr.ty, IntTy) and ranges.too_wide(expr.ty):
        ctx.refuse(limits.too_wide(expr.span))
        return None
    return expr


def _divisor(ctx: Elaborator, divisor: core.Expr, ty: IntTy) -> core.Expr:
    """The divisor; one that can be zero leaves a goal, and is cut where zero is an end of its range."""
    if not ty.lo <= 0 <= ty.hi:
        return divisor
    ctx.outcome.owe(goals.may_be_zero(ty, divisor.span))
    rest = ranges.without_zero(ty)
    return core.Narrow(divisor, rest, divisor.span) if rest else divisor


def _order(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr) -> Typed:
    if _needs_int(ctx, node.op, left) is None or _needs_int(ctx, node.op, right) is None:
        return None
    return core.Binary(KIND[node.op], left, right, BoolTy(), node.span)


def _logic(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr) -> Typed:
    sides = [_needs_bool(ctx, node.op, side) for side in (left, right)]
    return core.Binary(KIND[node.op], left, right, BoolTy(), node.span) if all(sides) else None


def _equality(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr, scope: Scope) -> Typed:
    if holds_text(left.ty) or holds_text(right.ty):
        ctx.refuse(texts.compared(node.span))
        return None
    common = join(left.ty, right.ty)
    if common is None:
        ctx.refuse(messages.not_comparable(node.op, left.ty, right.ty, node.span))
        return None
    if not scope.tolerant and apart(left.ty, right.ty):
        ctx.refuse(messages.never_equal(left.ty, right.ty, node.span))
        return None
    help = "compare with the option that you mean"
    same = known(ctx, widen(left, common), "this", help)
    return same and equal(KIND[node.op], same, widen(right, common), node.span)


def equal(op: BinaryKind, left: core.Expr, right: core.Expr, span: Span) -> core.Expr:
    return core.Binary(op, left, right, BoolTy(), span)


def apart(left: Ty, right: Ty) -> bool:
    """Enums without a common value, optional or not: where they are compared, one is misspelt; and `none`
    beside what is always present."""
    if isinstance(left, NoneTy) or isinstance(right, NoneTy):
        return not all(isinstance(ty, NoneTy | OptionTy) for ty in (left, right))
    a, b = (ty.element if isinstance(ty, OptionTy) else ty for ty in (left, right))
    both_optional = isinstance(left, OptionTy) and isinstance(right, OptionTy)
    if both_optional or not isinstance(a, EnumTy) or not isinstance(b, EnumTy):
        return False
    return not set(a.values) & set(b.values)
