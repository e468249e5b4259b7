"""What hides a value where it is absent, and what tells only how many elements of a list are there."""

import pytest

from tcme import checker
from tcme.checker.masks import Flags
from tcme.checker.schema import Node
from tests.checker.builders import PUBLIC, Circuit, certify, integer, local, op, read, tree

THREE = [3]


class Nodes:
    """Nodes in the making."""

    def __init__(self) -> None:
        self.all: list[Node] = []

    def add(self, kind: str, *args: int, ty: str = "BoolV", **fields: object) -> int:
        made = {"op": {"node": kind, **fields}, "args": list(args), "ty": {"node": ty}}
        self.all.append(made)
        return len(self.all) - 1

    def const(self, *values: int, ty: str = "IntV") -> int:
        return self.add("Const", values=list(values), ty=ty)


def flags(n: Nodes) -> Flags:
    return Flags(n.all, checker.Program(checker.simple(tree(HOLES))).step)


def counts(n: Nodes, node: int, shape: list[int], bounds: tuple[int, int]) -> bool:
    return flags(n).counts(node, shape, bounds)


def hides(n: Nodes, flag: int, value: int, *, axes: int = 0, least: int = 0) -> bool:
    return flags(n).masks(flag, axes, 0)[1] <= flags(n).masks(value, axes, least)[0]


def test_a_choice_hides_under_its_condition() -> None:
    n = Nodes()
    flag, other, value = n.add("Input"), n.add("Input"), n.add("Input", ty="IntV")
    zero, one = n.const(0), n.const(1)
    assert hides(n, flag, n.add("Select", flag, value, zero, ty="IntV"))
    assert not hides(n, flag, n.add("Select", flag, value, one, ty="IntV"))
    assert hides(n, flag, n.add("Select", flag, value, one, ty="IntV"), least=1)
    assert not hides(n, flag, n.add("Select", other, value, zero, ty="IntV"))
    assert not hides(n, flag, n.add("Select", flag, zero, value, ty="IntV"))
    assert not hides(n, flag, value)


def test_the_other_branch_hides_under_the_opposite() -> None:
    n = Nodes()
    flag, value, zero = n.add("Input"), n.add("Input", ty="IntV"), n.const(0)
    absent = n.add("Not", flag)
    assert hides(n, flag, n.add("Select", absent, zero, value, ty="IntV"))
    assert not hides(n, flag, n.add("Select", absent, value, zero, ty="IntV"))
    assert hides(n, absent, n.add("Select", flag, zero, value, ty="IntV"))
    assert not hides(n, absent, n.add("Select", flag, value, zero, ty="IntV"))


def test_two_flags() -> None:
    """A value under one of two flags is hidden where both are needed, not where one is enough."""
    n = Nodes()
    first, second, value, zero = n.add("Input"), n.add("Input"), n.add("Input", ty="IntV"), n.const(0)
    both = n.add("Logic", first, second, op="and")
    either = n.add("Logic", first, second, op="or")
    under_first = n.add("Select", first, value, zero, ty="IntV")
    under_both = n.add("Select", both, value, zero, ty="IntV")
    under_either = n.add("Select", either, value, zero, ty="IntV")
    assert hides(n, both, under_both) and hides(n, either, under_either)
    assert hides(n, first, under_both)
    assert not hides(n, both, under_first)
    assert not hides(n, first, under_either)


def test_a_flag_as_a_number_is_zero_where_it_is_false() -> None:
    n = Nodes()
    flag = n.add("Input")
    number = n.add("ToInt", flag, ty="IntV")
    assert hides(n, flag, number)
    assert not hides(n, flag, number, least=-1)


def test_a_mask_is_repeated_along_the_axis_of_what_it_hides() -> None:
    n = Nodes()
    flag, value, zero = n.add("Input"), n.add("Input", ty="IntV"), n.const(0, 0, 0, 0)
    rows, columns = n.add("Repeat", flag, axis=0), n.add("Repeat", flag, axis=1)
    assert hides(n, rows, n.add("Select", rows, value, zero, ty="IntV"), axes=2)
    assert hides(n, columns, n.add("Select", columns, value, zero, ty="IntV"), axes=2)
    assert not hides(n, rows, n.add("Select", columns, value, zero, ty="IntV"), axes=2)
    assert not hides(n, columns, n.add("Select", rows, value, zero, ty="IntV"), axes=2)


