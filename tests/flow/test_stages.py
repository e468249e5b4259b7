"""The stages around the flow proof: what is decided twice, what stops, and what is certified."""

from dataclasses import replace

import pytest

from tcme.compiler import pipeline
from tcme.compiler.certificate import certify
from tcme.compiler.flow import FlowReport
from tcme.compiler.ir.nodes import Graph
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.compiler.pipeline import Checked, check
from tcme.dsl.diagnostics import Answer
from tcme.dsl.source import Source

TEXT = """program stages
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
input a : Int[0..9] from alice
input b : Int[0..9] from bob
output Out { o : TYPE of a, b to alice, bob because "agreed" }
fn main() -> Out { release Out(BODY) }
"""


def checked(body: str = "a < b", ty: str = "Bool", *, of: str = "a, b", helper: bool = True) -> Checked:
    text = TEXT.replace("TYPE", ty).replace("BODY", body).replace("of a, b to", f"of {of} to")
    if not helper:
        text = text.replace("helper notary\n", "").replace(", notary", "")
    return check(Source("main.tcme", text))


def codes(found: Checked) -> list[str]:
    return [d.code for d in found.diagnostics]


def test_what_is_proved_is_certified() -> None:
    assert codes(checked()) == [] and checked().ok


def test_the_program_as_written_is_decided_too() -> None:
    """No pass may take away what a condition tells."""
    found = checked("if b > 3 { a } else { a }", "Int[0..9]", of="a")
    assert codes(found) == ["TC301"] and not found.ok


def test_what_is_refused_is_told_once() -> None:
    assert codes(checked(of="a")) == ["TC301"]


def test_what_is_certified_is_what_runs() -> None:
    found = checked("if a + 0 < b { true } else { false }")
    assert found.core is not None and found.placed is not None
    assert found.placed.graph == optimise(lower(found.core)) != lower(found.core)


def test_an_open_goal_stops_everything_with_an_input_that_breaks_it() -> None:
    found = checked("a + b", "Int[0..9]")
    (refusal,) = found.diagnostics
    assert (refusal.code, refusal.answer) == ("TC401", Answer.REFUTED)
    assert "a" in refusal.witness[0] and found.report is None


def test_where_nothing_may_run_it_is_told() -> None:
    found = checked(helper=False)
    assert codes(found) == ["TC502"] and not found.ok


def swapped(graph: Graph) -> Graph:
    """Another graph, which opens its field to one of two."""
    made = optimise(graph)
    return replace(made, opens=tuple(replace(o, recipients=("alice",)) for o in made.opens))


def test_what_runs_is_decided_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "optimise", swapped)
    found = checked()
    assert codes(found) == ["TC310"] and not found.ok


def test_what_nobody_confirms_is_not_certified(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.analyse

    def unsolved(*args, **options) -> FlowReport:
        return real(*args, **{**options, "solve": False})

    monkeypatch.setattr(pipeline, "analyse", unsolved)
    found = checked()
    assert codes(found) == [] and not found.ok
    assert found.surface is not None and found.core is not None
    assert found.placed is not None and found.report is not None
    with pytest.raises(ValueError, match="only what is proved"):
        certify(found.source, found.surface, found.core, found.placed, found.report)
