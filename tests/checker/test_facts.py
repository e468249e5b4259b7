"""Facts by hand: a placed program built node by node, and a proof that the checker follows or does not."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tcme import checker
from tcme.checker.semantic import stated, verify
from tests.checker.builders import BOOL, Circuit, Node, environment, integer, local, op, read, tree

PROGRAM = """program facts
party alice, bob, carol
environment enclave
assume alice, bob, carol trust enclave
adversary at most 1 of alice, bob, carol {level}
input s : Int[0..1] from alice
input many : [Int[0..1]; 2] from alice
input x : Int[0..9] from bob
output Out {{
    f : {ty} of x to carol because "r"
    g : Int[0..9] of x to carol because "r"
}}
fn main() -> Out {{
    let a = endorse x because "as he says"
    release Out({value}, a)
}}
"""
ENCLAVE = environment("enclave")
ABOVE = [[1, ["1:s/#0"]], [-2, []]]
"""What `s` never is."""
S1, S2 = [[1, ["1:s/#0"]], [-1, []]], [[1, ["2:s/#0"]], [-1, []]]


def split(literal: Any, yes: Any, no: Any) -> Node:
    return {"at_least": literal, "yes": yes, "no": no}


def impossible(*multiples: int) -> Node:
    return {"impossible": list(multiples)}


def fact(field: str = "f", source: str = "s", proof: Any = "equal", opaque: Sequence[int] = ()) -> Node:
    return {"field": field, "source": source, "opaque": list(opaque), "proof": proof}


Build = Callable[[Circuit], Sequence[int]]


def drawn(
    build: Build, *, ty: str = "Int[0..9]", value: str = "x", level: str = "passive"
) -> tuple[Node, Node]:
    """A program, and a circuit whose nodes 0, 1 and 2 are `s`, `x` and `many`; `build` gives the leaves of
    `f`."""
    made = tree(PROGRAM.format(ty=ty, value=value, level=level))
    circuit = Circuit(made)
    circuit.add(local("alice"), read("s"), [], integer(0, 1))
    circuit.add(local("bob"), read("x"), [], integer(0, 9))
    circuit.add(local("alice"), read("many"), [], integer(0, 1, 2))
    leaves = list(build(circuit))
    return made, circuit.placed({"f": leaves, "g": [1]})


def proved(build: Build, *facts: Node, **declared: str) -> bool:
    """Whether the checker follows the proofs of these facts about the circuit."""
    made, placed = drawn(build, **declared)
    rules = checker.Placed(checker.Program(checker.simple(made)), placed)
    try:
        verify(rules, list(facts or [fact()]))
    except checker.Refused:
        return False
    return True


def arith(kind: str, one: int, other: int) -> Build:
    what = op("Arith", op=kind)
    return lambda c: [c.add(ENCLAVE, what, [one, other], integer(-9, 19))]


def cancelled(c: Circuit) -> Sequence[int]:
    """x + s - s."""
    (more,) = arith("add", 1, 0)(c)
    return arith("sub", more, 0)(c)


def test_what_an_input_does_not_reach() -> None:
    assert proved(lambda _: [1]) and proved(cancelled)
    assert proved(lambda _: [1], fact("f"), fact("g"))


def test_what_an_input_reaches() -> None:
    assert not proved(lambda _: [0])
    for one, other in ((0, 1), (1, 0), (0, 0)):
        assert not proved(arith("add", one, other))


def test_a_proof_is_about_its_own_field() -> None:
    assert proved(lambda _: [0], fact("g")) and not proved(lambda _: [0], fact("f"))
    assert not proved(lambda _: [1], fact("g", "x"))


def test_every_fact_is_proved() -> None:
    assert not proved(lambda _: [1], fact("f"), fact("f", "x"))
    assert not proved(lambda _: [1], fact("f", "x"), fact("f"))


def test_every_opened_value_is_the_same() -> None:
    two: Any = {"ty": "(Int[0..9], Int[0..9])", "value": "(x, x)"}
    assert proved(lambda _: [1, 1], **two)
    assert not proved(lambda _: [1, 0], **two) and not proved(lambda _: [0, 1], **two)


def test_no_number_lies_between_two_cases() -> None:
    """That both are 1 is one case; that one is below 0 is no other."""
    low = impossible(1)
    assert not proved(lambda _: [0], fact(proof=split(S1, split(S2, "equal", impossible(0, 1)), low)))
    assert not proved(lambda _: [0], fact(proof=split(S1, "equal", "equal")))


def test_good_cases() -> None:
    """The least of `s` and 1 is `s`: without cases the sums do not show it, in four cases they do."""

    def build(c: Circuit) -> Sequence[int]:
        one = c.add(ENCLAVE, op("Const", values=[1]), [], integer(1, 1))
        (least,) = arith("min", 0, one)(c)
        return arith("sub", least, 0)(c)

    four = split(S1, split(S2, "equal", "equal"), split(S2, "equal", "equal"))
    assert proved(build, fact(proof=four)) and not proved(build, fact(proof="equal"))


def test_what_cannot_be_is_always_below_nothing() -> None:
    """Two sums of which each may be below 0, and one that has no end."""
    one = [[1, ["1:s/#0"]], [-1, ["x/#0"]]]
    other = [[1, ["2:s/#0"]], [-1, ["x/#0"]]]
    within = split(other, impossible(1, 1), impossible(1, 1))
    assert not proved(lambda _: [0], fact(proof=split(one, within, within)))
    unknown = [[1, ["nobody"]]]
    assert not proved(lambda _: [0], fact(proof=split(unknown, impossible(1), impossible(1))))
    assert not proved(lambda _: [0], fact(proof=split([], impossible(0), impossible(0))))
    assert not proved(lambda _: [0], fact(proof=split(S1, impossible(1), "equal")))
    assert not proved(lambda _: [0], fact(proof=split(S1, impossible(0), impossible(0))))
    assert not proved(lambda _: [0], fact(proof=split([[-1, []]], impossible(1), "equal")))
    more = [[1, ["1:s/#0"]], [1, []]]
    assert not proved(lambda _: [0], fact(proof=split(more, impossible(-1), impossible(1))))


def test_a_case_that_cannot_be() -> None:
    """`s` is not above 1: what would follow there is not asked."""
    assert proved(cancelled, fact(proof=split(ABOVE, impossible(1), "equal")))
    assert not proved(cancelled, fact(proof=split(ABOVE, impossible(-1), "equal")))
    assert not proved(cancelled, fact(proof=split(ABOVE, impossible(), "equal")))
    assert not proved(cancelled, fact(proof=split(ABOVE, impossible(1, 0), "equal")))


@pytest.mark.parametrize(
    "proof",
    [
        {"impossible": [1], "more": 0},
        {**split(S1, "equal", "equal"), "more": 0},
        split(ABOVE, {"impossible": [1], "more": 0}, "equal"),
        None,
        [],
        "same",
        {},
    ],
)
def test_nothing_more_stands_in_a_proof(proof: Any) -> None:
    assert not proved(cancelled, fact(proof=proof))


def test_what_is_taken_as_it_is() -> None:
    """Each node and each element has its own value, and what differs is never taken so."""
    assert proved(cancelled, fact(opaque=[1]))
    for wrong in ([0], [1, 1], [3, 1], [9], None, ["1"], [True]):
        assert not proved(cancelled, {**fact(), "opaque": wrong})

    def chosen(first: int, second: int, *, at: int = 0) -> Build:
        def build(c: Circuit) -> Sequence[int]:
            whole = c.add(local("bob"), op("Repeat", axis=0), [1], integer(0, 9, 2))
            one = c.add(local("bob"), op("Take", axis=0, indices=[at], scalar=True), [whole], integer(0, 9))
            nothing = c.add(ENCLAVE, op("Const", values=[0]), [], integer(0, 0))
            less = c.add(ENCLAVE, op("Compare", op="lt"), [nothing, 0], BOOL)
            other = c.add(local("bob"), op("Take", axis=0, indices=[0], scalar=True), [whole], integer(0, 9))
            found = {1: one, 2: other, 3: 1}
            return [c.add(ENCLAVE, op("Select"), [less, found[first], found[second]], integer(0, 9))]

        return build

    assert proved(chosen(1, 3)) and proved(chosen(1, 2, at=1))
    assert proved(chosen(1, 2), fact(opaque=[3]))
    assert not proved(chosen(1, 2, at=1), fact(opaque=[3]))
    assert not proved(chosen(1, 3), fact(opaque=[1, 3]))
    assert not proved(chosen(1, 3), fact(opaque=[1, 4]))


def test_what_is_taken_as_it_is_is_any_number() -> None:
    def build(c: Circuit) -> Sequence[int]:
        five = c.add(ENCLAVE, op("Const", values=[5]), [], integer(5, 5))
        more = c.add(ENCLAVE, op("Compare", op="lt"), [five, 1], BOOL)
        return [c.add(ENCLAVE, op("Select"), [more, 0, five], integer(0, 9))]

    assert not proved(build) and not proved(build, fact(opaque=[1]))


def at(first: Node, last: Node) -> Build:
    """x + s - s, a step at each place."""

    def build(c: Circuit) -> Sequence[int]:
        more = c.add(first, op("Arith", op="add"), [1, 0], integer(0, 10))
        return [c.add(last, op("Arith", op="sub"), [more, 0], integer(-1, 10))]

    return build


@pytest.mark.parametrize("level", ["passive", "crafting", "active"])
def test_nobody_who_may_not_read_the_input_bends_what_is_shown(level: str) -> None:
    """Bob is asked to compute it, first or last; alice is, who knows what she would tell; the enclave is."""
    bends = level == "active"
    alice, bob = local("alice"), local("bob")
    for places in ((bob, ENCLAVE), (ENCLAVE, bob), (bob, bob), (alice, bob)):
        assert proved(at(*places), level=level) == (not bends), places
    assert proved(at(ENCLAVE, ENCLAVE), level=level) == (not bends), "bob hands over `x`"


def test_whoever_reads_the_input_may_bend_what_is_shown() -> None:
    """All of it is alice's; but where an influence is forgiven not even she may."""

    def build(c: Circuit) -> Sequence[int]:
        more = c.add(local("alice"), op("Arith", op="add"), [0, 0], integer(0, 2))
        twice = c.add(local("alice"), op("Arith", op="sub"), [more, 0], integer(-1, 2))
        return [c.add(local("alice"), op("Arith", op="sub"), [twice, 0], integer(-2, 2))]

    def forgiven(c: Circuit) -> Sequence[int]:
        (nothing,) = build(c)
        return [c.add(local("alice"), op("Endorse", site=0, because="as he says"), [nothing], integer(-2, 2))]

    assert proved(build, level="active") and not proved(forgiven, level="active")
    assert proved(build) and proved(forgiven)


