"""The tree as the rules read it: without what only matters in print, and searched by class."""

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
    found: list[Node] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict) and item["node"] == kind:
            found.append(item)
        if isinstance(item, dict | list):
            inner = item.values() if isinstance(item, dict) else item
            stack += reversed([part for part in inner if isinstance(part, dict | list)])
    return found
