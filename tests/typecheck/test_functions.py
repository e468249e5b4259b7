"""Generics, functions as values and tuples: the types that uses get."""

from dataclasses import replace
from random import Random

import pytest

from tcme.compiler import core
from tcme.compiler.interpreter import Interpreter
from tcme.compiler.typecheck.walk import walk
from tcme.compiler.values import boundary, check, sample
from tcme.dsl.ty import RecordTy, show
from tests.typecheck.goldens import accepted
from tests.typecheck.invariants import broken

PROGRAM = """program sample

party alice, bob

const three = 3
const rate = 0.25

input a : Int[0..9] from alice
input b : Int[-5..5] from alice
input xs : [Int[0..9]; 3] from alice
input ys : [Int[-5..5]; 3] from alice
input pairs : [(Int[0..9], Bool); 3] from alice
input long : [Int[0..9]; 1000] from alice
input price : Fixed[0..10 by 0.01] from alice
input prices : [Fixed[0..10 by 0.01]; 5] from alice
input few : List[Int[0..9]; 0..5] from alice

output R {{
    x : Bool of a to bob because "a sample"
}}

fn total[n, lo, hi](vs : [Int[lo..hi]; n]) -> Int[lo * n..hi * n] where n >= 1 {{ sum(vs) }}
fn first[T, n](vs : [T; n]) -> T {{ vs[0] }}
fn mapped[T, U, n](f : fn(T) -> U, vs : [T; n]) -> [U; n] {{ map(f, vs) }}
fn dot[n](vs : [Int; n], ws : [Int; n]) -> Int {{ sum([vs[i] * ws[i] for i in 0..n - 1]) }}
fn double(v : Int[0..100]) -> Int[0..200] {{ v * 2 }}
fn longer[n](vs : [Int; n]) -> [Int; n + 1] {{
    for i in 0..n {{ if i < n {{ vs[min(i, n - 1)] }} else {{ 0 }} }}
}}
fn filled[n](vs : [Int; n]) -> [Int; (1 << bit_length(n - 1))] {{
    for i in 0..(1 << bit_length(n - 1)) - 1 {{ vs[min(i, n - 1)] }}
}}
fn power[k](v : Int, e : Int[k..k]) -> Int {{ fold p = 1 for i in 1..k {{ p * v }} }}
fn best[T, n](better : fn(T, T) -> Bool, vs : [T; n]) -> T {{
    fold found = vs[0] for v in vs {{ if better(v, found) {{ v }} else {{ found }} }}
}}
fn same[T](v : T, w : T) -> Bool {{ v == w }}
fn more(v : Fixed) -> Fixed {{ v + v }}
fn within[n, lo, hi, s](vs : [Fixed[lo..hi by s]; n]) -> Fixed[lo * n..hi * n by s] {{ sum(vs) }}
fn twice(f : fn(Int) -> Int, v : Int) -> Int {{ f(f(v)) }}
fn quadruple(v : Int) -> Int {{
    let f = fn(w) => w + v
    let g = fn(w) => f(f(w))
    g(v)
}}
fn later(v : Int) -> Int {{
    let w = v + 1
    twice(fn(u) => u + w, v)
}}
fn high[n](vs : [Int; n]) -> Int[0..n] {{ count([v > 3 for v in vs]) }}
fn apart[T, U, n](vs : [(T, U); n]) -> ([T; n], [U; n]) {{ ([p for (p, q) in vs], [q for (p, q) in vs]) }}
fn last[T, U, n](f : fn(T) -> [U; n], v : T) -> U {{ f(v)[n - 1] }}
fn shown[T, lo, hi](vs : List[T; lo..hi]) -> [T?; hi] {{ elements(vs) }}
fn checked[n](vs : [Int; n]) -> Int where n >= 2 and n <= three * 2 {{ vs[0] }}

fn main() -> R {{
    let found = {}
    release R(true)
}}
"""

