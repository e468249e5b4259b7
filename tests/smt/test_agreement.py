"""The solver against the sets, and the script as any solver would read it."""

import re

import z3
from hypothesis import given, settings

from tcme.compiler.flow import analyse
from tcme.compiler.smt import emit
from tcme.compiler.smt.script import digits
from tcme.dsl.diagnostics import Sink
from tests.flow.programs import World, damage, millionaires, two_plans
from tests.flow.random_worlds import worlds


@settings(deadline=None, max_examples=60)
@given(worlds())
def test_solver_and_sets_say_the_same(world: World) -> None:
    sink = Sink()
    analyse(*world.done(), sink)
    assert not [d for d in sink.diagnostics if d.code in ("TC404", "TC405")]


def answers(text: str) -> list[tuple[str, str]]:
    """What Z3 says when it is given the whole file: (expected, answer) for each query."""
    context = z3.Context()
    output = z3.Z3_eval_smtlib2_string(context.ref(), text)
    return re.findall(r"(unsat|sat)\n(unsat|sat)\n", output.replace('"', ""))


def test_the_file_alone_proves_what_holds() -> None:
    for world in (millionaires(), damage(), two_plans(apart=True), two_plans(level="passive")):
        script = emit(*world.done())
        found = answers(script.text)
        assert len(found) == len(script.queries)
        assert all(expected == answer for expected, answer in found)


def test_the_file_alone_refutes_what_does_not() -> None:
    for world in (
        millionaires(helper=""),
        millionaires(level="crafting"),
        damage(trust="enclave"),
        two_plans(),
    ):
        assert any(expected != answer for expected, answer in answers(emit(*world.done()).text))


def test_the_same_program_gives_the_same_bytes() -> None:
    assert emit(*two_plans().done()).text == emit(*two_plans().done()).text


def test_no_solver_extensions() -> None:
    text = emit(*two_plans(accepts=[("alice", "plan_b")]).done()).text
    commands = set(re.findall(r"^\(([a-z-]+)", text, re.M))
    assert commands <= {
        "set-logic",
        "declare-const",
        "assert",
        "define-fun",
        "push",
        "pop",
        "echo",
        "check-sat",
    }


def test_digits_of_any_length() -> None:
    assert digits(10**5000 + 7) == "1" + "0" * 4999 + "7"
