"""Functions: signatures, no recursion, and one check of each against its declared types."""

from collections.abc import Mapping

from tcme.compiler.typecheck.annotations import Types
from tcme.compiler.typecheck.atoms import shadowed
from tcme.compiler.typecheck.blocks import block
from tcme.compiler.typecheck.calls import result_want
from tcme.compiler.typecheck.elaborator import Elaborator, Signature
from tcme.compiler.typecheck.messages import names as messages
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.order import order
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.scope import Local, Scope
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span


def signatures(names: Names, types: Types, sink: Sink) -> dict[str, Signature]:
    """Of all functions but `main`."""
    found: dict[str, Signature] = {}
    for declared in names.of("function"):
        node = declared.node
        assert isinstance(node, syntax.FunctionDecl)
        if node.name.text != "main":
            found[node.name.text] = _signature(node, types, sink)
    return found


def _signature(node: syntax.FunctionDecl, types: Types, sink: Sink) -> Signature:
    parameters = tuple((p.name, types.resolve(p.type, sink)) for p in node.parameters)
    result = types.resolve(node.result, sink)
    return Signature(node.name, parameters, result, node.result.span, node.body)


def call_order(functions: Mapping[str, Signature], sink: Sink) -> tuple[tuple[str, ...], frozenset[str]]:
    """The functions, called ones first, and those that are part of a cycle."""
    needs = {name: frozenset(_mentioned(signature.body)) for name, signature in functions.items()}
    names, cycles = order(needs)
    for cycle in cycles:
        places = [functions[name].name.span for name in cycle[:-1]]
        sink.add(messages.cycle(cycle, places, "function"))
    return names, frozenset(name for cycle in cycles for name in cycle)


def _mentioned(body: syntax.Block) -> set[str]:
    """What is called; `map(f, …)` names its function as a value."""
    names: set[str] = set()
    for node in walk(body):
        if isinstance(node, syntax.Call):
            names.add(node.function.text)
            if node.function.text == "map" and node.arguments:
                first = node.arguments[0].value
                names |= {first.name.text} if isinstance(first, syntax.NameExpr) else set()
    return names


def check(ctx: Elaborator, signature: Signature) -> None:
    """The function by itself, at its declared types.  Its goals are dropped: each use has its own, at types
    that are at least as narrow, and what is never used is never computed."""
    sink = Sink()
    apart = Elaborator(ctx.tables, ctx.meter, Outcome(sink), ctx.usage, ctx.broken, ctx.rule)
    scope = _parameters(apart, signature)
    result = signature.result
    body = block(apart, signature.body, scope, result_want(signature, result) if result else None)
    declared = [ty for _, ty in signature.parameters]
    if body is None or result is None or None in declared or sink.failed:
        ctx.broken.add(signature.name.text)
    ctx.outcome.sink.extend(sink.diagnostics)


def _parameters(ctx: Elaborator, signature: Signature) -> Scope:
    scope, first = Scope(), dict[str, Span]()
    for name, ty in signature.parameters:
        seen = first.setdefault(name.text, name.span)
        if seen != name.span:
            ctx.refuse(messages.named_twice(name, seen, f"the parameters of `{signature.name.text}`"))
        else:
            shadowed(ctx, name, Scope())
        scope = scope.bind(Local(ctx.meter.fresh(), name, ty))
    return scope
