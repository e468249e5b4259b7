"""Sums of products of atoms and steps: one canonical form for what a program gives.

An atom is an unknown integer.  A step is 1 where a line is at least a threshold and 0 below it; a line is a
sum of products without a constant, primitive, its first coefficient positive.  Products of steps are reduced
(a step is its own square; of two on one line the higher one stays), so that whatever is a function of steps
on independent lines has one form, as Boolean functions have in algebraic normal form.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from math import gcd
from typing import TypeAlias

from tcme.dsl.frozen import frozen

Product: TypeAlias = tuple[int, ...]
"""Numbers of factors, in order."""
Sum: TypeAlias = Mapping[Product, int]
Line: TypeAlias = tuple[tuple[Product, int], ...]
Bounds: TypeAlias = "tuple[int | None, int | None]"

ANY: Bounds = (None, None)
BIT: Bounds = (0, 1)
ZERO: Sum = {}
ONE: Sum = {(): 1}
MOST_FACTORS = 64
MOST_BITS = 1 << 12
"""Of a product and of a coefficient; the checker's bounds are wider."""


class TooLarge(Exception):
    """More terms than the limit: nothing is shown."""


@dataclass(slots=True)
class Budget:
    """Terms that may still be made: a count, never time, so that every machine gives the same answer."""

    left: int

    def spend(self, terms: int) -> None:
        self.left -= terms + 1
        if self.left < 0:
            raise TooLarge


NAMELESS = "?"
"""Ends the names of atoms that no case of a proof may name."""


@frozen
class Atom:
    name: str


@frozen
class Step:
    line: Line
    threshold: int


