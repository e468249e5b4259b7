"""Constants and cleartext are two readings of one operation; inferred ranges hold."""

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings

from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.constants import constant
from tcme.compiler.ir.nodes import IntV
from tcme.compiler.lower import lower
from tcme.dsl.ty import IntTy
from tests.ir import terms as t
from tests.ir.programs import programs

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(programs())
def test_constants_agree_with_cleartext_and_ranges_hold(
    case: tuple[core.CoreProgram, dict[str, Any]],
) -> None:
    program, inputs = case
    graph = lower(program)
    values = cleartext.run(graph, inputs)
    for node in graph.nodes:
        row = tuple(int(v) for v in values[node.id].reshape(-1).tolist())
        assert values[node.id].shape == node.ty.shape
        if isinstance(node.ty, IntV):
            assert all(node.ty.lo <= v <= node.ty.hi for v in row)
        args = [tuple(int(v) for v in values[a].reshape(-1).tolist()) for a in node.args]
        known = constant(node.op, args, [graph.nodes[a].ty for a in node.args], node.ty)
        assert known is None or known == row


def test_every_operation_has_a_rule() -> None:
    assert set(cleartext.RULES) == set(ir.Op.__args__)  # type: ignore[attr-defined]


def test_large_numbers_are_exact() -> None:
    big = 1 << 100
    graph = lower(_square(big))
    assert cleartext.outputs(graph, cleartext.run(graph, {"x": big})) == {"o": big * big}
    assert cleartext.array((1, 2), IntV(0, 9, (2,))).dtype == np.int64


def _square(big: int) -> core.CoreProgram:
    ty = IntTy(0, big)
    x = t.ref("x", ty)
    return t.program({"x": ("alice", ty)}, {"o": t.binary("mul", x, x, IntTy(0, big * big))})
