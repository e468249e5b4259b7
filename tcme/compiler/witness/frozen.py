"""A program in which no attack reaches what was endorsed.

An attack may not use the influence that somebody vouched for.  So each endorsed expression becomes an input
of its own, which has the value that it would have without the attack; it may still vary with the secrets.  An
endorsed input takes no part in the attack."""

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from tcme.compiler.core import (
    Claim,
    CoreProgram,
    Endorse,
    Expr,
    Fold,
    Input,
    InputRef,
    Let,
    MakeRecord,
    Map,
    Scan,
)
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import RecordTy

T = TypeVar("T")
PREFIX = "endorsed#"


@frozen
class Frozen:
    """`program` reads each endorsed value as an input; `values` are programs that compute these, by input."""

    program: CoreProgram
    values: tuple[tuple[str, CoreProgram], ...]


def freeze(program: CoreProgram) -> Frozen:
    """Every `endorse` outside a loop becomes an input `endorsed#i`."""
    sites: list[Endorse] = []
    result = _freeze(program.result, sites)
    names = [f"{PREFIX}{i}" for i in range(len(sites))]
    added = tuple(Input(n, s.ty, "", s.because, s.span) for n, s in zip(names, sites, strict=True))
    values = ((n, isolate(program.result, s)) for n, s in zip(names, sites, strict=True))
    alone = tuple((n, only(program, value)) for n, value in values if value is not None)
    return Frozen(replace(program, result=result, inputs=(*program.inputs, *added)), alone)


def only(core: CoreProgram, value: Expr) -> CoreProgram:
    """The program whose one output field `value` is an expression of it."""
    record = MakeRecord((("value", value),), RecordTy((("value", value.ty),)), value.span)
    return replace(core, result=record)


def _freeze(node: T, found: list[Endorse]) -> T:
    if isinstance(node, Endorse):
        found.append(node)
        return cast(T, InputRef(f"{PREFIX}{len(found) - 1}", node.ty, node.span))
    if isinstance(node, Map):
        return replace(node, over=_freeze(node.over, found))
    if isinstance(node, tuple):
        return cast(T, tuple(_freeze(item, found) for item in node))
    if is_dataclass(node) and not isinstance(node, type):
        changed = {f.name: _freeze(getattr(node, f.name), found) for f in fields(node)}
        return cast(T, replace(node, **changed))
    return node


def find(node: object, kind: type[Expr], span: Span | None = None) -> Expr | None:
    """An expression of a class, at a span where one is given; None where there is none."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, kind) and (span is None or item.span == span):
            return item
        if isinstance(item, tuple):
            stack.extend(item)
        elif is_dataclass(item) and not isinstance(item, type):
            stack.extend(getattr(item, f.name) for f in fields(item))
    return None


def isolate(expr: Expr, target: Expr) -> Expr | None:
    """`target` with the bindings around it, as an expression of its own; None where it sits in a loop."""
    if expr is target:
        return target.value if isinstance(target, Endorse | Claim) else target
    if isinstance(expr, Map | Fold | Scan):
        return isolate(expr.over, target) or (
            isolate(expr.start, target) if not isinstance(expr, Map) else None
        )
    if isinstance(expr, Let):
        return _isolate_let(expr, target)
    for child in _children(expr):
        found = isolate(child, target)
        if found is not None:
            return found
    return None


def _isolate_let(let: Let, target: Expr) -> Expr | None:
    for i, binding in enumerate(let.bindings):
        found = isolate(binding.value, target)
        if found is not None:
            return Let(let.bindings[:i], found, found.ty, let.span) if i else found
    found = isolate(let.body, target)
    return found and Let(let.bindings, found, found.ty, let.span)


def _children(expr: Expr) -> list[Expr]:
    out: list[Expr] = []
    for f in fields(expr):
        value = getattr(expr, f.name)
        items = value if isinstance(value, tuple) else (value,)
        for item in items:
            item = item[1] if isinstance(item, tuple) and len(item) == 2 else item
            if hasattr(item, "ty") and hasattr(item, "span"):
                out.append(item)
    return out