@dataclass(slots=True)
class Algebra:
    """The factors met so far, the bounds of atoms, and what is `known` of lines where this case holds."""

    budget: Budget
    factors: list[Atom | Step] = field(default_factory=list)
    numbers: dict[Atom | Step, int] = field(default_factory=dict)
    bounds: dict[int, Bounds] = field(default_factory=dict)
    known: dict[Line, Bounds] = field(default_factory=dict)

    def number(self, factor: Atom | Step) -> int:
        found = self.numbers.get(factor)
        if found is None:
            found = self.numbers[factor] = len(self.factors)
            self.factors.append(factor)
        return found

    def atom(self, name: str, bounds: Bounds) -> Sum:
        """An unknown within bounds; a number where what is known leaves one."""
        number = self.number(Atom(name))
        self.bounds[number] = bounds
        low, high = self.span({(number,): 1})
        return constant(low) if low is not None and low == high else {(number,): 1}

    def bit(self, name: str) -> Sum:
        """An unknown Boolean, as a step, so that it is its own square."""
        return self.step(self.minus(self.atom(name, BIT), ONE))

    def less(self, name: str, p: Sum) -> str:
        """The name of a value less a sum: one function of the inputs, whatever a case knows, so it states the
        sum where that is of atoms alone that have such names."""
        if not p:
            return name
        self.budget.spend(len(p))
        rows = [([self.factors[number] for number in product], c) for product, c in p.items()]
        if any(isinstance(f, Step) or f.name.endswith(NAMELESS) for factors, _ in rows for f in factors):
            return f"{name}-{NAMELESS}"
        named = sorted((sorted(f.name for f in factors if isinstance(f, Atom)), c) for factors, c in rows)
        return f"{name}-{sha256(json.dumps(named).encode()).hexdigest()}"

    # --- sums ------------------------------------------------------------------------------------

    def add(self, *parts: tuple[int, Sum]) -> Sum:
        """The sum of multiples."""
        total: dict[Product, int] = {}
        for times, part in parts:
            self.budget.spend(len(part))
            for product, c in part.items():
                total[product] = total.get(product, 0) + times * c
        return {product: c for product, c in total.items() if c}

    def minus(self, a: Sum, b: Sum) -> Sum:
        return self.add((1, a), (-1, b))

    def without(self, a: Sum) -> Sum:
        """The opposite of a truth."""
        return self.add((1, ONE), (-1, a))

    def times(self, a: Sum, b: Sum) -> Sum:
        total: dict[Product, int] = {}
        for left, c in a.items():
            self.budget.spend(len(b))
            for right, d in b.items():
                both = self._product(left, right)
                total[both] = total.get(both, 0) + c * d
                if len(both) > MOST_FACTORS or total[both].bit_length() > MOST_BITS:
                    raise TooLarge
        return {product: c for product, c in total.items() if c}

    def select(self, condition: Sum, then: Sum, otherwise: Sum) -> Sum:
        change = self.minus(then, otherwise)
        return self.add((1, otherwise), (1, self.times(condition, change))) if change else otherwise

    def _product(self, left: Product, right: Product) -> Product:
        if not left or not right:
            return left or right
        atoms: list[int] = []
        steps: dict[Line, Step] = {}
        for number in (*left, *right):
            factor = self.factors[number]
            if isinstance(factor, Atom):
                atoms.append(number)
            elif factor.line not in steps or steps[factor.line].threshold < factor.threshold:
                steps[factor.line] = factor
        return tuple(sorted((*atoms, *(self.numbers[s] for s in steps.values()))))

    # --- steps and bounds ------------------------------------------------------------------------

    def step(self, p: Sum) -> Sum:
        """1 where `p` is at least 0, else 0."""
        line, scale, offset = normal(p)
        if not line:
            return ONE if offset >= 0 else ZERO
        if scale > 0:
            return self._above(line, -(offset // scale))
        return self.without(self._above(line, offset // -scale + 1))

    def _above(self, line: Line, threshold: int) -> Sum:
        low, high = self.along(line)
        if low is not None and threshold <= low:
            return ONE
        if high is not None and threshold > high:
            return ZERO
        return {(self.number(Step(line, threshold)),): 1}

    def learn(self, p: Sum) -> None:
        """`p` is at least 0 from here on."""
        line, scale, offset = normal(p)
        low, high = self.known.get(line, ANY)
        if line and scale > 0:
            self.known[line] = greater(low, -(offset // scale)), high
        elif line:
            self.known[line] = low, lesser(high, offset // -scale)

    def span(self, p: Sum) -> Bounds:
        line, scale, offset = normal(p)
        low, high = (None if end is None else end * scale + offset for end in self.along(line))
        return (low, high) if scale > 0 else (high, low)

    def along(self, line: Line) -> Bounds:
        """By what is known of the line itself, and by the bounds of its atoms."""
        low: int | None = 0
        high: int | None = 0
        for product, c in line:
            ends = [None if end is None else end * c for end in self._reach(product)]
            least, most = ends if c > 0 else reversed(ends)
            low = None if low is None or least is None else low + least
            high = None if high is None or most is None else high + most
        known = self.known.get(line, ANY)
        return greater(known[0], low), lesser(known[1], high)

    def _reach(self, product: Product) -> Bounds:
        low, high = 1, 1
        for number in product:
            a, b = BIT if isinstance(self.factors[number], Step) else self.bounds.get(number, ANY)
            if a is None or b is None:
                return ANY
            corners = (low * a, low * b, high * a, high * b)
            low, high = min(corners), max(corners)
        return low, high


def constant(value: int) -> Sum:
    return {(): value} if value else ZERO


def normal(p: Sum) -> tuple[Line, int, int]:
    """A line with the scale and the offset that make `p` of it."""
    parts = sorted((product, c) for product, c in p.items() if product)
    if not parts:
        return (), 1, p.get((), 0)
    scale = gcd(*(c for _, c in parts)) * (1 if parts[0][1] > 0 else -1)
    return tuple((product, c // scale) for product, c in parts), scale, p.get((), 0)


def greater(a: int | None, b: int | None) -> int | None:
    return max((x for x in (a, b) if x is not None), default=None)


def lesser(a: int | None, b: int | None) -> int | None:
    return min((x for x in (a, b) if x is not None), default=None)


def key(p: Sum) -> frozenset[tuple[Product, int]]:
    return frozenset(p.items())


def keys(row: Iterable[Sum]) -> tuple[frozenset[tuple[Product, int]], ...]:
    return tuple(map(key, row))
