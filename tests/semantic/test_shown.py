"""What labels cannot show and a proof can is accepted, by the compiler and by the checker; what really
differs never is."""

import json

import pytest

from tcme import checker
from tcme.compiler.pipeline import Checked
from tcme.compiler.semantic import facts
from tests.semantic.programs import HARMFUL, SHOWN, checked, program


def report(found: Checked) -> checker.Report:
    assert found.certificate is not None, [(d.code, d.message) for d in found.diagnostics]
    return checker.check_bytes(found.certificate)


@pytest.mark.parametrize("name", SHOWN)
def test_what_cannot_matter_is_shown(name: str) -> None:
    labels_alone = checked(SHOWN[name], semantic=False)
    assert {d.code for d in labels_alone.diagnostics if d.is_error} == {"TC301"}
    said = report(checked(SHOWN[name]))
    assert said.verdict == "proved", said.reason
    ((field, source),) = said.shown
    assert f"shown by self-composition: `{field}` does not depend on `{source}`" in said.text()
    assert ("sources", f"{field} without {source}", "proved", "") in said.obligations


@pytest.mark.parametrize("name", HARMFUL)
def test_what_matters_is_refused(name: str) -> None:
    found = checked(HARMFUL[name])
    assert found.certificate is None
    assert {d.code for d in found.diagnostics if d.is_error} == {"TC301"}


def test_nothing_is_shown_that_labels_show() -> None:
    text = program("s : Int[0..5] from alice | x : Int[0..9] from bob", "Bool of s, x", "s < x")
    found = checked(text)
    assert found.certificate is not None and json.loads(found.certificate)["semantic"] == []


def test_the_same_program_gives_the_same_proof() -> None:
    for name in ("equal, so the other", "an order that cannot be"):
        assert checked(SHOWN[name]).certificate == checked(SHOWN[name]).certificate


BENT = """program p
party alice, bob, carol
environment enclave
assume alice, bob, carol trust enclave
{adversary}
input s : Bool from alice
input x : Int[0..9] from bob
output Out {{ f : Int[1..100] of x to carol because "r" }}
fn main() -> Out {{
    let y = at bob {{ (x + 1) * (x + 1) }}
    let z = at bob {{ x * x + 2 * x + 1 }}
    release Out(at enclave {{ if s {{ y }} else {{ z }} }})
}}
"""
BOB = "adversary at most 1 of alice, carol passive"
HONEST = "adversary at most 1 of alice, bob, carol passive"


def test_nothing_is_shown_of_what_somebody_may_bend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bob computes twice the same, and hands over what he likes: then the field tells him and carol `s`."""
    assert report(checked(BENT.format(adversary=HONEST))).shown == (("f", "s"),)
    assert not checked(BENT.format(adversary=BOB)).ok
    monkeypatch.setattr(facts, "honest", lambda analysis, asked: True)
    said = report(checked(BENT.format(adversary=BOB)))
    assert said.verdict == "refused" and "can be bent at" in said.reason


FORGIVEN = """program p
party alice, bob, carol
environment enclave
assume alice, bob, carol trust enclave
input s : Bool from alice
input x : Int[0..9] from alice
output Out {{ f : Bool of x to carol because "r" steered by {who} }}
fn main() -> Out {{
    let y = at enclave {{ endorse x > 4 because "alice says so" }}
    release Out(at enclave {{ (y xor s) xor s }})
}}
"""


def test_nothing_is_shown_where_a_bend_was_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who may not read `s` bends this; but alice does, and an endorsement clears her influence."""
    text = FORGIVEN.format(who="bob")
    assert not checked(text).ok
    honest = HONEST.replace("alice, bob", "alice, bob, enclave")
    assert report(checked(text.replace("input s", f"{honest}\ninput s", 1))).shown == (("f", "s"),)
    monkeypatch.setattr(facts, "honest", lambda analysis, asked: True)
    said = report(checked(text))
    assert said.verdict == "refused" and "can be bent at" in said.reason


ROBUST = """program p
party alice, bob, carol
helper notary
adversary at most 2 of alice, bob, carol, notary {level}
input s : Bool from alice
input x : Int[0..9] from bob
output Out {{ f : Bool of x{named} to bob because "r"{steered} }}
fn main() -> Out {{ release Out((x > 3) {op} ((s xor true) xor not s)) }}
"""


def test_whoever_cannot_change_a_field_does_not_steer_it() -> None:
    """Two crafting parties: alice would steer what bob hears, if her input mattered."""
    members = "at most 1 of alice, bob, carol, notary"
    good = ROBUST.format(level="crafting", named="", steered="", op="or").replace(
        "at most 2 of alice, bob, carol, notary", members
    )
    assert not checked(good, semantic=False).ok
    said = report(checked(good))
    assert said.verdict == "proved" and said.shown == (("f", "s"),)
    assert not checked(good.replace("xor not s", "xor s and x > 1")).ok


def test_a_named_input_is_dropped_where_it_alone_is_in_the_way() -> None:
    text = ROBUST.format(level="crafting", named=", s", steered="", op="or").replace("at most 2", "at most 1")
    text = text.replace("to bob", "to carol").replace("x : Int[0..9] from bob", "x : Int[0..9] from carol")
    assert not checked(text, semantic=False).ok
    found = checked(text)
    assert report(found).shown == (("f", "s"),)
    assert "TC395" in {d.code for d in found.diagnostics}


def test_beyond_the_limit_nothing_is_shown() -> None:
    """Whether all of forty differ from 3 is a product of more terms than are made, though it cancels."""
    text = program(
        "s : [Int[0..9]; 40] from alice | x : Bool from bob",
        "Bool of x",
        "let a = all([e != 3 for e in s]);;(x xor a) xor a",
    )
    found = checked(text)
    assert not found.ok and {d.code for d in found.diagnostics if d.is_error} == {"TC301"}
    assert checked(text.replace("; 40]", "; 4]")).ok
