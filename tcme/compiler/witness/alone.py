"""One value of a program as a program of its own; of a value in a loop, the array of it in every step."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tcme.compiler.core import (
    Binding,
    Claim,
    Const,
    CoreProgram,
    Endorse,
    Expr,
    Fold,
    GetItem,
    Let,
    MakeRecord,
    MakeTuple,
    Map,
    Scan,
    Var,
)
from tcme.compiler.typecheck.walk import children, walk
from tcme.compiler.values import least
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, RecordTy, TupleTy, Ty


def only(core: CoreProgram, value: Expr) -> CoreProgram:
    """The program whose one output field `value` is an expression of it."""
    record = MakeRecord((("value", value),), RecordTy((("value", value.ty),)), value.span)
    return replace(core, result=record)


def every(root: Expr, kind: type[Expr], span: Span) -> Iterator[Expr]:
    """The expressions of a class that stand at a span, one for each use of a function; what is said in the
    steps of a fold stands at the fold."""
    for node in walk(root):
        here = getattr(node, "span", None) == span
        if here and isinstance(node, kind):
            yield node
        elif here and isinstance(node, Fold | Scan):
            yield from (inner for inner in walk(node.body) if isinstance(inner, kind))


def isolate(expr: Expr, target: Expr) -> Expr | None:
    """`target` with the bindings and loops around it; None where it is not there."""
    if expr is target:
        return target.value if isinstance(target, Endorse | Claim) else target
    match expr:
        case Let():
            return _of_let(expr, target)
        case Map():
            return isolate(expr.over, target) or _of_map(expr, target)
        case Fold() | Scan():
            return isolate(expr.start, target) or isolate(expr.over, target) or _of_fold(expr, target)
        case _:
            found = (isolate(child, target) for child in children(expr) if hasattr(child, "ty"))
            return next((value for value in found if value is not None), None)


def fresh(uid: int, which: int) -> int:
    """A variable beside the one of that number; programs have none below zero."""
    return -(2 * uid + which) - 1


def _of_let(let: Let, target: Expr) -> Expr | None:
    for i, binding in enumerate(let.bindings):
        found = isolate(binding.value, target)
        if found is not None:
            return Let(let.bindings[:i], found, found.ty, let.span) if i else found
    found = isolate(let.body, target)
    return found and Let(let.bindings, found, found.ty, let.span)


def _of_map(loop: Map, target: Expr) -> Expr | None:
    inside = isolate(loop.body, target)
    return inside and replace(loop, body=inside, ty=ArrayTy(inside.ty, _length(loop.over)))


def _of_fold(loop: Fold | Scan, target: Expr) -> Expr | None:
    """The accumulator walks on beside the value that is asked for."""
    inside = isolate(loop.body, target)
    if inside is None:
        return None
    span, wanted = loop.span, inside.ty
    pair = TupleTy((loop.start.ty, wanted))
    both, one = (fresh(uid, 0) for uid in (loop.accumulator, loop.variable))
    before = GetItem(Var(both, "", pair, span), 0, loop.start.ty, span)
    step = MakeTuple((loop.body, inside), pair, span)
    body = Let((Binding(loop.accumulator, "", before),), step, pair, span)
    start = MakeTuple((loop.start, Const(least(wanted), wanted, span)), pair, span)
    steps = Scan(both, loop.variable, start, loop.over, body, ArrayTy(pair, _length(loop.over)), span)
    second = GetItem(Var(one, "", pair, span), 1, wanted, span)
    return Map(one, "", steps, second, ArrayTy(wanted, _length(loop.over)), span)


def _length(over: Expr) -> int:
    ty: Ty | Any = over.ty
    assert isinstance(ty, ArrayTy), "loops go over arrays"
    return ty.size
