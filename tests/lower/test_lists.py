"""Lists: compaction, widening, what an opening shows, and sizes that cost nothing."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.core import Expr
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.codec import encode
from tcme.compiler.ir.nodes import Graph
from tcme.compiler.ir.validate import validate
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.compiler.place import place
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, ListTy, OptionTy, TextTy, TupleTy, Ty
from tests.ir import terms as t

SMALL = IntTy(0, 9)


def pack(options: Expr) -> Expr:
    assert isinstance(options.ty, ArrayTy) and isinstance(options.ty.element, OptionTy)
    return core.Pack(options, False, ListTy(options.ty.element.element, 0, options.ty.size), NOWHERE)


def graph_of(value: Expr, **inputs: Ty) -> Graph:
    graph = lower(t.program({name: ("alice", ty) for name, ty in inputs.items()}, {"o": value}))
    validate(graph)
    return optimise(graph)


def result(graph: Graph, **inputs: Any) -> Any:
    return cleartext.outputs(graph, cleartext.run(graph, inputs))["o"]


def opened(graph: Graph, **inputs: Any) -> list[Any]:
    values = cleartext.run(graph, inputs)
    return [cleartext.nested(values[i]) for i in graph.opens[0].leaves]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=1, max_size=70).map(tuple))
def test_compaction_keeps_those_that_are_there_in_their_order(options: tuple[int | None, ...]) -> None:
    ty = ArrayTy(OptionTy(SMALL), len(options))
    graph = graph_of(pack(t.ref("xs", ty)), xs=ty)
    kept = tuple(x for x in options if x is not None)
    rest = len(options) - len(kept)
    assert opened(graph, xs=options) == [(True,) * len(kept) + (False,) * rest, kept + (0,) * rest]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), st.data())
def test_compaction_works_inside_maps(size: int, data: Any) -> None:
    """Rows of an array, elements that are tuples of what varies and what does not."""
    rows, limit = ArrayTy(ArrayTy(SMALL, size), 3), t.ref("k", SMALL)
    row, item = t.var(1, ArrayTy(SMALL, size)), t.var(2, SMALL)
    pair = core.MakeTuple((item, limit), TupleTy((SMALL, SMALL)), NOWHERE)
    kept = t.when(t.binary("lt", item, limit, BoolTy()), t.some(pair), t.none(pair.ty))
    graph = graph_of(t.mapped(1, t.ref("xs", rows), pack(t.mapped(2, row, kept))), xs=rows, k=SMALL)
    xs = data.draw(st.tuples(*[st.tuples(*[st.integers(0, 9)] * size)] * 3))
    k = data.draw(st.integers(0, 9))
    assert result(graph, xs=xs, k=k) == tuple(tuple((x, k) for x in row if x < k) for row in xs)


def test_the_flags_of_an_opened_list_count() -> None:
    """Whatever a list is made of, it is opened in the one form: places below a number of flags; inside
    another list, and the list around is there."""
    inner = ListTy(SMALL, 0, 2)
    ty = ListTy(inner, 0, 3)
    graph = graph_of(t.ref("xs", ty), xs=ty)
    assert opened(graph, xs=((1, 2), ())) == [
        (True, True, False),
        ((True, True), (False, False), (False, False)),
        ((1, 2), (0, 0), (0, 0)),
    ]
    outer, both = (graph.nodes[leaf] for leaf in graph.opens[0].leaves[:2])
    assert both.op == ir.Logic("and")
    parts = [graph.nodes[a] for a in both.args]
    (around,) = (part for part in parts if isinstance(part.op, ir.Repeat))
    (own,) = (part for part in parts if part is not around)
    assert around.args == (outer.id,)
    assert counts_below(graph, outer) and counts_below(graph, own)


def counts_below(graph: ir.Graph, node: ir.Node) -> bool:
    """`Compare lt (Iota 0, Repeat(Reduce sum(ToInt flags)))`, the places repeated for outer axes."""
    places, bound = (graph.nodes[a] for a in node.args)
    while isinstance(places.op, ir.Repeat):
        places = graph.nodes[places.args[0]]
    count = graph.nodes[bound.args[0]]
    assert (node.op, places.op) == (ir.Compare("lt"), ir.Iota(0))
    assert (bound.op, count.op) == (ir.Repeat(len(node.ty.shape) - 1), ir.Reduce("sum"))
    return isinstance(graph.nodes[count.args[0]].op, ir.ToInt)


def test_what_a_filter_opens_is_counted_once() -> None:
    ty = ArrayTy(OptionTy(SMALL), 5)
    graph = graph_of(pack(t.ref("xs", ty)), xs=ty)
    assert sum(n.op == ir.Compare("lt") for n in graph.nodes) == 1


def test_a_wider_list_is_the_same_list() -> None:
    narrow, wide = ListTy(SMALL, 1, 2), ListTy(IntTy(-5, 9), 0, 5)
    graph = graph_of(t.wide(t.ref("xs", narrow), wide), xs=narrow)
    assert result(graph, xs=(7,)) == (7,)
    assert opened(graph, xs=(7,)) == [(True, False, False, False, False), (7, -5, -5, -5, -5)]
    array = ArrayTy(SMALL, 2)
    graph = graph_of(t.wide(t.ref("xs", array), ListTy(SMALL, 0, 3)), xs=array)
    assert result(graph, xs=(7, 8)) == (7, 8)


def test_utf8_gives_the_bytes_of_a_text() -> None:
    text = TextTy(0, 7)
    bytes_ = core.Builtin("utf8", (t.ref("s", text),), ListTy(IntTy(0, 255), 0, 7), NOWHERE)
    graph = graph_of(bytes_, s=text)
    for said in ("", "abc", "äöü", "1234567"):
        assert result(graph, s=said) == tuple(said.encode())
    placed = place(
        t.program({"s": ("alice", text)}, {"o": bytes_}), graph, Sink(), admissible=lambda where, names: True
    )
    assert placed is not None and not any(isinstance(p, ir.Mpc) for p in placed.places)


HUGE = 10_000_000


def huge() -> dict[str, Expr]:
    """Programs over ten million elements."""
    row = ArrayTy(SMALL, HUGE)
    xs, ys, x, i = t.ref("xs", row), t.ref("ys", row), t.var(1, SMALL), t.var(2, IntTy(0, HUGE - 1))
    total = IntTy(0, 9 * HUGE)
    doubled = t.mapped(1, xs, t.binary("add", x, x, IntTy(0, 18)))
    zipped = t.mapped(2, t.iota(0, HUGE), t.binary("mul", t.index(xs, i), t.index(ys, i), IntTy(0, 81)))
    mixed = t.binary(
        "mod", t.binary("add", t.var(3, SMALL), t.var(4, SMALL), IntTy(0, 18)), t.number(7), SMALL
    )
    step = t.wide(mixed, SMALL)
    return {
        "map": core.Builtin("sum", (doubled,), IntTy(0, 18 * HUGE), NOWHERE),
        "zip": core.Builtin("max", (zipped,), IntTy(0, 81), NOWHERE),
        "fold": t.fold(3, 4, t.wide(t.number(0), SMALL), xs, step),
        "scan": core.Builtin(
            "sum", (core.Scan(3, 4, t.wide(t.number(0), SMALL), xs, step, row, NOWHERE),), total, NOWHERE
        ),
        "fill": core.Builtin(
            "sum",
            (t.mapped(1, t.const((3,) * HUGE, row), t.binary("mul", x, x, IntTy(0, 81))),),
            total,
            NOWHERE,
        ),
    }


@pytest.mark.parametrize("name", ["map", "zip", "fold", "scan", "fill"])
def test_ten_million_elements_cost_the_compiler_what_ten_cost(name: str) -> None:
    row = ArrayTy(SMALL, HUGE)
    program = t.program({"xs": ("alice", row), "ys": ("bob", row)}, {"o": huge()[name]})
    start = time.process_time()
    placed = place(program, optimise(lower(program)), Sink(), admissible=lambda where, names: True)
    assert placed is not None
    validate(placed.graph)
    assert len(encode(placed)) < 10_000
    assert time.process_time() - start < 2
