"""Rule data in the checker: every part of every expression is told of, and steers."""

import pytest

from tcme import checker
from tests.checker.judging import label_of, written

PROGRAM = """
program data
party alice, bob, carol
group firms = alice, bob, carol
const ONE = 1
adversary at most 1 of alice, bob, carol passive
type Pair = {left : Int[0..9]?, right : Bool}
input a : Int[1..9] from alice
input b : Int[1..9] from bob
input c : Int[1..9] from carol
input xs : [Int[0..9]; 3] from alice
input ys : [Int[0..9]; 3] from bob
input zs : List[Int[0..9]; 0..3] from carol
input ones : List[Int[0..9]; ONE..1] from carol
input key : Bytes[4..4] from alice
input two : (Int[0..9], Bool) from bob
input m : Int[0..9]? from bob
input p : Pair from carol
input words : Text[1..9] from carol
input pay : Int[0..9] from each firms
fn size(v : List[Int[0..9]; 0..3]) -> Int[0..3] { len(v) }
fn few(v : Int[1..9], w : Int[1..9]) -> List[Int[1..9]; 0..3] { if v > 3 { [w] } else { [w, w] } }
fn least(v : Int[0..9], w : Int[0..9]) -> Int[0..9] { if v < w { v } else { w } }
output Out { o : Int[0..9] of a to alice because "agreed" }
fn main() -> Out { release Out(BODY) }
"""
OWNERS = {"a": "alice", "b": "bob", "c": "carol", "xs": "alice", "ys": "bob", "zs": "carol", "m": "bob"}
OWNERS |= {"ones": "carol", "key": "alice", "two": "bob"}
OWNERS |= {"p": "carol", "words": "carol"} | {f"pay[{f}]": f for f in ("alice", "bob", "carol")}


def told(body: str) -> set[str]:
    """The sources; whoever owns one crafts the value too, and nobody else."""
    label = label_of(PROGRAM.replace("BODY", body))
    assert {who for who, _ in label.influence} == {OWNERS[x] for x in label.sources}
    return set(label.sources)


@pytest.mark.parametrize(
    ("body", "sources"),
    [
        ("if a > 3 { b } else { c }", "a b c"),
        ("if a > 3 { b } else { 0 }", "a b"),
        ("if a > 3 { 0 } else { c }", "a c"),
        ("if a > 3 { 0 } else { 1 }", "a"),
        ("match a { 1 => b\n _ => c }", "a b c"),
        ("match a { 1 => 0\n _ => 1 }", "a"),
        ("match m { none => a\n v => v }", "a m"),
        ("match m { none => 0\n v => v }", "m"),
        ("match m { none => 0\n 3 => 1\n v => 2 }", "m"),
        ("match (if a > 3 { b } else { none }) { none => 0\n _ => 1 }", "a"),
        ("match (if a > 3 { b } else { none }) { none => 0\n 3 => 1\n _ => 2 }", "a b"),
        ("match (if a > 3 { b } else { none }) { none => 0\n v => v }", "a b"),
        ("if (if a > 3 { b } else { none }) == none { 0 } else { 1 }", "a"),
        ("if none != (if a > 3 { b } else { none }) { 0 } else { 1 }", "a"),
        ("len(zs)", "zs"),
        ("len(ones)", "ones"),
        ("sum(ones)", "ones"),
        ("len(key)", "key"),
        ("if m == none { 0 } else { 1 }", "m"),
        ("two.0", "two"),
        ("a.0", "a"),
        ("sum(map(fn((v, w)) => w, zip(xs, ys)))", "ys"),
        ("(a + b).left", "a b"),
        ("if p.right { 0 } else { 1 }", "p"),
        ("a + b", "a b"),
        ("b % a", "a b"),
        ("if a > 3 and b > 3 { 0 } else { 1 }", "a b"),
        ("-a", "a"),
        ("min(a, b)", "a b"),
        ("least(a, b)", "a b"),
        ("least(w = a, v = 0)", "a"),
        ("sum([a, b, c])", "a b c"),
        ("sum(xs)", "xs"),
        ("xs[1]", "xs"),
        ("xs[b % 3]", "xs b"),
        ("[a, b][0]", "a"),
        ("[a, b][1]", "b"),
        ("[a, b][c % 2]", "a b c"),
        ("(if a > 3 { [b, 0] } else { [c, 1] })[0]", "a b c"),
        ("(a, b).0", "a"),
        ("(a, b).1", "b"),
        ("(if a > 3 { (b, 0) } else { (0, c) }).0", "a b"),
        ("(if a > 3 { (b, 0) } else { (0, c) }).1", "a c"),
        ("Pair(a, b > 3).right", "b"),
        ("Pair(right = b > 3, left = a).right", "b"),
        ("[Pair(a, b > 3), Pair(none, c > 3)].right[0]", "b c"),
        ("(if c > 3 { (0, 0) } else { if a > 3 { (b, 0) } else { (0, 0) } }).0", "a b c"),
        ("(if a > 3 { if c > 3 { (b, 0) } else { (0, 0) } } else { (0, 0) }).0", "a b c"),
        ("if c > 3 { (a, 0) } else { Pair(b, true) }", "a b c"),
        ("size(if a > 3 { [b] } else { [b, b] })", "a"),
        ("len(few(a, b))", "a"),
        ("pay[alice]", "pay[alice]"),
        ("pay[bob]", "pay[bob]"),
        ("sum(pay)", "pay[alice] pay[bob] pay[carol]"),
        ("(endorse a because \"w\")", "a"),
        ("at mpc { a + b }", "a b"),
    ],
)  # fmt: skip
def test_values(body: str, sources: str) -> None:
    if "endorse" in body:
        assert set(label_of(PROGRAM.replace("BODY", body)).sources) == set(sources.split())
    else:
        assert told(body) == set(sources.split())


