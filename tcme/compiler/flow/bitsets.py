"""Sets of assignments as bits, one for each: the quickest there is while assignments are few.

Variables are positions 0, 1, …; values 0, 1, … below a width each, as in `diagrams`.
"""

from collections.abc import Callable, Mapping, Sequence
from math import prod

EMPTY = 0


class Bitsets:
    """All sets of assignments of variables of the given widths: numbers with a bit for each assignment."""

    def __init__(self, widths: Sequence[int]) -> None:
        self.all = (1 << prod(widths)) - 1
        self._of = [[self._value(widths, at, v) for v in range(width)] for at, width in enumerate(widths)]

    def _value(self, widths: Sequence[int], variable: int, value: int) -> int:
        """The assignments that give the variable the value: a run of bits, again and again."""
        run = prod(widths[:variable])
        period = run * widths[variable]
        return self.all // ((1 << period) - 1) * (((1 << run) - 1) << value * run)

    def where(self, variable: int, holds: Callable[[int], bool]) -> int:
        """The assignments with one of the variable's values for which it holds."""
        return sum(some for value, some in enumerate(self._of[variable]) if holds(value))

    def at_most(self, limit: int, weights: Mapping[int, int]) -> int:
        """Those in which the weights of the variables that are not 0 add up to no more than the limit."""
        spent = {0: self.all}
        for variable, weight in weights.items():
            none = self._of[variable][0]
            grown: dict[int, int] = {}
            for before, some in spent.items():
                grown[before] = grown.get(before, EMPTY) | some & none
                if before + weight <= limit:
                    grown[before + weight] = grown.get(before + weight, EMPTY) | some & ~none
            spent = grown
        return sum(spent.values())

    def meet(self, a: int, b: int) -> int:
        return a & b

    def minus(self, a: int, b: int) -> int:
        """What is in `a` and not in `b`."""
        return a & ~b

    def join(self, a: int, b: int) -> int:
        return a | b

    def count(self, a: int) -> int:
        """How many assignments are in the set."""
        return a.bit_count()
