"""What stays hidden where an option is absent: each leaf must then be one constant."""

from tcme.checker.schema import Node


def masks(nodes: list[Node], start: int) -> tuple[set[int], set[int]]:
    """Nodes of which each, where false, makes the node one constant; and those not made of others."""
    every, ends, todo, rest = set[int](), set[int](), [start], set[str]()
    while todo:
        i = todo.pop()
        every.add(i)
        node = nodes[i]
        op, args = node["op"], node["args"]
        other = constant(nodes, args[2]) if op["node"] == "Select" and len(args) == 3 else ""
        if node["ty"]["node"] == "IntV" and other:
            rest.add(other)
        elif other != "{0}":
            other = ""
        if other or op["node"] == "Repeat" or op.get("op") == "and":
            todo += set(args[:2]) - every
        elif constant(nodes, i) != "{1}":
            ends.add(i)
    return every if len(rest) < 2 else set(), ends


def constant(nodes: list[Node], i: int) -> str:
    """The one value of a constant, as `{value}`; nothing for any other node."""
    while nodes[i]["op"]["node"] == "Repeat" and nodes[i]["args"]:
        i = nodes[i]["args"][0]
    op = nodes[i]["op"]
    values = set(op["values"]) if op["node"] == "Const" else set()
    return str(values) if len(values) == 1 else ""
