"""What stays hidden where an option is absent: each leaf must then be one constant."""

from typing import TypeAlias

from tcme.checker.schema import Node

Element: TypeAlias = tuple[int, tuple[int, ...]]
"""A node's element: which positions of the index of the opened element make up its index."""


def masks(nodes: list[Node], start: int, axes: int) -> tuple[set[Element], set[Element]]:
    """Elements of which each, where false, makes an element of the node one constant; and those not made of
    others.  `axes`: how many of the index's first positions are the node's."""
    every, ends, todo, rest = set[Element](), set[Element](), [(start, tuple(range(axes)))], set[str]()
    while todo:
        i, index = todo.pop()
        every.add((i, index))
        node = nodes[i]
        op, args = node["op"], node["args"]
        other = constant(nodes, args[2]) if op["node"] == "Select" and len(args) == 3 else ""
        if node["ty"]["node"] == "IntV" and other:
            rest.add(other)
        elif other != "{0}":
            other = ""
        if op["node"] == "Repeat":
            todo += {(a, index[: op["axis"]] + index[op["axis"] + 1 :]) for a in args} - every
        elif other or op.get("op") == "and":
            todo += {(a, index) for a in args[:2]} - every
        elif constant(nodes, i) != "{1}":
            ends.add((i, index))
    return every if len(rest) < 2 else set(), ends


def constant(nodes: list[Node], i: int) -> str:
    """The one value of a constant, as `{value}`; nothing for any other node."""
    while nodes[i]["op"]["node"] == "Repeat" and nodes[i]["args"]:
        i = nodes[i]["args"][0]
    op = nodes[i]["op"]
    values = set(op["values"]) if op["node"] == "Const" else set()
    return str(values) if len(values) == 1 else ""
