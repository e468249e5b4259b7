"""Rule budget: every line, input, field and recipient, and what is counted."""

import pytest

from tcme.compiler import core
from tcme.compiler.flow.adversaries import Adversary, Space
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.rules.budget import product
from tcme.dsl.syntax import Level
from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, OptionTy, Ty
from tests.flow.judging import codes
from tests.flow.programs import WORDS, World

BIT, TRIPLE = BoolTy(), EnumTy(("A", "B", "C"))
LEVEL: dict[bool, Level] = {True: "passive", False: "honest"}


def world(*fields: tuple[str, str], leaks: list[tuple[int, str, str]], ty: Ty = BIT) -> World:
    """Fields (of, to) that tell of all that they name; two of three may be corrupt."""
    made = World(party="alice bob carol", helper="dave eve", leaks=leaks)
    made.at_most = [(2, "alice bob carol dave eve", "passive")]
    a, b = made.input("a", "alice"), made.input("b", "bob")
    for number, (of, to) in enumerate(fields):
        leaf = {"a": a, "b": b}.get(of)
        made.open(f"f{number}", made.less(a, b) if leaf is None else made.less(leaf, leaf), of, to, ty=ty)
    return made


def over(*fields: tuple[str, str], leaks: list[tuple[int, str, str]], ty: Ty = BIT) -> bool:
    return "TC307" in codes(world(*fields, leaks=leaks, ty=ty))


def test_each_line_and_each_input_counts() -> None:
    joint = ("a b", "carol")
    assert not over(joint, leaks=[(1, "a b", "carol")])
    assert over(joint, leaks=[(0, "a", "carol")])
    assert over(joint, leaks=[(0, "b", "carol")])
    assert over(joint, ("b", "carol"), leaks=[(1, "a b", "carol")])
    assert over(joint, leaks=[(1, "a", "carol"), (0, "b", "carol")])


def test_each_recipient_counts() -> None:
    for to in ("bob carol", "carol bob"):
        for named in ("bob", "carol", "bob carol"):
            assert over(("a", to), leaks=[(0, "a", named)])
            assert not over(("a", to), leaks=[(1, "a", named)])


def test_a_line_bounds_whom_it_names_with_their_friends() -> None:
    assert over(("a", "carol"), ("a", "bob"), leaks=[(1, "a", "bob")])
    assert not over(("a", "alice"), leaks=[(0, "a", "alice")])
    assert not over(("a", "dave"), ("a", "eve"), leaks=[(1, "a", "bob")])


def test_each_of_several_whom_a_line_names_counts() -> None:
    for to in ("bob", "carol"):
        made = world(("a", to), leaks=[(0, "a", "bob carol")])
        made.at_most = [(1, "alice bob carol dave eve", "passive")]
        assert codes(made) == ["TC307"]


def test_fields_that_nobody_corrupt_hears_do_not_count() -> None:
    made = world(("a", "bob"), ("a", "carol"), leaks=[(1, "a", "bob")])
    made.at_most = [(1, "alice bob carol dave eve", "passive")]
    assert codes(made) == []


@pytest.mark.parametrize(
    ("ty", "bits"),
    [(BoolTy(), 1), (TRIPLE, 2), (OptionTy(TRIPLE), 2), (ArrayTy(BoolTy(), 3), 3), (ArrayTy(TRIPLE, 2), 4)],
)
def test_a_field_tells_as_much_as_its_type_has_values(ty: Ty, bits: int) -> None:
    """The field is opened by one leaf all the same, which is another rule's matter."""
    assert over(("a", "bob"), leaks=[(bits - 1, "a", "bob")], ty=ty)
    assert not over(("a", "bob"), leaks=[(bits, "a", "bob")], ty=ty)


def test_answers_multiply() -> None:
    three = [("a", "bob")] * 3
    assert over(*three, leaks=[(4, "a", "bob")], ty=TRIPLE)
    assert not over(*three, leaks=[(5, "a", "bob")], ty=TRIPLE)


def test_what_a_field_says_is_charged_and_what_it_tells() -> None:
    said = world(("b", "carol"), leaks=[(0, "a", "carol")])
    said.fields[0] = core.Field("f0", BoolTy(), ("a", "b"), ("carol",), "agreed", (), said.fields[0].span)
    assert "TC307" in codes(said)
    told = world(("a", "carol"), leaks=[(0, "a", "carol")])
    told.fields[0] = core.Field("f0", BoolTy(), ("b",), ("carol",), "agreed", (), told.fields[0].span)
    assert {"TC301", "TC307"} <= set(codes(told))


def test_a_field_has_a_finite_number_of_values() -> None:
    assert "TC307" in codes(world(("a", "bob"), leaks=[], ty=WORDS))


def test_the_same_in_words() -> None:
    program, placed = world(("a", "bob"), ("a", "bob carol"), ("a", "dave"), leaks=[], ty=TRIPLE).done()
    analysis = Analysis.of(program, placed, Space.build(program))
    for corrupt, answers in (("bob", 9), ("carol", 3), ("dave", 3), ("bob dave", 27), ("", 1)):
        names = corrupt.split()
        levels = ((p, LEVEL[p in names]) for p in analysis.space.principals)
        assert product(analysis, "a", Adversary(tuple(levels))) == answers
