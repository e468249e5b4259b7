"""The generator reaches the whole language, gives the same program for the same seed, and shrinks."""

from functools import cache
from typing import get_args

from tcme.compiler.typecheck.builtin_names import FUNCTIONS
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax as s
from tests.generate.choices import replayed, seeded
from tests.generate.program import MIDDLE, SMALL, from_choices, from_seed, generate

ENOUGH = 250
ELSEWHERE = {"Comment"}
"""Comments are not in the tree."""


def nodes() -> set[str]:
    """All classes of the surface tree."""
    return {name for name, c in vars(s).items() if isinstance(c, type) and hasattr(c, "span")}


@cache
def occurring() -> tuple[object, ...]:
    return tuple(node for seed in range(ENOUGH) for node in walk(from_seed(seed, MIDDLE).tree))


def test_every_class_of_the_tree_occurs() -> None:
    found = {type(node).__name__ for node in occurring()}
    assert nodes() - ELSEWHERE - found == set()


def test_every_operator_occurs() -> None:
    found = {node.op for node in occurring() if isinstance(node, s.Binary | s.Unary)}
    assert found == {*get_args(s.BinaryOp), *get_args(s.UnaryOp)}


def test_every_built_in_function_occurs() -> None:
    found = {node.function.text for node in occurring() if isinstance(node, s.Call)}
    assert FUNCTIONS - found == set()


def test_the_same_seed_gives_the_same_program() -> None:
    assert from_seed(7).text == from_seed(7).text
    made = from_seed(7).choices
    assert from_choices(made).text == from_seed(7).text


def test_no_choices_give_a_small_program() -> None:
    simplest = generate(replayed(()), SMALL)
    assert len(simplest.text.splitlines()) < 12


def test_choices_are_below_their_bound() -> None:
    choices = seeded(3)
    assert all(0 <= choices.below(n) < n for n in range(1, 200))
