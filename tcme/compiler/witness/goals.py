"""Rule range and shape: an input that breaks a goal, or none found."""

from dataclasses import replace
from random import Random

from tcme.compiler.core import CoreProgram, Goal, Value
from tcme.compiler.interpreter import Violation, evaluate, evaluate_requires
from tcme.compiler.interpreter.effort import effort
from tcme.compiler.witness.oracle import Oracle
from tcme.compiler.witness.pools import pools_of
from tcme.compiler.witness.words import assignment
from tcme.compiler.witness.written import all_written
from tcme.dsl.diagnostics import Answer, Diagnostic
from tcme.dsl.source import Span

TRIES = 400
FEWEST = 20
MOST_EFFORT = 10_000_000
"""Of all tries together: a goal over long arrays may stay without an input that breaks it."""


def broken_goals(program: CoreProgram) -> tuple[Diagnostic, ...]:
    """Every goal as a refusal: refuted with an input that breaks it, else not proved."""
    types = {i.name: i.ty for i in program.inputs}
    breaking = {span: all_written(types, inputs) for span, inputs in _breaking(program).items()}
    return tuple(_refusal(goal, breaking.get(goal.span)) for goal in program.goals)


def _refusal(goal: Goal, inputs: dict[str, Value] | None) -> Diagnostic:
    diagnostic = Diagnostic(
        goal.code,
        goal.message,
        goal.span,
        goal.label,
        help=goal.help,
        rule=goal.rule,
        answer=Answer.NOT_PROVED,
    )
    if inputs is None:
        return diagnostic
    return replace(diagnostic, answer=Answer.REFUTED, witness=(f"with {assignment(inputs)}",))


def _breaking(program: CoreProgram) -> dict[Span, dict[str, Value]]:
    """For each goal that some tried input breaks, the first such input."""
    tries = min(TRIES, MOST_EFFORT // effort(program))
    if not program.goals or tries < FEWEST:
        return {}
    random = Random(0)
    pools = pools_of(program, {i.name: i.ty for i in program.inputs}, random)
    found: dict[Span, dict[str, Value]] = {}
    for attempt in range(tries):
        inputs = {n: _pick(vs, attempt, random) for n, vs in pools.items()}
        for span in _violated(program, inputs, Oracle(attempt)):
            found.setdefault(span, inputs)
    return found


def _violated(program: CoreProgram, inputs: dict[str, Value], oracle: Oracle) -> tuple[Span, ...]:
    """The goal that a run breaks; inputs that an owner refuses start none."""
    try:
        if not evaluate_requires(program, inputs):
            evaluate(program, inputs, oracle)
    except Violation as violation:
        return (violation.span,)
    return ()


def _pick(values: tuple[Value, ...], attempt: int, random: Random) -> Value:
    return values[attempt] if attempt < len(values) else random.choice(values)
