"""Lowering keeps the meaning: a graph run in cleartext gives what the core tree means."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.interpreter import evaluate
from tcme.compiler.ir.validate import validate
from tcme.compiler.lower import lower
from tests.ir.programs import programs

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def nobody(site: core.AskSite, args: tuple[str, ...]) -> str:
    raise AssertionError("generated programs ask nothing")


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(programs())
def test_a_graph_means_what_its_tree_means(case: tuple[core.CoreProgram, dict[str, Any]]) -> None:
    program, inputs = case
    graph = lower(program)
    validate(graph)
    values = cleartext.run(graph, inputs)
    assert cleartext.outputs(graph, values) == evaluate(program, inputs, nobody)
