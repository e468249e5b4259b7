"""Functions inlined where they are used: declared ones, lambdas, and those that parameters stand for."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tcme.compiler import core
from tcme.compiler.typecheck.binders import bind_value
from tcme.compiler.typecheck.blocks import block, with_bindings
from tcme.compiler.typecheck.elaborator import MOST_CALLS, Elaborator, Signature, Typed
from tcme.compiler.typecheck.function_values import (
    Closure,
    Function,
    Named,
    Promised,
    arity,
    called,
    function_of,
)
from tcme.compiler.typecheck.messages import functions as messages
from tcme.compiler.typecheck.messages import generics as generic_messages
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.scope import Local, Scope, Want
from tcme.compiler.typecheck.uses import Given, Use, fit_written, holds_any, use
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span


def apply_function(
    ctx: Elaborator, node: syntax.Expr, arguments: Sequence[core.Expr], scope: Scope, span: Span, what: str
) -> Typed:
    """The function that `node` is, on values; `what` asks for it, as "`filter`"."""
    function = function_of(ctx, node, scope, what)
    if function is None:
        return None
    if arity(function) != len(arguments):
        ctx.refuse(messages.other_arity(what, len(arguments), arity(function), node.span))
        return None
    return apply(ctx, function, arguments, scope, span)


def apply(
    ctx: Elaborator, function: Function, arguments: Sequence[core.Expr], scope: Scope, span: Span
) -> Typed:
    """The function on as many values as it has parameters."""
    if arity(function) != len(arguments):
        ctx.refuse(messages.wrong_arity(called(function), arity(function), len(arguments), span))
        return None
    match function:
        case Closure():
            return _nested(ctx, span, lambda: _closure(ctx, function, arguments, scope))
        case Named(signature, _):
            return inline(ctx, signature, arguments, scope, span)
        case Promised():
            return _promised(ctx, function, arguments, scope, span)


def _nested(ctx: Elaborator, span: Span, body: Callable[[], Typed]) -> Typed:
    """The body of a function, unless calls are nested too deep."""
    if ctx.meter.calls >= MOST_CALLS:
        ctx.meter.too_nested = ctx.meter.too_nested or span
        return None
    ctx.meter.calls += 1
    made = body()
    ctx.meter.calls -= 1
    return made


def _closure(ctx: Elaborator, closure: Closure, arguments: Sequence[core.Expr], scope: Scope) -> Typed:
    inside = replace(ctx, tables=closure.tables)
    inner = replace(closure.scope.within(scope.ban), tolerant=closure.scope.tolerant or scope.tolerant)
    bindings: list[core.Binding] = []
    for parameter, argument in zip(closure.node.parameters, arguments, strict=True):
        bound = bind_value(inside, parameter, argument.ty, inner, argument.span)
        bindings += (core.Binding(bound.uid, bound.name, argument), *bound.parts)
        inner = bound.scope
    ctx.means(*bindings)
    node = closure.node.body
    body = block(inside, node, inner, None) if isinstance(node, syntax.Block) else inside.expr(node, inner)
    return body and with_bindings(tuple(bindings), body, node.span)


def _promised(
    ctx: Elaborator, promised: Promised, arguments: Sequence[core.Expr], scope: Scope, span: Span
) -> Typed:
    """Held to the parameter's type, on both sides."""
    types, name = promised.tables.types, f"`{promised.name.text}`"
    fitted = [
        fit_written(ctx, types, node, argument, f"parameter {n} of {name}", promised.name.span)
        for n, (node, argument) in enumerate(zip(promised.type.parameters, arguments, strict=True), 1)
    ]
    known = [argument for argument in fitted if argument is not None]
    result = apply(ctx, promised.function, known, scope, span) if len(known) == len(fitted) else None
    if result is None:
        return None
    return fit_written(ctx, types, promised.type.result, result, f"the result of {name}", promised.name.span)


def stand_in(signature: Signature, span: Span) -> Typed:
    """Something of the declared type, so that only one message is given; the program is refused anyway."""
    result = signature.result
    return None if result is None else core.Var(0, signature.name.text, result, span)


def inline(
    ctx: Elaborator, signature: Signature, given: Sequence[Given], scope: Scope, span: Span
) -> Typed:
    """The body with the parameters bound to values, at the values' own, narrower types."""
    if signature.name.text in ctx.broken or not signature.sound:
        return stand_in(signature, span)
    known = use(ctx, signature, given, scope, span, apply)
    if known is None:
        return stand_in(signature, span)
    noted = Outcome(Sink(), ctx.meter.fresh, ctx.outcome.goals)
    inside = replace(ctx, tables=known.tables, outcome=noted)
    body = _nested(inside, span, lambda: _body(inside, signature, known, scope, span))
    if signature.fixed:
        ctx.outcome.sink.extend(noted.sink.diagnostics)
        return body
    for said in noted.sink.diagnostics:
        note = generic_messages.used_here(known.stands(), span)
        ctx.refuse(replace(said, notes=(*said.notes, note)))
    return body


def _body(ctx: Elaborator, signature: Signature, known: Use, scope: Scope, span: Span) -> Typed:
    node, bindings = signature.node, list[core.Binding]()
    locals = [ctx.local(name, None) for name in node.generics]
    for parameter, argument in zip(node.parameters, known.arguments, strict=True):
        if isinstance(argument, Function):
            locals.append(Local(ctx.meter.fresh(), parameter.name, None, argument))
            continue
        local = ctx.local(parameter.name, argument.ty)
        locals.append(local)
        bindings.append(core.Binding(local.uid, local.name.text, argument))
    ctx.means(*bindings)
    inner = Scope(ban=scope.ban, tolerant=True, foreign="." in signature.name.text).bind(*locals)
    body = result_of(ctx, signature, inner)
    return body and with_bindings(tuple(bindings), body, span)


def result_of(ctx: Elaborator, signature: Signature, scope: Scope) -> Typed:
    """The body, at the result's type."""
    node, written = signature.node, signature.node.result
    role = f"the result of `{node.name.text}`"
    if signature.result is not None or not holds_any(written):
        ty = signature.result or ctx.written(written)
        return None if ty is None else block(ctx, node.body, scope, Want(ty, role, written.span))
    body = block(ctx, node.body, scope, None)
    return body and fit_written(ctx, ctx.tables.types, written, body, role, written.span)
