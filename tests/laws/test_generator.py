"""The generator reaches the whole language, gives the same program for the same seed, and shrinks."""

from functools import cache
from typing import get_args

from tcme.compiler.typecheck.builtin_names import FUNCTIONS
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax as s
from tests.generate.choices import replayed, seeded
from tests.generate.generics import declarations
from tests.generate.program import MIDDLE, SMALL, TINY, from_choices, from_seed, generate
from tests.generate.world import SOFT_WORDS
from tests.laws.cases import elaborated

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


def test_every_requirement_is_about_somebody() -> None:
    """Nothing is required of what a program mentions and does not look at."""
    programs = [p for p in (from_seed(seed, TINY) for seed in range(ENOUGH)) if "\nrequire " in p.text]
    assert len(programs) > ENOUGH / 25
    for program in programs:
        core, found = elaborated(program.text, program.files)
        assert core is not None and core.requires, (found, program)


def test_generic_functions_leave_the_words_of_fresh_names_alone() -> None:
    names = {node.text for node in walk(tuple(declarations().values())) if isinstance(node, s.Name)}
    assert not names & set(SOFT_WORDS)


def test_no_choices_give_a_small_program() -> None:
    simplest = generate(replayed(()), SMALL)
    assert len(simplest.text.splitlines()) < 12


def test_choices_are_below_their_bound() -> None:
    choices = seeded(3)
    assert all(0 <= choices.below(n) < n for n in range(1, 200))
