"""What the compiler certifies the checker proves, from the bytes alone; and both refute the same rules."""

from pathlib import Path

import pytest

from tcme import checker
from tcme.compiler.ir.codec import to_json
from tcme.compiler.pipeline import check
from tcme.dsl.source import Source

EXAMPLES = Path(__file__).parents[2] / "examples"
HEAD = """program p
party a, b, c
adversary at most 1 of a, b, c passive
input x : Int[0..9] from a
input y : Int[0..9] from b
input xs : [Int[0..9]; 4] from a
input ys : [Int[0..9]; 4] from b
input m : Int[0..9]? from a
const n = 4
fn two(v : Int[0..9], w : Int[0..9]) -> (Int[0..9], Int[0..9]) { (v, w) }
fn above(limit : Int[0..9], v : Int[0..9]) -> Bool { v > limit }
type Pair = {left : Int[0..9]?, right : Bool}
"""
PROGRAMS = {
    "option": ("Int[0..9]? of x, y", "if x > y { x } else { none }"),
    "no option": ("Int[0..9]? of x, y", "if x > y { none } else { x }"),
    "neither": ("Int[0..9]? of x, y", "if x > y { none } else if x == y { none } else { x }"),
    "one value or none": ("Int[0..9]? of x, y", "if x > y { 3 } else { none }"),
    "none or one value": ("Int[0..9]? of x, y", "if x > y { none } else { 3 }"),
    "none or a flag": ("Bool? of x, y", "if x > y { none } else { x > 3 }"),
    "none or true": ("Bool? of x, y", "if x > y or y > 3 { none } else { true }"),
    "option of an input": ("Int[0..9]? of m", "m"),
    "option of an option": ("Int[0..9]? of m, y", "if y > 3 { m } else { none }"),
    "options": ("[Bool?; 4] of xs, y", "[if v > y { v > 3 } else { none } for v in xs]"),
    "option of a record": ("Pair? of x, y, m", "if x > y { Pair(m, x > 3) } else { none }"),
    "option of an array": ("[Int[0..9]; 4]? of x, y, xs", "if x > y { xs } else { none }"),
    "options of records": ("[Pair; 4] of xs, y", "[Pair(if v > y { v } else { none }, v > 3) for v in xs]"),
    "fold": ("Int[0..36] of xs, ys", "fold t : Int[0..36] = 0 for i in 0..n - 1 { min(36, t + xs[i]) }"),
    "sum": ("Int[0..72] of xs, ys", "sum(xs) + sum(ys)"),
    "index": ("Int[0..9] of xs, y", "xs[y % 4]"),
    "argmax": ("Int[0..3] of xs, ys", "argmax(xs)"),
    "match": ("Int[0..9] of m, y", "match m { none => y\n v => v }"),
    "endorse": ("Bool of x, y", 'endorse x > y because "w"'),
    "endorsed constant": ("Bool of x, y", '(endorse true because "w") and x > y'),
    "endorsed and not needed": ("Bool of x", '(endorse Pair(m, x > 3) because "w").right'),
    "endorsed and dropped": ("Bool of x", 'if false { endorse x > 2 because "w" } else { x > 3 }'),
    "constant": ("Bool of x", "true"),
    "nothing": ("Int[0..9]? of x", "none"),
    "always": ("Int[0..9]? of x", "x"),
    "presence of a choice": ("Bool of y", "(if y > 3 { x } else { none }) == none"),
    "presence by match": ("Bool of y", "match (if y > 3 { x } else { none }) { none => true\n v => false }"),
    "presence through a pair": ("Bool of y", "(if y > 3 { x } else { none }, x).0 != none"),
    "part of a tuple": ("Int[0..9] of x", "(x, y).0"),
    "part of a function's tuple": ("Int[0..9] of x", "two(y, x).1"),
    "length of a list": ("Int[0..4] of ys", "len(filter(fn(p) => p.1 > 3, zip(xs, ys)))"),
    "list": ("List[Int[0..9]; 0..4] of xs, y", "filter(fn(v) => v > y, xs)"),
    "list of pairs": (
        "List[(Int[0..9], Bool); 0..4] of xs, ys",
        "[(v, v > 3) for v in filter(fn(w) => above(3, w), xs)]",
    ),
    "packed": ("List[Int[0..9]; 0..4] of xs, y", "pack([if v > y { v } else { none } for v in xs])"),
    "first of a list": ("Int[0..9]? of xs, y", "filter(fn(v) => v > y, xs)[y % 3]"),
    "no list is long": ("List[Int[0..9]; 0..4] of xs", "[]"),
    "an array as a list": ("List[Int[0..9]; 0..4] of xs", "xs"),
    "lists joined": ("List[Int[0..9]; 1..8] of xs, ys", "concat(filter(fn(v) => v > 3, xs), ys)"),
    "elements": ("[Int[0..9]?; 4] of xs, y", "elements(filter(fn(v) => v > y, xs))"),
    "fold over a list": ("Int[0..36] of xs, y", "sum(filter(fn(v) => v > y, xs))"),
    "scan": ("[Int[0..40]; 4] of xs, y", "scan t : Int[0..40] = min(y, 4) for v in xs { t + v }"),
    "tuple": ("(Int[0..9], Bool) of x, y", "(x, y > 3)"),
    "tuples": ("[(Int[0..9], Bool); 4] of xs, y", "[(v, v > y) for v in xs]"),
    "fixed": ("Fixed[0..9 by 0.1] of x, y", "round((x + y) * 0.5, 0.1)"),
    "local function": ("Int[0..4] of xs, y", "count(map(fn(v) => v > y, xs))"),
    "bits": ("Int[0..15] of x, y", "x ^ y | (x & 3) << 1"),
    "column": ("Int[0..4] of xs", "count([Pair(none, v > 3) for v in xs].right)"),
    "pinned": ("Bool of x, y", "at mpc { x > y }"),
    "pinned at home": ("Bool of x, y", "(at a { x + 1 }) > y"),
    "division": ("Int[0..9] of x, y", "x / (y + 1)"),
}


