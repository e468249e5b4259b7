"""Rule covered: for each input somebody corrupt is kept out, and each field has a corrupt recipient."""

from tests.flow.judging import codes
from tests.flow.programs import World


def world(at_most: list[tuple[int, str, str]], *, to: str = "alice", bob: bool = False) -> World:
    made = World(party="alice bob carol", at_most=at_most)
    a = made.input("a", "alice")
    if bob:
        made.input("b", "bob")
    made.open("same", a, "a", to)
    return made


def test_one_corrupt_stranger_is_enough() -> None:
    assert codes(world([(1, "alice bob carol", "passive")])) == []
    assert codes(world([(1, "bob", "passive"), (0, "carol", "passive")])) == []


def test_nobody_corrupt_covers_nothing() -> None:
    assert set(codes(world([(0, "alice bob carol", "passive")]))) == {"TC308", "TC393"}


def test_whoever_may_read_covers_nothing() -> None:
    assert codes(world([(0, "bob carol", "passive")])) == ["TC308"]


def test_each_input_is_covered() -> None:
    assert codes(world([(0, "alice carol", "passive")], to="bob", bob=True)) == ["TC308"]


def test_a_field_that_only_the_honest_hear_is_warned_of() -> None:
    honest_alice = [(0, "alice", "passive"), (1, "bob carol", "passive")]
    assert codes(world(honest_alice)) == ["TC393"]
    assert codes(world(honest_alice, to="bob")) == []
    assert codes(world(honest_alice, to="alice bob")) == []
