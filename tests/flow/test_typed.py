"""Rules range, shape and require: every goal, and every input that a requirement reads."""

from dataclasses import replace

import pytest

from tcme.compiler import core
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import ArrayTy, BoolTy
from tests.flow.judging import codes
from tests.flow.programs import NUMBER, World, millionaires


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(("rule", "code"), [("range", "TC401"), ("shape", "TC403")])
def test_every_goal_is_open(rule: str, code: str, count: int) -> None:
    program, placed = millionaires().done()
    goal = core.Goal(rule, code, "may not fit", "", "", NOWHERE)  # type: ignore[arg-type]
    assert codes((replace(program, goals=(goal,) * count), placed)) == [code]


def ref(name: str) -> core.Expr:
    return core.InputRef(name, NUMBER, NOWHERE)


def less(a: core.Expr, b: core.Expr) -> core.Expr:
    return core.Binary("lt", a, b, BoolTy(), NOWHERE)


def array(*items: core.Expr) -> core.Expr:
    return core.MakeArray(items, ArrayTy(NUMBER, len(items)), NOWHERE)


def required(*conditions: core.Expr, owner: str = "alice") -> list[str]:
    world = World(party="alice bob", helper="notary", at_most=[(1, "alice bob notary", "passive")])
    for name, who in (("a", "alice"), ("c", "alice"), ("b", "bob")):
        world.input(name, who)
    world.open("less", world.less(0, 2), "a b", "alice bob")
    world.requires = [(condition, owner) for condition in conditions]
    return codes(world)


def test_a_requirement_is_about_one_owner_s_inputs() -> None:
    assert required(less(ref("a"), ref("c"))) == []
    assert required(less(ref("b"), ref("b")), owner="bob") == []


def test_every_input_that_it_reads_counts() -> None:
    assert required(less(ref("a"), ref("b"))) == ["TC311"]
    assert required(less(ref("b"), ref("a"))) == ["TC311"]
    assert required(less(ref("b"), ref("b"))) == ["TC311"]


def test_inputs_inside_lists_of_operands_count() -> None:
    assert required(less(array(ref("a"), ref("c")), ref("a"))) == []
    assert required(less(array(ref("a"), ref("b")), ref("a"))) == ["TC311"]


def test_every_requirement_counts() -> None:
    assert required(less(ref("a"), ref("c")), less(ref("a"), ref("b"))) == ["TC311"]