def source(field: str, body: str, more: str = "") -> str:
    release = f'output Out {{ o : {field} to b, c because "r" }}\n'
    return f"{HEAD}{more}\n{release}fn main() -> Out {{ release Out({body}) }}\n"


@pytest.mark.parametrize("name", PROGRAMS)
def test_certified_is_proved(name: str) -> None:
    text = source(*PROGRAMS[name])
    checked = check(Source("main.tcme", text))
    assert checked.certificate, [d.message for d in checked.diagnostics]
    report = checker.check_bytes(checked.certificate, text.encode())
    assert report.verdict == "proved", (report.reason, [o for o in report.obligations if o[2] != "proved"])


def verdict(text: str) -> tuple[set[str], set[str]]:
    """Rules that the compiler refutes, and rules that the checker refutes on the same tree."""
    checked = check(Source("main.tcme", text))
    assert checked.surface is not None
    made = checker.Tree(checker.Program(checker.simple(to_json(checked.surface))))
    theirs = {d.rule for d in checked.diagnostics if d.is_error}
    return theirs - {"place", "range"}, {rule for (rule, _), stories in made.found.items() if stories}


@pytest.mark.parametrize("path", sorted((EXAMPLES / "refused").glob("*.tcme")), ids=lambda p: p.stem)
def test_refused_examples(path: Path) -> None:
    theirs, ours = verdict(path.read_text(encoding="utf-8"))
    assert theirs == ours


@pytest.mark.parametrize(
    ("field", "body", "more"),
    [
        ("Bool of x", "x > y", ""),
        ("Bool of x, y", "x > y", "leak at most 0 bits of x to b"),
        ("Bool of x, y", "x > y", "leak at most 0 bits of x to c"),
        ("Bool of x, y", "x > y", "leak at most 1 bit of x, y to b, c"),
        ("Int[0..9] of x", "x", "leak at most 3 bits of x to c"),
        ("Int[0..9] of x", "x", "leak at most 4 bits of x to c"),
    ],
)
def test_same_answers(field: str, body: str, more: str) -> None:
    theirs, ours = verdict(source(field, body, more))
    assert theirs == ours


def test_same_answers_where_parties_craft() -> None:
    theirs, ours = verdict(source("Bool of x, y", "x > y").replace("b, c passive", "b, c crafting"))
    assert theirs == ours == {"robust"}


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        ("if c { d } else { none }", ""),
        ("Two(c, d)", ".right"),
    ],
)
def test_an_endorsed_value_is_judged_whole(value: str, bound: str) -> None:
    """The choice of one owner and the secret of another, neither of which alone is opaque to its owner."""
    text = f"""program p
party alice, bob, carol
adversary at most 1 of alice, bob, carol crafting
type Two = {{left : Bool, right : Int[0..9]}}
input c : Bool from alice
input d : Int[0..9] from bob
output Out {{ o : Int[0..9]? of c, d to alice because "r" }}
fn main() -> Out {{
    let v = endorse ({value}) because "w"
    release Out(v{bound})
}}
"""
    theirs, ours = verdict(text)
    assert theirs == ours == {"transparent"}


def test_fields_that_go_to_who_is_corrupt_with_the_recipient_count() -> None:
    text = """program p
party a, b, c
helper h, i
adversary at most 2 of a, b, c, h, i passive
input x : Int[0..9] from a
leak at most 1 bit of x to b
output Out {
    one : Bool of x to b because "r"
    two : Bool of x to c because "r"
}
fn main() -> Out { release Out(x > 3, x > 5) }
"""
    theirs, ours = verdict(text)
    assert theirs == ours == {"budget"}
    theirs, ours = verdict(text.replace("most 2", "most 1"))
    assert theirs == ours == set()


@pytest.mark.parametrize("type_", ["Text[1..9]", "[{n : Bool, t : Text[1..9]}; 2]"])
def test_text_cannot_be_endorsed_at_its_input(type_: str) -> None:
    text = source("Bool of x", "x > 3", f'input t : {type_} from b endorsed because "w"')
    theirs, ours = verdict(text)
    assert theirs == ours == {"transparent"}
