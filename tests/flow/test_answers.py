"""Three answers: proved where sets and solver agree, refuted where a witness was checked, else neither."""

from collections.abc import Callable

import pytest

from tcme.compiler import flow
from tcme.compiler.flow import FlowReport, analyse
from tcme.compiler.flow.obligations import Failure, Never, Somewhere
from tcme.compiler.ir import nodes as ir
from tcme.compiler.smt import Confirmation, Sets
from tcme.dsl.diagnostics import Answer, Diagnostic, Sink
from tcme.dsl.source import NOWHERE
from tests.flow.judging import Made, claimed
from tests.flow.programs import World, millionaires

Shown = Callable[[Failure], tuple[str, ...]]


def answers(made: Made, witness: Shown) -> tuple[dict[tuple[str, str], str], FlowReport]:
    report = analyse(*made, Sink(), witness=witness)
    return {(v.rule, v.subject): v.answer for v in report.verdicts}, report


def test_only_what_a_witness_shows_is_refuted() -> None:
    """Two places hold what others may not read; runs are shown for one."""
    made = World(party="alice bob carol", at_most=[(1, "alice bob carol", "passive")])
    a, b = made.input("a", "alice"), made.input("b", "bob")
    one = made.less(a, a, where=ir.Local("carol"))
    other = made.less(b, b, where=ir.Local("carol"))
    found, report = answers(made.done(), lambda failure: ("shown",) if failure.node == one else ())
    assert (found["place", f"node {one}"], found["place", f"node {other}"]) == ("refuted", "not proved")
    assert [d.answer for d in report.errors] == [Answer.REFUTED, Answer.NOT_PROVED]
    assert [d.witness for d in report.errors] == [("shown",), ()]


def test_a_claim_that_is_refuted_refutes_no_other() -> None:
    world = millionaires()
    first = claimed(world, [2], learn=("alice",))
    found, _ = answers(
        claimed(world, [2], learn=("bob",), made=first),
        lambda failure: ("shown",) if failure.obligation.subject == "learn 0" else (),
    )
    assert (found["claim", "learn 0"], found["claim", "learn 1"]) == ("refuted", "not proved")


def test_nothing_is_refuted_without_a_witness() -> None:
    found, report = answers(millionaires(level="crafting").done(), lambda failure: ())
    assert found["robust", "richer"] == "not proved"
    assert {d.answer for d in report.errors} == {Answer.NOT_PROVED}


def test_a_witness_attacks_through_the_inputs_of_who_crafts() -> None:
    (failure,) = analyse(*millionaires(level="crafting").done(), Sink()).failures
    assert (failure.controlled, failure.secrets) == (("a",), ("b",))
    world = millionaires()
    world.leaks = [(0, "b", "alice")]
    (failure,) = analyse(*world.done(), Sink()).failures
    assert (failure.controlled, failure.secrets, failure.sources) == ((), ("b",), ("b",))


def report_with(monkeypatch: pytest.MonkeyPatch, *, open_: bool, said: bool) -> tuple[FlowReport, list[Sets]]:
    """The millionaires, where the solver leaves one obligation open, says something, or neither."""
    asked: list[Sets] = []
    word = Diagnostic(code="TC405", message="they disagree", span=NOWHERE, answer=Answer.NOT_PROVED)

    def confirm(core: object, placed: object, sets: Sets, **how: object) -> Confirmation:
        asked.append(sets)
        left = frozenset({("steer", "richer")} if open_ else ())
        return Confirmation("", left, (word,) if said else ())

    monkeypatch.setattr(flow, "confirm", confirm)
    return analyse(*millionaires().done(), Sink()), asked


def test_proved_needs_the_solver_s_word_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert report_with(monkeypatch, open_=False, said=False)[0].proved
    left, _ = report_with(monkeypatch, open_=True, said=False)
    assert not left.proved and not left.errors
    assert [(v.rule, v.answer) for v in left.verdicts if v.answer != "proved"] == [("steer", "not proved")]
    loud, _ = report_with(monkeypatch, open_=False, said=True)
    assert not loud.proved and [d.code for d in loud.errors] == ["TC405"]


def test_the_solver_is_asked_about_everything_that_adversaries_decide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report, (sets,) = report_with(monkeypatch, open_=False, said=False)
    asked = {d.obligation.key for d in report.decided if isinstance(d.obligation.claim, Never | Somewhere)}
    assert sets.about == asked and asked
    assert set(sets.holds) == {d.obligation.key for d in report.decided}
    assert sets.rules == {rule.id for rule in flow.RULES}
