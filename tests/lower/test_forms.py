"""What single forms become."""

from typing import Any

import pytest

from tcme.backends import cleartext
from tcme.compiler import core
from tcme.compiler.core import Expr
from tcme.compiler.interpreter import evaluate
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph
from tcme.compiler.ir.sources import sources
from tcme.compiler.ir.validate import validate
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, IntTy, OptionTy, RecordTy, TextTy, Ty
from tests.ir import terms as t

SMALL = IntTy(0, 9)
ROW = ArrayTy(SMALL, 3)
XS, YS = t.ref("xs", ROW), t.ref("ys", ROW)


def graph_of(value: Expr, **inputs: Ty) -> Graph:
    owners = {name: ("alice" if i % 2 == 0 else "bob", ty) for i, (name, ty) in enumerate(inputs.items())}
    graph = lower(t.program(owners, {"o": value}, environments=("enclave",)))
    validate(graph)
    return graph


def ops(graph: Graph) -> list[type]:
    return [type(n.op) for n in optimise(graph).nodes]


def result(graph: Graph, **inputs: Any) -> Any:
    return cleartext.outputs(graph, cleartext.run(graph, inputs))["o"]


def opened(graph: Graph, **inputs: Any) -> list[Any]:
    values = cleartext.run(graph, inputs)
    return [cleartext.nested(values[i]) for i in graph.opens[0].leaves]


def test_a_map_is_one_vector_node() -> None:
    body = t.binary("add", t.var(1, SMALL), t.number(1), IntTy(1, 10))
    graph = graph_of(t.mapped(1, XS, body), xs=ROW)
    assert ops(graph).count(ir.Arith) == 1
    assert result(graph, xs=(1, 2, 3)) == (2, 3, 4)


def test_nested_maps_meet_only_where_they_are_combined() -> None:
    body = t.binary("eq", t.var(1, SMALL), t.var(2, SMALL), BoolTy())
    graph = graph_of(t.mapped(1, XS, t.mapped(2, YS, body)), xs=ROW, ys=ROW)
    assert ops(graph) == [ir.Input, ir.Input, ir.Repeat, ir.Repeat, ir.Compare]
    assert result(graph, xs=(1, 2, 3), ys=(3, 2, 2)) == (
        (False, False, False),
        (False, True, True),
        (True, False, False),
    )


def test_what_does_not_vary_is_computed_once() -> None:
    product = t.binary("mul", t.ref("x", SMALL), t.ref("x", SMALL), IntTy(0, 81))
    body = t.binary("add", product, t.var(1, SMALL), IntTy(0, 90))
    graph = graph_of(t.mapped(1, XS, body), xs=ROW, x=SMALL)
    (square,) = [n for n in graph.nodes if n.op == ir.Arith("mul")]
    assert square.ty.shape == ()


def test_public_indices_take_and_secret_ones_look_up() -> None:
    positions = t.numbers(2, 0)
    graph = graph_of(t.mapped(1, positions, t.index(XS, t.var(1, IntTy(0, 2)))), xs=ROW)
    assert ops(graph) == [ir.Input, ir.Take]
    assert result(graph, xs=(4, 5, 6)) == (6, 4)
    secret = graph_of(t.index(XS, t.ref("i", IntTy(0, 2))), xs=ROW, i=IntTy(0, 2))
    assert ir.Lookup in ops(secret)
    assert result(secret, xs=(4, 5, 6), i=1) == 5


def test_a_matrix_in_one_row_is_gathered() -> None:
    """`xs[i * 2 + j]` for public i and j."""
    flat = ArrayTy(SMALL, 4)
    place = t.binary(
        "add",
        t.binary("mul", t.var(1, IntTy(0, 1)), t.number(2), IntTy(0, 2)),
        t.var(2, IntTy(0, 1)),
        IntTy(0, 3),
    )
    rows = t.mapped(2, t.numbers(0, 1), t.mapped(1, t.numbers(0, 1), t.index(t.ref("xs", flat), place)))
    graph = graph_of(rows, xs=flat)
    assert ops(graph) == [ir.Input, ir.Gather]
    assert result(graph, xs=(1, 2, 3, 4)) == ((1, 3), (2, 4))


ACC, ITEM = t.var(8, IntTy(-99, 99)), t.var(9, SMALL)
FOLDS = {
    "sum": t.binary("add", ACC, ITEM, IntTy(-99, 99)),
    "sum turned": t.binary("add", ITEM, ACC, IntTy(-99, 99)),
    "difference": t.binary("sub", ACC, ITEM, IntTy(-99, 99)),
    "count": t.when(
        t.binary("gt", ITEM, t.number(4), BoolTy()), t.binary("add", ACC, t.number(1), IntTy(-99, 99)), ACC
    ),
    "minimum": core.Builtin("min", (ACC, t.wide(ITEM, ACC.ty)), ACC.ty, NOWHERE),
    "maximum": t.when(t.binary("gt", ITEM, ACC, BoolTy()), t.wide(ITEM, ACC.ty), ACC),
}


@pytest.mark.parametrize("name", FOLDS)
def test_folds_that_are_reductions(name: str) -> None:
    fold = t.fold(8, 9, t.wide(t.number(2), IntTy(-99, 99)), XS, FOLDS[name])
    graph = graph_of(fold, xs=ROW)
    assert ir.Reduce in ops(graph) and ir.Fold not in ops(graph)
    assert (
        result(graph, xs=(7, 1, 5))
        == evaluate(t.program({"xs": ("alice", ROW)}, {"o": fold}), {"xs": (7, 1, 5)}, lambda s, a: "")["o"]
    )


