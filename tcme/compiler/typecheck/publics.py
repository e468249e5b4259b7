"""Public files: values known to all, constants of the program."""

from collections.abc import Mapping
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck.annotations import Types
from tcme.compiler.typecheck.messages import publics as messages
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.values import ValueFault, from_file, from_json
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tcme.dsl.ty import plain

Files: TypeAlias = Mapping[str, tuple[str, object]]
"""For each public value, by its name: the SHA-256 of its file, and the JSON object or the bytes in it."""
Public: TypeAlias = tuple[core.PublicFile, core.Value]


def publics(names: Names, types: Types, files: Files, sink: Sink) -> dict[str, Public | None]:
    """Every public value; None for one that was refused."""
    found: dict[str, Public | None] = {}
    for declared in names.of("public"):
        assert isinstance(declared.node, syntax.PublicDecl)
        found[declared.name.text] = _public(declared.node, types, files, sink)
    return found


def _public(node: syntax.PublicDecl, types: Types, files: Files, sink: Sink) -> Public | None:
    ty, name = types.resolve(node.type, sink), node.name.text
    if ty is None:
        return None
    sha256, content = files[name]
    try:
        written = from_file(ty, node.file, content) if isinstance(content, bytes) else content
        value = from_json(ty, written)
    except ValueFault as fault:
        sink.add(messages.unfit(node, str(fault)))
        return None
    return core.PublicFile(name, ty, node.file, sha256, node.span), value


def constant(public: Public | None, span: Span) -> core.Const | None:
    """The value where it is used."""
    return None if public is None else core.Const(public[1], plain(public[0].ty), span)
