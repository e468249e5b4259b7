"""Folds that are a sum, a minimum, a maximum, an `any` or an `all`: one vector operation instead of steps."""

from dataclasses import replace

from tcme.compiler import core
from tcme.compiler.ir.nodes import ReduceOp
from tcme.compiler.lower.free import depends, same
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import BoolTy, IntTy


@frozen
class Reduction:
    """`acc = acc ∘ element` at each step, `element` independent of `acc`."""

    op: ReduceOp
    element: core.Expr


def reduction(fold: core.Fold) -> Reduction | None:
    """What the fold reduces to, where its body has one of the known forms."""
    if not isinstance(fold.ty, IntTy | BoolTy):
        return None
    found = _body(fold.body, fold.accumulator)
    if found is None or depends(found.element, fold.accumulator):
        return None
    return found


def _body(body: core.Expr, acc: int) -> Reduction | None:
    match body:
        case core.Convert(value, IntTy() | BoolTy(), _):
            return _body(value, acc)
        case core.Let(bindings, value) if not depends(bindings, acc):
            inner = _body(value, acc)
            return None if inner is None else replace(inner, element=_under(bindings, inner.element))
        case core.Binary(op, left, right):
            return _binary(op, left, right, acc)
        case core.Builtin("min" | "max" as op, (left, right)):
            other = _other(left, right, acc)
            return None if other is None else Reduction(op, other)
        case core.If():
            return _if(body, acc)
        case _:
            return None


def _under(bindings: tuple[core.Binding, ...], expr: core.Expr) -> core.Expr:
    return core.Let(bindings, expr, expr.ty, expr.span)


def _binary(op: core.BinaryKind, left: core.Expr, right: core.Expr, acc: int) -> Reduction | None:
    other = _other(left, right, acc)
    if other is None:
        return None
    match op:
        case "add":
            return Reduction("sum", other)
        case "sub" if other is right:
            return Reduction("sum", _negative(right))
        case "and":
            return Reduction("all", other)
        case "or":
            return Reduction("any", other)
        case _:
            return None


def _negative(expr: core.Expr) -> core.Expr:
    assert isinstance(expr.ty, IntTy)
    return core.Unary("neg", expr, IntTy(-expr.ty.hi, -expr.ty.lo), expr.span)


def _is(expr: core.Expr, uid: int) -> bool:
    match expr:
        case core.Convert(value):
            return _is(value, uid)
        case core.Var(found):
            return found == uid
        case _:
            return False


def _other(left: core.Expr, right: core.Expr, acc: int) -> core.Expr | None:
    """Of two operands the one that is not the accumulator."""
    if _is(left, acc):
        return right
    return left if _is(right, acc) else None


def _if(body: core.If, acc: int) -> Reduction | None:
    """`if c { acc + e } else { acc }` adds `if c { e } else { 0 }`; `if e > acc { e } else { acc }` is a
    maximum."""
    extreme = _extreme(body, acc)
    if extreme is not None:
        return extreme
    then_kept, else_kept = _is(body.then, acc), _is(body.otherwise, acc)
    if then_kept == else_kept:
        return None
    inner = _body(body.otherwise if then_kept else body.then, acc)
    if inner is None or inner.op != "sum" or not isinstance(inner.element.ty, IntTy):
        return None
    ty = IntTy(min(0, inner.element.ty.lo), max(0, inner.element.ty.hi))
    zero, value = core.Const(0, ty, body.span), core.Convert(inner.element, ty, body.span)
    then, otherwise = (zero, value) if then_kept else (value, zero)
    return Reduction("sum", core.If(body.condition, then, otherwise, ty, body.span))


def _extreme(body: core.If, acc: int) -> Reduction | None:
    match _plain(body.condition):
        case core.Binary("lt" | "le" | "gt" | "ge" as op, left, right):
            pass
        case _:
            return None
    first, second = _plain(body.then), _plain(body.otherwise)
    left, right = _plain(left), _plain(right)
    if not (_is(first, acc) or _is(second, acc)) or _is(first, acc) == _is(second, acc):
        return None
    element = second if _is(first, acc) else first
    if same(left, first) and same(right, second):
        return Reduction("min" if op in ("lt", "le") else "max", element)
    if same(left, second) and same(right, first):
        return Reduction("max" if op in ("lt", "le") else "min", element)
    return None


def _plain(expr: core.Expr) -> core.Expr:
    """Without conversions between ranges, which change no value."""
    match expr:
        case core.Convert(value, IntTy(), _):
            return _plain(value)
        case _:
            return expr
