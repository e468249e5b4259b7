"""Rule data on programs as people write them: every part of an expression that can change it is told of."""

import pytest

from tests.flow.sources import proved

PROGRAM = """
program data
party alice, bob, carol
adversary at most 1 of alice, bob, carol passive
input a : Int[1..9] from alice
input b : Int[1..9] from bob
input c : Int[1..9] from carol
input xs : [Int[0..9]; 3] from alice
input ys : [Int[0..9]; 3] from bob
input m : Int[0..9]? from bob
input words : Text[1..9] from carol
output Out { o : TYPE of NAMED to alice, bob, carol because "agreed" }
fn main() -> Out { release Out(BODY) }
"""


def sources(ty: str, body: str) -> set[str]:
    text = PROGRAM.replace("TYPE", ty).replace("BODY", body).replace("NAMED", "a, b, c, xs, ys, m, words")
    return set(proved(text).fields["o"].sources)


@pytest.mark.parametrize(
    ("ty", "body", "told"),
    [
        ("Int[1..9]", "if a > 3 { b } else { c }", "a b c"),
        ("Int[0..9]", "if a > 3 { b } else { 0 }", "a b"),
        ("Int[0..9]", "if a > 3 { 0 } else { c }", "a c"),
        ("Int[0..9]", "match m { none => a\n v => v }", "a m"),
        ("Int[0..9]", "match a { 1 => b\n _ => 0 }", "a b"),
        ("Int[0..9]", "xs[b % 3]", "b xs"),
        ("Bool", "a > b", "a b"),
        ("Bool", "a > 3 and b > 3", "a b"),
        ("Bool", "a > 3 or b > 3", "a b"),
        ("Int[0..9]", "a / b", "a b"),
        ("Int[-8..8]", "b - a", "a b"),
        ("[Int[0..9]; 3]", "[a, b, c]", "a b c"),
        ("Int[0..27]", "sum([a, b, c])", "a b c"),
        ("Int[0..27]", "sum(ys)", "ys"),
        ("Bool", "any([x > a for x in ys])", "a ys"),
        ("Int[0..9]", "max(xs)", "xs"),
        ("Int[0..2]", "argmin(ys)", "ys"),
        ("Int[1..9]", "len(utf8(words))", "words"),
    ],
)
def test_every_operand_is_told_of(ty: str, body: str, told: str) -> None:
    assert sources(ty, body) == set(told.split())


@pytest.mark.parametrize("loop", ["fold", "scan"])
def test_a_loop_tells_of_its_start_of_what_it_goes_over_and_of_what_it_reads(loop: str) -> None:
    ty = "Int[0..9]" if loop == "fold" else "[Int[0..9]; 3]"
    body = f"{loop} t : Int[0..9] = a for y in ys {{ if c > 3 {{ min(t, y) }} else {{ t }} }}"
    assert sources(ty, body) == {"a", "c", "ys"}


def test_a_field_tells_of_whether_it_is_there_and_of_what_is_in_it() -> None:
    assert sources("Int[1..9]?", "if a > 3 { b } else { none }") == {"a", "b"}
    assert sources("(Int[1..9], Int[1..9])", "(a, b)") == {"a", "b"}
    assert sources("List[Int[0..9]; 0..3]", "filter(fn(x) => x > b, xs)") == {"b", "xs"}


def test_what_is_known_beforehand_tells_of_nothing() -> None:
    assert sources("Int[0..3]", "len(ys)") == set()
    assert sources("Int[1..9]", "(a, b).0") == {"a"}
