"""`if`, array literals, and the common type of several values."""

from collections.abc import Sequence

from tcme.compiler import core
from tcme.compiler.typecheck.blocks import block
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import lists, texts
from tcme.compiler.typecheck.refine import Arm, Known, choice
from tcme.compiler.typecheck.reshape import reshape
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.compiler.typecheck.shapes import common, holds_text
from tcme.dsl import syntax
from tcme.dsl.ty import ArrayTy, BoolTy, ListTy, OptionTy, Ty, plain


def unify(ctx: Elaborator, values: Sequence[core.Expr], what: str) -> tuple[core.Expr, ...] | None:
    """The values at their common type."""
    shared: Ty = values[0].ty
    for value in values[1:]:
        joined = common(shared, value.ty)
        if joined is None:
            first = values[0].span
            ctx.refuse(messages.no_common_type(shared, value.ty, first, value.span, what))
            return None
        shared = joined
    return tuple(reshape(ctx.outcome.fresh, value, shared) for value in values)


def all_typed(values: Sequence[Typed]) -> tuple[core.Expr, ...] | None:
    """The values if none was refused."""
    typed = tuple(value for value in values if value is not None)
    return typed if len(typed) == len(values) else None


def if_expr(ctx: Elaborator, node: syntax.If, scope: Scope, want: Want | None) -> Typed:
    condition = ctx.expr(node.condition, scope, Want(BoolTy(), "the condition of `if`"))
    loose = None if want is None else want.loosely()

    def either(own: Elaborator, values: Sequence[Typed]) -> Typed:
        then, otherwise = values
        if condition is None or then is None or otherwise is None:
            return None
        both = alike(own, (then, otherwise), "`if`", "the branches")
        return None if both is None else core.If(condition, both[0], both[1], both[0].ty, node.span)

    arms = (
        Arm(_known(condition, True), lambda own: block(own, node.then, scope, loose)),
        Arm(_known(condition, False), lambda own: _otherwise(own, node.otherwise, scope, loose)),
    )
    return choice(ctx, arms, want, either)


def _known(condition: Typed, truth: bool) -> Known:
    return () if condition is None else ((condition, truth),)


def _otherwise(ctx: Elaborator, node: syntax.If | syntax.Block, scope: Scope, want: Want | None) -> Typed:
    return ctx.expr(node, scope, want) if isinstance(node, syntax.If) else block(ctx, node, scope, want)


def alike(
    ctx: Elaborator, values: Sequence[core.Expr], where: str, what: str
) -> tuple[core.Expr, ...] | None:
    """The values between which a secret may choose, at their common type."""
    if any(holds_text(value.ty) for value in values):
        ctx.refuse(texts.chosen(where, values[0].span))
        return None
    return unify(ctx, values, what)


def element_want(want: Want | None) -> Want | None:
    """What an array's or a list's place asks of each element."""
    if want is None:
        return None
    ty = plain(want.ty.element if isinstance(want.ty, OptionTy) else want.ty)
    return want.part(ty.element, "an element") if isinstance(ty, ArrayTy | ListTy) else None


def array_literal(ctx: Elaborator, node: syntax.ArrayLiteral, scope: Scope, want: Want | None) -> Typed:
    wanted = element_want(want)
    if not node.items:
        return _empty(ctx, node, want, wanted)
    items = all_typed([ctx.expr(item, scope, wanted) for item in node.items])
    same = None if items is None else unify(ctx, items, "the elements")
    return None if same is None else core.MakeArray(same, ArrayTy(same[0].ty, len(same)), node.span)


def _empty(ctx: Elaborator, node: syntax.ArrayLiteral, want: Want | None, element: Want | None) -> Typed:
    """A list of none, where a list is wanted."""
    if want is None or element is None:
        ctx.refuse(lists.empty(node.span))
        return None
    ty = plain(want.ty.element if isinstance(want.ty, OptionTy) else want.ty)
    if isinstance(ty, ArrayTy):
        ctx.refuse(messages.empty_array(node.span))
        return None
    return core.Const((), ListTy(plain(element.ty), 0, 1), node.span)