def test_a_constant_of_one_value_is_that_value() -> None:
    n = Nodes()
    flag, value = n.add("Input"), n.add("Input", ty="IntV")
    mixed = n.add("Select", flag, value, n.const(0, 1), ty="IntV")
    assert not hides(n, flag, mixed)


def number(n: Nodes, hi: int, *, axis: int = 0) -> int:
    """A secret number of at most `hi`, once for each position."""
    inner = n.add("Input", ty="IntV")
    n.all[inner]["ty"] |= {"lo": 0, "hi": hi, "shape": []}
    return n.add("Repeat", inner, axis=axis, ty="IntV")


@pytest.mark.parametrize(
    ("start", "op", "hi", "good"),
    [(0, "lt", 3, True), (0, "lt", 2, True), (0, "lt", 4, False), (1, "lt", 3, False), (0, "le", 3, False)],
)
def test_the_first_so_many(start: int, op: str, hi: int, good: bool) -> None:
    n = Nodes()
    places = n.add("Iota", start=start, ty="IntV")
    below = n.add("Compare", places, number(n, hi), op=op)
    assert counts(n, below, THREE, (0, 3)) == good


def test_positions_are_counted_and_not_given() -> None:
    n = Nodes()
    given = n.add("Input", ty="IntV")
    assert not counts(n, n.add("Compare", given, number(n, 3), op="lt"), THREE, (0, 3))
    places = n.add("Iota", start=0, ty="IntV")
    assert not counts(n, n.add("Compare", places, given, op="lt"), THREE, (0, 3))


def test_both_of_two() -> None:
    n = Nodes()
    places = n.add("Iota", start=0, ty="IntV")
    good = n.add("Compare", places, number(n, 3), op="lt")
    bad = n.add("Input")
    assert counts(n, n.add("Logic", good, good, op="and"), THREE, (0, 3))
    assert not counts(n, n.add("Logic", good, bad, op="and"), THREE, (0, 3))
    assert not counts(n, n.add("Logic", good, good, op="or"), THREE, (0, 3))


def test_one_truth_for_all_elements() -> None:
    n = Nodes()
    flag = n.add("Input")
    assert counts(n, n.add("Repeat", flag, axis=0), THREE, (0, 3))
    assert counts(n, n.add("Repeat", flag, axis=1), [2, 3], (0, 3))
    assert not counts(n, n.add("Repeat", flag, axis=0), [2, 3], (0, 3))


@pytest.mark.parametrize(
    ("values", "bounds", "good"),
    [
        ((1, 1, 0), (0, 3), True),
        ((1, 0, 1), (0, 3), False),
        ((0, 0, 1), (0, 3), False),
        ((1, 1, 0), (0, 1), False),
        ((1, 0, 0), (2, 3), False),
        ((1, 1, 1), (0, 2), False),
        ((1, 1, 1), (3, 3), True),
        ((0, 0, 0), (1, 3), False),
        ((1, 0, 0, 0, 1, 0), (0, 3), False),
    ],
)
def test_constants(values: tuple[int, ...], bounds: tuple[int, int], good: bool) -> None:
    n = Nodes()
    assert counts(n, n.const(*values, ty="BoolV"), THREE, bounds) == good


HOLES = """program holes
party alice, bob
adversary at most 1 of alice, bob passive
input s : [Bool; 3] from alice
input xs : [Int[0..9]; 3] from alice
output Out { kept : List[Int[0..9]; 0..3] of s, xs to bob because "r" }
fn main() -> Out { release Out(pack([if s[i] { xs[i] } else { none } for i in 0..2])) }
"""


def test_which_elements_were_kept_is_not_opened() -> None:
    """Each element is hidden where it is absent, and the flags still say which ones are there."""
    made = tree(HOLES)
    c, alice, flags = Circuit(made), local("alice"), {"node": "BoolV", "shape": [3]}
    s, xs = c.add(alice, read("s"), [], flags), c.add(alice, read("xs"), [], integer(0, 9, 3))
    zero = c.add(PUBLIC, op("Const", values=[0] * 3), [], integer(0, 0, 3))
    kept = c.add(alice, op("Select"), [s, xs, zero], integer(0, 9, 3))
    report = checker.check(certify(HOLES, made, c.placed({"kept": [s, kept]})))
    assert {rule for rule, _, answer, _ in report.obligations if answer == "refuted"} == {"open"}
