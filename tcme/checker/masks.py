"""What stays hidden where an option is absent: each leaf must then be its least value."""

from typing import TypeAlias

from tcme.checker.schema import Node

Element: TypeAlias = tuple[int, tuple[int, ...], bool]
"""A node's element that is true, or is false: which positions of the opened element's index are its index."""


def masks(nodes: list[Node], start: int, axes: int, least: int) -> tuple[set[Element], set[Element]]:
    """Elements of which each makes an element of the node the `least` value (a Boolean one: false), and those
    not made of others.  `axes`: how many of the index's first positions are the node's."""
    every, ends = set[Element](), set[Element]()
    todo: list[Element] = [(start, tuple(range(axes)), False)]
    while todo:
        i, index, truth = element = todo.pop()
        every.add(element)
        op, args, number = nodes[i]["op"], nodes[i]["args"], nodes[i]["ty"]["node"] == "IntV"
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
                if constant(nodes, other) == str({least if number else int(truth)}):
                    inner += [(args[0], index, condition), (chosen, index, truth)]
        if inner:
            todo += set(inner) - every
        elif constant(nodes, i) != str({int(not truth)}):
            ends.add(element)
    return every, ends


def counts(nodes: list[Node], i: int, shape: list[int], bounds: tuple[int, int]) -> bool:
    """Whether a node says of each position of a list only if it is below one number: `Compare lt (Iota 0..,
    Repeat(number))`, one truth repeated for all of them, constants that are so, or both of two that do.  That
    the number is not below the least length is left to the compiler, as all ranges are."""
    op, args = nodes[i]["op"], nodes[i]["args"]
    if same := constant(nodes, i):
        return (shape[-1] if same == "{1}" else 0) in range(bounds[0], bounds[1] + 1)
    if op["node"] == "Const":
        return prefixes(op["values"], shape[-1], bounds)
    if op["node"] == "Logic" and op["op"] == "and":
        return all(counts(nodes, a, shape, bounds) for a in args)
    if op["node"] == "Repeat" and len(args) == 1 and op["axis"] == len(shape) - 1:
        return True
    if op["node"] == "Repeat" and len(args) == 1 and op["axis"] < len(shape) - 1:
        return counts(nodes, args[0], shape[: op["axis"]] + shape[op["axis"] + 1 :], bounds)
    if op["node"] != "Compare" or op["op"] != "lt" or len(args) != 2:
        return False
    number = nodes[args[1]]
    if not positions(nodes, args[0], len(shape) - 1) or number["op"] != {
        "node": "Repeat",
        "axis": len(shape) - 1,
    }:
        return False
    ty = nodes[number["args"][0]]["ty"] if len(number["args"]) == 1 else {}
    return bool(ty.get("node") == "IntV" and ty["hi"] <= bounds[1])


def prefixes(values: list[int], size: int, bounds: tuple[int, int]) -> bool:
    """Rows of ones, within the bounds, then zeros."""
    rows = [values[k : k + size] for k in range(0, len(values), size or 1)]
    return all(
        row == [1] * sum(row) + [0] * (size - sum(row)) and bounds[0] <= sum(row) <= bounds[1] for row in rows
    )


def positions(nodes: list[Node], i: int, axis: int) -> bool:
    """0, 1, 2, … along the last axis."""
    op, args = nodes[i]["op"], nodes[i]["args"]
    if op["node"] == "Repeat" and len(args) == 1 and op["axis"] < axis:
        return positions(nodes, args[0], axis - 1)
    return op == {"node": "Iota", "start": 0} and axis == 0


def constant(nodes: list[Node], i: int) -> str:
    """The one value of a constant, as `{value}`; nothing for any other node."""
    while nodes[i]["op"]["node"] == "Repeat" and nodes[i]["args"]:
        i = nodes[i]["args"][0]
    op = nodes[i]["op"]
    values = set(op["values"]) if op["node"] == "Const" else set()
    return str(values) if len(values) == 1 else ""
