"""Who belongs to a group, and what an input `from each` of it is called for each member."""

from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.namespace import Names
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span


def member_of(name: str, member: str) -> str:
    """How the core calls what one member gives or gets: `pay[acme]`."""
    return f"{name}[{member}]"


def members(names: Names, group: str) -> tuple[str, ...]:
    """The parties of a group in their order; what `groups` refuses is left out."""
    node = names.declared[group].node
    assert isinstance(node, syntax.GroupDecl)
    listed = (name.text for name in node.members if name.text in names.declared)
    return tuple(dict.fromkeys(name for name in listed if names.declared[name].kind == "party"))


def groups(names: Names, sink: Sink) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every group with its members; who is no party or stands there twice is refused."""
    for declared in names.of("group"):
        node = declared.node
        assert isinstance(node, syntax.GroupDecl)
        first: dict[str, Span] = {}
        for name in node.members:
            if name.text in first:
                where = f"group `{node.name.text}`"
                sink.add(name_messages.named_twice(name, first[name.text], where))
            elif names.find(name, ("party",), "a party", sink) is not None:
                first[name.text] = name.span
    return tuple((d.name.text, members(names, d.name.text)) for d in names.of("group"))


def given(names: Names, name: str, group: str) -> tuple[str, ...]:
    """What the members of a group give as the input `name`: `pay[acme]`, `pay[bolt]`."""
    return tuple(member_of(name, member) for member in members(names, group))


def each_input(names: Names, name: str) -> str | None:
    """The group of an input `from each`; None for any other name."""
    declared = names.declared.get(name)
    node = declared.node if declared else None
    if not isinstance(node, syntax.InputDecl) or not node.each:
        return None
    group = names.declared.get(node.owner.text)
    return node.owner.text if group is not None and group.kind == "group" else None
