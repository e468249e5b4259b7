"""Sums by hand: a sum, a step, a range and what is learned mean what numbers give, in the search for proofs
and in the checker, which share nothing."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

import pytest

from tcme.checker.semantic_algebra import Algebra as Followed
from tcme.checker.semantic_algebra import Work
from tcme.compiler.semantic.algebra import Algebra, Atom, Budget
from tcme.compiler.semantic.farkas import contradiction

Sum = dict[tuple[int, ...], int]
Point = dict[str, int]


class Sums:
    """Either algebra by the same names."""

    def __init__(self, made: Any) -> None:
        self.made = made

    def unknown(self, name: str, low: int | None, high: int | None) -> Sum:
        named = self.made.atom if isinstance(self.made, Algebra) else self.made.unknown
        found: Sum = named(name, (low, high))
        return found

    def factor(self, number: int, at: Mapping[str, int]) -> int:
        """What a factor is where the unknowns are these."""
        if isinstance(self.made, Algebra):
            factor = self.made.factors[number]
            if isinstance(factor, Atom):
                return at[factor.name]
            return int(self.value(dict(factor.line), at) >= factor.threshold)
        step = self.made.kinds[number]
        if isinstance(step, str):
            return at[step]
        return int(self.value(dict(step[0]), at) >= step[1])

    def value(self, p: Mapping[tuple[int, ...], int], at: Mapping[str, int]) -> int:
        return sum(c * prod(self.factor(n, at) for n in factors) for factors, c in p.items())


def searching() -> Sums:
    return Sums(Algebra(Budget(10**7)))


def following() -> Sums:
    return Sums(Followed(Work()))


BOTH = pytest.mark.parametrize("new", [searching, following])
New = Callable[[], Sums]
LOW, HIGH = -2, 3
COEFFICIENTS = (-3, -2, -1, 0, 1, 2, 3)


def points() -> list[Point]:
    return [{"x": x, "y": y} for x, y in product(range(LOW, HIGH + 1), range(3))]


def lines(sums: Sums) -> Iterator[Sum]:
    """Sums of two unknowns, and of their product."""
    x, y = sums.unknown("x", LOW, HIGH), sums.unknown("y", 0, 2)
    both, one = sums.made.times(x, y), {(): 1}
    for c, d, e in product(COEFFICIENTS, COEFFICIENTS, (-5, -1, 0, 1, 4)):
        yield sums.made.add((c, x), (d, y), (e, one))
        yield sums.made.add((c, x), (d, both), (e, one))


@BOTH
def test_sums_and_products_of_unknowns(new: New) -> None:
    sums = new()
    x, y = sums.unknown("x", LOW, HIGH), sums.unknown("y", 0, 2)
    p = sums.made.add((2, x), (-3, y), (1, {(): 4}))
    q = sums.made.add((-1, x), (5, y), (2, x))
    for at in points():
        assert sums.value(p, at) == 2 * at["x"] - 3 * at["y"] + 4
        assert sums.value(q, at) == at["x"] + 5 * at["y"]
        assert sums.value(sums.made.times(p, q), at) == sums.value(p, at) * sums.value(q, at)
        assert sums.value(sums.made.times(p, p), at) == sums.value(p, at) ** 2


@BOTH
def test_a_step_is_where_its_sum_is_at_least_nothing(new: New) -> None:
    sums = new()
    for p in lines(sums):
        step = sums.made.step(p)
        for at in points():
            assert sums.value(step, at) == (sums.value(p, at) >= 0), (p, at)


@BOTH
def test_steps_of_one_line_are_multiplied(new: New) -> None:
    """Up and down, in either order, above and below each other."""
    sums = new()
    x = sums.unknown("x", LOW, HIGH)
    steps = [
        sums.made.step(sums.made.add((sign, x), (1, {(): e}))) for sign in (1, -2, 3) for e in range(-3, 4)
    ]
    for one, other in product(steps, steps):
        both = sums.made.times(one, other)
        for at in points():
            assert sums.value(both, at) == sums.value(one, at) * sums.value(other, at)


@BOTH
def test_a_sum_lies_within_its_range(new: New) -> None:
    """Of one unknown or of two independent ones the range is exact."""
    sums = new()
    for p in lines(sums):
        low, high = sums.made.span(p)
        found = [sums.value(p, at) for at in points()]
        assert low <= min(found) and max(found) <= high, p
        if all(len(factors) < 2 for factors in p):
            assert (low, high) == (min(found), max(found)), p


@BOTH
def test_a_product_with_a_step_may_be_nothing(new: New) -> None:
    sums = new()
    x, y = sums.unknown("x", LOW, HIGH), sums.unknown("y", 1, 2)
    step = sums.made.step(sums.made.add((1, x), (-1, {(): 1})))
    assert sums.made.span(step) == (0, 1)
    assert sums.made.span(sums.made.times(step, y)) == (0, 2)
    assert sums.made.span(sums.made.times(step, x)) == (LOW, HIGH)


@BOTH
def test_what_has_no_bounds_has_no_range(new: New) -> None:
    sums = new()
    x = sums.unknown("x", None, None)
    assert sums.made.span(x) == (None, None)
    assert sums.made.span(sums.made.add((1, x), (-1, x), (1, {(): 3}))) == (3, 3)
    above = sums.unknown("above", 2, None)
    sums.made.learn(sums.made.add((1, x), (-5, {(): 1})))
    assert sums.made.span(x) == (5, None) and sums.made.span(sums.made.add((-2, x))) == (None, -10)
    for p in (x, above):
        assert sums.made.step(sums.made.add((1, p), (-90, {(): 1}))) not in ({}, {(): 1})


@BOTH
@pytest.mark.parametrize("sign", [1, -1, 2, -3])
def test_what_is_learned_holds_where_it_was_learned(new: New, sign: int) -> None:
    """Every sum and step after it is right at all points at which what was learned is so; and of the line
    itself all is known."""
    for e in range(-7, 8, 3):
        sums = new()
        x = sums.unknown("x", LOW, HIGH)
        learned = sums.made.add((sign, x), (1, {(): e}))
        left = [at for at in points() if sums.value(learned, at) >= 0]
        if not left:
            continue
        sums.made.learn(learned)
        ends = min(at["x"] for at in left), max(at["x"] for at in left)
        assert sums.made.span(x) == ends
        assert sums.unknown("x", LOW, HIGH) == ({(): ends[0]} if ends[0] == ends[1] else x) or ends == (0, 0)
        for p in lines(sums):
            low, high = sums.made.span(p)
            step = sums.made.step(p)
            for at in left:
                assert low <= sums.value(p, at) <= high
                assert sums.value(step, at) == (sums.value(p, at) >= 0)


@BOTH
def test_the_strongest_of_what_is_learned_counts(new: New) -> None:
    sums = new()
    x = sums.unknown("x", -100, 100)
    for low, high in ((-50, 60), (3, 40), (-20, 90)):
        sums.made.learn(sums.made.add((1, x), (-low, {(): 1})))
        sums.made.learn(sums.made.add((-1, x), (high, {(): 1})))
    assert sums.made.span(x) == (3, 40)


def test_multiples_that_add_up_to_less_than_nothing() -> None:
    """What Farkas' multiples say is checked by hand, and none are found where all can be."""
    ways = [(c, d, e) for c in (-2, 1, 3) for d in (-1, 0, 2) for e in (-4, -1, 0, 3)]
    found = 0
    for one, other in product(ways, ways):
        sums = searching()
        x, y = sums.unknown("x", LOW, HIGH), sums.unknown("y", 0, 2)
        known = [sums.made.add((c, x), (d, y), (e, {(): 1})) for c, d, e in (one, other)]
        possible = any(all(sums.value(p, at) >= 0 for p in known) for at in points())
        multiples = contradiction(sums.made, known)
        if multiples is None:
            continue
        found += 1
        assert not possible and min(multiples) >= 0, (one, other)
        total = sums.made.add(*zip(multiples, known, strict=True))
        assert sums.made.span(total)[1] < 0, (one, other)
    assert found > 100


def test_multiples_in_which_an_unknown_cancels() -> None:
    """x is at least 2½ and at most 2⅓: three times the one and twice the other."""
    sums = searching()
    x, y = sums.unknown("x", None, None), sums.unknown("y", None, None)
    above = sums.made.add((2, x), (-5, {(): 1}))
    below = sums.made.add((-3, x), (7, {(): 1}))
    assert contradiction(sums.made, [above, below]) == (3, 2)
    assert contradiction(sums.made, [below, above, y]) == (2, 3, 0)
    assert contradiction(sums.made, [above, y]) is None
