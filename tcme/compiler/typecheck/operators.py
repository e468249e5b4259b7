"""Operators: what each takes."""

from tcme.compiler import core
from tcme.compiler.core import BinaryKind
from tcme.compiler.typecheck.arithmetic import arithmetic, negated, order
from tcme.compiler.typecheck.bits import bitwise, shifted
from tcme.compiler.typecheck.blocks import known
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import texts
from tcme.compiler.typecheck.refine import Arm, arm
from tcme.compiler.typecheck.reshape import reshape
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.compiler.typecheck.shapes import common, holds_text
from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.ty import BoolTy, EnumTy, ListTy, NoneTy, OptionTy, Ty


def unary(ctx: Elaborator, node: syntax.Unary, scope: Scope) -> Typed:
    operand = ctx.expr(node.operand, scope)
    if operand is None:
        return None
    if node.op == "-":
        return negated(ctx, node, operand)
    if not _needs_bool(ctx, node.op, operand):
        return None
    return core.Unary("not", operand, BoolTy(), node.span)


def binary(ctx: Elaborator, node: syntax.Binary, scope: Scope) -> Typed:
    left, right = _logical(ctx, node, scope) if node.op in ("and", "or") else _operands(ctx, node, scope)
    if left is None or right is None:
        return None
    match node.op:
        case "+" | "-" | "*" | "/" | "%":
            return arithmetic(ctx, node, left, right)
        case "==" | "!=":
            return _equality(ctx, node, left, right, scope)
        case "<" | "<=" | ">" | ">=":
            return order(ctx, node, left, right)
        case "and" | "or" | "xor":
            return _logic(ctx, node, node.op, left, right)
        case "&" | "|" | "^":
            return bitwise(ctx, node, left, right)
        case "<<" | ">>":
            return shifted(ctx, node, left, right)


def _logical(ctx: Elaborator, node: syntax.Binary, scope: Scope) -> tuple[Typed, Typed]:
    """The right side counts only where the left one does not decide."""
    left = ctx.expr(node.left, scope)
    known = () if left is None else ((left, node.op == "and"),)
    return left, arm(ctx, Arm(known, lambda own: own.expr(node.right, scope)))


def _operands(ctx: Elaborator, node: syntax.Binary, scope: Scope) -> tuple[Typed, Typed]:
    """Both sides; an empty list beside another list is a list of the same."""
    match node.left, node.right:
        case (syntax.ArrayLiteral((), _), other) | (other, syntax.ArrayLiteral((), _)):
            known_side = ctx.expr(other, scope)
            want = None if known_side is None else Want(_from_empty(known_side.ty), "the empty list")
            empty = ctx.expr(node.right if other is node.left else node.left, scope, want)
            return (known_side, empty) if other is node.left else (empty, known_side)
        case left, right:
            return ctx.expr(left, scope), ctx.expr(right, scope)


def _from_empty(ty: Ty) -> Ty:
    return ListTy(ty.element, 0, ty.hi) if isinstance(ty, ListTy) else ty


def _needs_bool(ctx: Elaborator, op: str, operand: core.Expr) -> bool:
    if operand.ty == BoolTy():
        return True
    ctx.refuse(messages.operand(op, "`Bool`", operand.ty, operand.span))
    return False


def _logic(ctx: Elaborator, node: syntax.Binary, op: BinaryKind, left: core.Expr, right: core.Expr) -> Typed:
    sides = [_needs_bool(ctx, node.op, side) for side in (left, right)]
    return core.Binary(op, left, right, BoolTy(), node.span) if all(sides) else None


def _equality(ctx: Elaborator, node: syntax.Binary, left: core.Expr, right: core.Expr, scope: Scope) -> Typed:
    if holds_text(left.ty) or holds_text(right.ty):
        ctx.refuse(texts.compared(node.span))
        return None
    shared = common(left.ty, right.ty)
    if shared is None:
        ctx.refuse(messages.not_comparable(node.op, left.ty, right.ty, node.span))
        return None
    if not scope.tolerant and apart(left.ty, right.ty):
        ctx.refuse(messages.never_equal(left.ty, right.ty, node.span))
        return None
    fresh = ctx.outcome.fresh
    same = known(ctx, reshape(fresh, left, shared), "this", "compare with the option that you mean")
    return same and equal("eq" if node.op == "==" else "ne", same, reshape(fresh, right, shared), node.span)


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
