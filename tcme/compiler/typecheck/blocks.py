"""Blocks: bindings, then a value."""

from tcme.compiler import core
from tcme.compiler.typecheck.atoms import bind
from tcme.compiler.typecheck.binders import bind_value, shown
from tcme.compiler.typecheck.builtin_names import BUILT_IN
from tcme.compiler.typecheck.claims import claim
from tcme.compiler.typecheck.convert import widen
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.function_values import function_of, is_function
from tcme.compiler.typecheck.messages import functions as function_messages
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.messages import program as program_messages
from tcme.compiler.typecheck.scope import Local, Scope, Want
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
        if isinstance(node.name, syntax.Name) and is_function(ctx, node.value, scope):
            scope = _function(ctx, node, node.name, scope)
            continue
        value, ty = _value(ctx, node, scope)
        bound = bind_value(ctx, node.name, value.ty if value else ty, scope, node.value.span)
        scope = bound.scope
        if isinstance(node.name, syntax.Name):
            ctx.usage.lets[node.name.span] = node.name
        if value is not None:
            new = (core.Binding(bound.uid, bound.name, value), *bound.parts)
            ctx.means(*new)
            bindings += new
    return tuple(bindings), scope


def _function(ctx: Elaborator, node: syntax.Let, name: syntax.Name, scope: Scope) -> Scope:
    """`let f = fn(x) => …`: nothing is computed before `f` is used."""
    if node.type is not None or node.claim is not None:
        ctx.refuse(function_messages.claims_nothing(name.span, node.value.span))
    if name.text in BUILT_IN:
        ctx.refuse(name_messages.is_built_in(name))
    ctx.usage.lets[name.span] = name
    function = function_of(ctx, node.value, scope, f"`{name.text}`")
    return bind(ctx, name, Local(ctx.meter.fresh(), name, None, function), scope)


def _value(ctx: Elaborator, node: syntax.Let, scope: Scope) -> tuple[Typed, Ty | None]:
    value, ty = _typed(ctx, node, scope)
    if value is not None and node.claim is not None:
        value = claim(ctx, node.claim, value, scope)
    return value, ty


def _typed(ctx: Elaborator, node: syntax.Let, scope: Scope) -> tuple[Typed, Ty | None]:
    name = shown(node.name)
    if node.type is None:
        help = f"write its type: `let {name} : T? = …`"
        return known(ctx, ctx.expr(node.value, scope), f"`{name}`", help), None
    ty = ctx.written(node.type)
    want = Want(ty, f"`{name}`", node.type.span) if ty else None
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
