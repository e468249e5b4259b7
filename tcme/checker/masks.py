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


def constant(nodes: list[Node], i: int) -> str:
    """The one value of a constant, as `{value}`; nothing for any other node."""
    while nodes[i]["op"]["node"] == "Repeat" and nodes[i]["args"]:
        i = nodes[i]["args"][0]
    op = nodes[i]["op"]
    values = set(op["values"]) if op["node"] == "Const" else set()
    return str(values) if len(values) == 1 else ""
