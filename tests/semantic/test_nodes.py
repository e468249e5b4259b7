"""Each operation by hand, in the search for proofs and in the checker, which share nothing: as sums it gives
what a run gives, and what may differ in two runs is never taken for the same."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tcme.backends.cleartext import run
from tcme.checker.semantic import cone, free
from tcme.checker.semantic_algebra import Algebra as Followed
from tcme.checker.semantic_algebra import Work
from tcme.checker.semantic_runs import Runs as FollowedRuns
from tcme.compiler.ir.codec import to_json
from tcme.compiler.ir.nodes import Graph
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.compiler.semantic.algebra import Algebra, Atom, Budget
from tcme.compiler.semantic.runs import Runs, question
from tcme.compiler.semantic.search import frontier
from tests.laws.cases import all_inputs, elaborated
from tests.semantic.programs import ANSWER, HARMFUL, MODELS, SHOWN, program
from tests.semantic.test_law import computed, followed, read

MOST_INPUTS = 400
TERMS = 200_000
NUMBERS = "s : Int[-2..3] from alice | x : Int[-3..3] from bob"
BITS = "s : Int[0..5] from alice | x : Int[0..6] from bob"
TRUTHS = "s : Bool from alice | x : Bool from bob"
ROW = "s : [Int[0..2]; 3] from alice | x : Int[0..2] from bob"
TABLE = "s : [[Int[0..1]; 3]; 2] from alice | x : Int[0..1] from bob"
ENUMS = "s : {LOW, MID, HIGH} from alice | x : Int[0..2] from bob"
OPTION = "s : (Bool, Int[3..5]?) from alice | x : {a : Int[0..1], b : Int[5..6]} from bob"

MEANING = {
    "negative": (NUMBERS, "Int[-9..9]", "-s - x"),
    "absolute": (NUMBERS, "Int[0..9]", "abs(s) + abs(x)"),
    "product": (NUMBERS, "Int[-9..9]", "s * x"),
    "less": (NUMBERS, "Bool", "s < x"),
    "at most": (NUMBERS, "Bool", "s <= x"),
    "equal": (NUMBERS, "Bool", "s == x"),
    "other": (NUMBERS, "Bool", "s != x"),
    "least": (NUMBERS, "Int[-9..9]", "min(s, x)"),
    "greatest": (NUMBERS, "Int[-9..9]", "max(s, x)"),
    "choice": (NUMBERS, "Int[-9..9]", "if s > 1 { x } else { s - 2 }"),
    "quotient": (NUMBERS, "Int[-9..9]", "(3 * s + 2 * x) / 3"),
    "negative divisor": (NUMBERS, "Int[-9..9]", "(s + x) / -2"),
    "remainder": (NUMBERS, "Int[0..9]", "(s + x) % 4"),
    "divided by what is unknown": (NUMBERS, "Int[-9..9]", "s / (x + 4)"),
    "both bits": (BITS, "Int[0..7]", "s & x"),
    "either bit": (BITS, "Int[0..7]", "s | x"),
    "one bit": (BITS, "Int[0..7]", "s ^ x"),
    "both": (TRUTHS, "Bool", "s and x"),
    "either": (TRUTHS, "Bool", "s or x"),
    "one": (TRUTHS, "Bool", "s xor x"),
    "not": (TRUTHS, "Bool", "not s and x"),
    "truths alike": (TRUTHS, "Bool", "s == x"),
    "truths unlike": (TRUTHS, "Bool", "s != x"),
    "sum": (ROW, "Int[0..9]", "sum(s)"),
    "number of truths": (ROW, "Int[0..3]", "count([e > x for e in s])"),
    "all": (ROW, "Bool", "all([e > x for e in s])"),
    "any": (ROW, "Bool", "any([e > x for e in s])"),
    "least of all": (ROW, "Int[0..9]", "min(s)"),
    "greatest of all": (ROW, "Int[0..9]", "max(s)"),
    "where the least is": (ROW, "Int[0..2]", "argmin(s)"),
    "where the greatest is": (ROW, "Int[0..2]", "argmax(s)"),
    "sums of rows": (TABLE, "[Int[0..3]; 2]", "[sum(row) for row in s]"),
    "element": (ROW, "Int[0..2]", "s[x]"),
    "rows by an index": (TABLE, "[Int[0..1]; 3]", "s[x]"),
    "elements by one index": (TABLE, "[Int[0..1]; 2]", "[row[x] for row in s]"),
    "an index in each row": (TABLE, "[Int[0..1]; 2]", "[[row[2], row[0]][row[1]] for row in s]"),
    "one row": (TABLE, "[Int[0..1]; 3]", "s[1]"),
    "columns": (TABLE, "[[Int[0..1]; 2]; 3]", "[[s[i][j] for i in 0..1] for j in 0..2]"),
    "repeated": (TABLE, "[[Int[0..2]; 3]; 2]", "[[e + row[0] for e in row] for row in s]"),
    "turned round": (ROW, "[Int[0..2]; 3]", "[s[2], s[0], s[1]]"),
    "stacked": (ROW, "[[Int[0..4]; 2]; 3]", "[[e, e + x] for e in s]"),
    "counted": (ROW, "[Int[2..6]; 3]", "[s[i] + i + 2 for i in 0..2]"),
    "fold": (ROW, "Int[0..99]", "fold t : Int[0..99] = x for e in s { (t * 2 + e) % 50 }"),
    "scan": (ROW, "[Int[0..9]; 3]", "scan t : Int[0..9] = x for e in s { max(t, e) }"),
    "two states": (
        ROW,
        "Int[0..99]",
        "(fold (t, u) : (Int[0..9], Int[0..9]) = (0, x) for e in s { (u, e) }).0",
    ),
    "fold in a fold": (
        TABLE,
        "Int[0..99]",
        "fold t : Int[0..9] = x for r in s { (fold u : Int[0..9] = t for e in r { (u + e) % 8 }) }",
    ),
    "match": (ENUMS, "Int[0..9]", "match s {\nLOW => x\nMID => 7\nHIGH => 3\n}"),
    "recoded": (NUMBERS, "Int[0..9]", "match s {\n-2 => 4\n-1 => 9\n0 => 1\n1 => 5\n_ => 0\n}"),
    "parts": (OPTION, "Int[0..99]", "match s.1 {\nnone => x.a\nv => v * x.b\n}"),
    "other parts": (OPTION, "Int[0..99]?", "if s.0 { none } else { s.1 }"),
}


def graphs(text: str) -> tuple[Graph, Graph]:
    made, said = elaborated(text)
    assert made is not None, [d.message for d in said]
    return lower(made), optimise(lower(made))


@pytest.mark.parametrize("name", MEANING)
def test_an_operation_gives_what_a_run_gives(name: str) -> None:
    """With inputs that are known, and with inputs of which only the types are."""
    inputs, ty, body = MEANING[name]
    text = program(inputs, f"{ty} of s, x", body)
    core, _ = elaborated(text)
    assert core is not None
    for graph in graphs(text):
        opened = [i for o in graph.opens for i in o.leaves]
        for row in all_inputs(core, most=MOST_INPUTS):
            values = run(graph, row)
            wanted = [int(v) for i in opened for v in values[i].reshape(-1).tolist()]
            known = dict(read(graph, row))
            assert computed(graph, opened, known) == wanted
            assert followed(graph, opened, known) == wanted


TEXTS = "s : Bool from alice | t : Text[1..20] from bob | u : Text[1..20] from bob"
PAIRS = "s : Bool from alice | t : [Text[1..9]; 2] from bob | n : Int[1..9] from bob"
LISTS = "s : Bool from alice | t : [Int[1..9]; 3] from bob | n : Int[1..9] from bob | m : Int[1..9] from bob"
UNSURE = ANSWER.replace("NO}", "NO, UNSURE} margin 0.5 else UNSURE")
SECRET = "s : Text[1..9] from alice | x : Bool from bob"


def asks(*lines: str) -> str:
    return "\n".join(lines) + ";;"


DIFFERENT = {
    "both parts of an input": (
        "s : Bool from alice | x : {a : Bool, b : Bool} from bob",
        "if s { x.a } else { x.b }",
    ),
    "two elements": (
        "s : Bool from alice | x : [Bool; 2] from bob",
        "if s { x[0] } else { x[1] }",
    ),
    "an element at the index": ("s : Int[0..1] from alice | x : [Bool; 2] from bob", "x[s]"),
    "two inputs": ("s : Bool from alice | x : Bool from bob | y : Bool from bob", "if s { x } else { y }"),
    "a model's answer": (SECRET, f"let a = ask judge(s) {ANSWER};;a == YES and x"),
    "two prompts": (
        TEXTS,
        asks(f"let a = ask judge(t) {ANSWER}", f"let b = ask judge(t) {ANSWER.replace('Good', 'Bad')}")
        + "if s { a == YES } else { b == YES }",
    ),
    "two constants": (
        TEXTS,
        asks(f'let a = ask judge("one") {ANSWER}', f'let b = ask judge("two") {ANSWER}')
        + "if s { a == YES } else { b == YES }",
    ),
    "the second of two texts": (
        TEXTS,
        asks(f"let a = ask judge(t, t) {ANSWER}", f"let b = ask judge(t, u) {ANSWER}")
        + "if s { a == YES } else { b == YES }",
    ),
    "answers to two elements": (
        PAIRS,
        asks(f"let a = [ask judge(e) {ANSWER} for e in t]") + "if s { a[0] == YES } else { a[1] == YES }",
    ),
    "the last answer": (TEXTS, f"let a = ask judge(t) {ANSWER};;s and a == NO"),
    "no answer": (TEXTS, f"let a = ask judge(t) {UNSURE};;s and a == UNSURE"),
    "lengths of two texts": (TEXTS, "if s { len(utf8(t)) > 3 } else { len(utf8(u)) > 3 }"),
    "bytes of two texts": (TEXTS, "if s { sum(utf8(t)) > 99 } else { sum(utf8(u)) > 99 }"),
    "the length and a byte": (TEXTS, "if s { len(utf8(t)) > 3 } else { utf8(t)[0] == 4 }"),
    "two bytes of a text": (TEXTS, "if s { utf8(t)[0] == 65 } else { utf8(t)[1] == 65 }"),
    "the order of two bytes": (
        TEXTS,
        "let b = utf8(t);;if s { b[0] == 65 and b[1] == 66 } else { b[1] == 65 and b[0] == 66 }",
    ),
    "a byte beyond the letters": (TEXTS, "s and utf8(t)[0] == 200"),
    "bytes of two elements": (
        PAIRS,
        "let b = [len(utf8(e)) for e in t];;if s { b[0] > 3 } else { b[1] > 3 }",
    ),
    "a long text": ("s : Bool from alice | t : Text[1..900] from bob", "s and len(utf8(t)) > 300"),
    "a bit of one and of both": (LISTS, "if s { (n & m) > 0 } else { (n | m) > 0 }"),
    "the bits of another number": (LISTS, "if s { (n & m) > 0 } else { (n & t[0]) > 0 }"),
    "bits of a constant": (LISTS, "if s { (n & 3) == 3 } else { false }"),
    "another divisor": (LISTS, "if s { n / m > 1 } else { n / t[0] > 1 }"),
    "another dividend": (LISTS, "if s { n / m > 1 } else { t[0] / m > 1 }"),
    "another constant divisor": (LISTS, "if s { n / 3 > 1 } else { n / 4 > 1 }"),
    "another dividend of a constant": (LISTS, "if s { n / 3 > 1 } else { m / 3 > 1 }"),
    "the greatest quotient": (LISTS, "s and n / 3 == 3"),
    "the least quotient": (LISTS, "s and n / 3 == 0"),
    "quotients that may be one more": (LISTS, "s and (n + 4) / 9 == 1"),
    "a remainder of nothing": (LISTS, "s and n % 3 == 0"),
    "the greatest remainder": (LISTS, "s and n % 3 == 2"),
    "the rest of a quotient": ("s : Int[0..9] from alice | x : Bool from bob", "(10 + s) / 3 > 4 and x"),
    "a negative divisor": ("s : Int[0..9] from alice | x : Bool from bob", "(s / -2 < -3) and x"),
    "a quotient of each run": (
        "s : Int[0..9] from alice | n : Int[1..9] from bob",
        "(s + n) / n > 3",
    ),
    "quotients of two elements": (LISTS, "let q = [e / n for e in t];;if s { q[0] > 1 } else { q[1] > 1 }"),
    "quotients of two steps": (
        LISTS,
        "let q = scan c : Int[0..9] = 0 for e in t { e / n };;if s { q[0] > 1 } else { q[1] > 1 }",
    ),
    "a fold over the input": (
        "s : [Int[0..9]; 2] from alice | x : Bool from bob",
        "(fold a : Int[0..9] = 0 for e in s { e }) > 3 and x",
    ),
    "the last and the greatest": (
        LISTS,
        "let a = fold c : Int[0..9] = 0 for e in t { e }\n"
        "let b = fold c : Int[0..9] = 0 for e in t { max(c, e) };;if s { a > 5 } else { b > 5 }",
    ),
    "the greatest beside other numbers": (
        LISTS,
        "let a = fold c : Int[0..9] = n for e in t { max(c, e) }\n"
        "let b = fold c : Int[0..9] = m for e in t { max(c, e) };;if s { a > 5 } else { b > 5 }",
    ),
    "folds that do other things": (
        LISTS,
        "let a = fold c : Int[0..9] = 0 for e in t { (c + e) / 2 }\n"
        "let b = fold c : Int[0..9] = 0 for e in t { (c + e) / 3 };;if s { a > 5 } else { b > 5 }",
    ),
    "folds of other things": (
        LISTS,
        "let a = fold c : Int[0..9] = n for e in t { (c + e) / 2 }\n"
        "let b = fold c : Int[0..9] = m for e in t { (c + e) / 2 };;if s { a > 5 } else { b > 5 }",
    ),
    "folds in a fold": (
        "s : Bool from alice | t : [[Int[0..9]; 2]; 2] from bob",
        "let a = scan c : Int[0..9] = 0 for r in t { fold b : Int[0..9] = 0 for e in r { max(b, e) } };;"
        "if s { a[0] > 5 } else { a[1] > 5 }",
    ),
    "an element before its index": (LISTS, "s and t[n % 3] > t[(n + 1) % 3]"),
}


@cache
def asked(name: str) -> tuple[Graph, ...]:
    inputs, body = DIFFERENT[name]
    others = ", ".join(one.split(" : ")[0].strip() for one in inputs.split("|") if one.strip()[0] != "s")
    return graphs(program(inputs, f"Bool of {others}", body, MODELS))


def alike(graph: Graph, source: str) -> Iterator[bool]:
    """Whether two runs that differ in the input are seen to be the same at once: in the search, then in the
    checker."""
    leaves = graph.opens[0].leaves
    algebra = Algebra(Budget(TERMS))
    found = Runs(question(graph, leaves, source), algebra).differences()
    yield all(algebra.span(d) == (0, 0) for d in found)
    written: Any = to_json(graph)
    within, followed_algebra = cone(written["nodes"], list(leaves)), Followed(Work())
    runs = FollowedRuns(written, followed_algebra, source, free(written["nodes"], within, source), set())
    yield all(followed_algebra.span(d) == (0, 0) for d in runs.pair(within, list(leaves)))


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_may_differ_is_not_the_same(name: str) -> None:
    for graph in asked(name):
        assert list(alike(graph, "s")) == [False, False]


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_is_taken_as_it_is_may_differ_too(name: str) -> None:
    """Nodes that the input does not reach: whatever is in them, each and each element has its own value."""
    for graph in asked(name):
        plain = question(graph, graph.opens[0].leaves, "s")
        algebra = Algebra(Budget(TERMS))
        found = Runs(replace(plain, opaque=frontier(plain)), algebra).differences()
        assert any(algebra.span(d) != (0, 0) for d in found)


@pytest.mark.parametrize("name", HARMFUL)
def test_what_matters_is_not_the_same(name: str) -> None:
    for graph in graphs(HARMFUL[name]):
        assert list(alike(graph, "x" if " of s" in HARMFUL[name] else "s")) == [False, False]


@pytest.mark.parametrize(
    "name",
    [
        "what is added is taken away",
        "a table with equal rows",
        "a fold that cancels",
        "two ways to say more",
        "one model, one text",
    ],
)
def test_what_cancels_is_the_same_at_once(name: str) -> None:
    for graph in graphs(SHOWN[name]):
        assert list(alike(graph, "s")) == [True, True]


def test_there_are_more_than_two_texts() -> None:
    """Texts are numbered, and there is no end of them: of three texts no two need be the same."""
    graph = asked("bytes of two texts")[0]
    leaves = graph.opens[0].leaves
    searched, checked = Algebra(Budget(TERMS)), Followed(Work())
    Runs(question(graph, leaves, "s"), searched).differences()
    written: Any = to_json(graph)
    runs = FollowedRuns(written, checked, "s", set(), set())
    assert list(runs.pair(cone(written["nodes"], list(leaves)), list(leaves)))
    for text in ("t/#0", "u/#0"):
        assert searched.span({(searched.number(Atom(text)),): 1}) == (None, None)
        assert checked.span({(checked.atom(text),): 1}) == (None, None)
