"""The type that each expression gets."""

import pytest

from tcme.compiler import core
from tcme.compiler.typecheck.walk import walk
from tcme.dsl.ty import show
from tests.typecheck.goldens import accepted
from tests.typecheck.invariants import broken

PROGRAM = """program sample

party alice, bob
environment enclave
publisher maker
model judge by maker = "m"

const twice = n * 2
const n = 3
type Pair = {{left : Int[0..9], right : Way}}
type Way = {{UP, DOWN, LEFT}}

input a : Int[0..9] from alice
input b : Int[-5..5] from alice
input xs : [Int[0..9]; n] from alice
input flags : [Bool; 2] from alice
input way : Way from alice
input maybe : Int[1..9]? from alice
input pair : Pair from alice
input t : Text[1..9] from alice
input long : [Int[0..9]; 1000] from alice

output R {{
    x : Bool of a to bob because "a sample"
}}

fn double(v : Int[0..100]) -> Int[0..200] {{ v * 2 }}
fn flip(w : Way) -> Way {{ match w {{ UP => DOWN, DOWN => UP, LEFT => LEFT }} }}

fn main() -> R {{
    let found = {}
    release R(true)
}}
"""

TYPES = {
    "7": "Int[7..7]",
    "-7": "Int[-7..-7]",
    "twice": "Int[6..6]",
    "a + b": "Int[-5..14]",
    "a - b": "Int[-5..14]",
    "a * b": "Int[-45..45]",
    "-a": "Int[-9..0]",
    "b / 2": "Int[-3..2]",
    "b % 3": "Int[0..2]",
    "b % -3": "Int[-2..0]",
    "a % 20": "Int[0..9]",
    "abs(b)": "Int[0..5]",
    "min(a, b, 3)": "Int[-5..3]",
    "max(xs)": "Int[0..9]",
    "sum(xs)": "Int[0..27]",
    "count(flags)": "Int[0..2]",
    "all(flags)": "Bool",
    "argmax(xs)": "Int[0..2]",
    "len(xs)": "Int[3..3]",
    "a == b": "Bool",
    "not a < b or flags[0]": "Bool",
    "way == UP": "Bool",
    "maybe == none": "Bool",
    "pair == Pair(a, UP)": "Bool",
    "if a > 3 { UP } else { DOWN }": "{UP, DOWN}",
    "if a > 3 { a } else { none }": "Int[0..9]?",
    "if a > 3 { 1 } else if a > 2 { 20 } else { b }": "Int[-5..20]",
    "match way { UP => 1, _ => 3 }": "Int[1..3]",
    "match maybe { none => 0, some => some * 2 }": "Int[0..18]",
    "match maybe { none => 0, 3 => 7, some => some }": "Int[0..9]",
    "match maybe { 1 => UP, _ => DOWN }": "{UP, DOWN}",
    "match a { 0 => UP, 1 => DOWN, _ => LEFT }": "{UP, DOWN, LEFT}",
    "match a > 3 { true => 1, false => 2 }": "Int[1..2]",
    "[1, a, b]": "[Int[-5..9]; 3]",
    "[none, a]": "[Int[0..9]?; 2]",
    "Pair(right = UP, left = 3)": "{left : Int[3..3], right : {UP, DOWN, LEFT}}",
    "pair.left": "Int[0..9]",
    "xs[argmin(xs)]": "Int[0..9]",
    "[x * 2 for x in xs]": "[Int[0..18]; 3]",
    "[i * i for i in 1..len(xs)]": "[Int[1..9]; 3]",
    "for x in xs { double(x) }": "[Int[0..18]; 3]",
    "map(double, xs)": "[Int[0..18]; 3]",
    "double(a)": "Int[0..18]",
    "flip(UP)": "{UP, DOWN, LEFT}",
    "fold s = 0 for x in xs { s + x }": "Int[0..27]",
    "fold s = 0 for x in long { s + x }": "Int[0..9000]",
    "fold s = 0 for x in long { if x > 3 { s + x } else { s - 1 } }": "Int[-1000..9000]",
    "fold s = 0 for x in long { max(s, x) }": "Int[0..9]",
    "fold s = 0 for x in long { let y = s + x\n y - x / 2 }": "Int[-4000..9000]",
    "fold s = 0 for x in long { min(s + 1, 20) }": "Int[0..20]",
    "fold s : Int[0..500] = 0 for x in long { min(s + x, 500) }": "Int[0..500]",
    "fold s : Int[0..50] = 0 for x in xs { s + x }": "Int[0..27]",
    "fold p = 1 for x in xs { p * x }": "Int[0..729]",
    "fold w = UP for x in xs { if x > 3 { flip(w) } else { w } }": "{UP, DOWN, LEFT}",
    "fold w = UP for x in xs { match w { UP => DOWN, DOWN => UP } }": "{UP, DOWN}",
    "fold best : Int[0..9]? = none for x in xs { if x > 3 { x } else { best } }": "Int[0..9]?",
    'ask judge(t) as {YES, NO} """Is it?"""': "{YES, NO}",
    'ask judge(t) as {YES, NO, UNSURE} margin 0.5 else UNSURE """Is it?"""': "{YES, NO, UNSURE}",
    'endorse a because "a sample"': "Int[0..9]",
}


@pytest.mark.parametrize("text", TYPES)
def test_type(text: str) -> None:
    program = accepted(PROGRAM.format(text))
    assert not program.goals
    assert not broken(program)
    assert show(_found(program).ty) == TYPES[text]


def _found(program: core.CoreProgram) -> core.Expr:
    return next(b.value for b in walk(program.result) if isinstance(b, core.Binding) and b.name == "found")


def test_the_model_chooses_among_the_values_that_do_not_abstain() -> None:
    text = 'ask judge(t) as {YES, UNSURE, NO} margin 0.5 else UNSURE """Is it?"""'
    ask = _found(accepted(PROGRAM.format(text)))
    assert isinstance(ask, core.Ask)
    assert ask.site.values == ("YES", "NO")
    assert (ask.site.abstain, ask.site.place, str(ask.site.margin)) == ("UNSURE", "enclave", "1/2")


def test_an_annotation_is_the_type() -> None:
    program = accepted(PROGRAM.format("3").replace("let found", "let found : Int[0..9]?"))
    assert _found(program) == core.Const(3, _found(program).ty, _found(program).span)
    assert show(_found(program).ty) == "Int[0..9]?"


def test_a_function_is_checked_at_the_types_of_each_use() -> None:
    source = PROGRAM.replace("fn double", "fn part(v : Int[0..9]) -> Int[0..9] {{ 9 / v }}\nfn double")
    assert accepted(source.format("part(a + 1 - a / 9)")).goals
    assert accepted(source.format("part(3)")).goals == ()


def test_branches_of_enums_are_converted_where_they_are_constants() -> None:
    found = _found(accepted(PROGRAM.format("if a > 3 { UP } else if a > 2 { DOWN } else { LEFT }")))
    assert not [node for node in walk(found) if isinstance(node, core.Convert)]
