"""Principals, adversaries, trust and models."""

from collections.abc import Iterable, Mapping

from tcme.compiler import core
from tcme.compiler.typecheck.membership import each_input, given, members
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.messages import program as messages
from tcme.compiler.typecheck.namespace import Kind, Names
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tcme.dsl.syntax import Level, Name

PRINCIPAL: tuple[Kind, ...] = ("party", "helper", "environment", "publisher")
LEVELS: Mapping[Kind, tuple[Level, ...]] = {
    "party": ("honest", "passive", "crafting", "active"),
    "helper": ("honest", "passive", "active"),
    "environment": ("honest", "passive", "active"),
    "publisher": ("honest", "crafting"),
}


def principals(program: syntax.Program, names: Names) -> tuple[core.Principal, ...]:
    return tuple(
        core.Principal(name.text, node.kind, name.span)
        for node in program.declarations
        if isinstance(node, syntax.PrincipalDecl)
        for name in node.names
        if names.declared[name.text].name is name
    )


def group(
    written: Iterable[Name], kinds: tuple[Kind, ...], needed: str, where: str, names: Names, sink: Sink
) -> tuple[str, ...]:
    """The names that are of one of the kinds, groups of parties and of inputs `from each` written out; the
    others, and repetitions, are refused."""
    first: dict[str, Span] = {}
    for name in written:
        for one in _meant(name, kinds, needed, names, sink):
            if one in first:
                sink.add(name_messages.named_twice(Name(one, name.span), first[one], where))
                break
            first[one] = name.span
    return tuple(first)


def _meant(name: Name, kinds: tuple[Kind, ...], needed: str, names: Names, sink: Sink) -> tuple[str, ...]:
    """Those for whom a name in a list stands."""
    found = names.declared.get(name.text)
    if found is not None and found.kind == "group" and "party" in kinds:
        return members(names, name.text)
    if found is not None and found.kind == "input" and "input" in kinds:
        each = each_input(names, name.text)
        return (name.text,) if each is None else given(names, name.text, each)
    return (name.text,) if names.find(name, kinds, needed, sink) else ()


def thresholds(program: syntax.Program, names: Names, sink: Sink) -> tuple[core.Threshold, ...]:
    nodes = (node for node in program.declarations if isinstance(node, syntax.AdversaryDecl))
    return tuple(_threshold(node, names, sink) for node in nodes)


def _threshold(node: syntax.AdversaryDecl, names: Names, sink: Sink) -> core.Threshold:
    before = len(sink.diagnostics)
    listed = group(node.names, PRINCIPAL, "a principal", "`adversary`", names, sink)
    kinds = [names.declared[name].kind for name in listed]
    admissible = any(node.level in LEVELS[kind] for kind in kinds)
    if listed and not admissible:
        sink.add(messages.no_such_level(node.level, listed, kinds, node.span))
    elif len(sink.diagnostics) == before and node.limit > len(listed):
        sink.add(messages.too_many(node.limit, len(listed), node.span))
    return core.Threshold(node.limit, listed, node.level, node.span)


def trusts(program: syntax.Program, names: Names, sink: Sink) -> tuple[core.Trust, ...]:
    found: list[core.Trust] = []
    for node in program.declarations:
        if isinstance(node, syntax.AssumeDecl):
            who = group(node.who, PRINCIPAL, "a principal", "`assume`", names, sink)
            whom = group(node.trusted, PRINCIPAL, "a principal", "`assume`", names, sink)
            found += (core.Trust(p, q, node.aspect, node.span) for p in who for q in whom)
    return tuple(found)


def models(names: Names, sink: Sink) -> tuple[core.Model, ...]:
    found: list[core.Model] = []
    for declared in names.of("model"):
        node = declared.node
        assert isinstance(node, syntax.ModelDecl)
        publisher = names.find(node.publisher, ("publisher",), "a publisher", sink)
        if publisher is not None:
            found.append(core.Model(node.name.text, publisher.name.text, node.reference, node.span))
    return tuple(found)