@pytest.mark.parametrize("op", ["and", "or"])
def test_folds_of_conditions(op: core.BinaryKind) -> None:
    flag = t.binary("gt", ITEM, t.number(4), BoolTy())
    fold = t.fold(8, 9, t.const(op == "and", t.BOOL), XS, t.binary(op, t.var(8, t.BOOL), flag, t.BOOL))
    graph = graph_of(fold, xs=ROW)
    assert ir.Reduce in ops(graph)
    assert result(graph, xs=(7, 1, 5)) is (op == "or")


def test_other_folds_are_regions() -> None:
    body = t.wide(
        t.binary("mod", t.binary("mul", ACC, ITEM, IntTy(-891, 891)), t.number(7), IntTy(0, 6)), ACC.ty
    )
    graph = graph_of(t.fold(8, 9, t.wide(t.number(1), ACC.ty), XS, body), xs=ROW)
    assert ir.Fold in ops(graph)
    assert result(graph, xs=(2, 3, 4)) == 24 % 7


def test_enums_change_their_numbers_only_where_they_differ() -> None:
    narrow, wide = EnumTy(("A", "B")), EnumTy(("A", "B", "C"))
    assert ops(graph_of(t.wide(t.ref("e", narrow), wide), e=narrow)) == [ir.Input]
    turned = EnumTy(("C", "B", "A"))
    graph = graph_of(t.wide(t.ref("e", narrow), turned), e=narrow)
    assert ops(graph) == [ir.Input, ir.Recode]
    assert result(graph, e="A") == "A"


SECRET = OptionTy(SMALL)


def test_an_absent_option_shows_nothing_of_what_is_under_it() -> None:
    """`if x > 5 { x } else { none }`: the opened value is the least one whenever it is absent."""
    x = t.ref("x", SMALL)
    value = t.when(t.binary("gt", x, t.number(5), BoolTy()), t.some(x), t.none(SMALL))
    graph = graph_of(value, x=SMALL)
    for each in (graph, optimise(graph)):
        assert {tuple(opened(each, x=i)) for i in range(6)} == {(False, 0)}
        assert opened(each, x=7) == [True, 7]


def test_parts_of_an_absent_record_are_canonical_too() -> None:
    inner = RecordTy((("n", SMALL), ("m", OptionTy(BoolTy())), ("row", ROW)))
    record = t.ref("r", inner)
    value = t.when(t.ref("c", t.BOOL), t.some(record), t.none(inner))
    graph = graph_of(value, r=inner, c=t.BOOL)
    seen = {
        tuple(opened(graph, r={"n": n, "m": m, "row": (n, 2, 3)}, c=False))
        for n in range(3)
        for m in (None, True)
    }
    assert len(seen) == 1
    shown = opened(graph, r={"n": 1, "m": None, "row": (1, 2, 3)}, c=True)
    assert shown == [True, 1, False, False, (1, 2, 3)]


def test_equality_ignores_what_is_under_an_absent_option() -> None:
    c, x = t.ref("c", t.BOOL), t.ref("x", SMALL)
    first = t.when(c, t.some(x), t.none(SMALL))
    second = t.when(c, t.some(t.wide(t.number(3), SMALL)), t.none(SMALL))
    graph = graph_of(t.binary("eq", first, second, BoolTy()), c=t.BOOL, x=SMALL)
    assert [result(graph, c=c, x=x) for c, x in ((False, 1), (True, 1), (True, 3))] == [True, False, True]


def test_equal_branches_still_depend_on_the_condition_as_written() -> None:
    """The labels see what the program says; only a pass shows that the choice makes no difference."""
    value = t.when(t.ref("s", t.BOOL), t.ref("x", SMALL), t.ref("x", SMALL))
    graph = graph_of(value, s=t.BOOL, x=SMALL)
    assert sources(graph)[graph.opens[0].leaves[0]] == {"s", "x"}
    better = optimise(graph)
    assert sources(better)[better.opens[0].leaves[0]] == {"x"}


def test_a_promise_of_a_condition_never_sets_a_width() -> None:
    """`if i < 3 { xs[i] } else { 0 }` with i refined to 0..2 in the branch: the index is forced into the
    array."""
    i = t.ref("i", SMALL)
    body = t.index(XS, core.Convert(i, IntTy(0, 2), NOWHERE))
    value = t.when(t.binary("lt", i, t.number(3), BoolTy()), body, t.wide(t.number(0), SMALL))
    graph = graph_of(value, xs=ROW, i=SMALL)
    assert [result(graph, xs=(4, 5, 6), i=i) for i in (0, 2, 8)] == [4, 6, 0]


def test_an_ask_inside_a_map_is_one_node_at_one_site() -> None:
    texts = ArrayTy(TextTy(1, 5), 2)
    answer = t.ask((t.var(1, TextTy(1, 5)),), ("YES", "NO"))
    graph = graph_of(t.mapped(1, t.ref("docs", texts), answer), docs=texts)
    assert ops(graph) == [ir.Input, ir.Ask] and len(graph.asks) == 1
    values = cleartext.run(graph, {"docs": ("a", "b")}, answer=lambda site, args: int(args == ("b",)))
    assert cleartext.outputs(graph, values) == {"o": ("YES", "NO")}


def test_endorsements_keep_their_numbers_and_are_never_merged() -> None:
    x = t.ref("x", SMALL)
    both = t.binary("add", t.endorse(x), t.endorse(x), IntTy(0, 18))
    graph = optimise(graph_of(t.binary("add", both, x, IntTy(0, 27)), x=SMALL))
    assert [n.op.site for n in graph.nodes if isinstance(n.op, ir.Endorse)] == [0, 1]
    assert result(graph, x=4) == 12
