"""The tree as the rules read it: without what only matters in print, and searched by class."""

from collections import defaultdict
from typing import Any

from tcme.checker.schema import Node


def simple(value: Any) -> Any:
    """The tree without spans and parentheses, names as plain strings."""
    if isinstance(value, list):
        return [simple(v) for v in value]
    if not isinstance(value, dict):
        return value
    if value["node"] in ("Name", "Paren"):
        return simple(value["text" if value["node"] == "Name" else "inner"])
    return {key: simple(v) for key, v in value.items() if key != "at"}


def walk(value: Any, kind: str) -> list[Node]:
    """Every node of a class, in the order of the fields."""
    return classes(value)[kind]


def classes(value: Any) -> dict[str, list[Node]]:
    """Every node by its class, in the order of the fields."""
    found = defaultdict[str, list[Node]](list)
    stack = [value]
    while stack:
        item = stack.pop()
        if type(item) is dict:
            found[item["node"]].append(item)
            item = item.values()
        for part in reversed(item):
            if type(part) is dict or (type(part) is list and part and type(part[0]) is not int):
                stack.append(part)
    return found
