"""Exact division that rounds down, and its remainder: one comparison per bit of the quotient.

Security: comparisons and products only (see `compare`), and one bit decomposition where the divisor is
secret. MPyC's own `//` and `%` are not used: with a secret divisor they compute with the local share as if it
were public.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tcme.backends.mpc.bits import Bits
from tcme.backends.mpc.compare import at_least, below_zero, difference
from tcme.backends.mpc.fault import WrongSize
from tcme.backends.mpc.operand import Operand, Public, Secret, bounds, constant, flat, linear, product, size
from tcme.backends.mpc.polynomial import tabulate
from tcme.backends.mpc.runtime import Engine
from tcme.compiler.ir.nodes import IntV

SMALL_RANGE = 64
"""A dividend with at most so many values, over one public divisor, is a table."""


@dataclass(frozen=True, slots=True)
class Divided:
    quotient: Operand
    remainder: Operand


def divide(engine: Engine, a: Operand, b: Operand, quotient: IntV, remainder: IntV) -> Divided:
    """a = quotient * b + remainder, the remainder with b's sign; b's range has one sign and no zero."""
    if bounds(b.ty)[1] < 0:
        mirrored = divide(engine, _negative(engine, a), _negative(engine, b), quotient, _flip(remainder))
        return Divided(mirrored.quotient, _negative(engine, mirrored.remainder))
    match a, b:
        case Secret(), Public(values, _) if _is_table(a, values):
            return _tabulated(engine, a, values[0], quotient, remainder)
        case Secret(), Public(values, _):
            return _by_public(engine, a, values, quotient, remainder)
        case _, Secret():
            return _by_secret(engine, a, b, quotient, remainder)
        case _:
            raise WrongSize("a division of public values is not for secure computation")


def _negative(engine: Engine, x: Operand) -> Operand:
    lo, hi = bounds(x.ty)
    ty = IntV(-hi, -lo, x.ty.shape)
    if isinstance(x, Public):
        return Public(tuple(-value for value in x.values), ty)
    return linear(engine, ty, lambda v: -v, x)


def _flip(ty: IntV) -> IntV:
    return IntV(-ty.hi, -ty.lo, ty.shape)


def _is_table(a: Secret, divisors: Sequence[int]) -> bool:
    lo, hi = bounds(a.ty)
    return hi - lo < SMALL_RANGE and len(set(divisors)) == 1


def _tabulated(engine: Engine, a: Secret, divisor: int, quotient: IntV, remainder: IntV) -> Divided:
    lo, hi = bounds(a.ty)
    found = tabulate(engine, a, [v // divisor for v in range(lo, hi + 1)], quotient)
    rest = linear(engine, remainder, lambda x, q: x - q * divisor, a, found)
    return Divided(found, rest)


def _by_public(
    engine: Engine, a: Secret, divisors: Sequence[int], quotient: IntV, remainder: IntV
) -> Divided:
    """Shift a up by a multiple of each divisor so that it is not negative; each step then subtracts a public
    multiple where it fits, so that a step costs its comparison and no product."""
    lo, hi = bounds(a.ty)
    shape = a.ty.shape
    ups = [-(lo // d) if lo < 0 else 0 for d in divisors]
    high = max((hi + up * d for up, d in zip(ups, divisors, strict=True)), default=0)
    lift = flat([up * d for up, d in zip(ups, divisors, strict=True)])
    rest: Operand = linear(engine, IntV(0, high, shape), lambda x: x + lift, a)
    steps: list[tuple[Operand, int]] = []
    for place in reversed(range((high // min(divisors, default=1)).bit_length())):
        # Where divisor << place exceeds everything, subtract just enough to fail.
        high = bounds(rest.ty)[1]
        parts = Public(tuple(min(d << place, high + 1) for d in divisors), IntV(0, high + 1, shape))
        fits = at_least(engine, difference(engine, rest, parts))
        left = IntV(0, min(high, (max(divisors) << place) - 1), shape)
        rest = _without(engine, rest, fits, parts, left)
        steps.append((fits, place))
    return Divided(_weighted(engine, steps, [-up for up in ups], quotient), _typed(rest, remainder))


def _without(engine: Engine, rest: Operand, fits: Operand, parts: Public, ty: IntV) -> Secret:
    return linear(engine, ty, lambda x, fit, part: x - fit * part, rest, fits, parts)


def _weighted(
    engine: Engine, steps: Sequence[tuple[Operand, int]], start: Sequence[int], ty: IntV
) -> Operand:
    if not any(isinstance(fits, Secret) for fits, _ in steps):
        total = [sum(col) for col in zip(start, *(_scaled(f, place) for f, place in steps), strict=True)]
        return Public(tuple(total), ty)
    base, places = flat(start), [place for _, place in steps]
    return linear(
        engine,
        ty,
        lambda *bits: base + sum(bit * (1 << place) for bit, place in zip(bits, places, strict=True)),
        *(fits for fits, _ in steps),
    )


def _scaled(bits: Operand, place: int) -> Sequence[int]:
    assert isinstance(bits, Public)
    return [value << place for value in bits.values]


def _typed(x: Operand, ty: IntV) -> Operand:
    return Public(x.values, ty) if isinstance(x, Public) else Secret(x.shares, ty)


def _by_secret(engine: Engine, a: Operand, b: Secret, quotient: IntV, remainder: IntV) -> Divided:
    """Long division, bit by bit from the top, so that no number exceeds twice the divisor: of u = a, or of
    u = -a - 1 where a < 0, and then floor(a / b) = -floor(u / b) - 1."""
    (lo, hi), shape = bounds(a.ty), a.ty.shape
    if lo >= 0:
        found = _long(engine, a, b)
    else:
        sign = _sign(engine, a)
        up = IntV(0, max(hi, -lo - 1), shape)
        turned = product(engine, up, linear(engine, IntV(-1, 1, shape), lambda s: 1 - 2 * s, sign), a)
        size_of = _long(engine, linear(engine, up, lambda t, s: t - s, turned, sign), b)
        double = linear(engine, quotient, lambda q: 2 * q + 1, size_of)
        found = linear(engine, quotient, lambda q, d: q - d, size_of, product(engine, quotient, sign, double))
    taken = product(engine, a.ty, found, b)
    return Divided(_typed(found, quotient), linear(engine, remainder, lambda x, t: x - t, a, taken))


def _sign(engine: Engine, a: Operand) -> Operand:
    if isinstance(a, Public):
        return Public(tuple(int(value < 0) for value in a.values), IntV(0, 1, a.ty.shape))
    return below_zero(engine, a)


def _long(engine: Engine, u: Operand, b: Secret) -> Operand:
    """floor(u / b) for u >= 0 and b > 0."""
    (_, high), (least, most), shape = bounds(u.ty), bounds(b.ty), u.ty.shape
    count = (high // least).bit_length()
    if not count:
        return constant(0, u.ty)
    bits = Bits(engine).of(u)
    rest: Operand = _from_bits(engine, bits[count:], IntV(0, max(0, most - 1), shape))
    steps: list[tuple[Operand, int]] = []
    for place in reversed(range(min(count, len(bits)))):
        next_ = linear_any(engine, IntV(0, 2 * most - 1, shape), 2, rest, bits[place])
        fits = at_least(engine, difference(engine, next_, b))
        taken = product(engine, b.ty, fits, b)
        rest = linear(engine, IntV(0, most - 1, shape), lambda x, t: x - t, next_, taken)
        steps.append((fits, place))
    return _weighted(engine, steps, [0] * size(shape), IntV(0, high // least, shape))


def linear_any(engine: Engine, ty: IntV, factor: int, x: Operand, y: Operand) -> Operand:
    """factor * x + y, also of two public operands."""
    if isinstance(x, Public) and isinstance(y, Public):
        return Public(tuple(factor * v + w for v, w in zip(x.values, y.values, strict=True)), ty)
    return linear(engine, ty, lambda v, w: factor * v + w, x, y)


def _from_bits(engine: Engine, bits: Sequence[Operand], ty: IntV) -> Operand:
    if not bits:
        return constant(0, ty)
    total = bits[-1]
    for bit in reversed(bits[:-1]):
        total = linear_any(engine, ty, 2, total, bit)
    return _typed(total, ty)
