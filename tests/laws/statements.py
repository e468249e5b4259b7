"""The laws, each of one program: a function that returns where the law holds and raises where it does not."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from tcme import checker
from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.core import CoreProgram, Value
from tcme.compiler.interpreter import Interpreter, Violation, code
from tcme.compiler.ir.nodes import Graph
from tcme.compiler.ir.validate import validate
from tcme.compiler.lower import lower
from tcme.compiler.passes import PASSES, optimise
from tcme.compiler.values import check as misfit
from tcme.dsl.diagnostics import Diagnostic, Refused
from tcme.dsl.formatter import format_program, format_tree
from tcme.dsl.parser import parse
from tests.generate.choices import seeded
from tests.generate.mutate import mutated
from tests.generate.program import Generated
from tests.laws.cases import (
    all_inputs, answer, checked as compiled, core_of, elaborated, lowered_answer, parsed, run, samples, shape, source,
)  # fmt: skip

SAMPLES = 12
MOST_INPUTS = 1200


def parse_after_format_is_the_identity(program: Generated) -> None:
    """Up to parentheses; and what was once parsed and formatted stays as it is."""
    assert shape(parsed(program.text)) == shape(program.tree)
    once = format_program(parse(source(program.text)), source(program.text))
    assert shape(parsed(once)) == shape(program.tree)
    assert format_program(parse(source(once)), source(once)) == once


def it_elaborates(program: Generated) -> None:
    _, found = elaborated(program.text, program.files)
    assert not [(d.code, d.message) for d in found if d.is_error]


def a_careful_program_owes_nothing(program: Generated) -> None:
    """What the generator's own intervals show, the inferred ranges show too."""
    if program.careful:
        assert not [(g.code, g.message) for g in core_of(program).goals]


class Escaped(AssertionError):
    """A value outside the type that was inferred for its expression."""


def inferred_types_hold_every_value(program: Generated) -> None:
    """Of every subexpression, in branches that are not taken too; nothing but `Violation` is raised."""
    typed = core_of(program)
    with _watched():
        interpreter = Interpreter(typed)
    for inputs in samples(typed, len(program.text), SAMPLES):
        try:
            found = interpreter.run(inputs, answer)
        except Violation:
            assert typed.goals, "a program that owes nothing violates nothing"
            continue
        for field in typed.fields:
            assert misfit(field.ty, found[field.name]) is None


@contextmanager
def _watched() -> Iterator[None]:
    """Interpreters made inside check the value of every node against its type."""
    original: Callable[[core.Expr], Any] = code.compile_expr

    def compile_expr(expr: core.Expr) -> Any:
        made = original(expr)

        def run(frame: Any) -> Any:
            value = made.run(frame)
            if misfit(expr.ty, value) is not None:
                raise Escaped(f"{type(expr).__name__} at {expr.span}: {value!r} is no {expr.ty}")
            return value

        return code.Code(run, False)

    code.compile_expr = compile_expr  # type: ignore[assignment]
    try:
        yield
    finally:
        code.compile_expr = original  # type: ignore[assignment]


def lowering_and_passes_keep_the_meaning(program: Generated) -> None:
    typed = core_of(program)
    if typed.goals:
        return
    written = lower(typed)
    graphs = {"lower": written, **{p.__name__: p(written) for p in PASSES}, "optimise": optimise(written)}
    for graph in graphs.values():
        validate(graph)
    for inputs in samples(typed, len(program.text), SAMPLES):
        expected = run(typed, inputs)
        for name, graph in graphs.items():
            assert _in_cleartext(graph, inputs) == expected, (name, inputs)


def _in_cleartext(graph: Graph, inputs: dict[str, Value]) -> dict[str, Value]:
    return cleartext.outputs(graph, cleartext.run(graph, inputs, answer=lowered_answer))


def mutants_are_refused_or_well_typed(program: Generated) -> None:
    """Every message has a code and a place inside the text; nothing else is ever raised."""
    for seed in range(4):
        text = format_tree(mutated(program.tree, seeded(len(program.text) + seed)))
        try:
            typed, found = elaborated(text, program.files)
        except Refused as refused:
            typed, found = None, refused.diagnostics
        errors = [d for d in found if d.is_error]
        assert (typed is None) == bool(errors)
        for d in found:
            assert _is_message(d, text), d


def _is_message(d: Diagnostic, text: str) -> bool:
    places = (d.span, *(n.span for n in d.notes if n.span is not None))
    inside = all(0 <= p.start <= p.end <= len(text) for p in places)
    return inside and len(d.code) == 5 and d.code[2] in "123" and bool(d.message)


def the_checker_accepts_what_the_compiler_proves(program: Generated) -> None:
    checked = compiled(program)
    if checked.certificate is None:
        assert any(d.is_error for d in checked.diagnostics)
        return
    report = checker.check(json.loads(checked.certificate), program.text.encode())
    assert report.verdict == "proved", (report.reason, report.obligations)


def an_accepted_program_does_not_leak(program: Generated) -> None:
    """Over all inputs: a field differs only where an input that it names after `of` does."""
    checked = compiled(program)
    if checked.certificate is None or checked.core is None:
        return
    typed = checked.core
    owners = {i.name: i.owner for i in typed.inputs}
    seen: dict[tuple[str, str], Value] = {}
    for inputs in all_inputs(typed, most=MOST_INPUTS):
        found = run(typed, inputs)
        for field in typed.fields:
            named = repr([(n, inputs[n]) for n in sorted(owners) if n in field.sources])
            first = seen.setdefault((field.name, named), found[field.name])
            assert first == found[field.name], f"`{field.name}` leaks what it does not name: {named}"
    _bounded(typed)


def _bounded(typed: CoreProgram) -> None:
    """What `leak` allows of an input: so many different views of a recipient who may not read it."""
    inputs = all_inputs(typed, most=MOST_INPUTS)
    owners = {i.name: i.owner for i in typed.inputs}
    for leak in typed.leaks:
        for secret in leak.sources:
            for who in (r for r in leak.recipients if r != owners[secret]):
                fields = [f.name for f in typed.fields if who in f.recipients]
                views: dict[str, set[str]] = {}
                for each in inputs:
                    found = run(typed, each)
                    others = repr([(n, v) for n, v in sorted(each.items()) if n != secret])
                    views.setdefault(others, set()).add(repr([found[f] for f in fields]))
                assert all(len(v) <= 1 << leak.bits for v in views.values()), f"`{who}` hears too much of `{secret}`"


Law: TypeAlias = Callable[[Generated], None]

LAWS: tuple[Law, ...] = (
    parse_after_format_is_the_identity,
    it_elaborates,
    a_careful_program_owes_nothing,
    inferred_types_hold_every_value,
    lowering_and_passes_keep_the_meaning,
    mutants_are_refused_or_well_typed,
    the_checker_accepts_what_the_compiler_proves,
)
OVER_ALL_INPUTS: tuple[Law, ...] = (an_accepted_program_does_not_leak,)
