"""Small programs about an input `s` that a field does not name: some where it cannot matter, some where it
can."""

from textwrap import indent

from tcme.compiler.pipeline import Checked, check
from tcme.compiler.proving import Proving
from tcme.dsl.source import Source

TEXT = """program p
party alice, bob, carol
{extra}
{inputs}
output Out {{ f : {field} to carol because "r" }}
fn main() -> Out {{
{body}
}}
"""
PASSIVE = "adversary at most 1 of alice, bob, carol passive"
MODELS = """environment enclave
publisher google
assume alice, bob, carol trust enclave, google
model judge by google = "gemma3-270m"
adversary at most 1 of alice, bob, carol passive"""


def program(inputs: str, field: str, body: str, extra: str = PASSIVE) -> str:
    """`inputs` is `name : type from owner` by bars; `body` has the field after `;;`."""
    declared = "\n".join(f"input {one.strip()}" for one in inputs.split("|"))
    lets, _, value = body.rpartition(";;")
    lines = indent(f"{lets}\nrelease Out({value.strip()})", "    ")
    return TEXT.format(inputs=declared, field=field, body=lines, extra=extra)


def checked(text: str, *, semantic: bool = True) -> Checked:
    return check(Source("p.tcme", text), how=Proving(semantic=semantic))


BIT = "s : Bool from alice | x : Int[0..100] from bob"
SMALL = "s : Int[0..5] from alice | x : Int[0..100] from bob"
LIST = "s : [Int[0..9]; 4] from alice | x : Int[0..100] from bob"
THREE = "s : Int[0..9] from alice | a : Int[0..100] from bob | b : Int[0..100] from bob"
ENUM = "s : {LOW, MID, HIGH} from alice | x : Int[0..100] from bob"
ASKED = "s : Bool from alice | t : Text[1..20] from bob | u : Text[1..20] from bob"
ANSWER = 'as {YES, NO} """\n        Good?\n    """'

