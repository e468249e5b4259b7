"""Calls: functions inlined with the types of this use, records made, `map`."""

from collections.abc import Mapping

from tcme.compiler import core
from tcme.compiler.typecheck.arguments import arrange, unnamed
from tcme.compiler.typecheck.blocks import block, known, with_bindings
from tcme.compiler.typecheck.branches import all_typed
from tcme.compiler.typecheck.built_in import built_in
from tcme.compiler.typecheck.builtin_names import BUILT_IN
from tcme.compiler.typecheck.convert import fit
from tcme.compiler.typecheck.elaborator import Elaborator, Signature, Typed
from tcme.compiler.typecheck.loops import collect, element, walked
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.messages import program as program_messages
from tcme.compiler.typecheck.scope import Local, Scope, Want
from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.ty import RecordTy, Ty


def call(ctx: Elaborator, node: syntax.Call, scope: Scope) -> Typed:
    name = node.function
    if name.text == "map":
        return _map(ctx, node, scope)
    if name.text in BUILT_IN - {"Bool"}:
        return built_in(ctx, node, scope)
    if name.text in ctx.tables.types.declared:
        return _record(ctx, node, scope)
    signature = _function(ctx, name, scope)
    return None if signature is None else _call(ctx, signature, node, scope)


def _function(ctx: Elaborator, name: syntax.Name, scope: Scope) -> Signature | None:
    names = ctx.tables.names
    if name.text == "main":
        ctx.refuse(program_messages.main_called(name.span))
        return None
    if name.text in scope.locals:
        ctx.refuse(name_messages.wrong_kind(name, "value", "a function", scope.locals[name.text].name.span))
        return None
    if name.text not in names.declared:
        candidates = (*names.texts("function", "type"), *(BUILT_IN - {"Bool"}))
        ctx.refuse(name_messages.unknown(name, "function", sorted(candidates)))
        return None
    found = names.find(name, ("function",), "a function", ctx.outcome.sink)
    if found is not None:
        ctx.usage.used.add(found.name.span)
    return ctx.tables.functions.get(name.text)


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
    return core.MakeRecord(typed, RecordTy(tuple((name, value.ty) for name, value in typed)), span)


def _call(ctx: Elaborator, signature: Signature, node: syntax.Call, scope: Scope) -> Typed:
    names = tuple(name.text for name, _ in signature.parameters)
    nodes = arrange(ctx, signature.name.text, names, node.arguments, node.span)
    if nodes is None:
        return _stand_in(signature, node.span)
    wants = [_want(signature, name, ty) for name, ty in signature.parameters]
    values = all_typed([ctx.expr(n, scope, want) for n, want in zip(nodes, wants, strict=True)])
    return inline(ctx, signature, values, scope, node.span)


def _want(signature: Signature, name: syntax.Name, ty: Ty | None) -> Want | None:
    role = f"parameter `{name.text}` of `{signature.name.text}`"
    return None if ty is None else Want(ty, role, name.span)


def _stand_in(signature: Signature, span: Span) -> Typed:
    """Something of the declared type, so that only one message is given; the program is refused anyway."""
    result = signature.result
    return None if result is None else core.Var(0, signature.name.text, result, span)


def inline(
    ctx: Elaborator, signature: Signature, values: tuple[core.Expr, ...] | None, scope: Scope, span: Span
) -> Typed:
    """The body with the parameters bound to values, at the values' own, narrower types."""
    if values is None or signature.name.text in ctx.broken or signature.result is None:
        return _stand_in(signature, span)
    names = [name for name, _ in signature.parameters]
    locals = [ctx.local(name, value.ty) for name, value in zip(names, values, strict=True)]
    inner = Scope({local.name.text: local for local in locals}, scope.ban, tolerant=True)
    body = block(ctx, signature.body, inner, result_want(signature, signature.result))
    pairs = zip(locals, values, strict=True)
    bindings = tuple(core.Binding(local.uid, local.name.text, value) for local, value in pairs)
    return body and with_bindings(bindings, body, span)


def result_want(signature: Signature, result: Ty) -> Want:
    return Want(result, f"the result of `{signature.name.text}`", signature.result_span)


def _map(ctx: Elaborator, node: syntax.Call, scope: Scope) -> Typed:
    """`map(f, xs)`."""
    nodes = unnamed(ctx, "map", node.arguments)
    if nodes is None:
        return None
    if len(nodes) != 2:
        ctx.refuse(messages.wrong_count("map", "a function and an array", len(nodes), node.span))
        return None
    if not isinstance(nodes[0], syntax.NameExpr):
        ctx.refuse(messages.not_a_function(nodes[0].span))
        return None
    signature = _function(ctx, nodes[0].name, scope)
    over = walked(ctx, nodes[1], scope)
    if signature is None or over is None:
        return None
    if len(signature.parameters) != 1:
        ctx.refuse(messages.map_arity(signature.name.text, len(signature.parameters), nodes[0].span))
        return None
    return _mapped(ctx, signature, over, node, scope)


def _mapped(ctx: Elaborator, signature: Signature, over: core.Expr, node: syntax.Call, scope: Scope) -> Typed:
    ((parameter, ty),) = signature.parameters
    local: Local = ctx.local(parameter, element(over))
    value = core.Var(local.uid, parameter.text, element(over), over.span)
    want = _want(signature, parameter, ty)
    argument = fit(ctx.outcome, value, want) if want else None
    arguments = None if argument is None else (argument,)
    body = known(ctx, inline(ctx, signature, arguments, scope, node.span), "an element", "")
    return collect(ctx, over, local.uid, parameter.text, body, node.span)
