"""What the solver's answers are held against: every obligation of the sets, every question of the script."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tcme.compiler import flow
from tcme.compiler.core import CoreProgram
from tcme.compiler.flow import analyse
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.proving import SolverName
from tcme.compiler.smt import Confirmation, Key, Sets, confirm, solver
from tcme.compiler.smt.script import Query, Script
from tcme.compiler.smt.solver import ENGINES, Unknown
from tcme.compiler.smt.solver.session import Answer, Impossible, Possible
from tcme.dsl.diagnostics import Sink
from tests.flow.judging import claimed
from tests.flow.programs import World, millionaires

STEER: Key = ("steer", "richer")


def sets_of(program: CoreProgram, placed: Placed) -> Sets:
    """What the sets of adversaries say of a program."""
    found: list[Sets] = []

    def noted(core: object, where: object, sets: Sets, **how: object) -> Confirmation:
        found.append(sets)
        return Confirmation("", frozenset(), ())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "confirm", noted)
        analyse(program, placed, Sink())
    return found[0]


def asked(
    world: World, *, steer: bool | None = True, choice: SolverName = "z3", rules: bool = True
) -> Confirmation:
    """Where the sets say `steer` of the field: None where there is no such obligation."""
    program, placed = world.done()
    sets = sets_of(program, placed)
    changed: dict[Key, bool | None] = {**sets.holds, STEER: steer}
    known = {key: value for key, value in changed.items() if value is not None}
    made = Sets(known, sets.about & known.keys(), sets.rules if rules else sets.rules - {"steer"})
    return confirm(program, placed, made, solver=choice)


def said(found: Confirmation) -> list[str]:
    return [d.code for d in found.diagnostics]


def test_where_they_agree_nothing_is_said() -> None:
    for world in (millionaires(), millionaires(level="crafting"), millionaires(helper="")):
        found = asked(world)
        assert (said(found), found.open) == ([], frozenset())


def test_the_sets_alone_prove_nothing() -> None:
    """The solver finds an adversary where the sets find none, and the other way round."""
    found = asked(millionaires(), steer=False)
    assert (said(found), found.open) == (["TC405"], {STEER})
    program, placed = millionaires(level="crafting").done()
    sets = sets_of(program, placed)
    wrong = Sets({**sets.holds, ("robust", "richer"): True}, sets.about, sets.rules)
    found = confirm(program, placed, wrong)
    assert (said(found), found.open) == (["TC405"], {("robust", "richer")})


def test_what_the_solver_is_asked_is_an_obligation_of_the_sets() -> None:
    found = asked(millionaires(), steer=None)
    assert (said(found), found.open) == (["TC405"], {STEER})
    assert said(asked(millionaires(), steer=None, rules=False)) == []


def test_what_adversaries_decide_is_asked_of_the_solver() -> None:
    program, placed = millionaires().done()
    sets, more = sets_of(program, placed), ("steer", "poorer")
    found = confirm(program, placed, Sets({**sets.holds, more: True}, sets.about | {more}, sets.rules))
    assert (said(found), found.open) == (["TC405"], {more})


def test_unasked_is_open() -> None:
    program, placed = millionaires().done()
    sets = sets_of(program, placed)
    found = confirm(program, placed, sets, solve=False)
    assert found.open == frozenset(sets.holds) and found.open


class Silent:
    """A solver that finds nothing, or gives no answer."""

    answer: Answer = Impossible()

    def __init__(self, script: Script, seed: int, resources: int) -> None:
        self.script = script

    def some(self, names: Sequence[str], among: Sequence[str]) -> Answer:
        return self.answer


class Mute(Silent):
    answer = Unknown("no steps left")


def silent(monkeypatch: pytest.MonkeyPatch, kind: type[Silent]) -> None:
    monkeypatch.setitem(solver.ENGINES, "z3", replace(ENGINES["z3"], open=kind))


def test_no_answer_is_no_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    silent(monkeypatch, Mute)
    found = asked(millionaires())
    assert set(said(found)) == {"TC404"} and STEER in found.open


def test_a_companion_that_is_impossible_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is admitted, and a claimed value never varies: then everything else is proved of nothing."""
    program, placed = claimed(millionaires(), [2], learn=("alice", "bob"))
    sets = sets_of(program, placed)
    silent(monkeypatch, Silent)
    found = confirm(program, placed, sets)
    assert {("world", "some adversary is admitted"), ("world", "claim 0 varies")} <= found.open
    assert set(said(found)) == {"TC405"}


class Each:
    """A solver that takes its questions one by one."""

    def __init__(self, script: Script, seed: int, resources: int) -> None:
        self.possible = {q.name for q in script.queries if q.subject in ("first", "third")}

    def some(self, names: Sequence[str], among: Sequence[str]) -> Answer:
        found = self.possible & set(names)
        return Possible(frozenset({min(found)}), ()) if found else Impossible()


def test_each_violation_has_its_own_answer() -> None:
    names = ("first", "second", "third")
    script = Script("", tuple(Query("r", n, f"|{n}|", "unsat") for n in names))
    found = solver.decide(script, replace(ENGINES["z3"], open=Each))
    assert [solver.holds(found["r", n]) for n in names] == [False, True, False]


def test_both_must_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    silent(monkeypatch, Silent)
    found = asked(millionaires(level="crafting"), choice="both")
    assert set(said(found)) == {"TC405"} and ("robust", "richer") in found.open
    assert any("the solvers disagree" in d.message for d in found.diagnostics)
    assert set(ENGINES) == {"z3", "cvc5"}
