"""Every node of a surface tree or a core tree, in source order, without recursion."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from tcme.dsl.source import Span


def walk(*roots: object) -> Iterator[Any]:
    """The roots and all nodes below; they differ in kind, so the caller tests for the one it wants."""
    stack: list[object] = list(reversed(roots))
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif is_dataclass(node) and not isinstance(node, Span):
            yield node
            stack.extend(getattr(node, f.name) for f in reversed(fields(node)))
