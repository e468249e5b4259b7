"""Tuples: made, and taken apart by position."""

from tcme.compiler import core
from tcme.compiler.typecheck.branches import all_typed
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import tuples as messages
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.dsl import syntax
from tcme.dsl.ty import OptionTy, TupleTy


def tuple_expr(ctx: Elaborator, node: syntax.TupleExpr, scope: Scope, want: Want | None) -> Typed:
    wants = _item_wants(want, len(node.items))
    items = all_typed([ctx.expr(item, scope, w) for item, w in zip(node.items, wants, strict=True)])
    if items is None:
        return None
    ty = TupleTy(tuple(item.ty for item in items))
    return core.MakeTuple(items, ty, node.span) if ctx.admits(ty, node.span) else None


def _item_wants(want: Want | None, count: int) -> tuple[Want | None, ...]:
    """What a tuple's place asks of each item."""
    if want is None:
        return (None,) * count
    ty = want.ty.element if isinstance(want.ty, OptionTy) else want.ty
    if not isinstance(ty, TupleTy) or len(ty.items) != count:
        return (None,) * count
    return tuple(want.part(item, f"item {n}") for n, item in enumerate(ty.items))


def tuple_access(ctx: Elaborator, node: syntax.TupleAccess, scope: Scope) -> Typed:
    whole = ctx.expr(node.tuple, scope)
    if whole is None:
        return None
    if not isinstance(whole.ty, TupleTy):
        ctx.refuse(messages.not_a_tuple(node.position, whole.ty, whole.span))
        return None
    if node.position >= len(whole.ty.items):
        ctx.refuse(messages.no_such_item(node.position, whole.ty, node.span))
        return None
    return core.GetItem(whole, node.position, whole.ty.items[node.position], node.span)
