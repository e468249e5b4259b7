"""Signs and zeros of secret integers, by the cheapest exact means for their range.

A sign that the range decides costs nothing. A small range goes through a polynomial (`polynomial`): perfect
secrecy, no masks. A wide one goes through MPyC's comparison: one opening of the value under a mask of
`security` more bits, then a public test of a product of the masked bits for zero. Source: T. Toft, Primitives
and applications for multi-party computation, PhD thesis, Aarhus 2007.
"""

from typing import Final

from tcme.backends.mpc.fault import WrongSize
from tcme.backends.mpc.operand import Operand, Public, Secret, bounds, constant, linear
from tcme.backends.mpc.polynomial import tabulate
from tcme.backends.mpc.runtime import Engine
from tcme.compiler.ir.nodes import BoolV, IntV

SMALL_RANGE: Final = 16
"""Ranges of at most so many values are cheaper as a polynomial."""


def width(lo: int, hi: int) -> int:
    """Bits, sign included, that hold lo..hi."""
    return max(hi.bit_length(), (-lo - 1).bit_length() if lo < 0 else 0) + 1


def difference(engine: Engine, a: Operand, b: Operand) -> Secret:
    """a - b with the range that follows; one of them is secret."""
    (alo, ahi), (blo, bhi) = bounds(a.ty), bounds(b.ty)
    return linear(engine, IntV(alo - bhi, ahi - blo, a.ty.shape), lambda x, y: x - y, a, b)


def below_zero(engine: Engine, x: Secret) -> Operand:
    """1 where x < 0."""
    lo, hi = bounds(x.ty)
    if lo >= 0 or hi < 0:
        return constant(int(hi < 0), BoolV(x.ty.shape))
    if hi - lo < SMALL_RANGE:
        return tabulate(engine, x, [int(v < 0) for v in range(lo, hi + 1)], BoolV(x.ty.shape))
    return Secret(engine.negative(x.shares, _allowed(engine, lo, hi)), BoolV(x.ty.shape))


def is_zero(engine: Engine, x: Secret) -> Operand:
    """1 where x = 0."""
    lo, hi = bounds(x.ty)
    if lo > 0 or hi < 0 or lo == hi:
        return constant(int(lo == hi == 0), BoolV(x.ty.shape))
    if hi - lo < SMALL_RANGE:
        return tabulate(engine, x, [int(v == 0) for v in range(lo, hi + 1)], BoolV(x.ty.shape))
    return Secret(engine.zero(x.shares, _allowed(engine, lo, hi)), BoolV(x.ty.shape))


def less(engine: Engine, a: Operand, b: Operand) -> Operand:
    """1 where a < b."""
    return below_zero(engine, difference(engine, a, b))


def negated(engine: Engine, bit: Operand) -> Operand:
    """1 - bit."""
    match bit:
        case Public(values, ty):
            return Public(tuple(1 - value for value in values), ty)
        case Secret():
            return linear(engine, bit.ty, lambda x: 1 - x, bit)


def at_least(engine: Engine, x: Secret) -> Operand:
    """1 where x >= 0."""
    return negated(engine, below_zero(engine, x))


def _allowed(engine: Engine, lo: int, hi: int) -> int:
    needed = width(lo, hi)
    if needed > engine.protocol.bits:
        raise WrongSize(f"a comparison needs {needed} bits and the protocol has {engine.protocol.bits}")
    return needed
