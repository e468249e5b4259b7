"""One module: what it declares, by name, and what it uses.

A local module is parsed as a whole.  Of a packaged one only the declarations that a program needs are parsed:
its text has the canonical layout, so its pieces are cut where a line begins with a declaration's first word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from tcme.compiler.link import messages
from tcme.compiler.typecheck.messages import names as name_messages
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.parser import parse, parse_declarations
from tcme.dsl.source import Source, Span
from tcme.dsl.syntax import Declaration, Name, Program, TestDecl, UseDecl

Shared: TypeAlias = syntax.TypeDecl | syntax.ConstDecl | syntax.FunctionDecl
"""What others can use of a module."""

PIECE = re.compile(r"^(?://.*|(module|use|type|const|fn|test)\b(?:[ ]+(\w+))?)", re.MULTILINE)


@dataclass(slots=True)
class Module:
    """`declared` holds, for what is not parsed yet, the place of its text."""

    path: str
    sha256: str
    span: Span
    uses: tuple[UseDecl, ...]
    declared: dict[str, Shared | Span]
    packaged: bool
    tests: tuple[TestDecl, ...] = ()
    name: Name | None = None

    @property
    def alias(self) -> str:
        return self.path.rsplit(".", 1)[-1]

    def places(self) -> dict[str, Span]:
        """Where the names stand, of what is parsed."""
        return {n: node.name.span for n, node in self.declared.items() if not isinstance(node, Span)}

    def declaration(self, source: Source, name: str) -> Shared:
        """One of the `declared`, parsed if it was not."""
        found = self.declared[name]
        if isinstance(found, Span):
            (parsed,) = parse_declarations(source, found)
            assert isinstance(parsed, Shared)
            found = self.declared[name] = parsed
        return found


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def local_module(path: str, data: bytes, source: Source, sink: Sink, use: UseDecl) -> Module | None:
    """The module whose text is the last part of the source; raises Refused where it does not parse."""
    part = source.parts[-1].span
    program = parse(source, within=part).program
    if program.kind == "program":
        sink.add(messages.is_program(path, _path_span(use)))
        return None
    if program.name.text != path.rsplit(".", 1)[-1]:
        sink.add(messages.other_name(path, program.name))
    return module_of(program, path, digest(data), part, sink)


def module_of(program: Program, path: str, sha: str, span: Span, sink: Sink) -> Module:
    """The module that a tree is."""
    declared: dict[str, Shared | Span] = {}
    uses: list[UseDecl] = []
    tests: list[TestDecl] = []
    for node in program.declarations:
        match node:
            case UseDecl():
                uses.append(node)
            case TestDecl():
                tests.append(node)
            case syntax.TypeDecl() | syntax.ConstDecl() | syntax.FunctionDecl():
                first = declared.setdefault(node.name.text, node)
                if first is not node:
                    assert not isinstance(first, Span)
                    sink.add(name_messages.declared_twice(node.name, first.name.span))
            case _:
                sink.add(messages.not_in_a_module(_words(node), node.span))
    return Module(path, sha, span, tuple(uses), declared, False, tuple(tests), program.name)


def packaged_module(path: str, data: bytes, source: Source) -> Module:
    """The module of the standard library whose text is the last part of the source."""
    part = source.parts[-1].span
    uses: list[UseDecl] = []
    declared: dict[str, Shared | Span] = {}
    for piece in _pieces(source.text, part):
        if piece.word == "use":
            uses += [node for node in parse_declarations(source, piece.span) if isinstance(node, UseDecl)]
        elif piece.word in ("type", "const", "fn"):
            declared[piece.name] = piece.span
    return Module(path, digest(data), part, tuple(uses), declared, True)


@dataclass(slots=True)
class _Piece:
    word: str
    name: str
    span: Span


def _pieces(text: str, part: Span) -> list[_Piece]:
    """The declarations by their first words, each from its doc comment on to where the next begins."""
    found: list[_Piece] = []
    start: int | None = None
    for match in PIECE.finditer(text, part.start, part.end):
        if start is None:
            start = match.start()
            if found:
                found[-1].span = Span(found[-1].span.start, start)
        if match[1]:
            found.append(_Piece(match[1], match[2] or "", Span(start, part.end)))
            start = None
    return found


def enum_values(module: Module) -> Iterator[tuple[str, str]]:
    """Each value of an enum in a local module, and the declaration that has the enum."""
    for name, tree in module.declared.items():
        for node in () if isinstance(tree, Span) else walk(tree):
            if isinstance(node, syntax.EnumType):
                yield from ((value.text, name) for value in node.values)


def _path_span(use: UseDecl) -> Span:
    return use.path[0].span.cover(use.path[-1].span)


def _words(node: Declaration) -> str:
    match node:
        case syntax.PrincipalDecl(kind=kind):
            return f"a {kind}" if kind != "environment" else "an environment"
        case syntax.AdversaryDecl() | syntax.AssumeDecl():
            return "assumptions about adversaries"
        case syntax.InputDecl():
            return "an input"
        case syntax.OutputDecl():
            return "an output"
        case syntax.ModelDecl():
            return "a model"
        case syntax.GroupDecl():
            return "a group"
        case syntax.PublicDecl():
            return "a public value"
        case syntax.RequireDecl():
            return "a requirement on inputs"
        case _:
            return "rules about what leaks"
