"""Folds by hand, in the search for proofs and in the checker: two are one where they do the same, in as many
steps, over the same, and not otherwise."""

from typing import Any

import pytest

from tcme.compiler.ir.codec import from_json
from tests.checker.test_facts import drawn, two_folds
from tests.semantic.test_nodes import alike


def same(steps: int, **changed: Any) -> list[bool]:
    _, placed = drawn(two_folds(steps, **changed))
    return list(alike(from_json(placed).graph, "s"))


def test_folds_of_as_many_steps_over_the_same_are_one() -> None:
    assert same(3) == [True, True]


@pytest.mark.parametrize(("steps", "changed"), [(2, {}), (4, {}), (3, {"over": 3}), (3, {"kind": "mul"})])
def test_other_folds_are_not(steps: int, changed: dict[str, Any]) -> None:
    """Of another number of steps, over something else, that do something else."""
    assert same(steps, **changed) == [False, False]