SHOWN = {
    "a table and a formula": program(
        "s : Bool from alice | i : Int[0..1] from bob",
        "Int[0..9] of i",
        "let table = [3, 5];;if s { table[i] } else { 3 + 2 * i }",
    ),
    "one value in both branches": program(BIT, "Int[0..100] of x", "if s { x } else { x }"),
    "what is added is taken away": program(SMALL, "Int[-5..105] of x", "x + s - s"),
    "what is taken twice": program(SMALL, "Int[-105..110] of s", "x - (x - s)"),
    "an option in both": program(BIT, "Int[0..100]? of x", "if s { none } else { none }"),
    "an option of one value": program(BIT, "Int[0..100]? of x", "if s { x } else { x }"),
    "a bound that is never reached": program(SMALL, "Int[0..10] of x", "max(s, 10)"),
    "two ways to say more": program(THREE, "Bool of a, b", "if s > 3 { a > b } else { not (a <= b) }"),
    "exclusive or twice": program("s : Bool from alice | a : Bool from bob", "Bool of a", "(a xor s) xor s"),
    "times nothing": program(SMALL, "Int[0..100] of x", "s * 0 + x"),
    "arms that agree": program(ENUM, "Int[0..100] of x", "match s {\nLOW => x\nMID => x\nHIGH => x\n}"),
    "a condition that is always true": program(
        SMALL, "Int[0..2] of x", "if s > 3 { 1 } else if s <= 3 { 1 } else { 2 }"
    ),
    "equal, so the other": program(SMALL, "Int[0..100] of x", "if s == x { s } else { x }"),
    "an order that cannot be": program(
        "s : Int[0..1_000] from alice | x : Int[0..1_000] from bob | y : Int[0..1_000] from bob",
        "Bool of x, y",
        "s < x and x < y and y < s",
    ),
    "one of two neighbours is even": program(SMALL, "Int[0..200] of x", "(s % 2) * ((s + 1) % 2) + x"),
    "a table with equal rows": program(SMALL, "Int[0..100] of x", "let t = [x, x, x, x, x, x];;t[s]"),
    "a fold that cancels": program(
        LIST, "Bool of x", "fold t : Bool = x > 50 for e in s { (t xor (e > 4)) xor (e >= 5) }"
    ),
    "a sum less itself turned round": program(
        LIST, "Int[-36..136] of x", "x + (s[0] + s[1] + s[2]) - (s[2] + s[0] + s[1])"
    ),
    "a greatest that is at least itself": program(LIST, "Bool of x", "max(s) >= s[2]"),
    "the absolute value of a square": program(
        "s : Int[-9..9] from alice | x : Bool from bob", "Bool of x", "(abs(s) >= s) and x"
    ),
    "both answers are one": program(BIT, "Bool of x", "(s or not s) and x > 3"),
    "a remainder is less": program(
        "s : Int[0..1_000_000] from alice | x : Bool from bob", "Bool of x", "(s % 7 < 7) and x"
    ),
    "one model, one text": program(
        ASKED, "Bool of t", f"let a = ask judge(t) {ANSWER};;if s {{ a == YES }} else {{ a == YES }}", MODELS
    ),
    "less than, or not": program(THREE, "Bool of a, b", "(s + a < s + b) or (a >= b and s == 3) and s != 3"),
}
HARMFUL = {
    "one value of s": program(SMALL, "Int[0..101] of x", "if s == 5 { x + 1 } else { x }"),
    "the last edge": program(SMALL, "Bool of x", "s > 4 and x > 3"),
    "off by one": program(SMALL, "Int[0..10] of x", "max(s, 4)"),
    "a gap between two conditions": program(
        SMALL, "Int[0..2] of x", "if s > 3 { 1 } else if s < 3 { 1 } else { 2 }"
    ),
    "only together with an edge of x": program(SMALL, "Bool of x", "s == 5 and x == 100"),
    "whether an option is there": program(BIT, "Int[0..100]? of x", "if s { x } else { none }"),
    "what is in an option": program(BIT, "Int[0..100]? of x", "if s { 1 } else { 2 }"),
    "the length of a list": program(
        BIT.replace("x : Int[0..100]", "x : [Int[0..9]; 3]"),
        "List[Int[0..9]; 0..3] of x",
        "filter(fn(e) => e > 3 or s, x)",
    ),
    "one row of a table": program(SMALL, "Int[0..101] of x", "let t = [x, x, x, x, x, x + 1];;t[s]"),
    "one element": program(LIST, "Bool of x", "max(s) >= s[2] + 1"),
    "a remainder": program(SMALL, "Int[0..101] of x", "x + s % 2"),
    "a quotient at the end": program(SMALL, "Int[0..101] of x", "x + s / 5"),
    "what is left of a quotient by an input": program(
        "s : Bool from alice | x : Int[0..3] from bob | w : Int[2..3] from bob | "
        "y : Int[0..1_000_000_000] from bob",
        "Bool of x, w, y",
        "let q = 5 * x / w;;if q >= 5 and w >= 3 and y == 123_456_789 { s } else { false }",
    ),
    "what is left of a quotient by a number": program(
        "s : Bool from alice | x : Int[-1..2] from bob | w : Int[0..1] from bob",
        "Bool of x, w",
        "let q = (7 * w * x + 2 * x) / 8;;if q >= 1 and w >= 1 { s } else { false }",
    ),
    "what is left of a quotient less what is left of one": program(
        "s : Bool from alice | x : Int[0..20] from bob | w : Int[-1..0] from bob | "
        "y : Int[0..1_000_000_000] from bob",
        "Bool of x, w, y",
        "let t = if x > 10 { 1 } else { 0 }\nlet q = (8 * t + 7 * w * x + 2 * x) / 8 - t\n"
        "let r = (9 * q + 7 * w * w * x + 2 * x + y) / 8 - q;;"
        "r >= 15_432_099 and r - x < 15_432_099 and w <= -1 and y == 123_456_784 and s",
    ),
    "a sign": program("s : Int[-9..9] from alice | x : Bool from bob", "Bool of x", "abs(s) > s and x"),
    "one arm": program(ENUM, "Int[0..101] of x", "match s {\nLOW => x\nMID => x\nHIGH => x + 1\n}"),
    "which of two models' texts": program(
        ASKED,
        "Bool of t, u",
        f"let a = ask judge(t) {ANSWER}\nlet b = ask judge(u) {ANSWER};;"
        "if s { a == YES } else { b == YES }",
        MODELS,
    ),
    "three times exclusive or": program(
        "s : Bool from alice | a : Bool from bob", "Bool of a", "((a xor s) xor s) xor s"
    ),
    "the order of sums": program(THREE, "Bool of a, b", "s + a < b"),
    "a product that may be nothing": program(SMALL, "Int[0..500] of x", "s * x"),
    "a fold with one step more": program(
        LIST, "Bool of x", "fold t : Bool = x > 50 for e in s { (t xor (e > 4)) xor (e > 5) }"
    ),
    "first of equals": program(LIST, "Int[0..3] of x", "argmax(s)"),
    "the greatest value alone": program(
        "s : Int[0..1_000_000_000] from alice | x : Bool from bob", "Bool of x", "s == 1_000_000_000 and x"
    ),
}
