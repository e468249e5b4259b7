"""Every pass keeps meaning and validity, and only removes dependencies."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.ir.nodes import Graph
from tcme.compiler.ir.sources import sources
from tcme.compiler.ir.validate import validate
from tcme.compiler.lower import lower
from tcme.compiler.passes import PASSES, Pass, optimise
from tests.ir.programs import programs

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def field_sources(graph: Graph) -> dict[str, frozenset[str]]:
    found = sources(graph)
    return {o.field: frozenset().union(*(found[i] for i in o.leaves)) for o in graph.opens}


@pytest.mark.parametrize("each", (*PASSES, optimise), ids=lambda p: p.__name__)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(case=programs())
def test_a_pass_keeps_meaning_and_adds_no_dependency(
    each: Pass, case: tuple[core.CoreProgram, dict[str, Any]]
) -> None:
    program, inputs = case
    before = lower(program)
    after = each(before)
    validate(after)
    expected = cleartext.outputs(before, cleartext.run(before, inputs))
    assert cleartext.outputs(after, cleartext.run(after, inputs)) == expected
    old, new = field_sources(before), field_sources(after)
    assert all(new[name] <= old[name] for name in old)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(case=programs())
def test_passes_come_to_rest(case: tuple[core.CoreProgram, dict[str, Any]]) -> None:
    done = optimise(lower(case[0]))
    assert all(each(done) == done for each in PASSES)
