"""What a test expects: that something is true, that the program is refused, that it tells so many bits."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import prod
from typing import Any

from tcme.compiler import core
from tcme.compiler.core import AskSite, CoreProgram, Value
from tcme.compiler.flow.wording import bits
from tcme.compiler.interpreter import Interpreter, Violation
from tcme.compiler.testing import messages
from tcme.compiler.values import json_text, to_json
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.syntax import Expect, ExpectBits, Name
from tcme.dsl.ty import cardinality

COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})


def fields_of(bench: CoreProgram) -> dict[str, core.Expr]:
    """The expression of each field of a bench; its `main` has no bindings of its own."""
    result = bench.result
    around: tuple[core.Binding, ...] = ()
    if isinstance(result, core.Let):
        around, result = result.bindings, result.body
    assert isinstance(result, core.MakeRecord)
    return {name: _inside(around, value) for name, value in result.fields}


def _inside(bindings: tuple[core.Binding, ...], value: core.Expr) -> core.Expr:
    return core.Let(bindings, value, value.ty, value.span) if bindings else value


def value_of(bench: CoreProgram, expr: core.Expr, inputs: Mapping[str, Value]) -> Value:
    """The value of one expression of a bench; raises Violation."""
    made: Any = core.MakeRecord((("value", expr),), bench.result.ty, expr.span)
    return Interpreter(replace(bench, result=made, requires=())).run(inputs, nobody)["value"]


def nobody(site: AskSite, args: tuple[str, ...]) -> str:
    raise AssertionError("a program that asks is not interpreted")


def truth(
    line: Expect, bench: CoreProgram, condition: core.Expr, inputs: Mapping[str, Value]
) -> Iterator[Diagnostic]:
    try:
        if value_of(bench, condition, inputs) is not True:
            yield messages.not_true(line, _sides(bench, condition, inputs))
    except Violation:
        yield messages.no_value(line)


def _sides(bench: CoreProgram, condition: core.Expr, inputs: Mapping[str, Value]) -> tuple[str, str] | None:
    """What stands on both sides of a comparison, in words."""
    around: tuple[core.Binding, ...] = ()
    while isinstance(condition, core.Let | core.Convert):
        if isinstance(condition, core.Let):
            around, condition = (*around, *condition.bindings), condition.body
        else:
            condition = condition.value
    if not isinstance(condition, core.Binary) or condition.op not in COMPARISONS:
        return None
    left, right = (_shown(bench, _inside(around, side), inputs) for side in (condition.left, condition.right))
    return left, right


def _shown(bench: CoreProgram, expr: core.Expr, inputs: Mapping[str, Value]) -> str:
    value = value_of(bench, expr, inputs)
    if value is None:
        return "none"
    return value if isinstance(value, str) else json_text(to_json(expr.ty, value))


def declared_bits(line: ExpectBits, program: CoreProgram) -> Iterator[Diagnostic]:
    """Of each source to each recipient but its owner by itself, as products of integers."""
    inputs = {core.file_key(each.name): None for each in program.inputs}
    people = [p.name for p in program.principals if p.kind in ("party", "helper")]
    for source in line.sources:
        if source.text not in inputs:
            yield messages.unknown_name(source, "input", inputs)
    recipients = list(_expanded(program, line.recipients))
    for name in recipients:
        if name.text not in people:
            yield messages.unknown_name(name, "party or helper", people)
    sources = {source.text for source in line.sources}
    told = [
        (_values(program, each.name, recipient.text), each.name, recipient.text)
        for each in program.inputs
        for recipient in recipients
        if core.file_key(each.name) in sources and recipient.text != each.owner
    ]
    most, source_name, who = max(told, default=(1, "", ""), key=lambda item: item[0])
    if most.bit_length() > line.bits + 1 or most > 1 << line.bits:
        yield messages.more_bits(line, source_name, who, bits(most))


def _expanded(program: CoreProgram, names: tuple[Name, ...]) -> Iterator[Name]:
    groups = dict(program.groups)
    for name in names:
        if name.text in groups:
            yield from (Name(member, name.span) for member in groups[name.text])
        else:
            yield name


def _values(program: CoreProgram, source: str, recipient: str) -> int:
    """How many answers all fields that name the source can give the recipient."""
    fields = (f for f in program.fields if source in f.sources and recipient in f.recipients)
    return prod(cardinality(f.ty) or 1 for f in fields)