def test_what_cannot_be_followed_is_not_proved() -> None:
    """Operations that do not fit their arguments or their types."""

    def with_(what: Node, args: list[int], ty: Node) -> Build:
        def build(c: Circuit) -> Sequence[int]:
            made = c.add(ENCLAVE, what, args, ty)
            none = c.add(ENCLAVE, op("Arith", op="sub"), [0, 0], integer(-1, 1))
            return [c.add(ENCLAVE, op("Arith", op="mul"), [made, none], integer(-99, 99))]

        return build

    assert proved(with_(op("Gather", positions=[1]), [2], integer(0, 1)))
    assert not proved(with_(op("Gather", positions=[2]), [2], integer(0, 1)))
    assert not proved(with_(op("Gather", positions=[0, 1]), [2], integer(0, 1)))
    assert not proved(with_(op("Neg"), [2], integer(-1, 0)))
    assert not proved(with_(op("Const", values=[1, 2]), [], integer(1, 2)))
    assert proved(with_(op("Take", axis=0, indices=[1], scalar=True), [2], integer(0, 1)))
    assert not proved(with_(op("Take", axis=0, indices=[2], scalar=True), [2], integer(0, 1)))


def test_a_number_that_is_read_as_a_truth() -> None:
    def build(ty: Node) -> Build:
        def made(c: Circuit) -> Sequence[int]:
            again = c.add(local("bob"), read("x"), [], ty)
            same = c.add(local("bob"), op("Compare", op="eq"), [again, again], BOOL)
            chosen = c.add(ENCLAVE, op("Select"), [same, 1, 1], integer(0, 9))
            (more,) = arith("add", chosen, 0)(c)
            return arith("sub", more, 0)(c)

        return made

    assert proved(build(integer(0, 9))) and not proved(build(BOOL))


