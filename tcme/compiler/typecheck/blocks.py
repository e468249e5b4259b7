"""Blocks: bindings, then a value."""

from tcme.compiler import core
from tcme.compiler.typecheck.atoms import bind
from tcme.compiler.typecheck.convert import widen
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import program as program_messages
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.compiler.typecheck.shapes import holds_bare_none
from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.ty import Ty


def block(ctx: Elaborator, node: syntax.Block, scope: Scope, want: Want | None) -> Typed:
    bindings, inner = lets(ctx, node.lets, scope)
    if isinstance(node.result, syntax.Release):
        ctx.refuse(program_messages.stray_release(node.result.span))
        return None
    body = ctx.expr(node.result, inner, want)
    return body and with_bindings(bindings, body, node.span)


def lets(
    ctx: Elaborator, nodes: tuple[syntax.Let, ...], scope: Scope
) -> tuple[tuple[core.Binding, ...], Scope]:
    """The bindings that have a value, and the scope after all of them."""
    bindings: list[core.Binding] = []
    for node in nodes:
        value, ty = _value(ctx, node, scope)
        local = ctx.local(node.name, value.ty if value else ty)
        ctx.usage.lets[node.name.span] = node.name
        scope = bind(ctx, node.name, local, scope)
        if value is not None:
            bindings.append(core.Binding(local.uid, node.name.text, value))
    return tuple(bindings), scope


def _value(ctx: Elaborator, node: syntax.Let, scope: Scope) -> tuple[Typed, Ty | None]:
    if node.type is None:
        help = f"write its type: `let {node.name.text} : T? = …`"
        return known(ctx, ctx.expr(node.value, scope), f"`{node.name.text}`", help), None
    ty = ctx.written(node.type)
    want = Want(ty, f"`{node.name.text}`", node.type.span) if ty else None
    value = ctx.expr(node.value, scope, want)
    if ty is None or value is None:
        return None, ty
    return widen(value, ty), ty


def known(ctx: Elaborator, value: Typed, what: str, help: str) -> Typed:
    """The value, unless part of it is a `none` that could be of any type."""
    if value is not None and holds_bare_none(value.ty):
        ctx.refuse(messages.bare_none(what, value.span, help))
        return None
    return value


def with_bindings(bindings: tuple[core.Binding, ...], body: core.Expr, span: Span) -> core.Expr:
    return core.Let(bindings, body, body.ty, span) if bindings else body
