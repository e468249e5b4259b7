"""Witnesses: found where there is a violation, absent where there is none, the same on every run."""

from fractions import Fraction

import pytest

from tcme.compiler.core import AskSite, CoreProgram, Value
from tcme.compiler.pipeline import Checked, check
from tcme.compiler.typecheck import elaborate
from tcme.compiler.witness.frozen import freeze
from tcme.compiler.witness.goals import broken_goals
from tcme.compiler.witness.oracle import Oracle
from tcme.compiler.witness.search import chooses, differs, steers
from tcme.compiler.witness.shares import together
from tcme.compiler.witness.table import Roles, Subject, run
from tcme.compiler.witness.written import written
from tcme.dsl.diagnostics import Answer, Sink
from tcme.dsl.parser import parse
from tcme.dsl.source import NOWHERE, Source
from tcme.dsl.ty import BoolTy, BytesTy, FixedTy, KeyTy, ListTy, OptionTy, RecordTy, TupleTy

HEAD = """program p
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary {level}
input a : Int[0..100] from alice{endorsed}
input b : Int[0..100] from bob
output Out {{ f : {type} of a, b to alice, bob because "agreed" }}
fn main() -> Out {{ release Out({value}) }}
"""


def checked(value: str, type_: str = "Bool", level: str = "crafting", endorsed: str = "") -> Checked:
    return check(Source("p", HEAD.format(value=value, type=type_, level=level, endorsed=endorsed)))


def core(value: str, type_: str = "Bool", endorsed: str = "") -> CoreProgram:
    found = checked(value, type_, endorsed=endorsed).core
    assert found is not None
    return found


A_ATTACKS = Roles(("a",), ("b",), models=False)


def test_a_comparison_lets_the_attacker_choose_what_it_learns() -> None:
    program = core("a > b")
    found = chooses(Subject(program, "f"), A_ATTACKS)
    assert found is not None
    (telling, silent), (s, t) = found.attacks, found.secrets
    runs = [[run(program, "f", {**x.inputs, **y}, x.oracle) for y in (s, t)] for x in (telling, silent)]
    assert runs[0][0] != runs[0][1] and runs[1][0] == runs[1][1]


@pytest.mark.parametrize("value", ["b > 50", "a > 50", "true"])
def test_no_attack_chooses_where_only_one_input_counts(value: str) -> None:
    assert chooses(Subject(core(value), "f"), A_ATTACKS) is None


def test_a_sum_is_steered_but_always_tells_the_same() -> None:
    program = core("a + b", "Int[0..200]")
    assert steers(Subject(program, "f"), A_ATTACKS) is not None
    assert chooses(Subject(program, "f"), A_ATTACKS) is None


def test_what_cancels_out_is_no_witness() -> None:
    assert differs(Subject(core("b * 0 == 0"), "f"), Roles((), ("b",), models=False)) is None


def test_no_attack_reaches_an_endorsed_value() -> None:
    program = core('endorse a > 50 because "alice says so"')
    still = freeze(program)
    subject = Subject(still.program, "f", still.values)
    assert steers(subject, A_ATTACKS) is None
    assert steers(Subject(program, "f"), A_ATTACKS) is not None


def test_an_endorsed_value_still_varies_with_its_secret() -> None:
    program = core('(endorse b > 50 because "bob says so") and a > 50')
    still = freeze(program)
    assert chooses(Subject(still.program, "f", still.values), A_ATTACKS) is not None


def test_a_refusal_without_a_witness_is_not_proved() -> None:
    (refusal,) = [d for d in checked("b * 0 == a * 0").diagnostics if d.is_error]
    assert (refusal.code, refusal.answer, refusal.witness) == ("TC302", Answer.NOT_PROVED, ())


def test_the_same_program_gives_the_same_words() -> None:
    assert checked("a > b").diagnostics == checked("a > b").diagnostics


