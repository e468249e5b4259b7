"""What the plan says about the examples."""

import json
from dataclasses import replace

import pytest

from tcme.compiler import core
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.compiler.plan import Plan, plan, to_json
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy
from tests.ir import terms as t
from tests.place.test_place import SMALL, example, placed_of


def plan_of(name: str, steerers: dict[str, tuple[str, ...]]) -> Plan:
    program = example(name)
    return plan(program, placed_of(program, optimise(lower(program))), steerers=steerers, adversaries=8)


def test_the_millionaires_learn_one_of_three_and_the_notary_nothing() -> None:
    found = plan_of("millionaires", {})
    learners = {each.principal: each for each in found.learners}
    assert (learners["alice"].values, learners["alice"].bits) == (3, "1.58")
    assert learners["alice"].learns[0].because == "both agreed to learn the order"
    assert (learners["notary"].learns, learners["notary"].values, learners["notary"].bits) == ((), 1, "0")
    assert found.sentences[:3] == (
        "For each of the 8 adversaries that `millionaires` admits, all it sees during a run can be "
        "simulated from its own inputs and the output fields addressed to it "
        "(up to 2^-40 in all, assuming the PRF and the sealed channels).",
        "`richer` depends only on `a` and `b`, is one of 3 values (at most 1.58 bits), and goes to "
        "`alice` and `bob` and nobody else, because: both agreed to learn the order.",
        "`richer` can be steered by nobody.",
    )


def test_costs_are_of_the_mpc_part() -> None:
    found = plan_of("millionaires", {})
    assert found.protocol is not None
    (mpc,) = [stage for stage in found.stages if stage.where == "mpc"]
    compare = next(step for step in found.steps if step.does == "compare lt")
    assert compare.rounds == 3 + 5
    assert compare.bytes == (2 * 31 + 3) * 10 * 2
    assert mpc.rounds == 8 + 1  # the inner choice is between constants: linear
    assert mpc.bytes == sum(step.bytes for step in found.steps)
    assert all(step.bytes == 0 for step in found.steps if step.where != "mpc")


def test_a_secret_index_says_how_many_elements_it_touches() -> None:
    row, place = ArrayTy(SMALL, 24), IntTy(0, 23)
    found_at = t.index(t.ref("xs", row), t.ref("i", place))
    program = t.program({"xs": ("alice", row), "i": ("bob", place)}, {"o": found_at})
    found = plan(program, placed_of(program, optimise(lower(program))), steerers={})
    (step,) = [s for s in found.steps if s.touched]
    assert (step.does, step.touched) == ("lookup among 24", 24)
    assert step.why.endswith("; a secret index touches all 24 elements")
    assert (step.rounds, step.bytes > 0) == (5 + 1, True)


def test_bits_are_paid_for_once() -> None:
    wide = IntTy(0, 4000)
    x, y = t.ref("x", wide), t.ref("y", wide)
    total = t.binary("add", x, y, IntTy(0, 8000))
    high = t.binary("div", total, t.number(8), IntTy(0, 1000))
    low = t.binary("mod", total, t.number(8), IntTy(0, 7))
    both = t.binary("add", high, low, IntTy(0, 1007))
    program = t.program({"x": ("alice", wide), "y": ("bob", wide)}, {"o": both})
    found = plan(program, placed_of(program, optimise(lower(program))), steerers={})
    assert [s.bytes > 0 for s in found.steps if s.where == "mpc"] == [False, True, False, False]


def test_the_tenant_steers_the_alarm_and_the_enclave_reads_the_scene() -> None:
    found = plan_of("damage_monitoring", {"alarm": ("tenant",)})
    assert found.steered[0].by == ("tenant",)
    assert "`alarm` can be steered by `tenant`, and by nobody else." in found.sentences
    (reader,) = found.readers
    assert (reader.inputs, reader.trusted_by) == (("scene",), ("landlord", "tenant"))
    (asked,) = [step for step in found.steps if step.does == "ask"]
    assert 600 < asked.tokens < 800 and asked.why == "the model runs in `enclave`"
    assert found.protocol is None


def test_taking_part_tells_that_requirements_hold() -> None:
    program = example("millionaires")
    line = core.Require(core.Const(True, BoolTy(), NOWHERE), "alice", "a == 42", NOWHERE)
    required = replace(program, requires=(line,))
    found = plan(required, placed_of(required, optimise(lower(required))), steerers={})
    assert found.required == (
        "`alice` checks `a == 42` before connecting: that `alice` takes part tells everyone that it holds",
    )
    assert (
        "its own inputs, the output fields addressed to it, and that the requirements" in found.sentences[0]
    )


def test_the_files_that_are_agreed_to_have_their_digests() -> None:
    program = example("millionaires")
    modules = core.Module("shop.prices", "a" * 64), core.Module("std.order", "b" * 64)
    pinned = replace(
        program,
        modules=modules,
        publics=(core.PublicFile("floor", BoolTy(), "floor.json", "c" * 64, NOWHERE),),
    )
    found = plan(pinned, placed_of(pinned, optimise(lower(pinned))), steerers={})
    assert [(p.kind, p.file, p.sha256) for p in found.pinned] == [
        ("module", "shop/prices.tcme", "a" * 64),
        ("module", "std.order", "b" * 64),
        ("public file", "floor.json", "c" * 64),
    ]


@pytest.mark.parametrize("name", ["millionaires", "damage_monitoring", "tender"])
def test_a_plan_is_the_same_plain_json_each_time(name: str) -> None:
    first, second = (json.dumps(to_json(plan_of(name, {})), sort_keys=True) for _ in range(2))
    assert first == second
    assert json.loads(first)["program"] == name


def test_very_many_values_can_be_written() -> None:
    row = ArrayTy(ArrayTy(BoolTy(), 200), 100)
    program = t.program({"x": ("alice", row), "s": ("bob", SMALL)}, {"o": t.ref("x", row)})
    found = plan(program, placed_of(program), steerers={})
    assert found.learners[0].bits == "20000"
    assert json.dumps(to_json(found))
