"""Bits of secret numbers, and what follows from them: `&`, `|`, `^`, division by powers of two.

A number's bits are made once and kept, also for what division and masking leave of it. Small ranges go
through polynomials: products of shares only, perfect secrecy. Wider ones go through MPyC's bit decomposition:
the value plus a mask of l secret random bits and a number of `security` more bits is opened, and the bits are
the opened number's minus the mask's, by a carry tree of ceil(log2 l) rounds. Source: B. Schoenmakers and P.
Tuyls, Efficient binary conversion for Paillier encrypted values, Eurocrypt 2006, in the form for shares of T.
Toft, PhD thesis, Aarhus 2007. Security: passive, at most `threshold` members. The opening's distance from
uniform is at most 2^-security times the number of pieces of the mask; it is one masked opening for each
element and counts as such in `place.masking`, so that the errors of a run stay under 2^-40 together. The
random bits come from openings of squares, which hide the bits perfectly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tcme.backends.mpc.compare import SMALL_RANGE, width
from tcme.backends.mpc.fault import WrongSize
from tcme.backends.mpc.marshal import Values
from tcme.backends.mpc.operand import Operand, Public, Secret, bounds, linear, size
from tcme.backends.mpc.polynomial import tables
from tcme.backends.mpc.runtime import Engine, Shares
from tcme.compiler.ir.nodes import IntV, Shape


@dataclass(slots=True)
class Bits:
    """The bits of numbers that were decomposed, lowest first, by the identity of their shares."""

    engine: Engine
    _known: dict[int, tuple[Shares, tuple[Operand, ...]]] = field(default_factory=dict)

    def of(self, x: Operand) -> tuple[Operand, ...]:
        """As many as the greatest value of x >= 0 has."""
        if isinstance(x, Public):
            return _public(x)
        found = self._known.get(id(x.shares))
        return self._keep(x, decomposed(self.engine, x)) if found is None else found[1]

    def _keep(self, x: Secret, bits: Sequence[Operand]) -> tuple[Operand, ...]:
        # The shares are kept with their bits, so that no other shares get their identity.
        self._known[id(x.shares)] = x.shares, tuple(bits)
        return tuple(bits)

    def number(self, bits: Sequence[Operand], ty: IntV) -> Operand:
        """The number with these bits."""
        if all(isinstance(bit, Public) for bit in bits):
            return Public(tuple(int(v) for v in _weighted(*map(_row, bits), count=size(ty.shape))), ty)
        made = linear(self.engine, ty, lambda *rows: _weighted(*rows, count=size(ty.shape)), *bits)
        self._keep(made, bits)
        return made

    def quotient(self, x: Operand, power: int, ty: IntV) -> Operand:
        """x >> power."""
        return self.number(self.of(x)[power:], ty)

    def remainder(self, x: Operand, power: int, ty: IntV) -> Operand:
        """The lowest `power` bits of x."""
        return self.number(self.of(x)[:power], ty)

    def both(self, a: Operand, b: Operand, ty: IntV) -> Operand:
        """a & b: all products of bits in one round."""
        left, right = self.of(a), self.of(b)
        count, n = min(len(left), len(right)), size(ty.shape)
        pairs = list(zip(left, right, strict=False))
        if not any(isinstance(x, Secret) and isinstance(y, Secret) for x, y in pairs):
            return self.number([_times(self.engine, x, y) for x, y in pairs], ty)
        rows = [_joined(self.engine, side[:count], ty.shape) for side in (left, right)]
        made = self.engine.bilinear(count * n, lambda x, y: x * y, rows[0].shares, rows[1].shares)
        every = Secret(made, IntV(0, 1, (count, *ty.shape)))
        return self.number(_split(self.engine, every, count, ty.shape), ty)


def _public(x: Public) -> tuple[Operand, ...]:
    count, bit = bounds(x.ty)[1].bit_length(), IntV(0, 1, x.ty.shape)
    return tuple(Public(tuple(v >> i & 1 for v in x.values), bit) for i in range(count))


def decomposed(engine: Engine, x: Secret) -> list[Operand]:
    """The bits of x >= 0."""
    (lo, high), n, bit = bounds(x.ty), size(x.ty.shape), IntV(0, 1, x.ty.shape)
    count = high.bit_length()
    if lo < 0 or width(0, high) > engine.protocol.bits:
        raise WrongSize(f"bits of a number need {width(lo, high)} bits and the protocol has fewer")
    if count < 2:
        return [Secret(x.shares, bit) for _ in range(count)]
    if high < SMALL_RANGE:
        values = range(lo, high + 1)
        made = tables(engine, x, [tuple(v >> i & 1 for v in values) for i in range(count)])
        return _split(engine, Secret(made, IntV(0, 1, (count, *x.ty.shape))), count, x.ty.shape)
    flat = Secret(engine.bits(x.shares, count), IntV(0, 1, (n * count,)))
    return [linear(engine, bit, lambda all_, i=i: all_.reshape(n, count)[:, i], flat) for i in range(count)]


def _split(engine: Engine, every: Secret, count: int, shape: Shape) -> list[Operand]:
    """Rows in front, one operand each."""
    n, bit = size(shape), IntV(0, 1, shape)
    return [linear(engine, bit, lambda v, i=i: v[i * n : (i + 1) * n], every) for i in range(count)]


def _joined(engine: Engine, bits: Sequence[Operand], shape: Shape) -> Secret:
    made = [bit if isinstance(bit, Secret) else Secret(engine.constant(bit.values), bit.ty) for bit in bits]
    return linear(engine, IntV(0, 1, (len(bits), *shape)), lambda *rows: np.concatenate(rows), *made)


def _times(engine: Engine, x: Operand, y: Operand) -> Operand:
    """Of two bits one is public."""
    if isinstance(x, Public) and isinstance(y, Public):
        return Public(tuple(v * w for v, w in zip(x.values, y.values, strict=True)), x.ty)
    return linear(engine, x.ty, lambda v, w: v * w, x, y)


def _row(bit: Operand) -> Values:
    assert isinstance(bit, Public)
    return np.array(bit.values, dtype=object)


def _weighted(*rows: Values, count: int) -> Values:
    total: Values = np.zeros(count, dtype=object)
    for place, row in enumerate(rows):
        total = total + row * (1 << place)
    return total