def test_shares_give_a_secret_back_only_above_the_threshold() -> None:
    members = ("alice", "bob", "notary")
    assert together(members, 1, ("alice",)) == ()
    assert together(members, 1, ("alice", "notary")) != ()
    assert together(members, 0, ("bob",)) != ()


def test_a_model_is_a_function_of_its_arguments() -> None:
    site = AskSite("judge", "e", "?", ("YES", "NO"), None, Fraction(1, 2), "UNSURE", NOWHERE)
    answers = {seed: Oracle(seed)(site, ("text",)) for seed in range(64)}
    assert answers == {seed: Oracle(seed)(site, ("text",)) for seed in range(64)}
    assert set(answers.values()) == {"YES", "NO", "UNSURE"}
    assert Oracle(-1)(site, ("one",)) == Oracle(-1)(site, ("another",))


REQUIRED = """program p
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary crafting
input a : Int[0..1] from alice
input b : Int[0..9] from bob
require a == 0
require b % 10 > 0
output Out {{ f : Int[0..9] of {sources} to alice because "agreed" }}
fn main() -> Out {{ release Out({value}) }}
"""


@pytest.mark.parametrize(
    ("sources", "value", "code"),
    [
        ("b", "if a == 1 { b } else { 0 }", "TC301"),
        ("a, b", "if a == 1 { b } else { 0 }", "TC302"),
        ("a, b", "a / b", "TC402"),
    ],
)
def test_a_run_that_an_owner_would_not_start_is_no_witness(sources: str, value: str, code: str) -> None:
    text = REQUIRED.format(sources=sources, value=value)
    (refusal,) = [d for d in check(Source("p", text)).diagnostics if d.is_error and d.code == code]
    assert (refusal.answer, refusal.witness) == (Answer.NOT_PROVED, ())
    without = text.replace("require a == 0\n", "").replace("require b % 10 > 0\n", "")
    assert Answer.REFUTED in {d.answer for d in check(Source("p", without)).diagnostics if d.code == code}


IN_A_LOOP = """program p
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary crafting
input xs : [Int[0..9]; 3] from alice
input c : Bool from alice
input b : Int[0..9] from bob endorsed because "whatever it is"
output Out { f : Bool of xs, c, b to alice because "agreed" }
fn main() -> Out {
    let ys = [endorse x because "whatever they are" for x in xs]
    let same = if c { 0 } else { 0 }
    release Out(ys[0] > b + same)
}
"""


def test_no_attack_goes_through_what_is_endorsed_in_a_loop() -> None:
    (refusal,) = [d for d in check(Source("p", IN_A_LOOP)).diagnostics if d.is_error]
    assert (refusal.code, refusal.answer, refusal.witness) == ("TC302", Answer.NOT_PROVED, ())


def test_numbers_of_a_witness_have_their_decimals() -> None:
    ty = RecordTy(
        (("p", FixedTy(0, 500, 100)), ("k", OptionTy(KeyTy())), ("l", ListTy(FixedTy(-9, 9, 2), 0, 3)))
    )
    value: Value = {"p": 250, "k": 7, "l": (-1, 4)}
    assert written(ty, value) == {"p": "2.5", "k": "key#7", "l": ("-0.5", "2")}
    assert written(TupleTy((BoolTy(), BytesTy(0, 2))), (True, (1,))) == (True, (1,))


def test_an_input_with_steps_breaks_a_goal() -> None:
    source = Source("sample.tcme", PROGRAM_WITH_STEPS)
    program = elaborate(parse(source).program, Sink())
    assert program is not None
    (refusal,) = broken_goals(program)
    assert refusal.witness == ("with `f` = 0.5",)


PROGRAM_WITH_STEPS = """program sample

party alice, bob

input f : Fixed[0..1 by 0.5] from alice

output R {
    x : Int[0..100] of f to bob because "a sample"
}

fn main() -> R {
    release R(round(1 / (f - 0.5)) + 2)
}
"""
