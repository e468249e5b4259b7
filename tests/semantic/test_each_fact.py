"""Which facts the compiler looks for and believes: of what, against whom, and no more than it needs."""

import json
from itertools import product
from math import prod

import pytest

from tcme.checker import check_bytes
from tcme.compiler.semantic.proof import Equal, How, Impossible, Shown, Split, blanks, cases, opposite
from tests.semantic.programs import PASSIVE, checked, program

HELD = """program p
party alice, bob, carol
environment enclave
assume alice, bob, carol trust enclave
adversary at most 1 of alice, bob, carol {level}
input s : Bool from alice
input x : Int[0..9] from {owner}
output Out {{ f : Bool of x{named} to {to} because "r"{steered} }}
fn main() -> Out {{
    release Out({value})
}}
"""
TWICE = "((x > 4) xor s) xor s"


def shown(text: str) -> list[tuple[str, str]] | None:
    """Fields and inputs that the certificate has facts about; None where there is no certificate."""
    made = checked(text).certificate
    return (
        None if made is None else [(fact["field"], fact["source"]) for fact in json.loads(made)["semantic"]]
    )


def held(
    value: str = TWICE, *, owner: str = "alice", to: str = "carol", level: str = "passive", **more: str
) -> list[tuple[str, str]] | None:
    kept = {"named": "", "steered": ""} | more
    return shown(HELD.format(value=value, owner=owner, to=to, level=level, **kept))


S = [("f", "s")]


@pytest.mark.parametrize("level", ["passive", "active"])
def test_whoever_reads_the_input_may_compute_it(level: str) -> None:
    """Alice may give what she likes instead; bob, to whom `s` says nothing, is asked to be honest."""
    assert held(f"at alice {{ {TWICE} }}", level=level) == S
    at_enclave = "at enclave {{ {} }}"
    assert held(at_enclave.format(TWICE), level=level) == S
    by_bob = at_enclave.format("((at bob { x > 4 }) xor s) xor s")
    steered = " steered by bob"
    assert held(by_bob, owner="bob", level=level, steered=steered) == (S if level == "passive" else None)


def test_only_the_places_of_this_field_may_bend_it() -> None:
    """What bob computes for nobody bends nothing; what he computes for it does, first or last."""
    level = "active"
    assert held(f"at alice {{ {TWICE} }}", level=level) == S
    by_bob = "at enclave { (at alice { x > 4 } xor s) xor s }"
    assert held(by_bob, level=level) == S


def test_no_influence_is_forgiven_on_the_way() -> None:
    """Alice alone computes it; an endorsement clears what she does there, and then not even she may."""
    endorsed = '(endorse ((x > 4) xor s) because "alice says so") xor s'
    assert held(f"at alice {{ {endorsed} }}", level="passive") == S
    assert held(f"at alice {{ {endorsed} }}", level="active") is None


ROBUST = """program p
party alice, bob, carol
helper notary
adversary at most 1 of alice, bob, carol, notary crafting
input s : Bool from alice
input t : Bool from bob
input x : Int[0..9] from carol
output Out {{ f : Bool of {named} to {to} because "r" }}
fn main() -> Out {{ release Out({value}) }}
"""


def robust(value: str, named: str = "s, t, x", to: str = "alice") -> list[tuple[str, str]] | None:
    return shown(ROBUST.format(value=value, named=named, to=to))


def test_a_fact_about_a_named_input_is_looked_for_where_it_is_in_the_way() -> None:
    """Alice hears of `x` and would steer it by `s`; that `t` does not matter either helps nobody."""
    both = "(x > 4) or ((s xor true) xor not s) or ((t xor true) xor not t)"
    assert robust(both, to="alice") == [("f", "s")]
    assert robust(both, to="bob") == [("f", "t")]
    assert robust(both, to="alice, bob") == [("f", "s"), ("f", "t")]
    assert robust(both, to="carol") == [("f", "s"), ("f", "t")], "she steers by `x`, and reads neither"
    assert robust(both, named="x", to="alice") == [("f", "s"), ("f", "t")]
    assert robust(both.replace("not t", "(t or s)"), to="alice") is None


def test_no_fact_is_kept_that_is_not_needed() -> None:
    inputs = "s : Bool from alice | x : Int[0..9] from bob"
    assert shown(program(inputs, "Bool of s, x", TWICE, PASSIVE)) == []
    assert shown(program(inputs, "Bool of x", TWICE, PASSIVE)) == S
    assert shown(program(inputs, "Bool of x", "((x > 4) and s) xor s", PASSIVE)) is None


def test_a_fact_of_one_field_is_not_of_another() -> None:
    two = """program p
party alice, bob, carol
adversary at most 1 of alice, bob, carol passive
input s : Bool from alice
input t : Bool from alice
input x : Int[0..9] from bob
output Out {{
    f : Bool of x to carol because "r"
    g : Bool of x to carol because "r"
}}
fn main() -> Out {{ release Out({f}, {g}) }}
"""
    without_s, without_t = TWICE, TWICE.replace("s", "t")
    assert shown(two.format(f=without_s, g=without_t)) == [("f", "s"), ("g", "t")]
    both = "(((x > 4) xor s) xor s xor t) xor t"
    assert shown(two.format(f=both, g=without_t)) == [("f", "s"), ("f", "t"), ("g", "t")]
    assert shown(two.format(f=without_s, g="s xor (x > 3)")) is None


def test_a_proof_is_of_what_runs() -> None:
    """It names nodes to take as they are; in what is written they have other numbers."""
    inputs = "s : Bool from alice | x : [Int[0..9]; 70] from bob"
    body = "let a = all([e > 3 for e in x]);;((a and not (s and not s)) xor (s and true)) xor (s or false)"
    made = checked(program(inputs, "Bool of x", body, PASSIVE)).certificate
    assert made is not None and check_bytes(made).verdict == "proved"
    (fact,) = json.loads(made)["semantic"]
    assert fact["opaque"]


def fact(field: str, source: str) -> Shown:
    return Shown(field, source, (), Equal())


def test_fields_by_the_inputs_that_do_not_matter_to_them() -> None:
    facts = [fact("f", "s"), fact("g", "s"), fact("g", "x"), fact("h", "s"), fact("k", "x")]
    assert blanks(facts) == {
        frozenset({"s"}): ("f", "h"),
        frozenset({"s", "x"}): ("g",),
        frozenset({"x"}): ("k",),
    }
    assert blanks([]) == {}


@pytest.mark.parametrize(
    "literal", [((2, ("a",)), (-3, ("b",))), ((-1, ()), (1, ("a", "b"))), ((5, ()),), ()]
)
def test_a_sum_or_its_opposite_is_at_least_nothing(literal: tuple[tuple[int, tuple[str, ...]], ...]) -> None:
    for a, b in product(range(-3, 4), repeat=2):
        values = {"a": a, "b": b}
        one, other = (
            sum(c * prod(values[n] for n in names) for c, names in p) for p in (literal, opposite(literal))
        )
        assert (one >= 0) != (other >= 0)


def test_how_it_was_shown() -> None:
    literal = ((1, ("a",)),)
    three = Split(literal, Split(literal, Equal(), Impossible((1, 1))), Equal())
    assert cases(three) == 3 == cases(Split(literal, Equal(), Split(literal, Equal(), Equal())))
    assert How(3).plus(How(1)) == How(4)
    assert How(3).plus(How(asked=True)).asked and How(asked=True).plus(How(3)).asked
