"""The sample expressions lowered: the IR gives what the interpreter gives."""

from dataclasses import replace
from random import Random

import pytest

from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.interpreter import Interpreter
from tcme.compiler.lower import lower
from tcme.compiler.values import boundary, sample
from tcme.dsl.ty import RecordTy
from tests.interpreter import test_lists, test_numbers
from tests.interpreter.samples import Expression, expression, nobody

RUNS = 8
CONVERSIONS = {
    f"{text} as {ty}": Expression(text, {"a": a}, ty=ty) for ty, text, a, *_ in test_lists.CONVERSIONS
}


def agree(sample_: Expression) -> None:
    program = released(sample_)
    graph, interpreter, random = lower(program), Interpreter(program), Random(1)
    for _ in range(RUNS):
        inputs = {
            name: random.choice(boundary(ty)) if random.random() < 0.3 else sample(ty, random)
            for name, ty in sample_.types.items()
        }
        found = cleartext.outputs(graph, cleartext.run(graph, inputs))
        assert found == interpreter.run(inputs, nobody), inputs


def released(sample_: Expression) -> core.CoreProgram:
    """The program that releases the expression."""
    whole = sample_.program.result
    assert isinstance(whole, core.Let)
    ty = RecordTy((("value", sample_.ty),))
    record = core.MakeRecord((("value", sample_.found.value),), ty, whole.span)
    before = whole.bindings[: whole.bindings.index(sample_.found)]
    result = core.Let(before, record, ty, whole.span) if before else record
    (field,) = sample_.program.fields
    return replace(sample_.program, result=result, fields=(replace(field, name="value", ty=sample_.ty),))


@pytest.mark.parametrize("text", test_lists.LAWS)
def test_of_lists(text: str) -> None:
    found = expression(text, *test_lists.INPUTS, functions=test_lists.FUNCTIONS)
    if not found.program.goals:
        agree(found)


@pytest.mark.parametrize("text", test_numbers.LAWS)
def test_numbers_with_steps(text: str) -> None:
    found = expression(text, *test_numbers.INPUTS)
    if not found.program.goals:
        agree(found)


@pytest.mark.parametrize("text", test_numbers.BITS)
def test_bits(text: str) -> None:
    agree(expression(text, ("x", "Int[3..40]"), ("y", "Int[0..9]")))


@pytest.mark.parametrize("text", CONVERSIONS)
def test_conversions(text: str) -> None:
    if not CONVERSIONS[text].program.goals:
        agree(CONVERSIONS[text])
