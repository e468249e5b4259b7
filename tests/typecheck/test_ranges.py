"""Interval arithmetic against every value of small ranges."""

from collections.abc import Callable
from itertools import product

import pytest

from tcme.compiler.typecheck import ranges
from tcme.dsl.ty import IntTy

SMALL = [IntTy(lo, hi) for lo in range(-4, 5) for hi in range(lo, 5)]
TIGHT: dict[str, tuple[Callable[[IntTy, IntTy], IntTy], Callable[[int, int], int]]] = {
    "add": (ranges.add, lambda x, y: x + y),
    "sub": (ranges.sub, lambda x, y: x - y),
    "mul": (ranges.mul, lambda x, y: x * y),
    "div": (ranges.div, lambda x, y: x // y),
    "min": (ranges.least, min),
    "max": (ranges.greatest, max),
}


def values(ty: IntTy) -> range:
    return range(ty.lo, ty.hi + 1)


@pytest.mark.parametrize("op", TIGHT)
def test_the_least_range(op: str) -> None:
    interval, function = TIGHT[op]
    for a, b in product(SMALL, SMALL):
        results = [function(x, y) for x in values(a) for y in values(b) if op != "div" or y]
        if results:
            assert interval(a, b) == IntTy(min(results), max(results)), (a, b)


def test_a_remainder_lies_in_its_range() -> None:
    for a, b in product(SMALL, SMALL):
        found = ranges.mod(a, b)
        results = [x % y for x in values(a) for y in values(b) if y]
        assert all(found.lo <= r <= found.hi for r in results), (a, b)


BITS: dict[str, tuple[Callable[[IntTy, IntTy], IntTy], Callable[[int, int], int]]] = {
    "and": (ranges.bit_and, lambda x, y: x & y),
    "or": (ranges.bit_or, lambda x, y: x | y),
    "xor": (ranges.bit_xor, lambda x, y: x ^ y),
}


@pytest.mark.parametrize("op", BITS)
def test_bits_lie_in_their_range(op: str) -> None:
    interval, function = BITS[op]
    some = [IntTy(lo, hi) for lo in range(12) for hi in range(lo, 12)]
    for a, b in product(some, some):
        found = interval(a, b)
        results = [function(x, y) for x in values(a) for y in values(b)]
        assert found.lo <= min(results) and max(results) <= found.hi, (a, b)


@pytest.mark.parametrize("op", BITS)
def test_of_all_numbers_of_some_bits_the_least_range(op: str) -> None:
    interval, function = BITS[op]
    for a, b in product([IntTy(0, (1 << n) - 1) for n in range(5)], repeat=2):
        results = [function(x, y) for x in values(a) for y in values(b)]
        assert interval(a, b) == IntTy(min(results), max(results)), (a, b)


def test_one_operand() -> None:
    for a in SMALL:
        negated, sizes = [-x for x in values(a)], [abs(x) for x in values(a)]
        assert ranges.neg(a) == IntTy(min(negated), max(negated))
        assert ranges.absolute(a) == IntTy(min(sizes), max(sizes))


def test_without_zero() -> None:
    assert ranges.without_zero(IntTy(0, 3)) == IntTy(1, 3)
    assert ranges.without_zero(IntTy(-3, 0)) == IntTy(-3, -1)
    assert ranges.without_zero(IntTy(-1, 1)) is None
    assert ranges.without_zero(IntTy(0, 0)) is None
