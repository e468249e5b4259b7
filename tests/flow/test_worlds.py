"""Which adversaries there are: each kind of principal, each line of assumptions, counted by hand."""

import pytest

from tcme.compiler.flow.adversaries import Space
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
from tests.flow.programs import World


def space(**lines) -> Space:
    return Space.build(World(party="p q", helper="h", environment="e", publisher="g", **lines).done()[0])


@pytest.mark.parametrize(
    ("kind", "levels"),
    [
        ("party", "honest passive crafting active"),
        ("helper", "honest passive active"),
        ("environment", "honest passive active"),
        ("publisher", "honest crafting"),
    ],
)
def test_what_each_kind_can_become(kind: str, levels: str) -> None:
    world = World()
    setattr(world, kind, "x")
    admitted = Space.build(world.done()[0])
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
def test_how_many_each_line_leaves(lines: dict, count: int) -> None:
    admitted = space(**lines)
    assert admitted.count == count == admitted.set_of(TRUE).count
    assert not admitted.holds_somewhere(FALSE)


def test_an_assumption_takes_its_adversaries_out() -> None:
    admitted = space(at_most=[(1, "p q", "passive")], trusts=[("p", "g", None)])
    assert not admitted.holds_somewhere(conj(AtLeast("p", "passive"), AtLeast("q", "passive")))
    assert not admitted.holds_somewhere(AtLeast("q", "crafting"))
    assert not admitted.holds_somewhere(AtLeast("g", "crafting"))
    assert admitted.holds_somewhere(AtLeast("h", "active"))


@pytest.mark.parametrize(
    ("limit", "over"),
    [(0, 16), (1, 15), (2, 15), (3, 12), (4, 9), (11, 9), (12, 0)],
)
def test_what_is_heard_multiplies(limit: int, over: int) -> None:
    """Who has p in it hears two fields of two values each, who has q one of three."""
    hears: tuple[tuple[Formula, int], ...] = (
        (AtLeast("p", "passive"), 2),
        (AtLeast("q", "passive"), 3),
        (AtLeast("p", "passive"), 2),
    )
    admitted = Space.build(World(party="p q").done()[0])
    formula = Exceeds(hears, limit)
    assert admitted.set_of(formula).count == over == _by_hand(formula)


def _by_hand(formula: Formula) -> int:
    levels = ("honest", "passive", "crafting", "active")
    return sum(evaluate(formula, {"p": p, "q": q}) for p in levels for q in levels)


@pytest.mark.parametrize(("limit", "over"), [(1, 63), (2, 54), (3, 54), (4, 27), (7, 27), (8, 0)])
def test_whoever_hears_equally_much_hears_too_much(limit: int, over: int) -> None:
    """Each of three hears one field of two values."""
    admitted = Space.build(World(party="p q r").done()[0])
    formula = Exceeds(tuple((AtLeast(name, "passive"), 2) for name in "pqr"), limit)
    assert admitted.set_of(formula).count == over


def test_corrupt_is_anything_but_honest() -> None:
    few = AtMost(1, ("p", "q"))
    assert Space.build(World(party="p q").done()[0]).set_of(few).count == 7 == _by_hand(few)
    assert at_least("p", "honest") == TRUE
