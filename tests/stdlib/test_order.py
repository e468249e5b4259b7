"""`std.order` against Python's own sorting."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcme.compiler.values import key_of
from tests.stdlib.calls import array, value_of

SMALL = "Int[-9..9]"
numbers = st.lists(st.integers(-9, 9), min_size=1, max_size=9)
rows = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 9), "weight": st.integers(-3, 3)}), min_size=1, max_size=6
)
few = settings(max_examples=60, deadline=None)


def array_of(xs: Sequence[object], element: str = SMALL) -> str:
    return f"[{element}; {len(xs)}]"


@few
@given(numbers)
def test_sort(xs: list[int]) -> None:
    assert value_of("order.sort(xs)", array_of(xs), xs=array(SMALL, xs)) == tuple(sorted(xs))


@pytest.mark.parametrize("n", range(1, 18))
def test_the_network_sorts_zeros_and_ones(n: int) -> None:
    """By the 0-1 principle a network that sorts those sorts everything."""
    for ones in range(2**n) if n <= 8 else range(0, 2**n, 2**n // 200 + 1):
        xs = [ones >> i & 1 for i in range(n)]
        assert value_of("order.sort(xs)", array_of(xs), xs=array(SMALL, xs)) == tuple(sorted(xs))


@pytest.mark.parametrize("n", [31, 32, 33, 64, 100])
def test_the_network_sorts_many(n: int) -> None:
    random = Random(n)
    for _ in range(3):
        xs = [random.randint(-9, 9) for _ in range(n)]
        assert value_of("order.sort(xs)", array_of(xs), xs=array(SMALL, xs)) == tuple(sorted(xs))


@few
@given(rows)
def test_sort_by_keeps_the_order_of_equal_ones(xs: list[dict[str, int]]) -> None:
    found = value_of("order.sort_by(fn(r) => r.weight, xs)", array_of(xs, "Row"), xs=array("Row", xs))
    assert found == tuple(sorted(xs, key=lambda r: r["weight"]))


@few
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=6))
def test_sort_by_with_steps(xs: list[int]) -> None:
    found = value_of("order.sort_by(fn(x) => 0.25 * (x % 4), xs)", array_of(xs), xs=array(SMALL, xs))
    assert found == tuple(sorted(xs, key=lambda x: x % 4))


@few
@given(st.lists(st.sampled_from(["ann", "bob", "eve", "zoe"]), min_size=1, max_size=5))
def test_whatever_can_be_compared(words: list[str]) -> None:
    """Keys and numbers with a step, in either direction."""
    keys = [key_of(word) for word in words]
    ascending = "[x < y for (x, y) in zip(order.sort(keys), keys)]"
    found = value_of(ascending, array_of(words, "Bool"), keys=array("Key", words))
    assert found == tuple(x < y for x, y in zip(sorted(keys), keys, strict=True))
    cents, kind = [len(word) + i for i, word in enumerate(words)], "Fixed[0..0.2 by 0.01]"
    call = "order.arrange(fn(a, b) => b < a, xs)"
    decimals = [f"0.{cent:02}" for cent in cents]
    assert value_of(call, array_of(words, kind), xs=array(kind, decimals)) == tuple(
        sorted(cents, reverse=True)
    )


@few
@given(st.lists(st.integers(-9, 9), max_size=6))
def test_sort_list(xs: list[int]) -> None:
    kind = f"List[{SMALL}; 0..6]"
    assert value_of("order.sort_list(xs)", kind, xs=(kind, xs)) == tuple(sorted(xs))


@few
@given(numbers)
def test_median(xs: list[int]) -> None:
    expected = sorted(xs)[(len(xs) - 1) // 2]
    assert value_of("order.median(xs)", SMALL, xs=array(SMALL, xs)) == expected


@few
@given(numbers, st.data())
def test_kth(xs: list[int], data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(xs) - 1))
    secret = (f"Int[0..{len(xs) - 1}]", k)
    assert value_of("order.kth(k, xs)", SMALL, k=secret, xs=array(SMALL, xs)) == sorted(xs)[k]
    assert value_of(f"order.kth({k}, xs)", SMALL, xs=array(SMALL, xs)) == sorted(xs)[k]


@few
@given(numbers, st.data())
def test_top_k(xs: list[int], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(xs)))
    found = value_of(f"order.top_k({k}, xs)", f"[{SMALL}; {k}]", xs=array(SMALL, xs))
    assert found == tuple(sorted(xs, reverse=True)[:k])


@few
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=8))
def test_rank(xs: list[int]) -> None:
    found = value_of("order.rank(xs)", array_of(xs, f"Int[1..{len(xs)}]"), xs=array(SMALL, xs))
    assert found == tuple(1 + sum(y < x for y in xs) for x in xs)


@few
@given(rows)
def test_min_by_and_max_by(xs: list[dict[str, int]]) -> None:
    for name, chosen in (("min_by", min), ("max_by", max)):
        found = value_of(f"order.{name}(fn(r) => r.weight, xs)", "Row", xs=array("Row", xs))
        assert found == chosen(xs, key=lambda r: r["weight"])
