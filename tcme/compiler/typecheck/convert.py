"""Bringing a value to the type that its place asks for: widening, goals, refusals."""

from tcme.compiler import core
from tcme.compiler.typecheck.messages import goals
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.scope import Want
from tcme.compiler.typecheck.shapes import mold
from tcme.dsl.source import Span
from tcme.dsl.ty import EnumTy, OptionTy, Ty, assignable


def widen(expr: core.Expr, ty: Ty) -> core.Expr:
    """The same value at a type that holds all values of its own, converted as far inside as possible:
    constants carry no conversion."""
    if expr.ty == ty:
        return expr
    match expr:
        case core.Const(value, _, span):
            return core.Const(value, ty, span)
        case core.If(condition, then, otherwise, _, span):
            return core.If(condition, widen(then, ty), widen(otherwise, ty), ty, span)
        case core.Let(bindings, body, _, span):
            return core.Let(bindings, widen(body, ty), ty, span)
        case core.Convert(value, _, span):
            return widen(value, ty) if assignable(value.ty, ty) else core.Convert(expr, ty, span)
        case _:
            return core.Convert(expr, ty, expr.span)


def fit(outcome: Outcome, expr: core.Expr, want: Want) -> core.Expr | None:
    """The value with the wanted type's structure and the narrowest ranges known; None where it cannot fit.

    Ranges that do not fit leave a goal and a `Narrow`: whether a value is ever outside is for the proof."""
    molded = mold(want.ty, expr.ty)
    if molded is None:
        _refuse(outcome, expr.ty, want, expr.span)
        return None
    moved = widen(expr, molded)
    if want.loose or assignable(molded, want.ty):
        return moved
    outcome.owe(goals.does_not_fit(want, expr.ty, expr.span))
    return core.Narrow(moved, want.ty, expr.span)


def _refuse(outcome: Outcome, found: Ty, want: Want, span: Span) -> None:
    target, source = _present(want.ty), _present(found)
    if isinstance(target, EnumTy) and isinstance(source, EnumTy):
        missing = [v for v in source.values if v not in target.values]
        if missing:
            outcome.sink.add(messages.not_a_value(want, missing, target.values, span))
            return
    outcome.sink.add(messages.mismatch(want, found, span))


def _present(ty: Ty) -> Ty:
    return ty.element if isinstance(ty, OptionTy) else ty
