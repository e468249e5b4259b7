"""Folds that are a sum, a minimum, a maximum, an `any` or an `all`: one vector operation instead of steps."""

from dataclasses import replace

from tcme.compiler import core
from tcme.compiler.ir.nodes import ReduceOp
from tcme.compiler.lower.free import depends, same
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import BoolTy, FixedTy, IntTy, KeyTy, Ty, join


@frozen
class Reduction:
    """`acc = acc ∘ element` at each step, `element` independent of `acc`."""

    op: ReduceOp
    element: core.Expr


def reduction(fold: core.Fold) -> Reduction | None:
    """What the fold reduces to, where its body has one of the known forms."""
    if not isinstance(fold.ty, IntTy | FixedTy | KeyTy | BoolTy):
        return None
    found = _body(fold.body, fold.accumulator)
    if found is None or depends(found.element, fold.accumulator):
        return None
    return found


def _body(body: core.Expr, acc: int) -> Reduction | None:
    match body:
        case core.Convert(value, IntTy() | FixedTy() | BoolTy(), _):
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
    assert isinstance(expr.ty, IntTy | FixedTy)
    return core.Unary("neg", expr, replace(expr.ty, lo=-expr.ty.hi, hi=-expr.ty.lo), expr.span)


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
    """`if c { acc + e } else { acc }` adds `if c { e } else { 0 }`, and so on with what leaves
    every accumulator as it is; `if e > acc { e } else { acc }` is a maximum."""
    extreme = _extreme(body, acc)
    if extreme is not None:
        return extreme
    then_kept, else_kept = _is(body.then, acc), _is(body.otherwise, acc)
    if then_kept == else_kept:
        return None
    inner = _body(body.otherwise if then_kept else body.then, acc)
    neutral = None if inner is None else _neutral(inner, body.ty)
    if inner is None or neutral is None:
        return None
    ty = join(inner.element.ty, neutral.ty) or inner.element.ty
    same_, value = core.Convert(neutral, ty, body.span), core.Convert(inner.element, ty, body.span)
    then, otherwise = (same_, value) if then_kept else (value, same_)
    return Reduction(inner.op, core.If(body.condition, then, otherwise, ty, body.span))


def _neutral(inner: Reduction, held: Ty) -> core.Expr | None:
    """What leaves every value of the accumulator's type as it is."""
    ty, span = inner.element.ty, inner.element.span
    match inner.op, ty, held:
        case "sum", IntTy() | FixedTy(), _:
            return core.Const(0, replace(ty, lo=0, hi=0), span)
        case "min" | "max", IntTy() | FixedTy(), IntTy(lo, hi) | FixedTy(lo, hi, _):
            end = hi if inner.op == "min" else lo
            return core.Const(end, replace(ty, lo=end, hi=end), span)
        case "any" | "all", BoolTy(), _:
            return core.Const(inner.op == "all", ty, span)
        case _:
            return None


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
        case core.Convert(value, IntTy() | FixedTy(), _):
            return _plain(value)
        case _:
            return expr