def test_a_table_starts_at_the_least_value() -> None:
    def build(*table: int) -> Build:
        def made(c: Circuit) -> Sequence[int]:
            three = c.add(ENCLAVE, op("Const", values=[3]), [], integer(3, 3))
            more = c.add(ENCLAVE, op("Arith", op="add"), [0, three], integer(3, 4))
            return [c.add(ENCLAVE, op("Recode", table=list(table)), [more], integer(0, 9))]

        return made

    assert proved(build(5, 5)) and not proved(build(5, 6)) and not proved(build(6, 5))


def test_the_length_of_a_text_is_none_of_its_bytes() -> None:
    def build(first: int, second: int) -> Build:
        def made(c: Circuit) -> Sequence[int]:
            word = {"node": "TextV", "min_bytes": 3, "max_bytes": 3, "shape": []}
            known = c.add(ENCLAVE, op("ConstText", values=["abc"]), [], word)
            long = c.add(ENCLAVE, op("Measure"), [known], integer(0, 9))
            letters = c.add(ENCLAVE, op("Encode"), [known], integer(0, 255, 3))
            way = op("Take", axis=0, indices=[0], scalar=True)
            letter = c.add(ENCLAVE, way, [letters], integer(0, 255))
            one = c.add(ENCLAVE, op("Const", values=[1]), [], integer(1, 1))
            same = c.add(ENCLAVE, op("Compare", op="eq"), [one, 0], BOOL)
            found = (long, letter)
            both = c.add(ENCLAVE, op("Select"), [same, found[first], found[second]], integer(0, 255))
            return [c.add(ENCLAVE, op("Arith", op="min"), [both, one], integer(0, 9))]

        return made

    assert proved(build(0, 0)) and proved(build(1, 1))
    assert not proved(build(0, 1)) and not proved(build(1, 0))