TYPES = {
    "total(xs)": "Int[0..27]",
    "total([1, 2])": "Int[2..4]",
    "first(pairs)": "(Int[0..9], Bool)",
    "first([b, a])": "Int[-5..9]",
    "mapped(double, xs)": "[Int[0..18]; 3]",
    "mapped(fn(x) => (x, x > b), xs)": "[(Int[0..9], Bool); 3]",
    "mapped(fn((p, q)) => if q { p } else { 0 }, pairs)": "[Int[0..9]; 3]",
    "dot(xs, ys)": "Int[-135..135]",
    "longer(xs)": "[Int[0..9]; 4]",
    "filled(xs)": "[Int[0..9]; 4]",
    "power(a, three)": "Int[0..729]",
    "best(fn(v, w) => v > w, xs)": "Int[0..9]",
    "best(fn((p, q), (r, s)) => p > r, pairs)": "(Int[0..9], Bool)",
    "same(a, b)": "Bool",
    "more(price)": "Fixed[0..20 by 0.01]",
    "more(a)": "Int[0..18]",
    "within(prices)": "Fixed[0..50 by 0.01]",
    "twice(fn(x) => x * 2, b)": "Int[-20..20]",
    "twice(double, a)": "Int[0..36]",
    "quadruple(a)": "Int[0..27]",
    "later(a)": "Int[2..29]",
    "high(xs)": "Int[0..3]",
    "apart(pairs)": "([Int[0..9]; 3], [Bool; 3])",
    "last(fn(x) => [x, x + 1], a)": "Int[0..10]",
    "shown(few)": "[Int[0..9]?; 5]",
    "checked(xs)": "Int[0..9]",
    "rate": "Fixed[0.25..0.25 by 0.25]",
    "map(fn(x) => x + a, xs)": "[Int[0..18]; 3]",
    "map(fn(x) => x + 1, few)": "List[Int[1..10]; 0..5]",
    "(a, b, true)": "(Int[0..9], Int[-5..5], Bool)",
    "(a, b).1": "Int[-5..5]",
    "pairs[1].0": "Int[0..9]",
    "[p + 1 for (p, q) in pairs]": "[Int[1..10]; 3]",
    "fold (s, c) = (0, 0) for x in long { (s + x, c + 1) }": "(Int[0..9000], Int[0..1000])",
    "fold (s, m) = (0, 0) for x in long { (s + x, max(m, x)) }": "(Int[0..9000], Int[0..9])",
    "fold s = 0 for (p, q) in pairs { if q { s + p } else { s } }": "Int[0..27]",
    "fold s = 0 for x in xs { let (u, v) = (x, s)\n u + v }": "Int[0..27]",
    "fold s = 0 for x in few { s + x }": "Int[0..45]",
    "fold s = 0 for p in prices { s + p }": "Fixed[0..50 by 0.01]",
    "fold s = 0 for x in long { min(s + x, 500) }": "Int[0..500]",
    "fold s = 0 for x in xs { fold t = s for y in xs { t + y * x } }": "Int[0..729]",
    "fold m : (Int[0..9], Bool)? = none for p in pairs { p }": "(Int[0..9], Bool)?",
    "scan s = 0 for x in long { s + x }": "[Int[0..9000]; 1000]",
    "scan (s, c) = (0, 0) for x in xs { (s + x, c + 1) }": "[(Int[0..27], Int[0..3]); 3]",
    "[i for i in 0..9_999_999]": "[Int[0..9999999]; 10000000]",
}


@pytest.mark.parametrize("text", TYPES)
def test_type(text: str) -> None:
    program = accepted(PROGRAM.format(text))
    assert not program.goals
    assert not broken(program)
    assert show(_found(program).ty) == TYPES[text]


def _found(program: core.CoreProgram) -> core.Expr:
    return next(b.value for b in walk(program.result) if isinstance(b, core.Binding) and b.name == "found")


@pytest.mark.parametrize("text", [text for text in TYPES if "9_999_999" not in text])
def test_values_lie_in_the_inferred_type(text: str) -> None:
    program = accepted(PROGRAM.format(text))
    found, random = _found(program), Random(1)
    released = core.MakeRecord((("x", found),), RecordTy((("x", found.ty),)), found.span)
    interpreter = Interpreter(replace(program, result=released))
    for attempt in range(8):
        inputs = {
            item.name: sample(item.ty, random) if attempt > 3 else random.choice(boundary(item.ty))
            for item in program.inputs
        }
        assert check(found.ty, interpreter.run(inputs, lambda site, args: site.values[0])["x"]) is None


def test_a_loop_over_a_range_holds_no_numbers() -> None:
    found = _found(accepted(PROGRAM.format("[i + 1 for i in 0..9_999_999]")))
    assert isinstance(found, core.Map) and isinstance(found.over, core.Iota)


def test_a_function_that_is_never_used_is_checked_unless_its_types_depend_on_the_use() -> None:
    source = PROGRAM.replace("fn main", "fn unused[n](vs : [Int; n]) -> Int {{ vs[0] + true }}\n\nfn main")
    assert accepted(source.format("a"))
