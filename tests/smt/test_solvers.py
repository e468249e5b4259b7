"""Z3 and cvc5 beside each other: the same answers, none without steps, and a disagreement is an error."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tcme.cli.checking import Checking
from tcme.compiler.flow import analyse
from tcme.compiler.pipeline import Checked, check
from tcme.compiler.proving import EngineName, Proving
from tcme.compiler.smt import emit, solver
from tcme.compiler.smt.script import Query, Script
from tcme.compiler.smt.solver import ENGINES, Proved, Refuted, Unknown, decide, holds
from tcme.compiler.smt.solver.session import Answer, Engine, Possible
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.files import Beside, read_source
from tests.flow.programs import World, damage, millionaires, two_plans

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/main.tcme"))
ACCEPTED = sorted((ROOT / "tests" / "accept").glob("*.tcme"))
REFUSED = sorted((ROOT / "tests" / "reject").glob("TC30*/*.tcme"))
NAMES: tuple[EngineName, ...] = ("z3", "cvc5")
WORLDS = {
    "millionaires": millionaires(),
    "crafting": millionaires(level="crafting"),
    "no helper": millionaires(helper=""),
    "damage": damage(),
    "no trust": damage(trust="enclave"),
    "joint prompt": two_plans(),
    "accepted": two_plans(accepts=[("alice", "plan_b"), ("bob", "plan_a")]),
}
HARD = Script(
    "(declare-const x Int)(declare-const y Int)(declare-const z Int)\n"
    "(define-fun |r s| () Bool (and (> x 2) (> y 2) (> z 2) (= (+ (* x x x) (* y y y)) (* z z z))))\n",
    (Query("r", "s", "|r s|", "unsat"),),
)


def some(programs: list[Path], step: int) -> list[object]:
    """Every so many by default, all among the long tests."""
    return [
        pytest.param(p, id=f"{p.parent.name}/{p.stem}", marks=[pytest.mark.slow] if number % step else [])
        for number, p in enumerate(programs)
    ]


def solved(program: Path) -> Checked:
    return check(read_source(program), files=Beside(program.parent), how=Proving("both"))


def doubts(said: Sequence[Diagnostic]) -> list[str]:
    return [d.message for d in said if d.code in ("TC404", "TC405")]


@pytest.mark.parametrize("program", [*some(EXAMPLES, 5), *some(ACCEPTED, 8)])
def test_both_prove_what_is_accepted(program: Path) -> None:
    checked = solved(program)
    assert checked.ok and not doubts(checked.diagnostics)


@pytest.mark.parametrize("program", some(REFUSED, 12))
def test_both_refute_what_is_refused(program: Path) -> None:
    """The pipeline asks them only about what the sets prove; here they are asked all the same."""
    checked, sink = solved(program), Sink()
    assert not checked.ok and checked.core is not None
    if checked.placed is not None:
        analyse(checked.core, checked.placed, sink, how=Proving("both"))
    assert not doubts((*checked.diagnostics, *sink.diagnostics))


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_each_answer_is_the_same(world: World) -> None:
    script = emit(*world.done())
    first, second = (decide(script, ENGINES[name]) for name in NAMES)
    assert {k: holds(v) for k, v in first.items()} == {k: holds(v) for k, v in second.items()}
    assert len(first) == len(script.queries) and None not in map(holds, first.values())


@pytest.mark.parametrize("name", NAMES)
def test_refuted_names_the_adversary(name: EngineName) -> None:
    found = decide(emit(*millionaires(level="crafting").done()), ENGINES[name])
    refuted = [v for v in found.values() if isinstance(v, Refuted)]
    assert [dict(v.model)["alice"] == 2 or dict(v.model)["bob"] == 2 for v in refuted] == [True]


@pytest.mark.parametrize("name", NAMES)
def test_a_companion_that_is_impossible_is_refuted(name: EngineName) -> None:
    text = "(declare-const x Int)\n(define-fun |a| () Bool (> x 0))\n(define-fun |b| () Bool (< x x))\n"
    queries = (Query("world", "a", "|a|", "sat"), Query("world", "b", "|b|", "sat"))
    found = decide(Script(text, queries), ENGINES[name])
    assert found == {("world", "a"): Proved(), ("world", "b"): Refuted(())}


@pytest.mark.parametrize("name", NAMES)
def test_unknown_is_neither(name: EngineName) -> None:
    """A hard query with few steps gets no answer, and none is made up."""
    found = decide(HARD, replace(ENGINES[name], resources=20_000))
    assert isinstance(found["r", "s"], Unknown) and holds(found["r", "s"]) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("asked", ["alone", "both"])
def test_a_starved_solver_proves_nothing(
    name: EngineName, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(solver.ENGINES, name, replace(ENGINES[name], resources=1))
    sink, how = Sink(), Proving("both" if asked == "both" else name)
    report = analyse(*millionaires().done(), sink, how=how)
    starved = [d for d in sink.diagnostics if d.code == "TC404"]
    assert starved and all(f"`{name}` gives no answer" in d.message for d in starved)
    assert not report.proved and not [d for d in sink.diagnostics if d.code == "TC405"]


class Liar:
    """A solver that finds whatever it is asked for."""

    def __init__(self, script: Script, seed: int, resources: int) -> None:
        self.script = script

    def some(self, names: Sequence[str], among: Sequence[str]) -> Answer:
        return Possible(frozenset(among), ())


class Blind(Liar):
    """A solver with a model that shows nothing."""

    def some(self, names: Sequence[str], among: Sequence[str]) -> Answer:
        return Possible(frozenset(), ())


@pytest.mark.parametrize("name", NAMES)
def test_solvers_that_disagree_are_named(name: EngineName, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(solver.ENGINES, name, Engine(name, name, str, Liar))
    sink = Sink()
    assert not analyse(*millionaires().done(), sink, how=Proving("both")).proved
    (other,) = {*NAMES} - {name}
    said = [d.message for d in sink.diagnostics if d.code == "TC405"]
    assert said and all(f"`{name}` says that it does not hold" in message for message in said)
    assert all(f"`{other}` says that it holds" in message for message in said)


def test_a_model_that_does_not_show_it_is_no_answer() -> None:
    found = decide(HARD, Engine("z3", "z3-solver", str, Blind))
    assert found["r", "s"] == Unknown("its model does not hold")


def test_a_solver_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cvc5", None)
    outcome = Checking("both", write=False).run(ROOT / "tests" / "accept" / "millionaires.tcme")
    assert outcome.fault is not None and outcome.code == 2 and outcome.checked is None
    assert outcome.fault.code == "TC014" and "pip install 'tcme[cvc5]'" in outcome.fault.help
