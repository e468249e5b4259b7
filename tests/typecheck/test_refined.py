"""Ranges that requirements and conditions prove: what is accepted, what is not, and that meanings stay."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tcme.compiler.pipeline import check
from tcme.dsl.source import Source
from tests.generate.program import given_text
from tests.laws.statements import (
    inferred_types_hold_every_value,
    lowering_and_passes_keep_the_meaning,
    the_checker_accepts_what_the_compiler_proves,
)
from tests.typecheck.refined import goals, refined, text_of

BY_REQUIREMENT = [
    ("a / b", "b > 0"),
    ("a / b", "not (b < 1)"),
    ("a / b", "b != 0"),
    ("a / b", "c > 3 and b > c"),
    ("a / b", "positive(b)"),
    ("a / (c - b)", "b < c"),
    ("c - b", "b <= c"),
    ("a / r.n", "r.n >= 1"),
    ("a / (2 * b - c)", "2 * b > c"),
    ("floor(a / f)", "f > 0.5"),
    ("ys[r.m]", "r.m < len(ys)"),
    ("min(xs)", "len(xs) > 0"),
    ("max(xs)", "xs != []"),
    ("a / len(xs)", "len(xs) > 0"),
    ("a / max(xs)", "len(xs) > 0 and min(xs) > 2"),
    ("sum([a / y for y in ys])", "all([y > 0 for y in ys])"),
    ("sum([a / y for y in ys])", "min(ys) > 0"),
    ("sum([a / y for y in ys])", "not any([y == 0 for y in ys])"),
    ("sum([a / y for y in xs])", "all([y > 0 for y in xs])"),
    ("sum([a / row.n for row in rows])", "all([row.n > 0 for row in rows])"),
    ("sum([a / n for n in rows.n])", "all([n > 0 for n in rows.n])"),
    ("min(rows.n)", "len(rows) > 0"),
    ("d & 3", "d >= 0"),
    ("middle(xs)", "len(xs) > 0"),
    ("middle(xs) + 9 / d", "xs != [] and d > 0"),
    ("a / abs(d)", "d > 0"),
    ("match maybe { none => 0, some => a / some }", "match maybe { none => true, some => some > 0 }"),
]
BY_CONDITION = [
    "if b > 0 { a / b } else { 0 }",
    "if b == 0 { 0 } else { a / b }",
    "if b <= 0 or c == 0 { 0 } else { a / b / c }",
    "if not (b == 0) { a / b } else { 0 }",
    "match b { 0 => 0, _ => a / b }",
    "match b { 0 => 0, 1 => a, _ => a / (b - 1) }",
    "if b > 0 and a / b > 3 { 1 } else { 0 }",
    "if b == 0 or a / b > 3 { 1 } else { 0 }",
    "if b < 3 { 0 } else if c > 0 { a / (c * (b - 2)) } else { a / b }",
    "if a > b { a - b } else { b - a }",
    "if a > b { a / (a - b) } else { 0 }",
    "if a + b <= 100 { 100 - (b + a) } else { 0 }",
    "if b > 0 { ratio(a, b) } else { 0 }",
    "if positive(b) { a / b } else { 0 }",
    "whole(a, b)",
    "if r.n > 0 { a / r.n } else { 0 }",
    "if d >= 0 and d < 3 { ys[d] } else { 0 }",
    "if len(xs) > 0 { min(xs) } else { 0 }",
    "if len(xs) == 0 { 0 } else { sum(xs) / len(xs) }",
    "if xs == [] { 0 } else { argmax(xs) }",
    "if len(xs) > 0 { middle(xs) } else { 0 }",
    "if len(xs) <= 2 { sum([20 * x for x in xs]) / (3 - len(xs)) } else { 0 }",
    "if all([y > 0 for y in ys]) { sum([a / y for y in ys]) } else { 0 }",
    "if all([y > 0 for y in xs]) { sum([a / y for y in xs]) } else { 0 }",
    "sum([a / y for y in filter(fn(y) => y > 0, xs)])",
    "sum([a / y for y in filter(fn(y) => y > 0, ys)])",
    "match maybe { none => 0, some => if some > 0 { a / some } else { 0 } }",
    "sum([if y > 0 { a / y } else { 0 } for y in ys])",
    "fold s : Int[0..10] = 0 for x in ys { if s + x < 10 { s + x } else { 10 } }",
    "if f > 0.5 { floor(a / f) } else { 0 }",
    "if a > 9 { if b > 0 { (a - 10) / b } else { 0 } } else { 9 - a }",
]
WITH_LETS = [
    ("gap", "let gap = if a > b { a - b } else { b - a }"),
    ("if ok { a / b } else { 0 }", "let ok = b > 3"),
    ("if ok { a / gap } else { 0 }", "let gap = b - c\nlet ok = gap > 0"),
    ("if gap > 0 { a / (b - c) } else { 0 }", "let gap = b - c"),
    ("if b > 0 { share(a) } else { 0 }", "let share = fn(x) => x / b"),
    ("if y > 0 { a / y } else { 0 }", "let (x, y) = (a, b)"),
]
PROVED = [
    *(text_of(value, required) for value, required in BY_REQUIREMENT),
    *(text_of(value) for value in BY_CONDITION),
    *(text_of(value, lets=lets) for value, lets in WITH_LETS),
]
NOT_PROVED = [
    ("a / b", (), "TC402"),
    ("a / b", ("c > 0",), "TC402"),
    ("a / d", ("d != 0",), "TC402"),
    ("a / b", ("b > 0 or c > 0",), "TC402"),
    ("a / b", ("b >= 0",), "TC402"),
    ("if b > 0 { 0 } else { a / b }", (), "TC402"),
    ("if b > 0 or c > 0 { a / b } else { 0 }", (), "TC402"),
    ("if not (b > 0 and c > 0) { 0 } else { 0 } + a / b", (), "TC402"),
    ("a / b + if b > 0 { 1 } else { 0 }", (), "TC402"),
    ("if a / b > 3 and b > 0 { 1 } else { 0 }", (), "TC402"),
    ("if any([y > 0 for y in ys]) { sum([a / y for y in ys]) } else { 0 }", (), "TC402"),
    ("if all([b > x for x in xs]) { a / b } else { 0 }", (), "TC402"),
    ("if max(ys) > 0 { sum([a / y for y in ys]) } else { 0 }", (), "TC402"),
    ("if b != c { a / (b - c) } else { 0 }", (), "TC402"),
    ("if abs(d) > 0 { a / d } else { 0 }", (), "TC402"),
    ("min(filter(fn(x) => x > 0, xs))", ("len(xs) > 0",), "TC407"),
    ("if len(rows) > 0 { min(xs) } else { 0 }", (), "TC407"),
    ("ys[r.m]", ("r.m <= len(ys)",), "TC403"),
    ("d & 3", ("d > -2",), "TC401"),
]


@pytest.mark.parametrize("text", PROVED, ids=range(len(PROVED)))
def test_proved_and_the_same_everywhere(text: str) -> None:
    assert goals(text) == []
    assert refined(text), "without a refined range it would have passed before"
    program = given_text(text)
    inferred_types_hold_every_value(program)
    lowering_and_passes_keep_the_meaning(program)
    the_checker_accepts_what_the_compiler_proves(program)
    assert check(Source("p", text)).ok


@pytest.mark.parametrize(("value", "required", "code"), NOT_PROVED)
def test_not_proved(value: str, required: tuple[str, ...], code: str) -> None:
    assert code in goals(text_of(value, *required))


NOT_THERE = [
    ("let zs = [b for x in xs]", "all([z > 0 for z in zs])"),
    ("let zs = [b for x in xs]", "not any([z == 0 for z in zs])"),
    ("let zs = map(fn(x) => b, rows)", "all([z > 0 for z in zs])"),
    ("let o = match maybe {\n    v => b\n    none => none\n}", "match o { w => w > 0, none => true }"),
    ("let o = match maybe {\n    v => b\n    none => none\n}", "match o { none => true, w => w > 0 }"),
]


@pytest.mark.parametrize(("lets", "condition"), NOT_THERE)
def test_what_holds_of_what_is_not_there_says_nothing(lets: str, condition: str) -> None:
    """A list may be empty, and an option absent, while `b` is 0."""
    assert goals(text_of(f"if {condition} {{ a / b }} else {{ 0 }}", lets=lets)) == ["TC402"]


LOOPS = [
    ("let h = fn(x, y) => fold s = 50 for z in ys { min(s, x - y) }", "b > c", "h(b, c)", "h(e, g)"),
    ("let h = fn(t) => fold s = 50 for z in ys { if t { b } else { 1 } }", "a > 0", "h(b > 0)", "h(c > 0)"),
]


@pytest.mark.parametrize(("lets", "condition", "good", "bad"), LOOPS)
def test_a_loop_is_worked_out_for_what_its_names_stand_for(
    lets: str, condition: str, good: str, bad: str
) -> None:
    """The same types and the same facts, but of other names."""
    declared = "input e : Int[1..100] from alice\ninput g : Int[0..99] from bob\n"
    for value, owed in ((f"a / {good}", False), (f"a / {bad}", True), (f"a / {good} + a / {bad}", True)):
        text = text_of(f"if {condition} {{ {value} }} else {{ 0 }}", lets=lets, declared=declared)
        assert ("TC402" in goals(text)) == owed


def test_nothing_is_known_of_inputs_of_another_owner() -> None:
    assert [d.code for d in check(Source("p", text_of("a / b", "b > a"))).diagnostics if d.is_error] == [
        "TC311"
    ]


@pytest.mark.parametrize(
    "value", ["if a > b { a } else { b }", "whole(a, max(b, 1)) + a / max(c, 1)", "sum(ys)"]
)
def test_what_holds_already_is_left_alone(value: str) -> None:
    """The same tree as without the requirement: nothing is narrowed that no goal needs."""
    plain = text_of(value.replace("whole(a, max(b, 1))", "ratio(a, max(b, 1))"))
    assert refined(plain) == []
    assert refined(plain.replace("output R", "require b > 3\nrequire min(ys) > 1\noutput R")) == []


def test_only_the_branch_that_owes_is_refined() -> None:
    found = refined(text_of("(if b > 0 { a / b } else { b }) + if c > a { c } else { a }"))
    assert [node.value.name for node in found if hasattr(node.value, "name")] == ["b"]


def test_each_member_of_a_group_is_known_by_what_is_required_of_all() -> None:
    group = "party acme, bolt\ngroup firms = acme, bolt\ninput pay : Int[0..50] from each firms\n"
    text = text_of("a / sum(pay)", "pay > 0", declared=group).replace(" of a,", " of pay, a,")
    assert goals(text) == []
    assert goals(text.replace("a / sum(pay)", "a / pay[bolt]")) == []
    assert goals(text.replace("require pay > 0\n", "")) == ["TC402"]
    inferred_types_hold_every_value(given_text(text))


WROTE = re.compile(r"`require (?P<require>[^`]*)`|`if (?P<condition>[^`]*) \{ … \} else \{ … \}`")
PROPOSED = [
    "a / b", "a / (b + c)", "a / r.n", "a / d", "ys[a]", "ys[d]", "ys[r.m]", "min(xs)", "argmax(rows.n)",
    "a * 9", "a * b", "d", "d & 3", "2 * (a + 30) * 3", "a / len(xs)", "a / (b - c)",
]  # fmt: skip


@pytest.mark.parametrize("value", PROPOSED)
def test_what_the_help_proposes_is_enough(value: str) -> None:
    ty = "Int[-100..500]" if "/" in value else "Int[0..500]"
    (refusal,) = [d for d in check(Source("p", text_of(value, ty=ty))).diagnostics if d.is_error]
    proposals = {
        kind: said for m in WROTE.finditer(refusal.help) for kind, said in m.groupdict().items() if said
    }
    if value != "argmax(rows.n)":
        assert "condition" in proposals
        assert ("require" in proposals) == (value not in ("a / (b + c)", "a * b", "a / (b - c)"))
    for kind, said in proposals.items():
        text = (
            text_of(value, said, ty=ty)
            if kind == "require"
            else text_of(f"if {said} {{ {value} }} else {{ 0 }}", ty=ty)
        )
        assert check(Source("p", text)).ok, said


@pytest.mark.parametrize("value", ["100 / d", "a / d", "30 / (d - 2)", "a / b", "d % r.n", "a / (12 / d)"])
def test_what_the_help_proposes_for_a_quotient_makes_it_defined(value: str) -> None:
    """The value may be outside its type, and its divisor may be zero: the first proposal mends both."""
    ty = "Int[0..20]"
    refusals = check(Source("p", text_of(value, ty=ty))).diagnostics
    assert {"TC401", "TC402"} == {d.code for d in refusals if d.is_error}
    (help,) = [d.help for d in refusals if d.code == "TC401"]
    for found in WROTE.finditer(help):
        if found["require"]:
            text = text_of(value, found["require"], ty=ty)
        else:
            text = text_of(f"if {found['condition']} {{ {value} }} else {{ 0 }}", ty=ty)
        assert check(Source("p", text)).ok, found[0]
    assert WROTE.search(help)


@pytest.mark.parametrize(
    "value, required",
    [("middle(xs)", ()), ("middle(xs)", ("len(xs) >= 0",)), ("middle(rows.n)", ("len(xs) > 0",))],
)
def test_a_functions_condition_holds_only_by_facts_about_its_argument(
    value: str, required: tuple[str, ...]
) -> None:
    found = check(Source("p", text_of(value, *required))).diagnostics
    assert [d.code for d in found if d.is_error] == ["TC242"]


# --- random requirements, conditions and partial operations ---------------------------------------

NUMBERS = [
    "a",
    "b",
    "c",
    "d",
    "r.n",
    "r.m",
    "len(xs)",
    "b - c",
    "a + d",
    "2 * b - a",
    "abs(d)",
    "max(b, c)",
    "min(ys)",
]
constants = st.integers(-6, 12).map(lambda n: f"({n})")
terms = st.sampled_from(NUMBERS)
compared = st.tuples(
    terms, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.one_of(terms, constants)
).map(lambda t: f"{t[0]} {t[1]} {t[2]}")
of_all = st.tuples(
    st.sampled_from(["all", "any"]),
    st.sampled_from(["<", ">", "!="]),
    st.integers(0, 9),
    st.sampled_from(["xs", "ys"]),
).map(lambda t: f"{t[0]}([e {t[1]} {t[2]} for e in {t[3]}])")
simple = st.one_of(compared, compared, of_all)


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    both = st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
    return st.one_of(both, inner.map(lambda t: f"not ({t})"))


conditions = st.recursive(simple, combined, max_leaves=3)
partial = st.one_of(
    st.tuples(terms, terms).map(lambda t: f"({t[0]}) / ({t[1]})"),
    st.sampled_from(["min(xs)", "max(rows.n)", "ys[r.m]", "ys[d]", "d & 3", "sum([a / e for e in ys])"]),
    st.sampled_from(["sum([b / e for e in xs])", "match b { 0 => 0, _ => a / b }"]),
    terms,
)
values = st.recursive(
    partial,
    lambda inner: st.tuples(conditions, inner, inner).map(
        lambda t: f"(if {t[0]} {{ {t[1]} }} else {{ {t[2]} }})"
    ),
    max_leaves=4,
)
of_one = st.sampled_from(
    ["b > 0", "b > c", "b - c < 20 and c > 2", "r.m < 3", "r.n > 0 or b > 3", "b + c < 50", "2 * b - c > 8"]
)
of_other = st.sampled_from(
    ["len(xs) > 0", "min(ys) > 0", "all([e > 1 for e in xs])", "d > 0", "a > d", "d >= 0"]
)
QUICK: Any = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)  # fmt: skip


@QUICK
@given(values, st.lists(st.one_of(of_one, of_other), max_size=2, unique=True))
def test_no_run_leaves_a_refined_range(value: str, required: list[str]) -> None:
    """Inferred types hold in every branch, taken or not; lowering means the same; the checker agrees."""
    program = given_text(text_of(value, *required, ty="Int[-100_000..100_000]"))
    inferred_types_hold_every_value(program)
    lowering_and_passes_keep_the_meaning(program)
    the_checker_accepts_what_the_compiler_proves(program)
