"""What counts as a witness, and what does not, though something changes."""

import pytest

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir.nodes import Environment, Local
from tcme.compiler.pipeline import check
from tcme.compiler.witness.search import influences_unread
from tcme.compiler.witness.shares import reconstruction
from tcme.compiler.witness.table import Roles, Subject
from tcme.dsl.source import Source

ATTACK = Roles(("a",), ("b",), models=False)


def program(value: str) -> CoreProgram:
    text = f"""program p
party alice, bob
input a : Int[0..100] from alice
input b : Int[0..100] from bob
output Out {{ f : Bool of a, b to alice because "agreed" }}
fn main() -> Out {{ release Out({value}) }}
"""
    core = check(Source("p", text)).core
    assert core is not None
    return core


@pytest.mark.parametrize(
    ("value", "found"), [("a > b", True), ("a > 50", False), ("b > 50", False), ("true", False)]
)
def test_forgiven_is_what_is_both_steered_and_secret(value: str, found: bool) -> None:
    assert (influences_unread(Subject(program(value), "f"), ATTACK) is not None) == found


@pytest.mark.parametrize("where", [Local("alice"), Environment("alice")])
def test_an_honest_host_looks_at_nothing(where: Local | Environment) -> None:
    assert reconstruction(where, None, {"alice": "honest"}) == ()
    assert reconstruction(where, None, {"alice": "passive"}) != ()
