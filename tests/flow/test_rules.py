"""Each rule refuses a program that all others accept, and taking the rule away accepts it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tcme.compiler import core
from tcme.compiler.core import CoreProgram
from tcme.compiler.flow import RULES, FlowReport, analyse
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Placed
from tcme.dsl.diagnostics import Answer, Sink
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import BoolTy
from tests.flow.programs import WORDS, World, damage, millionaires, two_plans

Made = tuple[CoreProgram, Placed]


def unnamed_source() -> Made:
    program, placed = millionaires().done()
    (field,) = program.fields
    return replace(program, fields=(replace(field, sources=("a",)),)), placed


def probing() -> Made:
    return millionaires(level="crafting").done()


def silent_publisher() -> Made:
    """The tenant alone hears the answer, so nobody newly reads it; but google steers it and is not named."""
    pairs = [(p, "enclave", None) for p in ("landlord", "tenant")]
    world = World(party="landlord tenant", environment="enclave", publisher="google", trusts=pairs)
    world.open("alarm", world.ask(world.input("scene", "tenant", ty=WORDS)), "scene", "tenant")
    return world.done()


def endorsed_joint_answer() -> Made:
    world = two_plans()
    world.fields.clear()
    world.opens.clear()
    world.open("fit", world.endorse(2), "plan_a plan_b", "alice bob")
    return world.done()


def curious_host() -> Made:
    """The enclave is trusted to answer, not to keep silent."""
    world = damage(trust="google")
    world.trusts = [*world.trusts, ("tenant", "enclave", "integrity")]
    return world.done()


def accepted_helper() -> Made:
    world = millionaires()
    world.accepts = [("notary", "a")]
    return world.done()


def two_without_helper() -> Made:
    return millionaires(helper="").done()


def no_bit_left() -> Made:
    world = millionaires()
    world.leaks = [(0, "a", "bob")]
    return world.done()


def nobody_kept_out() -> Made:
    world = World(party="alice bob", at_most=[(0, "bob", "passive")])
    a = world.input("a", "alice")
    leaf = world.node(ir.Compare("lt"), (a, a), ir.BoolV(), ir.Local("alice"))
    world.open("same", leaf, "a", "alice")
    return world.done()


def opened_to_another() -> Made:
    """To somebody who may read everything anyway, so that nothing but the opening is wrong."""
    program, placed = millionaires().done()
    (opened,) = placed.graph.opens
    graph = replace(placed.graph, opens=(replace(opened, recipients=("alice",)),))
    return program, replace(placed, graph=graph)


def unproved_range() -> Made:
    program, placed = millionaires().done()
    goal = core.Goal("range", "TC250", "may not fit", "", "", NOWHERE)
    return replace(program, goals=(goal,)), placed


def unproved_index() -> Made:
    program, placed = millionaires().done()
    goal = core.Goal("shape", "TC251", "may lie outside", "", "", NOWHERE)
    return replace(program, goals=(goal,)), placed


def required_of_two() -> Made:
    program, placed = millionaires().done()
    a, b = (core.InputRef(i.name, i.ty, NOWHERE) for i in program.inputs)
    condition = core.Binary("lt", a, b, BoolTy(), NOWHERE)
    return replace(program, requires=(core.Require(condition, "alice", "a < b", NOWHERE),)), placed


def claimed(steer: tuple[str, ...] | None, learn: tuple[str, ...] | None) -> Made:
    """The millionaires, where something is claimed of the verdict."""
    program, placed = millionaires().done()
    (opened,) = placed.graph.opens
    (leaf,) = opened.leaves
    ty, number = placed.graph.nodes[leaf].ty, len(placed.graph.nodes)
    node = ir.Node(number, ir.Claim(0), (leaf,), ty, NOWHERE)
    opens = (replace(opened, leaves=(number,)),)
    claims = (ir.ClaimSite(learn, steer),)
    graph = replace(placed.graph, nodes=(*placed.graph.nodes, node), opens=opens, claims=claims)
    return program, replace(placed, graph=graph, places=(*placed.places, placed.places[leaf]))


def claimed_of_one() -> Made:
    return claimed(None, ("alice",))


def test_steering_is_claimed_of_whoever_is_named() -> None:
    assert judged(claimed(("alice", "bob", "notary"), None)).proved
    assert judged(claimed(None, ("alice", "bob"))).proved


ALONE: dict[str, tuple[str, Callable[[], Made]]] = {
    "sources": ("TC301", unnamed_source),
    "robust": ("TC302", probing),
    "steer": ("TC303", silent_publisher),
    "transparent": ("TC304", endorsed_joint_answer),
    "ask": ("TC305", curious_host),
    "accept": ("TC306", accepted_helper),
    "place": ("TC506", two_without_helper),
    "budget": ("TC307", no_bit_left),
    "covered": ("TC308", nobody_kept_out),
    "open": ("TC310", opened_to_another),
    "claim": ("TC312", claimed_of_one),
    "range": ("TC250", unproved_range),
    "shape": ("TC251", unproved_index),
    "require": ("TC311", required_of_two),
}


def judged(made: Made, *, without: str = "") -> FlowReport:
    return analyse(*made, Sink(), rules=tuple(r for r in RULES if r.id != without))


def test_every_rule_with_obligations_is_here() -> None:
    assert {r.id for r in RULES} == {"data", *ALONE}


@pytest.mark.parametrize("rule", ALONE)
def test_the_rule_alone_refuses(rule: str) -> None:
    code, make = ALONE[rule]
    report = judged(make())
    assert not report.proved
    assert {v.rule for v in report.verdicts if v.answer != "proved"} == {rule}
    assert {(e.code, e.rule, e.answer) for e in report.errors} == {(code, rule, Answer.NOT_PROVED)}


@pytest.mark.parametrize("rule", ALONE)
def test_without_the_rule_it_would_pass(rule: str) -> None:
    assert judged(ALONE[rule][1](), without=rule).proved


def test_a_witness_refutes() -> None:
    sink = Sink()
    report = analyse(
        *probing(), sink, witness=lambda failure: (f"{failure.adversary} steers {failure.field}",)
    )
    assert [v.answer for v in report.verdicts if v.rule == "robust"] == ["refuted"]
    assert [(d.answer, len(d.witness)) for d in sink.diagnostics] == [(Answer.REFUTED, 1)]


def test_a_failure_holds_what_a_witness_needs() -> None:
    (failure,) = judged(damage(trust="enclave").done(), without="steer").failures
    assert failure.rule == "robust"
    assert failure.field == "alarm"
    assert failure.adversary == {
        "landlord": "passive",
        "tenant": "honest",
        "enclave": "honest",
        "google": "crafting",
    }
    assert (failure.sources, failure.secrets, failure.publishers) == (("scene",), ("scene",), ("google",))


def test_nothing_is_proved_without_the_solver() -> None:
    report = analyse(*millionaires().done(), Sink(), solve=False)
    assert not report.proved
    assert not report.errors
