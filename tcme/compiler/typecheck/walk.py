"""Every node of a surface tree or a core tree, in source order, without recursion."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from tcme.compiler import core
from tcme.dsl.source import Span

BESIDE = ("span", "ty")
"""Fields that hold no nodes of a tree: places, and the types of core nodes."""


def walk(*roots: object) -> Iterator[Any]:
    """The roots and all nodes below; they differ in kind, so the caller tests for the one it wants."""
    stack: list[object] = list(reversed(roots))
    while stack:
        node = stack.pop()
        kind: Any = type(node)
        if kind is tuple:
            stack.extend(reversed(node))  # type: ignore[call-overload]
            continue
        parts = _parts(kind)
        if parts is not None:
            yield node
            for name in parts:
                stack.append(getattr(node, name))


def is_said(root: core.Expr) -> bool:
    """Whether something in it counts beside its value: an endorsement, a claim, a pin, a model call."""
    return any(isinstance(node, core.Endorse | core.Claim | core.Pin | core.Ask) for node in walk(root))


def children(node: object) -> Iterator[Any]:
    """The nodes directly inside a node, in source order."""
    kind: Any = type(node)
    for name in reversed(_parts(kind) or ()):
        yield from _outermost(getattr(node, name))


def _outermost(part: object) -> Iterator[Any]:
    """The part itself if it is a node, or those that stand in its tuples."""
    kind: Any = type(part)
    if kind is tuple:
        for item in part:  # type: ignore[attr-defined]
            yield from _outermost(item)
    elif _parts(kind) is not None:
        yield part


@cache
def _parts(kind: Any) -> tuple[str, ...] | None:
    """The fields of a kind of node, last first; None for what is no node."""
    if kind is Span or not is_dataclass(kind):
        return None
    return tuple(field.name for field in reversed(fields(kind)) if field.name not in BESIDE)
