"""What is left of a quotient is another number in another case of a proof: its name says which."""

from collections.abc import Callable
from itertools import product
from typing import TypeAlias

import pytest

from tcme import checker
from tcme.checker.semantic import sum_of
from tcme.checker.semantic_algebra import Algebra as CheckerAlgebra
from tcme.checker.semantic_algebra import Work
from tcme.compiler.core import AskSite
from tcme.compiler.interpreter import evaluate
from tcme.compiler.semantic import facts
from tcme.compiler.semantic.algebra import ONE, Algebra, Budget
from tests.semantic.programs import HARMFUL, checked, program
from tests.semantic.quotients import nested, quotient

Made: TypeAlias = Callable[[int], tuple[str, range, range]]
START, FEW, MANY = 80, 60, 1500
"""Among the few are two that were shown and were not true."""
ONE_MORE = {(): 1}
QUOTIENTS = [name for name in HARMFUL if name.startswith("what is left of")]
SPLIT = program(
    "s : Int[0..5] from alice | x : Int[0..100] from bob | y : Int[0..9] from bob",
    "Int[0..5] of x, y",
    "let q = (100 * y + 3) / 7;;if q >= 5 and x + q < 5 { s } else { 0 }",
)
"""A proof divides by the quotient, of which 14 y comes out."""


@pytest.mark.parametrize("name", QUOTIENTS)
def test_a_certificate_that_confuses_them_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a compiler would write it that names them after their node alone, and that tries no inputs."""
    monkeypatch.setattr(Algebra, "less", lambda self, name, p: name)
    monkeypatch.setattr(facts, "observe", lambda *_: None)
    found = checked(HARMFUL[name])
    assert found.certificate is not None
    said = checker.check_bytes(found.certificate)
    assert said.verdict == "refused" and "does not prove that `f` does not depend on `s`" in said.reason


@pytest.mark.parametrize("name", QUOTIENTS)
def test_no_proof_is_found_where_no_inputs_are_tried(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "observe", lambda *_: None)
    assert checked(HARMFUL[name]).certificate is None


def test_a_case_may_be_about_what_is_left() -> None:
    found = checked(SPLIT)
    assert found.certificate is not None and b"#0-" in found.certificate
    assert checker.check_bytes(found.certificate).verdict == "proved"


def test_both_sides_give_the_same_names() -> None:
    ours, theirs = Algebra(Budget(1000)), CheckerAlgebra(Work())
    x, y = ours.atom("x", (0, 9)), ours.atom("y", (0, 9))
    v, w = theirs.unknown("x", (0, 9)), theirs.unknown("y", (0, 9))
    product, other = ours.times(x, y), theirs.times(v, w)
    sums = [
        (ours.add((3, x), (-1, product), (2, ONE)), theirs.add((3, v), (-1, other), (2, ONE_MORE))),
        (ours.add((3, y), (-1, product), (2, ONE)), theirs.add((3, w), (-1, other), (2, ONE_MORE))),
        (ours.add((1, y)), theirs.add((1, w))),
        ({}, {}),
    ]
    names = [(ours.less("n", a), theirs.less("n", b)) for a, b in sums]
    assert all(a == b for a, b in names)
    assert len(set(names)) == len(names) and names[-1] == ("n", "n")
    assert ours.less("n", ours.step(ours.minus(x, ONE))) == "n-?"
    assert theirs.less("n", theirs.step(theirs.add((1, v), (-1, ONE_MORE)))) == "n-?"


def test_what_is_made_of_the_nameless_is_nameless() -> None:
    """A value of that name is another number in another case, so what is less by it is too."""
    ours, theirs = Algebra(Budget(1000)), CheckerAlgebra(Work())
    x, y = ours.atom("x", (0, 9)), ours.atom("4-?", (0, 9))
    v, w = theirs.unknown("x", (0, 9)), theirs.unknown("4-?", (0, 9))
    assert ours.less("n", ours.add((1, x), (2, ours.times(x, y)))) == "n-?"
    assert theirs.less("n", theirs.add((1, v), (2, theirs.times(v, w)))) == "n-?"


def test_no_case_is_about_what_has_no_name() -> None:
    with pytest.raises(checker.Refused, match="names no values"):
        sum_of(CheckerAlgebra(Work()), [[1, ["1@4#0-?"]]])


def nobody(site: AskSite, arguments: tuple[str, ...]) -> str:
    raise AssertionError("no model is asked")


def shown(seeds: range, made: Made = quotient) -> int:
    """How many fields are shown not to tell `s`, in programs where no inputs were tried first."""
    count = 0
    for seed in seeds:
        text, xs, ws = made(seed)
        found = checked(text)
        if found.certificate is None or not checker.check_bytes(found.certificate).shown:
            continue
        assert found.core is not None
        count += 1
        for x, w in product(xs, ws):
            told = {evaluate(found.core, {"s": s, "x": x, "w": w}, nobody)["f"] for s in (False, True)}
            assert len(told) == 1, (seed, x, w, text)
    return count


def test_what_is_shown_of_quotients_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "observe", lambda *_: None)
    assert shown(range(START, START + FEW)) > FEW / 5


def test_what_is_shown_of_quotients_of_quotients_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "observe", lambda *_: None)
    assert shown(range(FEW), nested) > FEW / 5


@pytest.mark.slow
def test_what_is_shown_of_many_quotients_of_quotients_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "observe", lambda *_: None)
    assert shown(range(MANY), nested) > MANY / 5


@pytest.mark.slow
def test_what_is_shown_of_many_quotients_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "observe", lambda *_: None)
    assert shown(range(MANY)) > MANY / 5
