"""Expressions of tests as programs of their own, so that elaboration and the interpreter do the rest.

A bench has the program's types, constants, functions, groups and public values, and releases one field for
each expression."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import is_dataclass, replace
from typing import Any

from tcme.compiler.core import CoreProgram
from tcme.compiler.link import Linked
from tcme.compiler.typecheck import elaborate
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import NOWHERE, Span
from tcme.dsl.syntax import Declaration, Expr, Name, Program, Type

RELEASED = "released."
"""Before the names of output fields: no name of a program has a dot after this word."""
PARTY = Name("test.party", NOWHERE)
OUTPUT = "test.Values"
BOOL = syntax.NamedType(Name("Bool", NOWHERE), NOWHERE)
WIDEST = 1 << 62
KEPT = (
    syntax.PrincipalDecl | syntax.GroupDecl | syntax.ModelDecl | syntax.TypeDecl | syntax.ConstDecl
    | syntax.InputDecl | syntax.PublicDecl | syntax.FunctionDecl
)  # fmt: skip


@frozen
class Asked:
    """One expression of a test, the type that it is wanted at, the name of its value, and what messages call
    it."""

    key: str
    type: Type
    value: Expr
    words: str


def key_of(span: Span) -> str:
    return f"at{span.start}"


def elaborated(
    linked: Linked, program: Program, asked: Sequence[Asked], *, released: Iterable[syntax.InputDecl] = ()
) -> tuple[CoreProgram | None, tuple[Diagnostic, ...]]:
    """The core whose result has the value of each expression under its key, or the errors."""
    kept = [d for d in program.declarations if isinstance(d, KEPT) and not _is_main(d)]
    party = syntax.PrincipalDecl("party", (PARTY,), NOWHERE)
    own: list[Declaration] = [party, *released, _output(asked), _main(asked)]
    bench = replace(program, kind="program", declarations=(*kept, *linked.library, *own))
    sink = Sink()
    found = elaborate(bench, sink, source=linked.source, publics=linked.publics)
    return found, tuple(_in_words(d, asked) for d in sink.diagnostics if d.is_error)


def _in_words(diagnostic: Diagnostic, asked: Sequence[Asked]) -> Diagnostic:
    """The message without the names that only a bench has."""
    for each in asked:
        field = f"field `{each.key}` of `{OUTPUT}`"
        if field in diagnostic.message:
            message = diagnostic.message.replace(field, each.words)
            notes = tuple(note for note in diagnostic.notes if note.span != each.value.span)
            return replace(diagnostic, message=message, notes=notes)
    return diagnostic


def _is_main(node: Declaration) -> bool:
    return isinstance(node, syntax.FunctionDecl) and node.name.text == "main"


def _output(asked: Sequence[Asked]) -> syntax.OutputDecl:
    fields = tuple(
        syntax.OutputField(None, Name(a.key, a.value.span), a.type, (), (PARTY,), False, "", (), a.value.span)
        for a in asked
    )
    return syntax.OutputDecl(Name(OUTPUT, NOWHERE), fields, NOWHERE)


def _main(asked: Sequence[Asked]) -> syntax.FunctionDecl:
    name = Name(OUTPUT, NOWHERE)
    arguments = tuple(syntax.Argument(Name(a.key, a.value.span), a.value, a.value.span) for a in asked)
    body = syntax.Block((), syntax.Release(name, arguments, NOWHERE), NOWHERE)
    result = syntax.NamedType(name, NOWHERE)
    return syntax.FunctionDecl(None, Name("main", NOWHERE), (), (), result, None, body, NOWHERE)


def condition(line: syntax.Expect, fields: frozenset[str]) -> Asked:
    """What is expected, with the names of the output's fields for what was released."""
    return Asked(key_of(line.span), BOOL, naming_released(line.condition, fields), "what is expected")


# --- what was released, as inputs of the bench -------------------------------------------------------


def as_inputs(output: syntax.OutputDecl) -> tuple[syntax.InputDecl, ...]:
    """One input for each field; of each member, where the field goes to each."""
    return tuple(
        syntax.InputDecl(
            Name(RELEASED + f.name.text, f.name.span),
            f.type,
            f.recipients[0] if f.each else PARTY,
            f.each,
            None,
            f.span,
        )
        for f in output.fields
    )


def naming_released(condition: Expr, fields: frozenset[str]) -> Expr:
    """The expression with names of fields standing for what was released."""

    def rule(node: Any) -> Any:
        if isinstance(node, syntax.NameExpr) and node.name.text in fields:
            return syntax.NameExpr(Name(RELEASED + node.name.text, node.name.span), node.span)
        return node

    found: Expr = mapped(condition, rule)
    return found


# --- inputs as expressions can give them -------------------------------------------------------------


def writable(program: Program) -> Program:
    """The program with types whose values can be written: numbers for keys, bytes and pixels.  What public
    values are is written in their files, at their own types."""
    declarations = (
        d if isinstance(d, syntax.PublicDecl) else mapped(d, _writable) for d in program.declarations
    )
    return replace(program, declarations=tuple(declarations))


def _writable(node: Any) -> Any:
    match node:
        case syntax.NamedType(Name("Key", _), span):
            return syntax.IntType(_number(-WIDEST, span), _number(WIDEST, span), span)
        case syntax.BytesType(lo, hi, span):
            return syntax.ListType(_byte(span), lo, hi, span)
        case syntax.ImageType(sizes, span):
            image: Type = _byte(span)
            for size in reversed(sizes):
                image = syntax.ArrayType(image, size, span)
            return image
        case _:
            return node


def _number(value: int, span: Span) -> Expr:
    literal = syntax.IntLiteral(abs(value), span)
    return literal if value >= 0 else syntax.Unary("-", literal, span)


def _byte(span: Span) -> Type:
    return syntax.IntType(_number(0, span), _number(255, span), span)


def mapped(node: Any, rule: Callable[[Any], Any]) -> Any:
    """The tree with the rule applied to every node, leaves first."""
    if isinstance(node, tuple):
        return tuple([mapped(part, rule) for part in node])
    if not is_dataclass(node) or isinstance(node, Span | type):
        return node
    names = node.__match_args__  # type: ignore[attr-defined]
    old = [getattr(node, name) for name in names]
    new = [mapped(value, rule) for value in old]
    same = all(a is b for a, b in zip(new, old, strict=True))
    return rule(node if same else type(node)(*new))
