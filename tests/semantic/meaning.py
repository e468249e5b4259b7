"""What names in proofs mean, for two runs with known inputs: the checker's sums, held against these runs.

A name means one number for the two runs, whatever a case of a proof knows; a name that ends in `?` means one
in this case alone.  Every value of a node, every range and all that is known must then be right.
"""

from collections.abc import Mapping
from hashlib import sha256
from math import prod
from typing import Any, TypeAlias

from tcme.checker.semantic_algebra import Algebra, Line, Poly, Range, Work
from tcme.checker.semantic_runs import Row, Runs

Meaning: TypeAlias = dict[str, int]
TEXT_BYTES = 8


class Broken(AssertionError):
    """A name that means two numbers, or something known that is false."""


def number_of(text: str) -> int:
    """Different for different texts, in their order."""
    return int.from_bytes(text.encode().ljust(TEXT_BYTES, b"\0"), "big")


def bytes_of(number: int) -> bytes:
    return number.to_bytes(TEXT_BYTES, "big").rstrip(b"\0")


def judged(site: int, texts: tuple[int, ...]) -> int:
    """A model: any fixed function of its texts."""
    return sha256(repr((site, texts)).encode()).digest()[0] % 2


def within(value: int, bounds: Range) -> bool:
    low, high = bounds
    return (low is None or low <= value) and (high is None or value <= high)


class KnownAlgebra(Algebra):
    """An algebra that knows what its names mean: `always`, and `here` for names without one meaning."""

    def __init__(self, always: Meaning) -> None:
        super().__init__(Work())
        self.always = always
        self.here: Meaning = {}
        self._factors: dict[int, int] = {}

    def meanings(self, name: str) -> Meaning:
        return self.here if name.endswith("?") else self.always

    def value(self, p: Poly | Line) -> int:
        rows = p.items() if isinstance(p, dict) else p
        return sum(c * prod(map(self._factor, monomial)) for monomial, c in rows)

    def _factor(self, factor: int) -> int:
        if factor not in self._factors:
            kind = self.kinds[factor]
            if isinstance(kind, str):
                found = self.meanings(kind)[kind]
            else:
                found = int(self.value(kind[0]) >= kind[1])
            self._factors[factor] = found
        return self._factors[factor]

    def unknown(self, name: str, bounds: Range) -> Poly:
        if name.startswith("'"):
            self.always[name] = number_of(name[1:-1])
        if not within(self.meanings(name)[name], bounds):
            raise Broken(f"{name} is not within {bounds}")
        return super().unknown(name, bounds)


class KnownRuns(Runs):
    """Runs that note what each node gives, and what each new name means."""

    rows: dict[str, dict[int, Row]]

    def run(self, cone: list[int], run: str, known: dict[int, Row]) -> dict[int, Row]:
        found = super().run(cone, run, known)
        self.rows = {**getattr(self, "rows", {}), run: found}
        return found

    def opaque_value(self, key: Any, name: str, bounds: Range) -> Poly:
        algebra = self.algebra
        assert isinstance(algebra, KnownAlgebra)
        first, value = self.answers.get(key, name), result(algebra, key)
        if algebra.meanings(first).setdefault(first, value) != value:
            raise Broken(f"{first} means two numbers")
        return super().opaque_value(key, name, bounds)


def result(algebra: KnownAlgebra, key: Any) -> int:
    """What a function gives for its arguments."""
    value = algebra.value
    match key:
        case "ask", site, texts:
            return judged(site, tuple(map(value, texts)))
        case "Encode", text, index:
            return (*bytes_of(value(text)), *(0,) * TEXT_BYTES)[index]
        case "Measure", text, _:
            return len(bytes_of(value(text)))
        case "div", above, below:
            return value(above) // (below if isinstance(below, int) else value(below))
    operation, arguments = key
    one, other = [value(p) for p in arguments] * (2 if len(arguments) == 1 else 1)
    return {"band": one & other, "bor": one | other, "bxor": one ^ other}[str(operation)]


def hold(algebra: KnownAlgebra, runs: KnownRuns, actual: Mapping[str, Mapping[int, list[int]]]) -> None:
    """Raises Broken unless all that was made of two runs is so."""
    for run, rows in runs.rows.items():
        for node, row in rows.items():
            for p, value in zip(row, actual[run][node], strict=True):
                if algebra.value(p) != value or not within(value, algebra.span(p)):
                    raise Broken(f"node {node} of run {run} gives {value}")
    for line, bounds in algebra.known.items():
        if not within(algebra.value(line), bounds):
            raise Broken(f"what is known of a line is false: {bounds}")
