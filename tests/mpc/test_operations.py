"""Every operation on shares gives what it means, with 3, 1 and 5 members, on many ranges and shapes."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from members import Circuit, Members, protocol

from circuits import Case, cases, node
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import BoolV, IntV, Node, Region


@pytest.fixture(scope="module", params=[3, 1, 5])
def members(request: pytest.FixtureRequest) -> Iterator[Members]:
    with Members(protocol(request.param)) as running:
        yield running


def joined(some: list[Case], count: int) -> Circuit:
    """All cases in one circuit, so that they run at once."""
    nodes: list[Node] = []
    inputs: dict[int, tuple[int, ...]] = {}
    results = []
    for case in some:
        first = len(nodes)
        for ty, row, public in zip(case.types, case.values, case.public, strict=True):
            op = ir.Const(row) if public else ir.Input("x", ())
            if not public:
                inputs[len(nodes)] = row
            nodes.append(node(len(nodes), op, (), ty))
        results.append(len(nodes))
        nodes.append(node(len(nodes), case.op, range(first, len(nodes)), case.ty))
    return Circuit(tuple(nodes), inputs, tuple(results), tuple(range(count)))


def agree(members: Members, some: list[Case]) -> None:
    circuit = joined(some, len(members.protocol.members))
    reports = members.run(circuit)
    for report in reports:
        assert isinstance(report, dict), report
        for case, ident in zip(some, circuit.results, strict=True):
            assert report[ident] == case.meaning, case


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_every_operation(members: Members, seed: int) -> None:
    agree(members, list(cases(random.Random(seed))))