def folded(steps: int, kind: str = "add") -> Node:
    """Twice as much at every step, or the square."""
    twice = {"node": "Node", "id": 1, "op": op("Arith", op=kind), "args": [0, 0], "ty": integer(0, 99)}
    inner: Node = {**twice, "at": [0, 0], "pin": None}
    region = {"node": "Region", "parameters": [integer(0, 99)], "nodes": [inner], "results": [1]}
    ways = {"accumulators": 1, "elements": 0, "axis": 0, "steps": steps, "result": 0, "history": False}
    return op("Fold", region=region, **ways)


def two_folds(steps: int, *, over: int = 1, kind: str = "add") -> Build:
    """Where `s` is 1 a fold of three steps that adds, over `x`; else one of `steps`, over another node."""

    def made(c: Circuit) -> Sequence[int]:
        c.add(local("bob"), op("Const", values=[4]), [], integer(4, 4))
        three = c.add(local("bob"), folded(3), [1], integer(0, 99))
        other = c.add(local("bob"), folded(steps, kind), [over], integer(0, 99))
        one = c.add(ENCLAVE, op("Const", values=[1]), [], integer(1, 1))
        same = c.add(ENCLAVE, op("Compare", op="eq"), [one, 0], BOOL)
        return [c.add(ENCLAVE, op("Select"), [same, three, other], integer(0, 99))]

    return made


def test_folds_of_as_many_steps_over_the_same_are_one() -> None:
    assert proved(two_folds(3))
    for unlike in (two_folds(2), two_folds(3, over=3), two_folds(3, kind="mul")):
        assert not proved(unlike)


def test_a_node_has_as_many_values_as_its_type_says() -> None:
    """Where the input reaches what is opened beside it."""

    def beside(*values: int) -> Build:
        def made(c: Circuit) -> Sequence[int]:
            return [*cancelled(c), c.add(ENCLAVE, op("Const", values=list(values)), [], integer(0, 9))]

        return made

    pair: Any = {"ty": "(Int[0..9], Int[0..9])", "value": "(x, x)"}
    assert proved(beside(5), **pair)
    assert not proved(beside(5, 5), **pair) and not proved(beside(), **pair)


def test_what_is_taken_is_what_the_indices_say() -> None:
    """Of `x` and `s` in a row: the row of the one, which is the same in both runs, or of the other."""

    def build(*indices: int) -> Build:
        def made(c: Circuit) -> Sequence[int]:
            pair = c.add(ENCLAVE, op("Stack", axis=0), [1, 0], integer(0, 9, 2))
            way = op("Take", axis=0, indices=list(indices), scalar=False)
            taken = c.add(ENCLAVE, way, [pair], integer(0, 9, len(indices)))
            return [c.add(ENCLAVE, op("Reduce", op="max"), [taken], integer(0, 9))]

        return made

    assert proved(build(0)) and proved(build(0, 0))
    assert not proved(build(1)) and not proved(build(0, 1)) and not proved(build(1, 1))


def test_the_list_of_facts() -> None:
    rows = [fact("f", "s"), fact("f", "x"), fact("g", "s")]
    assert stated(rows) == {"f": {"s", "x"}, "g": {"s"}}
    for wrong in (
        [rows[0], rows[0]],
        [rows[1], rows[0]],
        [rows[2], rows[0]],
        [{**rows[0], "more": 0}],
        [{"field": "f", "source": "s", "proof": "equal"}],
        [fact("9")],
        [fact("f", "")],
        {},
        None,
    ):
        with pytest.raises(checker.Refused):
            stated(wrong)
