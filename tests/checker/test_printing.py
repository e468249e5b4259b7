"""What people sign is printed from the tree, and reads back as the same tree."""

from typing import Any

import pytest

from tcme import checker
from tests.checker.builders import tree
from tests.checker.programs import example

PROGRAM = """program p
party p, q
input a : Int[0..9] from p
const n = 3
type R = {{x : Int[0..n], y : [{{A, B}}?; 2]}}
output Out {{
    /// doc
    o : Bool of a to p because "a \\"quote\\" \\\\ and\\n" steered by q
}}
/// two
/// lines
fn f(x : Bool, r : R) -> Bool {{ x }}
fn main() -> Out {{
    let v : Bool = {expr}
    release Out(o = v)
}}
"""
EXPRESSIONS = [
    "1 + 2 * 3 - 4 - (5 - 6) / 7 % 8",
    "-a * -1 - -(2 + 1)",
    "-(a * 2) + -(a / 2 % 3)",
    "1 - (2 - 3) - (4 + 5) + 8 / (4 / 2)",
    "not a == 1 and not (true or false) xor true or false",
    "not not true and (true xor false)",
    "(a == 1) == true",
    "a.b.c[1][a].d",
    "f(x, r = R(1, [A, none]))",
    "if a > 1 { true } else if a > 2 { false } else { let k = 1\n k > 2 }",
    "match a { 1 => true\n -2 => { false }\n none => x\n A => y\n z => z\n _ => false }",
    "for i in 0..n - 1 { i }",
    "[x + 1 for x in xs]",
    "fold t : Int[0..9] = 0 for x in xs { t + x }",
    'endorse a > 1 because "r"',
    "a & 1 | b ^ 3 << 2 >> 1 & (7 | 1)",
    "(a << 2) + 1 == (b + 1) << 2",
    "0.25 + x * 1.50",
    "(a, b).0 + t.1 + t.0.1 + (5, 6).1",
    "(1).0 + (t.0).1 + (0.5).1 + (a + b).1",
    "for i in (a == 1)..(b < 2) { i }",
    "for i in (a and b)..(not a) { i }",
    "[x for x in (a | 1)..-b * 2]",
    "(fn(x) => x + 1, (fn((x, y), z) => { let k = x\n k + y * z }))",
    "f(fn() => 1, xs)",
    "scan (s, t) : (Int[0..9], Bool) = (0, true) for (x, y) in zip(xs, ys) { (s + x, t) }",
    "at mpc { let (k, l) = p\n k + l }",
    "order.median(xs) + m.limit",
    "pay[acme] + rows.age[1]",
    'ask m(a, b) at e as {A, B} margin 0.5 else U examples "f" """one\n  two\nthree"""',
]


DECLARED = """program p
group g = a, b
party a, b
helper h
adversary at most 1 of g, h passive
type T = {x : Fixed[0..9 by 0.25], y : (Int[0..1], Key), z : List[{A, B}?; 0..4]}
type U = {b : Bytes[0..9], i : Image[2, 3]}
const rate = 0.19
public limits : [Int[0..9]; 3] = file "limits.json"
input pay : Int[0..9] from each g endorsed because "w"
output Out {
    all : Bool of pay to g because "r"
    rank : Int[0..9] of pay to each g because "r" steered by g
}
fn f[T, n, lo](x : [T; n], f : fn(T, Int[lo..lo]) -> Int) -> Int where n > 1 and lo < 2 { 1 }
fn g(g : fn() -> Fixed) -> Int { 1 }
fn main() -> Out {
    let a : Int learn a, g steer h = 1
    let (b, c) steer g = (1, 2)
    let d learn g = 3
    release Out(all = true, rank = [1, 2])
}
"""


def test_declarations_read_back() -> None:
    made = tree(DECLARED)
    printed = checker.print_program(made)
    assert bare(tree(printed)) == bare(made)
    assert checker.print_program(tree(printed)) == printed


def bare(value: Any) -> Any:
    """A tree without spans and parentheses."""
    return checker.simple(value)


@pytest.mark.parametrize("expr", EXPRESSIONS)
def test_reads_back(expr: str) -> None:
    made = tree(PROGRAM.format(expr=expr))
    printed = checker.print_program(made)
    assert bare(tree(printed)) == bare(made)
    assert checker.print_program(tree(printed)) == printed


@pytest.mark.parametrize("name", ["millionaires", "damage_monitoring", "tender"])
def test_examples_read_back(name: str) -> None:
    made = tree(example(name))
    assert bare(tree(checker.print_program(made))) == bare(made)


def unwrap(value: Any) -> Any:
    """The same tree without explicit parentheses: printing must put back what matters."""
    if isinstance(value, list):
        return [unwrap(v) for v in value]
    if isinstance(value, dict):
        return (
            unwrap(value["inner"]) if value["node"] == "Paren" else {k: unwrap(v) for k, v in value.items()}
        )
    return value


@pytest.mark.parametrize("expr", [*EXPRESSIONS, "(if a { 1 } else { 2 }) + 3", "(a + 1).b", "-(-a)"])
def test_missing_parentheses_are_put_back(expr: str) -> None:
    made = unwrap(tree(PROGRAM.format(expr=expr)))
    assert bare(tree(checker.print_program(made))) == bare(made)


@pytest.mark.parametrize(
    "text", ["a because", "else", "a\nb", "", "9a", "a b", "é", "a" * 101, "fn", "x\u202e"]
)
def test_names_that_read_as_something_else(text: str) -> None:
    made = tree(PROGRAM.format(expr="true"))
    made["name"]["text"] = text
    with pytest.raises(checker.Refused):
        checker.print_program(made)


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "\x00", "a\rb", "\ud800", "\u2028"])
def test_invisible_characters(text: str) -> None:
    made = tree(PROGRAM.format(expr="true"))
    made["doc"] = text
    with pytest.raises(checker.Refused):
        checker.print_program(made)
