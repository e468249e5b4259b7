"""Why sums cannot all be at least 0: nonnegative multiples of them that add up to less (Farkas' lemma).

Found by Fourier-Motzkin elimination over products as variables, the multiples carried along.  Bounds of
variables take part without multiples: whoever follows knows them.
"""

from collections.abc import Sequence
from math import gcd

from tcme.compiler.semantic.algebra import Algebra, Product, Sum
from tcme.dsl.frozen import frozen

MOST = 160
"""Inequalities at once; beyond them nothing is found."""


@frozen
class Inequality:
    """`sum` is at least 0, being made of so many `multiples` of those that were given."""

    sum: tuple[tuple[Product, int], ...]
    multiples: tuple[int, ...]


def contradiction(algebra: Algebra, known: Sequence[Sum]) -> tuple[int, ...] | None:
    """Multiples of `known` whose sum is below 0 for all values of the atoms; None where none were found."""
    rows = [Inequality(tuple(sorted(p.items())), _unit(i, len(known))) for i, p in enumerate(known)]
    variables = list(dict.fromkeys(product for p in known for product in sorted(p) if product))
    rows += [b for v in variables for b in _bounds(algebra, v, len(known))]
    for variable in variables:
        if (found := _negative(rows)) is not None:
            return found
        algebra.budget.spend(len(rows) * len(rows))
        rows = _eliminated(rows, variable)
        if len(rows) > MOST:
            return None
    return _negative(rows)


def _unit(i: int, n: int) -> tuple[int, ...]:
    return tuple(int(k == i) for k in range(n))


def _bounds(algebra: Algebra, variable: Product, n: int) -> list[Inequality]:
    low, high = algebra.span({variable: 1})
    found: list[dict[Product, int]] = []
    if low is not None:
        found.append({variable: 1, (): -low})
    if high is not None:
        found.append({variable: -1, (): high})
    return [Inequality(tuple(sorted(p.items())), (0,) * n) for p in found]


def _negative(rows: Sequence[Inequality]) -> tuple[int, ...] | None:
    for row in rows:
        if all(not product for product, _ in row.sum) and sum(c for _, c in row.sum) < 0:
            return row.multiples
    return None


def _eliminated(rows: Sequence[Inequality], variable: Product) -> list[Inequality]:
    """Those without the variable, and the sums of two in which it cancels."""
    by_sign: dict[int, list[tuple[Inequality, int]]] = {-1: [], 0: [], 1: []}
    for row in rows:
        c = dict(row.sum).get(variable, 0)
        by_sign[(c > 0) - (c < 0)].append((row, abs(c)))
    pairs = [_combined(a, d, b, c) for a, c in by_sign[1] for b, d in by_sign[-1]]
    return list(dict.fromkeys((*(row for row, _ in by_sign[0]), *pairs)))


def _combined(a: Inequality, times: int, b: Inequality, others: int) -> Inequality:
    shared = gcd(times, others)
    times, others = times // shared, others // shared
    total: dict[Product, int] = {}
    for part, factor in ((a, times), (b, others)):
        for product, c in part.sum:
            total[product] = total.get(product, 0) + factor * c
    multiples = (times * m + others * n for m, n in zip(a.multiples, b.multiples, strict=True))
    return Inequality(tuple(sorted((p, c) for p, c in total.items() if c)), tuple(multiples))
