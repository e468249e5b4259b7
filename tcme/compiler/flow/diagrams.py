"""Sets of assignments as reduced ordered decision diagrams with several values for each variable.

A set is the number of a node; equal sets have equal numbers, since nodes are shared (Bryant, "Graph-Based
Algorithms for Boolean Function Manipulation", 1986; Srinivasan, Kam, Malik and Brayton, "Algorithms for
Discrete Function Manipulation", 1990).  Variables are positions 0, 1, …; values 0, 1, … below a width each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import prod

EMPTY, ALL = 0, 1

Node = tuple[int, tuple[int, ...]]
"""A variable, and a set for each of its values."""


class Diagrams:
    """All diagrams over variables of the given widths: at most `limit` nodes, `beyond` is raised for more."""

    def __init__(self, widths: Sequence[int], limit: int, beyond: Exception) -> None:
        self.widths, self.limit, self.beyond = tuple(widths), limit, beyond
        self.all = ALL
        end = len(self.widths)
        self._nodes: list[Node] = [(end, ()), (end, ())]
        self._known: dict[Node, int] = {}
        self._met: dict[tuple[int, int], int] = {}
        self._joined: dict[tuple[int, int], int] = {}
        self._less: dict[tuple[int, int], int] = {}
        self._counts: dict[int, int] = {EMPTY: 0, ALL: 1}

    def make(self, variable: int, children: Iterable[int]) -> int:
        """The assignments in which the variable has a value whose child holds the rest."""
        node = variable, tuple(children)
        first = node[1][0]
        if node[1].count(first) == len(node[1]):
            return first
        found = self._known.get(node)
        if found is None:
            if len(self._nodes) >= self.limit:
                raise self.beyond
            found = self._known[node] = len(self._nodes)
            self._nodes.append(node)
        return found

    def where(self, variable: int, holds: Callable[[int], bool]) -> int:
        """The assignments with one of the variable's values for which it holds."""
        return self.make(variable, (ALL if holds(v) else EMPTY for v in range(self.widths[variable])))

    def at_most(self, limit: int, weights: Mapping[int, int]) -> int:
        """Those in which the weights of the variables that are not 0 add up to no more than the limit."""
        rows = dict.fromkeys(range(limit + 1), ALL)
        for variable in sorted(weights, reverse=True):
            more, others = weights[variable], self.widths[variable] - 1
            rows = {
                spent: self.make(variable, (same, *[rows.get(spent + more, EMPTY)] * others))
                for spent, same in rows.items()
            }
        return rows.get(0, EMPTY)

    def meet(self, a: int, b: int) -> int:
        if a == b or b == ALL:
            return a
        if a == ALL:
            return b
        if EMPTY in (a, b):
            return EMPTY
        key = (a, b) if a < b else (b, a)
        found = self._met.get(key)
        if found is None:
            found = self._met[key] = self._apply(self.meet, a, b)
        return found

    def minus(self, a: int, b: int) -> int:
        """What is in `a` and not in `b`."""
        if a in (EMPTY, b) or b == ALL:
            return EMPTY
        if b == EMPTY:
            return a
        key = a, b
        found = self._less.get(key)
        if found is None:
            found = self._less[key] = self._apply(self.minus, a, b)
        return found

    def join(self, a: int, b: int) -> int:
        if a == b or b == EMPTY:
            return a
        if a == EMPTY:
            return b
        if ALL in (a, b):
            return ALL
        key = (a, b) if a < b else (b, a)
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = self._apply(self.join, a, b)
        return found

    def _apply(self, operation: Callable[[int, int], int], a: int, b: int) -> int:
        """The operation on the children of the variable that comes first in either."""
        (va, below_a), (vb, below_b) = self._nodes[a], self._nodes[b]
        if va == vb:
            return self.make(va, map(operation, below_a, below_b))
        if va < vb:
            return self.make(va, [operation(x, b) for x in below_a])
        return self.make(vb, [operation(a, y) for y in below_b])

    def count(self, a: int) -> int:
        """How many assignments are in the set."""
        return prod(self.widths[: self._nodes[a][0]]) * self._below(a)

    def _below(self, a: int) -> int:
        """The assignments of the node's own variable and those after it."""
        found = self._counts.get(a)
        if found is None:
            variable, children = self._nodes[a]
            found = self._counts[a] = sum(
                self._below(c) * prod(self.widths[variable + 1 : self._nodes[c][0]]) for c in children
            )
        return found
