"""Sets of adversaries as decision diagrams: exact, and small however many adversaries there are.

A diagram asks for the level of one principal after another and ends in `NONE` or `ALL`.  It is reduced (no
question whose answer does not matter) and shared (no two nodes with the same answers), so equal sets are the
same node.  After Brace, Rudell and Bryant, "Efficient implementation of a BDD package", 1990, with as many
answers as a principal has levels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tcme.checker.refusal import refuse

NONE, ALL = 0, 1
MAX_STEPS = 1 << 18


class Diagrams:
    """All nodes over principals in one order: `levels[i]` are those that principal i can have, and `admitted`
    are the adversaries that count."""

    def __init__(self, levels: Sequence[Sequence[int]]) -> None:
        self.levels, self.admitted = levels, ALL
        self.nodes: list[tuple[int, ...]] = [(len(levels),)] * 2
        self.ids: dict[tuple[int, ...], int] = {}
        self.made: dict[tuple[int, int, int], int] = {}
        self.steps = 0

    def node(self, principal: int, answers: Sequence[int]) -> int:
        """The diagram that asks for the principal's level and goes on with one of the answers."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            refuse("too many adversaries: bound them by `adversary` and `assume`")
        if answers.count(answers[0]) == len(answers):
            return answers[0]
        key = (principal, *answers)
        if key not in self.ids:
            self.ids[key] = len(self.nodes)
            self.nodes.append(key)
        return self.ids[key]

    def chosen(self, inside: int, then: int, otherwise: int) -> int:
        """What of `then` is inside and what of `otherwise` is not: every operation on sets is one."""
        if inside == ALL or then == otherwise:
            return then
        if inside == NONE:
            return otherwise
        if (then, otherwise) == (ALL, NONE):
            return inside
        key = (inside, then, otherwise)
        if key not in self.made:
            first = min(self.nodes[inside][0], self.nodes[then][0], self.nodes[otherwise][0])
            answers = map(self.chosen, *(self.answers(n, first) for n in key))
            self.made[key] = self.node(first, list(answers))
        return self.made[key]

    def answers(self, node: int, principal: int) -> Sequence[int]:
        """How a diagram goes on for each level of a principal: the first that it asks for, or one before."""
        asked = self.nodes[node]
        return asked[1:] if asked[0] == principal else (node,) * len(self.levels[principal])

    def at_most(self, most: int, members: set[int], top: int) -> int:
        """At most so many of the members are corrupt, none of them above a level: `rest[n]` is what must hold
        of the later ones when n are."""
        most = min(most, len(members))
        rest = [ALL] * (most + 1) + [NONE]
        for i in sorted(members, reverse=True):
            for n in range(most + 1):
                corrupt = [rest[n + 1] if level <= top else NONE for level in self.levels[i][1:]]
                rest[n] = self.node(i, [rest[n], *corrupt])
        return rest[0]

    def count(self) -> int:
        """How many adversaries are admitted."""

        @cache
        def count(node: int, principal: int) -> int:
            if principal == len(self.levels):
                return node
            return sum(count(n, principal + 1) for n in self.answers(node, principal))

        return count(self.admitted, 0)

    def least(self, node: int) -> tuple[int, ...]:
        """The levels of an admitted adversary in a set that is true: with the fewest corrupt, of those with
        the lowest levels, of those the first.  The least of some numbers whose last digits, in base four, are
        the levels."""
        size = len(self.levels)
        one, corrupt = 1 << 2 * size, 3 * size + 1

        @cache
        def least(node: int) -> int:
            if node == ALL:
                return 0
            i, *answers = self.nodes[node]
            costs = [one * (corrupt * (v > 0) + v) + (v << 2 * (size - 1 - i)) for v in self.levels[i]]
            return min(c + least(n) for c, n in zip(costs, answers, strict=True) if n != NONE)

        number = least(self.chosen(self.admitted, node, NONE))
        return tuple(number >> 2 * (size - 1 - i) & 3 for i in range(size))


@dataclass(frozen=True, slots=True)
class Set:
    """A set of adversaries; it is true if the program admits one of them."""

    of: Diagrams
    node: int

    def __and__(self, other: "Set") -> "Set":
        return Set(self.of, self.of.chosen(self.node, other.node, NONE))

    def __or__(self, other: "Set") -> "Set":
        return Set(self.of, self.of.chosen(self.node, ALL, other.node))

    def __invert__(self) -> "Set":
        return Set(self.of, self.of.chosen(self.node, NONE, ALL))

    def __bool__(self) -> bool:
        return self.of.chosen(self.of.admitted, self.node, NONE) != NONE
