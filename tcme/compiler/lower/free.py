"""Questions about core trees: what an expression mentions, and whether two are the same."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from tcme.compiler import core
from tcme.compiler.lower.context import Key
from tcme.dsl.source import Span


def mentioned(value: object) -> Iterator[Key]:
    """Variables' numbers and inputs' names inside a tree, in order, with repetition, bound ones included."""
    match value:
        case core.Var(uid):
            yield uid
        case core.InputRef(name):
            yield name
        case tuple():
            for part in value:
                yield from mentioned(part)
        case _ if isinstance(value, core.Expr | core.Binding):
            for field in fields(value):
                if field.name not in ("ty", "span"):
                    yield from mentioned(getattr(value, field.name))


def depends(expr: core.Expr | tuple[core.Binding, ...], uid: int) -> bool:
    return uid in mentioned(expr)


def same(left: object, right: object) -> bool:
    """Two trees that differ at most in where they are written."""
    if type(left) is not type(right):
        return False
    match left, right:
        case (Span(), Span()):
            return True
        case tuple(), tuple():
            return len(left) == len(right) and all(map(same, left, right))
        case _ if is_dataclass(left) and is_dataclass(right):
            return all(same(getattr(left, f.name), getattr(right, f.name)) for f in fields(left))
        case _:
            return left == right
