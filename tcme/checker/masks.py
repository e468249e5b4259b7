"""What stays hidden where an option is absent: each leaf must then be its least value."""

from collections.abc import Callable
from typing import TypeAlias

from tcme.checker.schema import Node

Element: TypeAlias = tuple[int, tuple[int, ...], bool]
"""A node's element that is true, or is false: which positions of the opened element's index are its index."""


class Flags:
    """The nodes of a placed program; `step` is told what each look at them costs."""

    def __init__(self, nodes: list[Node], step: Callable[[int], None]) -> None:
        self.nodes, self.step = nodes, step
        self.constants: list[str] = []
        """By node, the one value of a constant, as `{value}`; nothing for any other node."""
        for node in nodes:
            self.constants.append(self._constant(node["op"], node["args"]))
        self.counted: dict[tuple[int, tuple[int, ...], tuple[int, int]], bool] = {}

    def _constant(self, op: Node, args: list[int]) -> str:
        if op["node"] == "Repeat" and args:
            return self.constants[args[0]]
        values = set(op["values"]) if op["node"] == "Const" else set()
        return str(values) if len(values) == 1 else ""

    def masks(self, start: int, axes: int, least: int) -> tuple[set[Element], set[Element]]:
        """Elements of which each makes an element of the node the `least` value (a Boolean one: false), and
        those not made of others.  `axes`: how many of the index's first positions are the node's."""
        nodes, every, ends = self.nodes, set[Element](), set[Element]()
        todo: list[Element] = [(start, tuple(range(axes)), False)]
        while todo:
            i, index, truth = element = todo.pop()
            every.add(element)
            op, args, number = nodes[i]["op"], nodes[i]["args"], nodes[i]["ty"]["node"] == "IntV"
            self.step(1 + len(args) * (1 + len(index)))
            kind, inner = op["node"], list[Element]()
            if kind == "Repeat":
                inner = [(a, index[: op["axis"]] + index[op["axis"] + 1 :], truth) for a in args]
            elif kind == "ToInt" and least == 0:
                inner = [(a, index, truth) for a in args]
            elif kind == "Not":
                inner = [(a, index, not truth) for a in args]
            elif op.get("op") == ("or" if truth else "and"):
                inner = [(a, index, truth) for a in args]
            elif kind == "Select" and len(args) == 3:
                for chosen, other, condition in ((args[1], args[2], False), (args[2], args[1], True)):
                    if self.constants[other] == str({least if number else int(truth)}):
                        inner += [(args[0], index, condition), (chosen, index, truth)]
            if inner:
                todo += set(inner) - every
            elif self.constants[i] != str({int(not truth)}):
                ends.add(element)
        return every, ends

    def counts(self, i: int, shape: list[int], bounds: tuple[int, int]) -> bool:
        """Whether a node says of each position of a list only if it is below one number: `Compare lt
        (Iota 0.., Repeat(number))`, one truth repeated for all of them, constants that are so, or both of two
        that do.  That the number is not below the least length is left to the compiler, as all ranges are."""
        key = i, tuple(shape), bounds
        if key not in self.counted:
            self.counted[key] = self._counts(i, shape, bounds)
        return self.counted[key]

    def _counts(self, i: int, shape: list[int], bounds: tuple[int, int]) -> bool:
        nodes, op, args = self.nodes, self.nodes[i]["op"], self.nodes[i]["args"]
        self.step(1 + len(args) + len(shape) + len(op.get("values", ())))
        if same := self.constants[i]:
            return (shape[-1] if same == "{1}" else 0) in range(bounds[0], bounds[1] + 1)
        if op["node"] == "Const":
            return prefixes(op["values"], shape[-1], bounds)
        if op["node"] == "Logic" and op["op"] == "and":
            return all(self.counts(a, shape, bounds) for a in args)
        if op["node"] == "Repeat" and len(args) == 1 and op["axis"] == len(shape) - 1:
            return True
        if op["node"] == "Repeat" and len(args) == 1 and op["axis"] < len(shape) - 1:
            return self.counts(args[0], shape[: op["axis"]] + shape[op["axis"] + 1 :], bounds)
        if op["node"] != "Compare" or op["op"] != "lt" or len(args) != 2:
            return False
        number = nodes[args[1]]
        if not self.positions(args[0], len(shape) - 1) or number["op"] != {
            "node": "Repeat",
            "axis": len(shape) - 1,
        }:
            return False
        ty = nodes[number["args"][0]]["ty"] if len(number["args"]) == 1 else {}
        return bool(ty.get("node") == "IntV" and ty["hi"] <= bounds[1])

    def positions(self, i: int, axis: int) -> bool:
        """0, 1, 2, … along the last axis."""
        self.step(1)
        op, args = self.nodes[i]["op"], self.nodes[i]["args"]
        if op["node"] == "Repeat" and len(args) == 1 and op["axis"] < axis:
            return self.positions(args[0], axis - 1)
        return op == {"node": "Iota", "start": 0} and axis == 0


def prefixes(values: list[int], size: int, bounds: tuple[int, int]) -> bool:
    """Rows of ones, within the bounds, then zeros."""
    rows = [values[k : k + size] for k in range(0, len(values), size or 1)]
    return all(
        bounds[0] <= sum(row) <= bounds[1] and row == [1] * sum(row) + [0] * (size - sum(row)) for row in rows
    )
