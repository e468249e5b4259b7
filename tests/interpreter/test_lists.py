"""Lists, arrays and tuples beside the same on Python's lists."""

from collections.abc import Callable
from functools import reduce
from itertools import accumulate
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcme.compiler import core
from tcme.compiler.core import Value
from tcme.compiler.interpreter import Violation
from tcme.compiler.typecheck.walk import walk
from tcme.compiler.values import boundary, sample
from tcme.dsl.ty import show
from tests.interpreter.samples import Expression, expression

INPUTS = (
    ("a", "Int[0..4]"),
    ("l", "List[Int[-3..9]; 0..5]"),
    ("m", "List[Int[0..9]; 1..4]"),
    ("xs", "[Int[-2..9]; 3]"),
    ("rows", "List[Row; 0..4]"),
    ("table", "[Row; 3]"),
    ("flags", "List[Bool; 0..4]"),
    ("opts", "[Int[0..9]?; 4]"),
    ("nested", "List[List[Int[0..3]; 0..2]; 0..3]"),
    ("data", "Bytes[0..4]"),
    ("photo", "Image[2, 3]"),
    ("t", "Text[0..9]"),
    ("k", "Key"),
)
FUNCTIONS = """fn odd(v : Int[-100..100]) -> Bool { v % 2 == 1 }
fn twice(v : Int[-99..99]) -> Int[-198..198] { v * 2 }"""
Given = Any
LAWS: dict[str, Callable[[Given], object]] = {
    "[x * 2 for x in l]": lambda v: [x * 2 for x in v.l],
    "for x in l { if x > 2 { x } else { 0 } }": lambda v: [x if x > 2 else 0 for x in v.l],
    "map(twice, m)": lambda v: [x * 2 for x in v.m],
    "filter(odd, l)": lambda v: [x for x in v.l if x % 2],
    "filter(odd, xs)": lambda v: [x for x in v.xs if x % 2],
    "filter(fn(x) => x > a, filter(odd, l))": lambda v: [x for x in v.l if x % 2 and x > v.a],
    "map(twice, filter(odd, l))": lambda v: [2 * x for x in v.l if x % 2],
    "[r.age for r in filter(fn(r) => r.pay >= 5, rows)]": lambda v: [
        r["age"] for r in v.rows if r["pay"] >= 10
    ],
    "fold s = 0 for x in l { s * 2 + x }": lambda v: reduce(lambda s, x: s * 2 + x, v.l, 0),
    "fold s = 1 for x in filter(odd, xs) { s + x }": lambda v: 1 + sum(x for x in v.xs if x % 2),
    "scan s = 0 for x in xs { s + x }": lambda v: list(accumulate(v.xs)),
    "sum(l)": lambda v: sum(v.l),
    "sum(rows.pay)": lambda v: sum(r["pay"] for r in v.rows),
    "min(m)": lambda v: min(v.m),
    "max(m)": lambda v: max(v.m),
    "argmin(m)": lambda v: v.m.index(min(v.m)),
    "argmax(m)": lambda v: v.m.index(max(v.m)),
    "max(concat([0], l))": lambda v: max([0, *v.l]),
    "any(flags)": lambda v: any(v.flags),
    "all(flags)": lambda v: all(v.flags),
    "count(flags)": lambda v: sum(v.flags),
    "len(l)": lambda v: len(v.l),
    "len(m)": lambda v: len(v.m),
    "len(filter(odd, m))": lambda v: sum(x % 2 for x in v.m),
    "l[a]": lambda v: v.l[v.a] if v.a < len(v.l) else None,
    "l[0] == none": lambda v: not v.l,
    "concat(l, m)": lambda v: [*v.l, *v.m],
    "concat(xs, l, m)": lambda v: [*v.xs, *v.l, *v.m],
    "concat(l, xs)": lambda v: [*v.l, *v.xs],
    "concat(xs, xs)": lambda v: [*v.xs, *v.xs],
    "concat([x for i in 1..40], [i for i in 1..50])".replace("x for", "a for"): lambda v: (
        [v.a] * 40 + list(range(1, 51))
    ),
    "l == m": lambda v: v.l == v.m,
    "l != xs": lambda v: v.l != v.xs,
    "rows == table": lambda v: v.rows == v.table,
    "zip(xs, [x > 0 for x in xs])": lambda v: [(x, x > 0) for x in v.xs],
    "[p.0 + p.1 * 2 for p in zip(xs, xs)]": lambda v: [3 * x for x in v.xs],
    "[x - y for (x, y) in zip(xs, map(twice, xs))]": lambda v: [-x for x in v.xs],
    "elements(m)": lambda v: [*v.m, *[None] * (4 - len(v.m))],
    "pack(opts)": lambda v: [x for x in v.opts if x is not None],
    "pack(elements(l))": lambda v: v.l,
    "rows.age": lambda v: [r["age"] for r in v.rows],
    "table.age": lambda v: [r["age"] for r in v.table],
    "[r.id == k for r in table]": lambda v: [r["id"] == v.k for r in v.table],
    "[r.id < k for r in rows]": lambda v: [r["id"] < v.k for r in v.rows],
    "[sum(inner) for inner in nested]": lambda v: [sum(inner) for inner in v.nested],
    "filter(fn(inner) => len(inner) > 0, nested)": lambda v: [inner for inner in v.nested if inner],
    "if a > 2 { l } else { m }": lambda v: v.l if v.a > 2 else v.m,
    "if a > 2 { xs } else { m }": lambda v: v.xs if v.a > 2 else v.m,
    "(l, [a, 1], a > 2).0": lambda v: v.l,
    "data": lambda v: v.data,
    "[b >> 4 for b in data]": lambda v: [b >> 4 for b in v.data],
    "[sum(row) for row in photo]": lambda v: [sum(row) for row in v.photo],
    "photo[1][2]": lambda v: v.photo[1][2],
    "utf8(t)": lambda v: list(v.t.encode()),
    "len(utf8(t))": lambda v: len(v.t.encode()),
    "data == utf8(t)": lambda v: v.data == list(v.t.encode()),
}


