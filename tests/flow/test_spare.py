"""Lines that a program does not need, and those that it does: each rule that reads influence is a need."""

from tests.flow.judging import claimed, codes, trusting
from tests.flow.programs import WORDS, World, damage, millionaires, two_plans


def test_an_endorsement_that_nothing_needs() -> None:
    assert codes(millionaires(endorsed="a b")) == ["TC391", "TC391"]
    world = millionaires()
    world.fields.clear()
    world.opens.clear()
    world.open("richer", world.endorse(2), "a b", "alice bob")
    assert codes(world) == ["TC391"]


def test_needed_for_a_release() -> None:
    assert codes(millionaires(level="crafting", endorsed="a b")) == []


def test_needed_so_that_nobody_else_steers() -> None:
    """Wherever google crafts the tenant may be read anyway."""
    world = World(party="landlord tenant", environment="enclave", publisher="google")
    world.trusts = [*trusting("landlord tenant", "enclave"), ("tenant", "google", "secrecy")]
    answer = world.ask(world.input("scene", "tenant", ty=WORDS))
    world.open("alarm", world.endorse(answer), "scene", "tenant")
    assert codes(world) == []


def test_needed_for_another_endorsement() -> None:
    """Without those of the inputs the one of the result would forgive too much; it is the one to spare."""
    world = millionaires(level="crafting", endorsed="a b")
    world.fields.clear()
    world.opens.clear()
    world.open("richer", world.endorse(2), "a b", "alice bob")
    assert codes(world) == ["TC391"]


def test_needed_for_a_claim() -> None:
    world = World(party="alice bob", at_most=[(1, "alice bob", "crafting")])
    b = world.input("b", "bob", endorsed=True)
    world.open("own", b, "b", "bob")
    assert codes(claimed(world, [b], steer=("alice",))) == []


def test_a_refused_program_has_no_spare_endorsement() -> None:
    world = millionaires(endorsed="a b")
    world.leaks = [(0, "a", "bob")]
    assert codes(world) == ["TC307"]


def test_acceptances() -> None:
    both = [("alice", "plan_b"), ("bob", "plan_a")]
    assert codes(two_plans(accepts=both)) == []
    assert codes(two_plans(level="passive", accepts=both)) == ["TC392", "TC392"]
    assert codes(two_plans(accepts=[*both, ("alice", "plan_a")])) == ["TC306"]
    assert codes(damage()) == []
