"""Rule open: each field once, as declared; the inputs as declared; masks that hide, in a field that holds
them."""

from dataclasses import replace
from typing import Any

import pytest

from tcme.compiler.ir import nodes as ir
from tcme.dsl.ty import EnumTy, IntTy
from tests.flow.judging import Made, codes
from tests.flow.programs import World, millionaires


def opened(*opens: dict[str, Any]) -> Made:
    """The millionaires with other openings: changes to the only one."""
    program, placed = millionaires().done()
    (once,) = placed.graph.opens
    made = tuple(replace(once, **changes) for changes in opens)
    return program, replace(placed, graph=replace(placed.graph, opens=made))


def test_as_declared() -> None:
    assert codes(opened({})) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"recipients": ("alice",)},
        {"recipients": ("alice", "bob", "notary")},
        {"recipients": ("alice", "notary")},
        {"ty": EnumTy(("A", "B"))},
        {"leaves": (2, 2)},
        {"leaves": ()},
        {"field": "poorer"},
    ],
)
def test_an_opening_is_what_is_declared(changes: dict[str, Any]) -> None:
    assert "TC310" in codes(opened(changes))


def test_a_field_is_opened_once() -> None:
    assert "TC310" in codes(opened())
    assert codes(opened({}, {})).count("TC310") == 2


def test_nothing_else_is_opened() -> None:
    assert codes(opened({}, {"field": "more"})) == ["TC310"]


def test_fields_are_opened_in_order() -> None:
    world = millionaires()
    world.open("again", 2, "a b", "alice bob")
    assert codes(world) == []
    world.opens.reverse()
    assert codes(world) == ["TC310"]


@pytest.mark.parametrize(
    "changes", [{"name": "z"}, {"ty": IntTy(0, 7)}, {"owner": "bob"}, {"endorsed": "as it says"}]
)
def test_inputs_are_as_declared(changes: dict[str, Any]) -> None:
    program, placed = millionaires().done()
    first, *rest = placed.graph.inputs
    inputs = (replace(first, **changes), *rest)
    assert codes((program, replace(placed, graph=replace(placed.graph, inputs=inputs)))) == ["TC310"]


def protocol(world: World | None = None, **changes: int) -> list[str]:
    program, placed = (world or millionaires()).done()
    assert placed.protocol is not None
    usual = {"modulus": 1 << 78, "bits": 32, "security": 44, "masked": 2}
    return codes((program, replace(placed, protocol=replace(placed.protocol, **(usual | changes)))))


def test_masks_are_just_enough() -> None:
    """Two masked openings of a comparison, three pieces of each mask and a carry: 40 + 1 + 2 + 1 bits."""
    assert protocol() == []
    assert protocol(security=43) == ["TC310"]
    assert protocol(masked=3) == ["TC310"]
    assert protocol(masked=4, security=45, modulus=1 << 79) == []
    assert "TC310" in protocol(threshold=-1)


def test_every_masked_opening_is_counted() -> None:
    assert protocol(masked=1) == ["TC310"]
    world = millionaires()
    world.open("again", world.less(1, 0), "a b", "alice bob")
    enough = {"masked": 4, "security": 46, "modulus": 1 << 80}
    assert protocol(world, **enough) == []
    assert protocol(world, **{**enough, "masked": 3}) == ["TC310"]


def test_what_is_opened_in_the_clear_needs_no_mask() -> None:
    world = millionaires()
    world.less(0, 0, where=ir.Local("alice"))
    assert protocol(world) == []


def test_the_field_holds_a_masked_value() -> None:
    assert protocol(modulus=(1 << 78) - 1) == ["TC310"]
    assert protocol(bits=33) == ["TC310"]
