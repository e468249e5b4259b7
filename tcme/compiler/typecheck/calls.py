"""Calls: functions inlined with the types of this use, records made, `map`."""

from collections.abc import Mapping

from tcme.compiler import core
from tcme.compiler.typecheck.arguments import arrange, unnamed
from tcme.compiler.typecheck.blocks import known
from tcme.compiler.typecheck.branches import all_typed
from tcme.compiler.typecheck.built_in import built_in
from tcme.compiler.typecheck.builtin_names import FUNCTIONS
from tcme.compiler.typecheck.closures import apply, inline, stand_in
from tcme.compiler.typecheck.elaborator import Elaborator, Signature, Typed
from tcme.compiler.typecheck.function_values import (
    Function,
    Named,
    Promised,
    arity,
    called,
    function_of,
    named_function,
)
from tcme.compiler.typecheck.loops import each, walked
from tcme.compiler.typecheck.messages import functions as function_messages
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.compiler.typecheck.uses import Given, holds_any, role_of
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tcme.dsl.ty import RecordTy


def call(ctx: Elaborator, node: syntax.Call, scope: Scope) -> Typed:
    name = node.function
    if name.text == "map":
        return _map(ctx, node, scope)
    if name.text in FUNCTIONS:
        return built_in(ctx, node, scope)
    if name.text in ctx.tables.types.declared and name.text not in scope.locals:
        return _record(ctx, node, scope)
    function = named_function(ctx, name, scope)
    match function:
        case None:
            return None
        case Named(signature, _):
            return _call(ctx, signature, node, scope)
        case _:
            return _local(ctx, function, node, scope)


def _record(ctx: Elaborator, node: syntax.Call, scope: Scope) -> Typed:
    ty = ctx.tables.types.declared[node.function.text]
    if ty is None:
        return None
    what = node.function.text
    declared = ctx.tables.names.declared[what].name.span
    if not isinstance(ty, RecordTy):
        ctx.refuse(name_messages.wrong_kind(node.function, "type without fields", "a record", declared))
        return None
    wants = {name: Want(field, f"field `{name}` of `{what}`", declared) for name, field in ty.fields}
    return record(ctx, what, wants, node.arguments, scope, node.span)


def record(
    ctx: Elaborator,
    what: str,
    fields: Mapping[str, Want],
    arguments: tuple[syntax.Argument, ...],
    scope: Scope,
    span: Span,
) -> core.MakeRecord | None:
    """A record with the narrowest types that its values have."""
    nodes = arrange(ctx, what, tuple(fields), arguments, span)
    if nodes is None:
        return None
    pairs = zip(nodes, fields.values(), strict=True)
    values = all_typed([ctx.expr(node, scope, want) for node, want in pairs])
    if values is None:
        return None
    typed = tuple(zip(fields, values, strict=True))
    ty = RecordTy(tuple((name, value.ty) for name, value in typed))
    return core.MakeRecord(typed, ty, span) if ctx.admits(ty, span) else None


def _call(ctx: Elaborator, signature: Signature, node: syntax.Call, scope: Scope) -> Typed:
    names = tuple(parameter.name.text for parameter in signature.node.parameters)
    nodes = arrange(ctx, signature.name.text, names, node.arguments, node.span)
    if nodes is None:
        return stand_in(signature, node.span)
    given = [_argument(ctx, signature, n, argument, scope) for n, argument in enumerate(nodes)]
    found = [value for value in given if value is not None]
    if len(found) < len(given):
        return stand_in(signature, node.span)
    return inline(ctx, signature, found, scope, node.span)


def _argument(
    ctx: Elaborator, signature: Signature, position: int, node: syntax.Expr, scope: Scope
) -> Given | None:
    parameter, ty = signature.node.parameters[position], signature.parameters[position]
    role = role_of(signature, parameter.name)
    if isinstance(parameter.type, syntax.FunctionType):
        return function_of(ctx, node, scope, role)
    if ty is not None:
        return ctx.expr(node, scope, Want(ty, role, parameter.name.span))
    return known(ctx, ctx.expr(node, scope), role, "bind it first, with its type: `let x : T? = …`")


def _local(ctx: Elaborator, function: Function, node: syntax.Call, scope: Scope) -> Typed:
    """A call of a local function, or of one that a parameter stands for."""
    nodes = unnamed(ctx, node.function.text, node.arguments)
    if nodes is None:
        return None
    if len(nodes) != arity(function):
        name = f"`{node.function.text}`"
        ctx.refuse(function_messages.wrong_arity(name, arity(function), len(nodes), node.span))
        return None
    wants = _wants(ctx, function)
    help = "bind it first, with its type: `let x : T? = …`"
    pairs = enumerate(zip(nodes, wants, strict=True), 1)
    values = [
        known(ctx, ctx.expr(argument, scope, want), f"parameter {n} of {called(function)}", help)
        for n, (argument, want) in pairs
    ]
    typed = all_typed(values)
    return None if typed is None else apply(ctx, function, typed, scope, node.span)


def _wants(ctx: Elaborator, function: Function) -> tuple[Want | None, ...]:
    """What a function held to a type asks of its arguments."""
    if not isinstance(function, Promised):
        return (None,) * arity(function)
    name, types = f"`{function.name.text}`", function.tables.types
    resolved = (None if holds_any(node) else types.resolve(node, Sink()) for node in function.type.parameters)
    return tuple(
        None if ty is None else Want(ty, f"parameter {n} of {name}", function.name.span)
        for n, ty in enumerate(resolved, 1)
    )


def _map(ctx: Elaborator, node: syntax.Call, scope: Scope) -> Typed:
    """`map(f, xs)`."""
    nodes = unnamed(ctx, "map", node.arguments)
    if nodes is None:
        return None
    if len(nodes) != 2:
        ctx.refuse(messages.wrong_count("map", "a function and an array", len(nodes), node.span))
        return None
    function = function_of(ctx, nodes[0], scope, "`map`")
    over = walked(ctx, nodes[1], scope)
    if function is None or over is None:
        return None
    if arity(function) != 1:
        ctx.refuse(function_messages.other_arity("`map`", 1, arity(function), nodes[0].span))
        return None
    name = syntax.Name("element", nodes[1].span)
    return each(ctx, name, over, node.span, lambda value: apply(ctx, function, [value], scope, node.span))
