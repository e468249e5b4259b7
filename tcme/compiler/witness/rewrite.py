"""A tree with some of its nodes replaced."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

T = TypeVar("T")


def rewrite(node: T, change: Callable[[object], object | None]) -> T:
    """The outermost nodes for which `change` gives something, replaced by that."""
    changed = change(node)
    if changed is not None:
        return cast(T, changed)
    if isinstance(node, tuple):
        return cast(T, tuple(rewrite(item, change) for item in node))
    if is_dataclass(node) and not isinstance(node, type):
        parts = {f.name: rewrite(getattr(node, f.name), change) for f in fields(node)}
        return cast(T, replace(node, **parts))
    return node
