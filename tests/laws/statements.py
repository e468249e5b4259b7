"""The laws, each of one program: a function that returns where the law holds and raises where it does not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from tcme import checker
from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.core import Value
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
    answer,
    checked,
    core_of,
    elaborated,
    lowered_answer,
    parsed,
    run,
    samples,
    shape,
    source,
)  # fmt: skip
from tests.laws.oracle import adversaries, harm, harm_of_places, trials, uncovered

SAMPLES = 12


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
            assert _is_message(d, _end(text, program)), d


def _end(text: str, program: Generated) -> int:
    """Where the texts of all files end, one after the other."""
    return len(text) + sum(len(data) + 1 for _, data in program.files)


def _is_message(d: Diagnostic, end: int) -> bool:
    places = (d.span, *(n.span for n in d.notes if n.span is not None))
    inside = all(0 <= p.start <= p.end <= end for p in places)
    return inside and len(d.code) == 5 and d.code[2] in "1235" and bool(d.message)


def the_checker_accepts_what_the_compiler_proves(program: Generated) -> None:
    found = checked(program)
    if found.certificate is None:
        assert any(d.is_error for d in found.diagnostics)
        return
    report = checker.check_bytes(found.certificate, program.text.encode())
    assert report.verdict == "proved", (report.reason, report.obligations)


def what_is_accepted_withstands_the_oracle(program: Generated) -> None:
    """Over all inputs and adversaries nothing leaks, is probed, is steered or exceeds its budget."""
    found = checked(program)
    if found.certificate is None or found.core is None:
        return
    assert found.report is not None and found.report.adversaries == sum(1 for _ in adversaries(found.core))
    assert uncovered(found.core) is None
    runs = trials(found.core)
    if runs is None or found.placed is None:
        return
    assert harm(runs) is None, harm(runs)
    assert harm_of_places(runs, found.placed) is None, harm_of_places(runs, found.placed)


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
OVER_ALL_INPUTS: tuple[Law, ...] = (what_is_accepted_withstands_the_oracle,)
