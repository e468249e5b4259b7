"""What runs show by themselves: which inputs change which fields, and which fields never have two values."""

from collections.abc import Sequence

import pytest

from tcme.compiler.semantic.observe import Observed, observe
from tests.laws.cases import elaborated
from tests.semantic.programs import ANSWER, BIT, MODELS, PASSIVE, SMALL, program

MOST = 40_000


def seen(inputs: str, body: str, *names: str, extra: str = PASSIVE, ty: str = "Bool") -> Observed:
    """Of the field of a program, asked about each of the inputs."""
    core, said = elaborated(program(inputs, f"{ty} of s, x", body, extra))
    assert core is not None, [d.message for d in said]
    found = observe(core, [frozenset({("f", name)}) for name in names or ("s", "x")], MOST)
    assert found is not None
    return found


def pairs(*names: str) -> frozenset[tuple[str, str]]:
    return frozenset(("f", name) for name in names)


@pytest.mark.parametrize(
    ("body", "moved"),
    [
        ("s and x > 3", ("s", "x")),
        ("s", ("s",)),
        ("x > 3", ("x",)),
        ("s or not s", ()),
        ("if s { x > 3 } else { x > 3 }", ("x",)),
        ("x == 77 and s", ("s", "x")),
    ],
)
def test_what_changes_a_field_has_moved_it(body: str, moved: Sequence[str]) -> None:
    found = seen(BIT, body)
    assert found.moved == pairs(*moved) and found.varied == (frozenset({"f"}) if moved else frozenset())


def test_every_pair_is_looked_at() -> None:
    """That the one input matters is seen in the first runs; that the other one does, later."""
    found = seen("s : Int[0..900] from alice | x : Int[0..900] from bob", "s > 450 or x > 800")
    assert found.moved == pairs("s", "x")


def test_two_runs_that_are_compared_have_one_model() -> None:
    """Its answer differs from model to model, and tells nothing of an input."""
    inputs = "s : Bool from alice | x : Bool from bob"
    found = seen(inputs, f'let a = ask judge("one") {ANSWER};;a == YES', extra=MODELS)
    assert found.moved == frozenset() and found.varied == {"f"}


def test_a_field_that_only_an_input_moves_has_two_values() -> None:
    found = seen(SMALL, "s * 0 + x", "x", ty="Int[0..100]")
    assert found.moved == pairs("x") and found.varied == {"f"}


def test_an_owner_s_own_condition_is_not_used() -> None:
    """Runs that nobody would start count too, as they do in a proof."""
    text = program(SMALL, "Bool of s, x", "s < 4").replace("fn main", "require s < 4\nfn main")
    core, said = elaborated(text)
    assert core is not None, [d.message for d in said]
    found = observe(core, [pairs("s"), pairs("x")], MOST)
    assert found is not None and found.moved == pairs("s")


def test_a_run_that_takes_too_long_is_not_made() -> None:
    core, _ = elaborated(program(BIT, "Bool of s, x", "s"))
    assert core is not None and observe(core, [pairs("s"), pairs("x")], 10) is None
