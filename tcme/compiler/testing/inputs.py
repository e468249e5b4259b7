"""The inputs that a test gives: every one of them, each once, each a constant."""

from typing import Any

from tcme.compiler.core import CoreProgram, file_key
from tcme.compiler.testing import messages
from tcme.compiler.testing.bench import Asked, key_of
from tcme.compiler.values import to_json
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Span
from tcme.dsl.syntax import Given, Program, TestDecl, TextLiteral
from tcme.dsl.ty import ArrayTy, KeyTy, ListTy, OptionTy, RecordTy, TupleTy, Ty


def givens(test: TestDecl) -> tuple[Given, ...]:
    return tuple(line for line in test.lines if isinstance(line, Given))


def core_name(line: Given) -> str:
    return line.name.text if line.member is None else f"{line.name.text}[{line.member.text}]"


def faults(test: TestDecl, core: CoreProgram) -> tuple[Diagnostic, ...]:
    """What is wrong with the lines that give inputs, and which are missing."""
    found: list[Diagnostic] = []
    first: dict[str, Span] = {}
    names = [each.name for each in core.inputs]
    for line in givens(test):
        name = core_name(line)
        if name in first:
            found.append(messages.given_twice(name, line.span, first[name]))
        elif name not in names:
            found.append(_misnamed(line, names))
        first.setdefault(name, line.span)
    missing = [name for name in names if name not in first]
    if missing and not found:
        found.append(messages.not_given(test, missing))
    return tuple(found)


def _misnamed(line: Given, names: list[str]) -> Diagnostic:
    members = [
        n[len(file_key(n)) + 1 : -1] for n in names if file_key(n) == line.name.text and n != file_key(n)
    ]
    if line.name.text in names or members:
        return messages.wrong_member(line.name, line.member, line.span, members)
    return messages.no_such_input(line.name, dict.fromkeys(map(file_key, names)))


def asked(tests: tuple[TestDecl, ...], program: Program) -> tuple[Asked, ...]:
    """The expressions that the tests give, at the declared types; what is given to nothing is left out."""
    types = {d.name.text: d.type for d in program.declarations if isinstance(d, syntax.InputDecl)}
    return tuple(
        Asked(key_of(line.span), types[line.name.text], line.value, f"input `{line.name.text}`")
        for test in tests
        for line in givens(test)
        if line.name.text in types and not isinstance(line.value, TextLiteral)
    )


def written(ty: Ty, value: Any) -> Any:
    """The JSON object that an owner would write; the number in place of a key is what the key is made of."""
    match ty:
        case ArrayTy(element, _) | ListTy(element, _, _):
            return [written(element, item) for item in value]
        case TupleTy(items):
            return [written(item, part) for item, part in zip(items, value, strict=True)]
        case RecordTy(fields):
            return {name: written(field, value[name]) for name, field in fields}
        case OptionTy(element):
            return None if value is None else written(element, value)
        case KeyTy():
            return value
        case _:
            return to_json(ty, value)