@pytest.mark.parametrize(
    ("body", "sources"),
    [
        ("len(xs)", ""),
        ("len(zs)", "zs"),
        ("len(utf8(words))", "words"),
        ("sum(utf8(words))", "words"),
        ("sum(zs)", "zs"),
        ("len(filter(fn(x) => x > b, xs))", "xs b"),
        ("sum(filter(fn(x) => b > 3, [1, 2]))", "b"),
        ("len(filter(fn(x) => b > 3, [1, 2]))", "b"),
        ("len(filter(fn(x) => true, zs))", "zs"),
        ("len(map(fn(x) => 0, zs))", "zs"),
        ("sum(map(fn(x) => b, zs))", "zs b"),
        ("sum([b for x in zs])", "zs b"),
        ("len(for x in zs { 0 })", "zs"),
        ("sum(for x in xs { x + b })", "xs b"),
        ("len(concat(zs, xs))", "zs"),
        ("sum(concat(xs, ys))", "xs ys"),
        ("match concat(zs, [b])[0] { none => 0\n v => v }", "zs b"),
        ("match zs[a % 3] { none => 0\n v => v }", "zs a"),
        ("match zs[a % 3] { none => 0\n _ => 1 }", "zs a"),
        ("match elements(zs)[0] { none => 0\n _ => 1 }", "zs"),
        ("len(pack([if a > 3 { b } else { none }]))", "a"),
        ("sum(pack([if a > 3 { b } else { none }]))", "a b"),
        ("len(if a > 3 { zs } else { filter(fn(x) => x > b, xs) })", "a b xs zs"),
        ("sum([v.0 for v in zip(xs, ys)])", "xs"),
        ("sum([v.1 for v in zip(xs, ys)])", "ys"),
        ("len(zip(zs, xs))", "zs xs"),
        ("sum([v.0 for v in zip(zs, xs)])", "zs xs"),
        ("match zip(zs, xs)[a % 3] { none => 0\n _ => 1 }", "zs xs a"),
        ("match (if c > 3 { zip(zs, xs) } else { zip(zs, ys) })[0] { none => 0\n _ => 1 }", "c zs xs ys"),
        ("fold t = a for x in xs { t + x }", "a xs"),
        ("fold t = a for x in xs { 0 }", "a"),
        ("fold t = 0 for x in xs { t + b }", "b"),
        ("fold t = 0 for x in zs { b }", "b zs"),
        ("fold t = 0 for x in zs { 1 }", "zs"),
        ("fold t = 0 for i in 0..2 { xs[i] }", "xs"),
        ("(fold s = (a, 0, 0) for x in xs { (s.1, s.2, b) }).0", "a b"),
        ("(scan t = 0 for x in xs { t + x })[0]", "xs"),
        ("sum(scan t = a for x in xs { t + b })", "a b"),
    ],
)
def test_arrays_lists_and_loops(body: str, sources: str) -> None:
    assert told(body) == set(sources.split())


def test_a_value_takes_the_shape_of_its_type() -> None:
    """How long the list is depends on which array it was."""
    lines = "let v : List[Int[0..9]; 0..3] = if a > 3 { [b] } else { [b, b] }\n release Out(len(v))"
    assert label_of(PROGRAM.replace("release Out(BODY)", lines)).sources == {"a"}


def test_a_condition_steers_though_it_tells_nothing_new() -> None:
    label = label_of(PROGRAM.replace("BODY", 'if a > 3 { endorse a because "w" } else { 0 }'))
    assert (label.sources, label.influence) == ({"a"}, {("alice", 2)})


@pytest.mark.parametrize(
    ("array", "owners"),
    [
        ("pack([if a > 3 { b } else { none }])", "alice, bob"),
        ("filter(fn(w) => w > a, ys)", "alice, bob"),
        ("filter(fn(w) => true, zs)", "carol"),
        ("utf8(words)", "carol"),
        ("map(fn(w) => b, zs)", "bob, carol"),
        ("concat(zs, [b])", "bob, carol"),
        ("zip(zs, xs)", "alice, carol"),
    ],
)
def test_an_element_tells_what_stands_before_it(array: str, owners: str) -> None:
    """Claimed of the element alone, inside a loop."""
    for one in owners.split(", "):
        others = [o for o in ("alice", "bob", "carol") if o != one]
        for named, fails in ((", ".join(others), True), (owners, False)):
            loop = f"for x in {array} {{ let w learn {named} = x\n w }}"
            text = PROGRAM.replace("release Out(BODY)", f"let v = {loop}\n release Out(len(v))")
            found = written(text).found
            claims = [said for (rule, _), said in found.items() if rule == "claim"]
            assert claims and any(claims) == fails


def test_what_is_packed_tells_what_stood_before_it() -> None:
    """Claimed of the element alone, where it is taken out."""
    for named, fails in (("bob", True), ("alice, bob", False)):
        arm = f"v => {{ let w learn {named} = v\n w }}"
        body = f"match pack([if a > 3 {{ b }} else {{ none }}])[0] {{ none => 0\n {arm} }}"
        found = written(PROGRAM.replace("BODY", body)).found
        assert any(said for (rule, _), said in found.items() if rule == "claim") == fails


def test_a_loop_goes_over_constants() -> None:
    with pytest.raises(checker.Refused):
        told("fold t = 0 for i in 0..a { t }")


@pytest.mark.parametrize("body", ["(a, b).2", "Pair(a, b > 3).middle", "[(a, b)].2[0]"])
def test_there_are_no_other_parts(body: str) -> None:
    with pytest.raises(checker.Refused):
        told(body)
