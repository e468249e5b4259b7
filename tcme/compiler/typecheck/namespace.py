"""Declarations by name: one space for everything that a program declares."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, assert_never

from tcme.compiler.typecheck.builtin_names import BUILT_IN
from tcme.compiler.typecheck.messages import names as messages
from tcme.compiler.typecheck.messages import program as program_messages
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name, PrincipalKind

Kind: TypeAlias = PrincipalKind | Literal[
    "group", "model", "type", "constant", "public", "input", "output", "function"
]  # fmt: skip

MPC = "mpc"
"""The place that needs no declaration, so nobody is called so."""
PEOPLE: tuple[Kind, ...] = ("party", "helper", "environment", "publisher", "group")


@frozen
class Declared:
    kind: Kind
    name: Name
    node: syntax.Declaration


@frozen
class Names:
    """What is declared, first declarations only, and every value of every enum with a place of it."""

    declared: Mapping[str, Declared]
    values: Mapping[str, Span]

    def of(self, *kinds: Kind) -> tuple[Declared, ...]:
        return tuple(d for d in self.declared.values() if d.kind in kinds)

    def texts(self, *kinds: Kind) -> tuple[str, ...]:
        return tuple(d.name.text for d in self.of(*kinds))

    def find(self, name: Name, kinds: tuple[Kind, ...], needed: str, sink: Sink) -> Declared | None:
        """The declaration that `name` means, if it is of one of the kinds; `needed` is "a party"."""
        found = self.declared.get(name.text)
        if found is None:
            sink.add(messages.unknown(name, needed.split(" ", 1)[1], self.texts(*kinds)))
            return None
        if found.kind not in kinds:
            sink.add(messages.wrong_kind(name, found.kind, needed, found.name.span))
            return None
        return found


def declare(program: syntax.Program, sink: Sink) -> Names:
    values = {
        value.text: value.span
        for node in walk(program.declarations)
        if isinstance(node, syntax.EnumType)
        for value in node.values
    }
    declared: dict[str, Declared] = {}
    for item in _declarations(program):
        first = declared.setdefault(item.name.text, item)
        _complain(item, first, declared, values, sink)
    return Names(declared, values)


def _complain(
    item: Declared, first: Declared, declared: Mapping[str, Declared], values: Mapping[str, Span], sink: Sink
) -> None:
    name = item.name
    output = next((d for d in declared.values() if d.kind == "output"), None)
    if first is not item:
        sink.add(messages.declared_twice(name, first.name.span))
    elif item.kind == "output" and output is not None and output is not item:
        sink.add(program_messages.second_output(name, output.name.span))
    elif _means_something(item):
        sink.add(messages.is_built_in(name))
    elif name.text in values:
        sink.add(messages.is_enum_value(name, values[name.text]))


def _means_something(item: Declared) -> bool:
    """What may be called or named there has a meaning already."""
    called = item.kind in ("function", "type", "output") and item.name.text in BUILT_IN
    return called or (item.kind in PEOPLE and item.name.text == MPC)


def _declarations(program: syntax.Program) -> Iterator[Declared]:
    for node in program.declarations:
        match node:
            case syntax.PrincipalDecl(kind, names, _):
                yield from (Declared(kind, name, node) for name in names)
            case syntax.GroupDecl():
                yield Declared("group", node.name, node)
            case syntax.ModelDecl():
                yield Declared("model", node.name, node)
            case syntax.TypeDecl():
                yield Declared("type", node.name, node)
            case syntax.ConstDecl():
                yield Declared("constant", node.name, node)
            case syntax.InputDecl():
                yield Declared("input", node.name, node)
            case syntax.PublicDecl():
                yield Declared("public", node.name, node)
            case syntax.OutputDecl():
                yield Declared("output", node.name, node)
            case syntax.FunctionDecl():
                yield Declared("function", node.name, node)
            case syntax.AdversaryDecl() | syntax.AssumeDecl() | syntax.RequireDecl():
                pass
            case syntax.LeakDecl() | syntax.AcceptDecl() | syntax.UseDecl() | syntax.TestDecl():
                pass
            case _:
                assert_never(node)
