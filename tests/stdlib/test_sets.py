"""`std.sets` against Python's `in`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stdlib.calls import array, value_of

COLOURS = ("RED", "GREEN", "BLUE")
few = settings(max_examples=60, deadline=None)


def some(least: int = 1, most: int = 5) -> st.SearchStrategy[tuple[str, list[object]]]:
    """Elements of one type: numbers, enum values or keys."""
    kinds = {
        "Int[0..5]": st.integers(0, 5),
        "Colour": st.sampled_from(COLOURS),
        "Key": st.sampled_from(["ada", "bob", "eve"]),
    }
    return st.sampled_from(sorted(kinds)).flatmap(
        lambda kind: st.tuples(st.just(kind), st.lists(kinds[kind], min_size=least, max_size=most))
    )


@few
@given(some(2), st.data())
def test_contains(given: tuple[str, list[object]], data: st.DataObject) -> None:
    kind, (x, *xs) = given
    found = value_of("sets.contains(xs, x)", "Bool", xs=array(kind, xs), x=(kind, x))
    assert found == (x in xs)


@few
@given(some())
def test_distinct(given: tuple[str, list[object]]) -> None:
    kind, xs = given
    assert value_of("sets.distinct(xs)", "Bool", xs=array(kind, xs)) == (len(set(xs)) == len(xs))


@few
@given(some(0))
def test_distinct_in_a_list(given: tuple[str, list[object]]) -> None:
    kind, xs = given
    found = value_of("sets.distinct(xs)", "Bool", xs=(f"List[{kind}; 0..5]", xs))
    assert found == (len(set(xs)) == len(xs))


numbers = st.lists(st.integers(0, 7), min_size=1, max_size=5)


@few
@given(numbers, numbers)
def test_intersection(xs: list[int], ys: list[int]) -> None:
    inputs = {"xs": array("Int[0..7]", xs), "ys": array("Int[0..7]", ys)}
    shared = tuple(x for x in xs if x in ys)
    n = len(xs)
    assert value_of("sets.intersection(xs, ys)", f"List[Int[0..7]; 0..{n}]", **inputs) == shared
    assert value_of("sets.intersection_size(xs, ys)", f"Int[0..{n}]", **inputs) == len(shared)


@few
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(-50, 50)), max_size=5), numbers)
def test_intersection_sum(entries: list[tuple[int, int]], ys: list[int]) -> None:
    found = value_of(
        "sets.intersection_sum(entries, ys)",
        "Int[-250..250]",
        entries=("List[(Int[0..7], Int[-50..50]); 0..5]", [list(entry) for entry in entries]),
        ys=array("Int[0..7]", ys),
    )
    assert found == sum(value for x, value in entries if x in ys)


@few
@given(st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_dedup(xs: list[int]) -> None:
    found = value_of("sets.dedup(xs)", f"List[Int[0..5]; 0..{len(xs)}]", xs=array("Int[0..5]", xs))
    assert found == tuple(dict.fromkeys(xs))


@few
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_group_by(xs: list[int]) -> None:
    result = f"[List[Int[0..9]; 0..{len(xs)}]; 3]"
    found = value_of("sets.group_by(fn(x) => x % 3, [2, 0, 1], xs)", result, xs=array("Int[0..9]", xs))
    assert found == tuple(tuple(x for x in xs if x % 3 == key) for key in (2, 0, 1))


@pytest.mark.parametrize("n", range(1, 9))
def test_each_pair_is_compared(n: int) -> None:
    for i in range(n):
        for j in range(i):
            xs = list(range(n))
            xs[i] = j
            assert value_of("sets.distinct(xs)", "Bool", xs=array("Int[0..8]", xs)) is False
