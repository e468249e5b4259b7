"""Lowering keeps the meaning: a graph run in cleartext gives what the core tree means."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.ir.validate import validate
from tcme.compiler.lower import lower
from tests.ir.meaning import meaning
from tests.ir.programs import programs

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(programs())
def test_a_graph_means_what_its_tree_means(case: tuple[core.CoreProgram, dict[str, Any]]) -> None:
    program, inputs = case
    graph = lower(program)
    validate(graph)
    values = cleartext.run(graph, inputs)
    assert cleartext.outputs(graph, values) == meaning(program, inputs)
