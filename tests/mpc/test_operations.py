"""Every operation on shares gives what it means, with 3, 1 and 5 members, on many ranges and shapes."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from circuits import Case, cases, node
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from members import Circuit, Members, protocol

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.constants import constant
from tcme.compiler.ir.infer import infer
from tcme.compiler.ir.nodes import BoolV, IntV, Node, Region, TextV


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


SEEDS = {1: (1,), 3: (2, 3), 5: (4,)}


def test_every_operation(members: Members) -> None:
    """Every operation on random ranges, shapes and values; the seeds are fixed."""
    for seed in SEEDS[len(members.pipes)]:
        agree(members, list(cases(random.Random(seed))))


KINDS = st.sampled_from(["add", "sub", "mul", "min", "max"])


@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(KINDS, st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8), st.data())
def test_random_expressions(members: Members, steps: list[tuple[str, int, int]], data: st.DataObject) -> None:
    """Programs whose results feed each other, as far as they fit into 40 bits."""
    nodes = [node(i, ir.Input("x", ()), (), IntV(-9, 9, (2,))) for i in range(3)]
    values = {i: data.draw(st.tuples(*[st.integers(-9, 9)] * 2)) for i in range(3)}
    inputs = dict(values)
    for kind, left, right in steps:
        args = [nodes[left % len(nodes)], nodes[right % len(nodes)]]
        ty = infer(ir.Arith(kind), [a.ty for a in args], (2,))
        assert isinstance(ty, IntV)
        if max(-ty.lo, ty.hi) < 2**30:
            made = node(len(nodes), ir.Arith(kind), [a.id for a in args], ty)
            rows = [values[a.id] for a in args]
            values[made.id] = constant(made.op, rows, [a.ty for a in args], ty) or ()
            nodes.append(made)
    last = tuple(range(3, len(nodes)))
    for report in members.run(Circuit(tuple(nodes), inputs, last, tuple(range(len(members.pipes))))):
        assert report == {i: list(values[i]) for i in last}


def test_fold(members: Members) -> None:
    """Two accumulators, an element and a captured value; sum of what lies under a limit, and their number."""
    acc, elem, limit = IntV(0, 10_000), IntV(0, 99), IntV(0, 99)
    parameters = (acc, IntV(0, 7), elem, limit)
    inner = (
        node(4, ir.Compare("lt"), (2, 3), BoolV()),
        node(5, ir.Const((0,)), (), IntV(0, 0)),
        node(6, ir.Select(), (4, 2, 5), elem),
        node(7, ir.Arith("add"), (0, 6), IntV(0, 10_099)),
        node(8, ir.Const((10_000,)), (), IntV(10_000, 10_000)),
        node(9, ir.Arith("min"), (7, 8), acc),
        node(10, ir.ToInt(), (4,), IntV(0, 1)),
        node(11, ir.Arith("add"), (1, 10), IntV(0, 8)),
    )
    region = Region(parameters, inner, (9, 11))
    row = (5, 70, 49, 99, 50, 0)
    nodes = (
        node(0, ir.Const((0,)), (), IntV(0, 0)),
        node(1, ir.Input("xs", ()), (), IntV(0, 99, (6,))),
        node(2, ir.Input("limit", ()), (), limit),
        *(node(3 + i, ir.Fold(region, 2, 1, 0, 6, i, False), (0, 0, 1, 2), parameters[i]) for i in range(2)),
    )
    circuit = Circuit(nodes, {1: row, 2: (50,)}, (3, 4), tuple(range(len(members.pipes))))
    for report in members.run(circuit):
        assert report == {3: [54], 4: [3]}


def test_scan(members: Members) -> None:
    """The values after each step, of a fold over secret and counted elements under one batch axis."""
    acc, elem = IntV(0, 999, (2,)), IntV(0, 9, (2,))
    inner = (
        node(3, ir.Repeat(0), (2,), IntV(0, 3, (2,))),
        node(4, ir.Arith("mul"), (1, 3), IntV(0, 27, (2,))),
        node(5, ir.Arith("add"), (0, 4), IntV(0, 1026, (2,))),
        node(6, ir.Const((999,)), (), IntV(999, 999)),
        node(7, ir.Repeat(0), (6,), IntV(999, 999, (2,))),
        node(8, ir.Arith("min"), (5, 7), acc),
    )
    region = Region((acc, elem, IntV(0, 3)), inner, (8,))
    nodes = (
        node(0, ir.Const((0, 1)), (), IntV(0, 1, (2,))),
        node(1, ir.Input("xs", ()), (), IntV(0, 9, (2, 4))),
        node(2, ir.Input("y", ()), (), IntV(0, 3)),
        node(3, ir.Fold(region, 1, 1, 1, 4, 0, True), (0, 1, 2), IntV(0, 999, (2, 4))),
    )
    circuit = Circuit(nodes, {1: (1, 2, 3, 4, 5, 6, 7, 8), 2: (3,)}, (3,), tuple(range(len(members.pipes))))
    for report in members.run(circuit):
        assert report == {3: [3, 9, 18, 30, 16, 34, 55, 79]}


def test_bits_are_made_once_and_serve_again(members: Members) -> None:
    """x >> 3, then its lowest bits, then x & 12: one decomposition, and numbers made of bits have theirs."""
    x, shape = IntV(0, 5000, (3,)), (3,)
    row = (5000, 0, 2741)
    nodes = (
        node(0, ir.Input("x", ()), (), x),
        node(1, ir.Const((8,)), (), IntV(8, 8)),
        node(2, ir.Repeat(0), (1,), IntV(8, 8, shape)),
        node(3, ir.Arith("div"), (0, 2), IntV(0, 625, shape)),
        node(4, ir.Arith("mod"), (3, 2), IntV(0, 7, shape)),
        node(5, ir.Const((12,)), (), IntV(12, 12)),
        node(6, ir.Repeat(0), (5,), IntV(12, 12, shape)),
        node(7, ir.Arith("band"), (0, 6), IntV(0, 12, shape)),
        node(8, ir.Arith("bxor"), (7, 4), IntV(0, 15, shape)),
    )
    circuit = Circuit(nodes, {0: row}, (3, 4, 7, 8), tuple(range(len(members.pipes))))
    shifted = [v >> 3 for v in row]
    masked = [v & 12 for v in row]
    low = [v % 8 for v in shifted]
    mixed = [a ^ b for a, b in zip(masked, low, strict=True)]
    for report in members.run(circuit):
        assert report == {3: shifted, 4: low, 7: masked, 8: mixed}


def test_only_receivers_learn(members: Members) -> None:
    case = Case(ir.Neg(), (IntV(0, 9, (2,)),), ((3, 4),), (False,), (2,))
    circuit = replace(joined([case], 1), receivers=(0,))
    reports = members.run(circuit)
    assert reports[0] == {1: [-3, -4]}
    assert reports[1:] == [{1: None}] * (len(reports) - 1)


def test_text_has_no_rule(members: Members) -> None:
    nodes = (node(0, ir.ConstText(("a",)), (), TextV(0, 9)),)
    for report in members.run(Circuit(nodes, {}, (), ())):
        assert "TC601" in report