class Values:
    """Inputs with lists for tuples."""

    def __init__(self, inputs: dict[str, Value]) -> None:
        self.__dict__.update({name: thawed(value) for name, value in inputs.items()})


def thawed(value: object) -> object:
    match value:
        case tuple():
            return [thawed(item) for item in value]
        case list():
            return [thawed(item) for item in value]
        case dict():
            return {name: thawed(item) for name, item in value.items()}
        case _:
            return value


@pytest.mark.parametrize("text", LAWS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_as_in_python(text: str, seed: int) -> None:
    found, random = expression(text, *INPUTS, functions=FUNCTIONS), Random(seed)
    inputs = {
        name: random.choice(boundary(ty)) if random.random() < 0.2 else sample(ty, random)
        for name, ty in found.types.items()
    }
    inputs["t"] = random.choice(("", "é", "a", "añ€"))
    assert thawed(found(**inputs)) == thawed(LAWS[text](Values(inputs)))


CONVERSIONS: list[tuple[str, str, str, object, object]] = [
    ("List[Int[0..9]; 0..5]", "[a, 2]", "Int[0..9]", 7, [7, 2]),
    ("List[Int[0..9]; 0..5]", "[]", "Int[0..9]", 7, []),
    ("List[Int[0..9]; 1..5]", "a", "[Int[0..9]; 2]", (3, 4), [3, 4]),
    ("List[Fixed[0..9 by 0.5]; 1..5]", "a", "[Int[0..9]; 2]", (3, 4), [6, 8]),
    ("List[Fixed[0..9 by 0.5]; 0..5]", "a", "List[Int[0..9]; 0..2]", (3,), [6]),
    ("List[Fixed[0..9 by 0.5]; 0..5]", "if sum(a) > 3 { a } else { [] }", "List[Int[0..9]; 0..2]", (3,), []),
    ("Fixed[0..9 by 0.5]?", "a", "Int[0..9]?", None, None),
    ("Fixed[0..9 by 0.5]?", "a", "Int[0..9]?", 4, 8),
    ("Fixed[0..9 by 0.5]?", "a", "Int[0..9]", 4, 8),
    ("(Fixed[0..9 by 0.5], Bool?)", "a", "(Int[0..9], Bool)", (4, True), [8, True]),
    ("(Fixed[0..9 by 0.5], Bool?)", "(a, none)", "Int[0..9]", 4, [8, None]),
    ("[[Fixed[0..9 by 0.5]; 2]; 2]", "[a, a]", "[Int[0..9]; 2]", (1, 2), [[2, 4], [2, 4]]),
    (
        "{v : Fixed[0..9 by 0.5], w : Bool}",
        "a",
        "{v : Int[0..9], w : Bool}",
        {"v": 1, "w": True},
        {"v": 2, "w": True},
    ),
    ("[Fixed[0..9 by 0.5]; 2]", "[a, 0.5]", "Int[0..8]", 3, [6, 1]),
]


@pytest.mark.parametrize(("ty", "text", "given_", "value", "expected"), CONVERSIONS)
def test_values_are_converted_where_a_type_asks(
    ty: str, text: str, given_: str, value: Any, expected: object
) -> None:
    assert thawed(Expression(text, {"a": given_}, ty=ty)(a=value)) == expected


RESULTS = {
    "concat(l, m)": "List[Int[-3..9]; 1..9]",
    "filter(odd, l)": "List[Int[-3..9]; 0..5]",
    "len(m)": "Int[1..4]",
    "l[a]": "Int[-3..9]?",
    "[x * 2 for x in m]": "List[Int[0..18]; 1..4]",
    "sum(l)": "Int[-15..45]",
    "argmax(m)": "Int[0..3]",
    "rows.age": "List[Int[0..9]; 0..4]",
    "utf8(t)": "List[Int[0..255]; 0..9]",
    "if a > 2 { xs } else { m }": "List[Int[-2..9]; 1..4]",
}


@pytest.mark.parametrize("text", RESULTS)
def test_types(text: str) -> None:
    assert show(expression(text, *INPUTS, functions=FUNCTIONS).ty) == RESULTS[text]


def test_an_index_beyond_what_a_list_can_hold_is_owed() -> None:
    found = Expression("l[a]", {"l": "List[Int[0..9]; 0..3]", "a": "Int[0..3]"})
    assert [goal.code for goal in found.program.goals] == ["TC403"]
    with pytest.raises(Violation):
        found(l=(1, 2), a=3)


def test_a_list_that_is_too_long_is_owed() -> None:
    found = Expression("l", {"l": "List[Int[0..9]; 0..3]"}, ty="List[Int[0..9]; 1..2]")
    assert found(l=(1, 2)) == (1, 2)
    for wrong in ((), (1, 2, 3)):
        with pytest.raises(Violation):
            found(l=wrong)


def test_nothing_is_done_for_each_element_before_running() -> None:
    text = "sum([x + i for (x, i) in zip(concat(xs, xs), [i for i in 1..8_000_000])])"
    found = Expression(text, {"xs": "[Int[0..9]; 4_000_000]"})
    assert len(list(walk(found.program.result))) < 200
    assert not [
        node for node in walk(found.program.result) if isinstance(node, core.Const) and node.value == ()
    ]
