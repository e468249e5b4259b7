"""Functions: signatures, no recursion, and one check of each whose types are the same at every use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tcme.compiler.typecheck.annotations import Types
from tcme.compiler.typecheck.atoms import shadowed
from tcme.compiler.typecheck.closures import result_of
from tcme.compiler.typecheck.elaborator import Elaborator, Signature
from tcme.compiler.typecheck.generics import is_type
from tcme.compiler.typecheck.messages import generics as generic_messages
from tcme.compiler.typecheck.messages import names as messages
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.order import order
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.scope import Scope
from tcme.compiler.typecheck.uses import holds_any
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import Ty


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
    own = Sink()
    generics = _generics(node, own)
    parameters = tuple(_fixed_type(p.type, generics, types, own) for p in node.parameters)
    result = _fixed_type(node.result, generics, types, own)
    sink.extend(own.diagnostics)
    return Signature(node, parameters, result, not own.failed)


def _fixed_type(
    node: syntax.Type | syntax.FunctionType, generics: frozenset[str], types: Types, sink: Sink
) -> Ty | None:
    if isinstance(node, syntax.FunctionType) or holds_any(node) or mentioned(node) & generics:
        return None
    return types.resolve(node, sink)


def mentioned(*nodes: object) -> set[str]:
    return {part.text for part in walk(*nodes) if isinstance(part, Name)}


def _generics(node: syntax.FunctionDecl, sink: Sink) -> frozenset[str]:
    """The names, of which each stands for one thing, is of use and is said by some parameter."""
    first: dict[str, Span] = {}
    for name in node.generics:
        if first.setdefault(name.text, name.span) != name.span:
            sink.add(messages.named_twice(name, first[name.text], f"the generics of `{node.name.text}`"))
    generics = frozenset(first)
    _refuse_other_kinds(node, generics, sink)
    found = {name for parameter in node.parameters for name in _said_by(parameter.type)}
    used = mentioned(node.parameters, node.result, node.body, *([node.where] if node.where else []))
    for name in node.generics:
        if name.text not in used:
            sink.add(generic_messages.unused(name, node.name.text))
        elif name.text not in found:
            sink.add(generic_messages.never_found(name, node.name.text))
    return generics


def _refuse_other_kinds(node: syntax.FunctionDecl, generics: frozenset[str], sink: Sink) -> None:
    """A type where a number is needed, or a number where a type is."""
    for part in walk(node):
        match part:
            case syntax.NameExpr(name, _) if name.text in generics and is_type(name.text):
                sink.add(generic_messages.type_for_number(name))
            case syntax.NamedType(name, _) if name.text in generics and not is_type(name.text):
                sink.add(generic_messages.number_for_type(name))


def _said_by(node: syntax.Type | syntax.FunctionType) -> Sequence[str]:
    """The names that a parameter's type can say something about: numbers that stand alone, and types."""
    if isinstance(node, syntax.FunctionType):
        return _said_by(node.result)
    found: list[str] = []
    for part in walk(node):
        ends: tuple[syntax.Expr, ...] = ()
        match part:
            case syntax.NamedType(name, _):
                found.append(name.text)
            case syntax.IntType(lo, hi, _):
                ends = (lo, hi)
            case syntax.FixedType(lo, hi, step, _):
                ends = (lo, hi, step)
            case syntax.ListType(_, lo, hi, _):
                ends = (lo, hi)
            case syntax.ArrayType(_, size, _):
                ends = (size,)
        found += (end.name.text for end in ends if isinstance(end, syntax.NameExpr))
    return found


def call_order(functions: Mapping[str, Signature], sink: Sink) -> tuple[tuple[str, ...], frozenset[str]]:
    """The functions, called ones first, and those that are part of a cycle."""
    needs = {name: frozenset(_used(signature.node.body)) for name, signature in functions.items()}
    names, cycles = order(needs)
    for cycle in cycles:
        places = [functions[name].name.span for name in cycle[:-1]]
        sink.add(messages.cycle(cycle, places, "function"))
    return names, frozenset(name for cycle in cycles for name in cycle)


def _used(body: syntax.Block) -> set[str]:
    """What is called, or passed on as a function."""
    names: set[str] = set()
    for node in walk(body):
        match node:
            case syntax.Call(function, _, _):
                names.add(function.text)
            case syntax.NameExpr(name, _):
                names.add(name.text)
    return names


def check(ctx: Elaborator, signature: Signature) -> None:
    """The function by itself, at its declared types, where these are the same at each use; else only its
    names.  Its goals are dropped: each use has its own, at types that are at least as narrow, and what is
    never used is never computed."""
    sink = Sink()
    apart = replace(ctx, outcome=Outcome(sink, ctx.meter.fresh))
    scope = _parameters(apart, signature)
    if signature.fixed and signature.sound:
        body = result_of(apart, signature, scope)
        if body is None:
            ctx.broken.add(signature.name.text)
    if sink.failed or not signature.sound:
        ctx.broken.add(signature.name.text)
    ctx.outcome.sink.extend(sink.diagnostics)


def _parameters(ctx: Elaborator, signature: Signature) -> Scope:
    scope, first = Scope(foreign="." in signature.name.text), dict[str, Span]()
    for name in dict.fromkeys(signature.node.generics):
        shadowed(ctx, name, Scope(foreign=scope.foreign))
        scope = scope.bind(ctx.local(name, None))
    inner = Scope(foreign=scope.foreign)
    for parameter, ty in zip(signature.node.parameters, signature.parameters, strict=True):
        name = parameter.name
        seen = first.setdefault(name.text, name.span)
        if seen != name.span:
            ctx.refuse(messages.named_twice(name, seen, f"the parameters of `{signature.name.text}`"))
        else:
            shadowed(ctx, name, scope)
        inner = inner.bind(ctx.local(name, ty))
    return inner
