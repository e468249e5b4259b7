"""Interval arithmetic: the least range that holds every result of an operation on two ranges.

Division rounds down and the remainder has the divisor's sign, as in Knuth, TAOCP 1.2.4.
"""

from collections.abc import Iterable

from tcme.dsl.ty import IntTy

WIDEST = 512
"""Numbers of more bits than this are refused: nothing that computes on them would be of use."""


def _hull(values: Iterable[int]) -> IntTy:
    corners = tuple(values)
    return IntTy(min(corners), max(corners))


def hull(a: IntTy, b: IntTy) -> IntTy:
    """The least range that holds both."""
    return IntTy(min(a.lo, b.lo), max(a.hi, b.hi))


def add(a: IntTy, b: IntTy) -> IntTy:
    return IntTy(a.lo + b.lo, a.hi + b.hi)


def sub(a: IntTy, b: IntTy) -> IntTy:
    return IntTy(a.lo - b.hi, a.hi - b.lo)


def mul(a: IntTy, b: IntTy) -> IntTy:
    return _hull(x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi))


def neg(a: IntTy) -> IntTy:
    return IntTy(-a.hi, -a.lo)


def absolute(a: IntTy) -> IntTy:
    least = 0 if a.lo <= 0 <= a.hi else min(abs(a.lo), abs(a.hi))
    return IntTy(least, max(abs(a.lo), abs(a.hi)))


def least(a: IntTy, b: IntTy) -> IntTy:
    return IntTy(min(a.lo, b.lo), min(a.hi, b.hi))


def greatest(a: IntTy, b: IntTy) -> IntTy:
    return IntTy(max(a.lo, b.lo), max(a.hi, b.hi))


def times(a: IntTy, count: int) -> IntTy:
    """The sum of `count` numbers of the range."""
    return IntTy(a.lo * count, a.hi * count)


def div(a: IntTy, b: IntTy) -> IntTy:
    """Quotients over the divisors that are not zero; 0..0 where there is none."""
    ends = [y for part in signed(b) for y in (part.lo, part.hi)]
    return _hull(x // y for x in (a.lo, a.hi) for y in ends) if ends else IntTy(0, 0)


def mod(a: IntTy, b: IntTy) -> IntTy:
    """Remainders over the divisors that are not zero; 0..0 where there is none."""
    parts = [_mod(a, part) for part in signed(b)]
    return _hull(end for part in parts for end in (part.lo, part.hi)) if parts else IntTy(0, 0)


def signed(b: IntTy) -> tuple[IntTy, ...]:
    """The negative and the positive part of a range, without zero."""
    negative = IntTy(b.lo, min(b.hi, -1))
    positive = IntTy(max(b.lo, 1), b.hi)
    return tuple(part for part in (negative, positive) if part.lo <= part.hi)


def _mod(a: IntTy, b: IntTy) -> IntTy:
    if b.hi < 0:
        return neg(_mod(neg(a), neg(b)))
    if a.lo >= 0:
        return a if a.hi < b.lo else IntTy(0, min(a.hi, b.hi - 1))
    return IntTy(0, b.hi - 1)


def without_zero(b: IntTy) -> IntTy | None:
    """The range less zero, where zero is one of its ends and something is left."""
    parts = signed(b)
    return parts[0] if len(parts) == 1 else None


def too_wide(a: IntTy) -> bool:
    return max(abs(a.lo), abs(a.hi)).bit_length() > WIDEST


def bit_and(a: IntTy, b: IntTy) -> IntTy:
    """Of numbers that are not negative: at most the lesser."""
    return IntTy(0, min(a.hi, b.hi))


def bit_or(a: IntTy, b: IntTy) -> IntTy:
    """Of numbers that are not negative: at least the greater, and no longer than the longer."""
    return IntTy(max(a.lo, b.lo), min(a.hi + b.hi, _ones(a, b)))


def bit_xor(a: IntTy, b: IntTy) -> IntTy:
    """Of numbers that are not negative: no longer than the longer."""
    return IntTy(0, min(a.hi + b.hi, _ones(a, b)))


def _ones(a: IntTy, b: IntTy) -> int:
    return (1 << max(a.hi, b.hi).bit_length()) - 1
