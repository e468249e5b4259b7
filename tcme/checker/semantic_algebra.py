"""Sums of products of unknown integers and of steps: what two runs give, written in one way.

A factor is an unknown integer (an atom, by name) or a step: 1 where a line is at least a threshold, else 0.
A line is a sum of products without a constant, divided by what its coefficients share, its first one
positive; so `a > b` and `not (a <= b)` are one step.  A step is its own square, and of two on one line the
higher one stays.
"""

import json
import math
from hashlib import sha256
from typing import TypeAlias

from tcme.checker.refusal import refuse

Monomial: TypeAlias = tuple[int, ...]
Poly: TypeAlias = dict[Monomial, int]
Line: TypeAlias = tuple[tuple[Monomial, int], ...]
Range: TypeAlias = tuple[int | None, int | None]
MOST_TERMS, MOST_FACTORS, MOST_BITS = 2_000_000, 64, 1 << 13
ANY: Range = (None, None)


class Work:
    """The terms that may be made for all proofs of a certificate together."""

    def __init__(self) -> None:
        self.left = MOST_TERMS

    def spend(self, terms: int) -> None:
        self.left -= terms + 1
        if self.left < 0:
            refuse("the proofs in `semantic` take too much work")


class Algebra:
    """The factors of one case of a proof, and what is known of lines in it."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.atoms: dict[str, int] = {}
        self.steps: dict[tuple[Line, int], int] = {}
        self.kinds: list[tuple[Line, int] | str] = []
        self.ranges: dict[int, Range] = {}
        self.known: dict[Line, Range] = {}

    def atom(self, name: str) -> int:
        if name not in self.atoms:
            self.atoms[name] = len(self.kinds)
            self.kinds.append(name)
        return self.atoms[name]

    def unknown(self, name: str, bounds: Range) -> Poly:
        """The value of an atom, which is between these bounds: a number where one value is left."""
        number = self.atom(name)
        self.ranges[number] = bounds
        low, high = self.span({(number,): 1})
        return constant(low) if low is not None and low == high else {(number,): 1}

    def less(self, name: str, p: Poly) -> str:
        """The name of a value less a sum, which it states: what a case knows changes it.  No case may use a
        name that ends in `?`: it would state a step, or a value whose name is such."""
        self.work.spend(len(p))
        named = all(isinstance(k := self.kinds[f], str) and not k.endswith("?") for m in p for f in m)
        rows = sorted((sorted(str(self.kinds[factor]) for factor in m), c) for m, c in p.items())
        digest = sha256(json.dumps(rows).encode()).hexdigest()
        return f"{name}-{digest if named else '?'}" if p else name

    def add(self, *terms: tuple[int, Poly]) -> Poly:
        """The sum of multiples."""
        total: Poly = {}
        for times, poly in terms:
            self.work.spend(len(poly))
            for monomial, c in poly.items():
                total[monomial] = total.get(monomial, 0) + times * c
        return {m: c for m, c in total.items() if c}

    def times(self, a: Poly, b: Poly) -> Poly:
        total: Poly = {}
        for m, c in a.items():
            self.work.spend(len(b))
            for n, d in b.items():
                both = self.product(m, n)
                total[both] = total.get(both, 0) + c * d
                if len(both) > MOST_FACTORS or total[both].bit_length() > MOST_BITS:
                    refuse("the proofs in `semantic` need too large numbers")
        return {m: c for m, c in total.items() if c}

    def product(self, m: Monomial, n: Monomial) -> Monomial:
        if not m or not n:
            return m or n
        rest: list[int] = []
        highest: dict[Line, tuple[int, int]] = {}
        for factor in (*m, *n):
            step = self.kinds[factor]
            if isinstance(step, str):
                rest.append(factor)
            else:
                highest[step[0]] = max(highest.get(step[0], (step[1], factor)), (step[1], factor))
        return tuple(sorted((*rest, *(factor for _, factor in highest.values()))))

    def step(self, p: Poly) -> Poly:
        """1 where `p` is at least 0, else 0."""
        line, scale, offset = normal(p)
        if not line:
            return constant(int(offset >= 0))
        if scale > 0:
            return self.above(line, -(offset // scale))
        return self.add((1, constant(1)), (-1, self.above(line, offset // -scale + 1)))

    def above(self, line: Line, threshold: int) -> Poly:
        low, high = self.along(line)
        if low is not None and threshold <= low:
            return constant(1)
        if high is not None and threshold > high:
            return {}
        if (key := (line, threshold)) not in self.steps:
            self.steps[key] = len(self.kinds)
            self.kinds.append(key)
        return {(self.steps[key],): 1}

    def learn(self, p: Poly) -> None:
        """From here on `p` is at least 0."""
        line, scale, offset = normal(p)
        if line:
            low, high = self.known.get(line, ANY)
            bound = -(offset // scale) if scale > 0 else offset // -scale
            self.known[line] = (most(low, bound), high) if scale > 0 else (low, least(high, bound))

    def span(self, p: Poly) -> Range:
        """Between which numbers a sum lies, as far as is known."""
        line, scale, offset = normal(p)
        ends = [None if end is None else end * scale + offset for end in self.along(line)]
        return (ends[0], ends[1]) if scale > 0 else (ends[1], ends[0])

    def along(self, line: Line) -> Range:
        low, high = self.known.get(line, ANY)
        by_parts: Range = (0, 0)
        for monomial, c in line:
            by_parts = plus(by_parts, scaled(self.reach(monomial), c))
        return most(low, by_parts[0]), least(high, by_parts[1])

    def reach(self, monomial: Monomial) -> Range:
        """Of a product, by the ends of its factors."""
        low, high = 1, 1
        for factor in monomial:
            a, b = self.ranges.get(factor, ANY) if isinstance(self.kinds[factor], str) else (0, 1)
            if a is None or b is None:
                return ANY
            corners = [x * y for x in (low, high) for y in (a, b)]
            low, high = min(corners), max(corners)
        return low, high


def constant(value: int) -> Poly:
    return {(): value} if value else {}


def normal(p: Poly) -> tuple[Line, int, int]:
    """A line, and the scale and offset that give `p` from it."""
    parts = sorted((m, c) for m, c in p.items() if m)
    if not parts:
        return (), 1, p.get((), 0)
    scale = math.gcd(*(c for _, c in parts)) * (1 if parts[0][1] > 0 else -1)
    return tuple((m, c // scale) for m, c in parts), scale, p.get((), 0)


def most(a: int | None, b: int | None) -> int | None:
    return a if b is None else b if a is None else max(a, b)


def least(a: int | None, b: int | None) -> int | None:
    return a if b is None else b if a is None else min(a, b)


def plus(a: Range, b: Range) -> Range:
    low, high = (None if x is None or y is None else x + y for x, y in zip(a, b, strict=True))
    return low, high


def scaled(a: Range, times: int) -> Range:
    low, high = (None if x is None else x * times for x in a)
    return (low, high) if times > 0 else (high, low)
