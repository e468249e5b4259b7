"""Functions on a small range as polynomials over the field: exact, without masks or comparisons.

Security: products of shares only, so perfect in the passive model. A table over d + 1 consecutive integers is
a polynomial of degree d at most; d - 1 products in ceil(log2 d) rounds (Lagrange; powers by doubling).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from tcme.backends.mpc.marshal import Values
from tcme.backends.mpc.operand import Secret, bounds, size
from tcme.backends.mpc.runtime import Engine, Shares
from tcme.compiler.ir.nodes import VType


def tabulate(engine: Engine, x: Secret, table: Sequence[int], ty: VType) -> Secret:
    """`table[x - lo]` for x in lo..hi, the range of its type."""
    coefficients = interpolate(tuple(table), engine.protocol.modulus)
    return Secret(_evaluate(engine, x, [coefficients]), ty)


def tables(engine: Engine, x: Secret, rows: Sequence[tuple[int, ...]]) -> Shares:
    """Several tables of x, which share the powers; tables in front, flat."""
    return _evaluate(engine, x, [interpolate(row, engine.protocol.modulus) for row in rows])


def unit(engine: Engine, x: Secret) -> Shares:
    """For each value of x's range a 0/1 array that tells where x has it; values in front, flat."""
    lo, hi = bounds(x.ty)
    return _evaluate(engine, x, _basis(hi - lo, engine.protocol.modulus))


def _evaluate(engine: Engine, x: Secret, rows: Sequence[Sequence[int]]) -> Shares:
    n, (lo, _) = size(x.ty.shape), bounds(x.ty)
    degree = max(len(row) for row in rows) - 1
    matrix = np.array([[*row, *[0] * (degree + 1 - len(row))] for row in rows], dtype=object)
    base = engine.linear(n, lambda v: v - lo, x.shares)
    if degree < 1:
        return engine.linear(len(rows) * n, lambda v: np.outer(matrix[:, 0], v * 0 + 1).ravel(), base)
    powers = _powers(engine, base, n, degree)

    def combine(known: Values) -> Values:
        sums: Values = matrix[:, 1:] @ known.reshape(degree, n) + matrix[:, :1]
        return sums.ravel()

    return engine.linear(len(rows) * n, combine, powers)


def _powers(engine: Engine, base: Shares, n: int, degree: int) -> Shares:
    """First to `degree`-th power, powers in front, flat."""
    known, have = base, 1
    while have < degree:
        more = min(have, degree - have)
        made = engine.bilinear(more * n, _times_top(have, more, n), known, known)
        known = engine.linear((have + more) * n, lambda a, b: np.concatenate((a, b)), known, made)
        have += more
    return known


def _times_top(have: int, more: int, n: int) -> Callable[[Values, Values], Values]:
    def times(known: Values, same: Values) -> Values:
        rows: Values = known.reshape(have, n)[:more] * same.reshape(have, n)[have - 1]
        return rows.ravel()

    return times


@lru_cache(maxsize=256)
def interpolate(table: tuple[int, ...], modulus: int) -> tuple[int, ...]:
    """Coefficients, constant first and none zero at the end, of the polynomial with value table[i] at i."""
    differences, column = [], [value % modulus for value in table]
    while column:
        differences.append(column[0])
        column = [(b - a) % modulus for a, b in pairwise(column)]
    result, falling, factorial = [0] * len(table), [1], 1
    for k, difference in enumerate(differences):
        weight = difference * pow(factorial, -1, modulus) % modulus
        for i, c in enumerate(falling):
            result[i] = (result[i] + weight * c) % modulus
        falling = _times_linear(falling, k, modulus)
        factorial = factorial * (k + 1) % modulus
    while len(result) > 1 and not result[-1]:
        result.pop()
    return tuple(result)


def _times_linear(polynomial: Sequence[int], root: int, modulus: int) -> list[int]:
    """Times (X - root)."""
    shifted = [0, *polynomial]
    return [(a - root * b) % modulus for a, b in zip(shifted, [*polynomial, 0], strict=True)]


@lru_cache(maxsize=16)
def _basis(degree: int, modulus: int) -> tuple[tuple[int, ...], ...]:
    """For each point 0..degree the coefficients of the polynomial that is 1 there and 0 at the others."""
    master = [1]
    for root in range(degree + 1):
        master = _times_linear(master, root, modulus)
    return tuple(_cofactor(master, point, degree, modulus) for point in range(degree + 1))


def _cofactor(master: Sequence[int], point: int, degree: int, modulus: int) -> tuple[int, ...]:
    quotient, carry = [0] * (degree + 1), 0
    for i in range(degree + 1, 0, -1):
        carry = (master[i] + carry * point) % modulus
        quotient[i - 1] = carry
    value = 0
    for coefficient in reversed(quotient):
        value = (value * point + coefficient) % modulus
    scale = pow(value, -1, modulus)
    return tuple(c * scale % modulus for c in quotient)
