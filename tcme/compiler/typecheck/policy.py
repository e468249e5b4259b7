"""Inputs and what leaves: output fields, `leak`, `accept`."""

from tcme.compiler import core
from tcme.compiler.typecheck.annotations import Types
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.messages import texts
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.principals import PRINCIPAL, group
from tcme.compiler.typecheck.shapes import holds_text
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span


def inputs(names: Names, types: Types, sink: Sink) -> dict[str, core.Input | None]:
    """Every declared input; None where its type or its owner was refused."""
    found: dict[str, core.Input | None] = {}
    for declared in names.of("input"):
        node = declared.node
        assert isinstance(node, syntax.InputDecl)
        ty = types.resolve(node.type, sink)
        owner = names.find(node.owner, ("party",), "a party", sink)
        name, whose = node.name.text, owner.name.text if owner else ""
        found[name] = core.Input(name, ty, whose, node.endorsed, node.span) if ty else None
    return found


def output(node: syntax.OutputDecl, types: Types, sink: Sink) -> tuple[core.Field | None, ...]:
    """The fields; None for one that was refused."""
    first: dict[str, Span] = {}
    fields: list[core.Field | None] = []
    for field in node.fields:
        seen = first.setdefault(field.name.text, field.name.span)
        if seen != field.name.span:
            sink.add(name_messages.named_twice(field.name, seen, "the output"))
        else:
            fields.append(_field(field, types, sink))
    return tuple(fields)


def _field(node: syntax.OutputField, types: Types, sink: Sink) -> core.Field | None:
    names, name = types.names, node.name.text
    where = f"field `{name}`"
    ty = types.resolve(node.type, sink)
    sources = group(node.sources, ("input",), "an input", f"`of` of {where}", names, sink)
    recipients = group(
        node.recipients, ("party", "helper"), "a party or helper", f"`to` of {where}", names, sink
    )
    steered = group(node.steered_by, PRINCIPAL, "a principal", f"`steered by` of {where}", names, sink)
    if ty is not None and holds_text(ty):
        sink.add(texts.leaves(name, node.type.span))
        return None
    if ty is None:
        return None
    return core.Field(name, ty, sources, recipients, node.because, steered, node.span)


def leaks(program: syntax.Program, names: Names, sink: Sink) -> tuple[core.Leak, ...]:
    found: list[core.Leak] = []
    for node in program.declarations:
        if isinstance(node, syntax.LeakDecl):
            sources = group(node.sources, ("input",), "an input", "`leak`", names, sink)
            to = group(node.recipients, ("party", "helper"), "a party or helper", "`leak`", names, sink)
            found.append(core.Leak(node.bits, sources, to, node.span))
    return tuple(found)


def accepts(program: syntax.Program, names: Names, sink: Sink) -> tuple[core.Accept, ...]:
    found: list[core.Accept] = []
    for node in program.declarations:
        if isinstance(node, syntax.AcceptDecl):
            who = names.find(node.influencer, PRINCIPAL, "a principal", sink)
            source = names.find(node.source, ("input",), "an input", sink)
            if who and source:
                found.append(core.Accept(who.name.text, source.name.text, node.because, node.span))
    return tuple(found)
