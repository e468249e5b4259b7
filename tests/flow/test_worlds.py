"""Which adversaries there are: each kind of principal, each line of assumptions, counted by hand."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.bitsets import Bitsets
from tcme.compiler.flow.diagrams import Diagrams
from tcme.compiler.flow.formula import (
    FALSE,
    TRUE,
    AtLeast,
    AtMost,
    Exceeds,
    Formula,
    at_least,
    conj,
    evaluate,
)
from tests.flow.programs import REPRESENTATIONS, World

Build: TypeAlias = Callable[[World], Space]


@pytest.fixture(params=REPRESENTATIONS, ids=["bits", "diagrams"])
def build(request: pytest.FixtureRequest) -> Build:
    """Everything holds for either way to write a set."""
    kind = Bitsets if request.param else Diagrams

    def built(world: World) -> Space:
        space = Space.build(world.done()[0], request.param)
        assert isinstance(space.sets, kind)
        return space

    return built


def everybody(**lines) -> World:
    return World(party="p q", helper="h", environment="e", publisher="g", **lines)


@pytest.mark.parametrize(
    ("kind", "levels"),
    [
        ("party", "honest passive crafting active"),
        ("helper", "honest passive active"),
        ("environment", "honest passive active"),
        ("publisher", "honest crafting"),
    ],
)
def test_what_each_kind_can_become(build: Build, kind: str, levels: str) -> None:
    world = World()
    setattr(world, kind, "x")
    admitted = build(world)
    everyone = admitted.set_of(TRUE)
    ladder = ("honest", "passive", "crafting", "active", None)
    at = [admitted.set_of(at_least("x", level)).count if level else 0 for level in ladder]
    reached = [level for level, here, above in zip(ladder, at, at[1:], strict=False) if here > above]
    assert reached == levels.split()
    assert everyone.count == admitted.count == len(reached)


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ({}, 4 * 4 * 3 * 3 * 2),
        ({"at_most": [(1, "p q", "passive")]}, 3 * 3 * 3 * 2),
        ({"at_most": [(2, "p q h", "active")]}, (1 + 3 + 3 + 2 + 9 + 6 + 6) * 3 * 2),
        ({"at_most": [(2, "p q h", "crafting")]}, (1 + 2 + 2 + 1 + 4 + 2 + 2) * 3 * 2),
        ({"at_most": [(1, "p q", "active"), (0, "h", "active")]}, 7 * 1 * 3 * 2),
        ({"trusts": [("p", "g", None)]}, (4 + 2) * 4 * 3 * 3),
        ({"trusts": [("p", "g", "secrecy")]}, (4 + 3) * 4 * 3 * 3),
        ({"trusts": [("p", "g", "integrity")]}, (4 + 2) * 4 * 3 * 3),
        ({"trusts": [("p", "e", None)]}, (1 + 2 + 2 + 3) * 4 * 3 * 2),
        ({"trusts": [("p", "e", "secrecy")]}, (1 + 3 + 3 + 3) * 4 * 3 * 2),
        ({"trusts": [("p", "e", "integrity")]}, (2 + 2 + 2 + 3) * 4 * 3 * 2),
        ({"trusts": [("p", "q", "integrity")]}, (2 + 2 + 3 + 4) * 3 * 3 * 2),
        ({"trusts": [("p", "q", None)]}, (1 + 2 + 3 + 4) * 3 * 3 * 2),
        ({"trusts": [("p", "g", None), ("q", "e", None)]}, (4 + 2) * 8 * 3),
    ],
)
def test_how_many_each_line_leaves(build: Build, lines: dict, count: int) -> None:
    admitted = build(everybody(**lines))
    assert admitted.count == count == admitted.set_of(TRUE).count
    assert not admitted.holds_somewhere(FALSE)


def test_an_assumption_takes_its_adversaries_out(build: Build) -> None:
    admitted = build(everybody(at_most=[(1, "p q", "passive")], trusts=[("p", "g", None)]))
    assert not admitted.holds_somewhere(conj(AtLeast("p", "passive"), AtLeast("q", "passive")))
    assert not admitted.holds_somewhere(AtLeast("q", "crafting"))
    assert not admitted.holds_somewhere(AtLeast("g", "crafting"))
    assert admitted.holds_somewhere(AtLeast("h", "active"))


@pytest.mark.parametrize(
    ("limit", "over"),
    [(0, 16), (1, 15), (2, 15), (3, 12), (4, 9), (11, 9), (12, 0)],
)
def test_what_is_heard_multiplies(build: Build, limit: int, over: int) -> None:
    """Who has p in it hears two fields of two values each, who has q one of three."""
    hears: tuple[tuple[Formula, int], ...] = (
        (AtLeast("p", "passive"), 2),
        (AtLeast("q", "passive"), 3),
        (AtLeast("p", "passive"), 2),
    )
    admitted = build(World(party="p q"))
    formula = Exceeds(hears, limit)
    assert admitted.set_of(formula).count == over == _by_hand(formula)


def _by_hand(formula: Formula) -> int:
    levels = ("honest", "passive", "crafting", "active")
    return sum(evaluate(formula, {"p": p, "q": q}) for p in levels for q in levels)


@pytest.mark.parametrize(("limit", "over"), [(1, 63), (2, 54), (3, 54), (4, 27), (7, 27), (8, 0)])
def test_whoever_hears_equally_much_hears_too_much(build: Build, limit: int, over: int) -> None:
    """Each of three hears one field of two values."""
    admitted = build(World(party="p q r"))
    formula = Exceeds(tuple((AtLeast(name, "passive"), 2) for name in "pqr"), limit)
    assert admitted.set_of(formula).count == over


def test_corrupt_is_anything_but_honest(build: Build) -> None:
    few = AtMost(1, ("p", "q"))
    assert build(World(party="p q")).set_of(few).count == 7 == _by_hand(few)
    assert at_least("p", "honest") == TRUE


def test_whoever_is_named_twice_counts_twice(build: Build) -> None:
    """Nobody, one of p and r, both, or q alone; three ways to be corrupt each."""
    few = AtMost(2, ("p", "q", "q", "r"))
    assert build(World(party="p q r")).set_of(few).count == 1 + 3 + 3 + 9 + 3
