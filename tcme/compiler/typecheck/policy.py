"""Inputs and what leaves: output fields, `leak`, `accept`."""

from collections.abc import Sequence

from tcme.compiler import core
from tcme.compiler.typecheck.amounts import MOST_BITS, is_beyond, values
from tcme.compiler.typecheck.annotations import Types
from tcme.compiler.typecheck.groups import accepted
from tcme.compiler.typecheck.membership import member_of, members
from tcme.compiler.typecheck.messages import groups as group_messages
from tcme.compiler.typecheck.messages import limits, texts
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.principals import PRINCIPAL, group
from tcme.compiler.typecheck.shapes import holds_text
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span


def inputs(names: Names, types: Types, sink: Sink) -> dict[str, core.Input | None]:
    """Every declared input, one for each member where it is `from each`; None where its type or its owner was
    refused."""
    found: dict[str, core.Input | None] = {}
    for declared in names.of("input"):
        node = declared.node
        assert isinstance(node, syntax.InputDecl)
        ty = types.resolve(node.type, sink)
        for name, owner in _owned(node, names, sink):
            found[name] = core.Input(name, ty, owner, node.endorsed, node.span) if ty else None
    return found


def _owned(node: syntax.InputDecl, names: Names, sink: Sink) -> list[tuple[str, str]]:
    """What is asked of whom; of nobody where the owner was refused."""
    name, owner = node.name.text, node.owner
    found = names.declared.get(owner.text)
    if node.each:
        if names.find(owner, ("group",), "a group", sink) is None:
            return [(name, "")]
        return [(member_of(name, member), member) for member in members(names, owner.text)]
    if found is not None and found.kind == "group":
        sink.add(group_messages.not_one_party(owner, found.name.span))
        return [(name, "")]
    party = names.find(owner, ("party",), "a party", sink)
    return [(name, party.name.text if party else "")]


def output(node: syntax.OutputDecl, types: Types, sink: Sink) -> tuple[core.Field | None, ...]:
    """The fields, one for each member where one goes `to each`; None for one that was refused."""
    first: dict[str, Span] = {}
    fields: list[core.Field | None] = []
    for field in node.fields:
        seen = first.setdefault(field.name.text, field.name.span)
        if seen != field.name.span:
            sink.add(name_messages.named_twice(field.name, seen, "the output"))
        else:
            fields += _fields(field, types, sink)
    return tuple(fields)


def _fields(node: syntax.OutputField, types: Types, sink: Sink) -> tuple[core.Field | None, ...]:
    names, name = types.names, node.name.text
    where = f"field `{name}`"
    ty = types.resolve(node.type, sink)
    sources = group(node.sources, ("input",), "an input", f"`of` of {where}", names, sink)
    heard = _heard(node, names, sink)
    steered = group(node.steered_by, PRINCIPAL, "a principal", f"`steered by` of {where}", names, sink)
    if ty is not None and holds_text(ty):
        sink.add(texts.leaves(name, node.type.span))
        return (None,)
    if ty is not None and is_beyond(values(ty)):
        sink.add(limits.says_too_much(name, MOST_BITS, node.type.span))
        return (None,)
    if ty is None or not heard:
        return (None,)
    return tuple(
        core.Field(one, ty, sources, recipients, node.because, steered, node.span)
        for one, recipients in heard
    )


def _heard(node: syntax.OutputField, names: Names, sink: Sink) -> list[tuple[str, tuple[str, ...]]]:
    """The core fields of one field, with their recipients."""
    name = node.name.text
    if not node.each:
        where, needed = f"`to` of field `{name}`", "a party or helper"
        return [(name, group(node.recipients, ("party", "helper"), needed, where, names, sink))]
    (to,) = node.recipients
    if names.find(to, ("group",), "a group", sink) is None:
        return []
    return [(member_of(name, member), (member,)) for member in members(names, to.text)]


def leaks(program: syntax.Program, names: Names, sink: Sink) -> tuple[core.Leak, ...]:
    found: list[core.Leak] = []
    for node in program.declarations:
        if isinstance(node, syntax.LeakDecl):
            sources = group(node.sources, ("input",), "an input", "`leak`", names, sink)
            to = group(node.recipients, ("party", "helper"), "a party or helper", "`leak`", names, sink)
            found.append(core.Leak(node.bits, sources, to, node.span))
    return tuple(found)


def accepts(
    program: syntax.Program, names: Names, inputs: Sequence[core.Input], sink: Sink
) -> tuple[core.Accept, ...]:
    found: list[core.Accept] = []
    for node in program.declarations:
        if isinstance(node, syntax.AcceptDecl):
            who = names.find(node.influencer, (*PRINCIPAL, "group"), "a principal", sink)
            source = names.find(node.source, ("input",), "an input", sink)
            if who and source:
                pairs = accepted(names, inputs, node.influencer, node.source)
                found += (core.Accept(q, x, node.because, node.span) for q, x in pairs)
    return tuple(found)
