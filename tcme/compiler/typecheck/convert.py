"""Bringing a value to the type that its place asks for: widening, goals, refusals."""

from tcme.compiler import core
from tcme.compiler.typecheck.messages import goals
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import numbers as number_messages
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.reshape import Fresh, reshape, widen
from tcme.compiler.typecheck.scope import Want
from tcme.compiler.typecheck.shapes import finer, mold
from tcme.dsl.source import Span
from tcme.dsl.ty import EnumTy, OptionTy, Ty, assignable, plain


def fit(outcome: Outcome, expr: core.Expr, want: Want) -> core.Expr | None:
    """The value with the wanted type's structure and the narrowest ranges known; None where it cannot fit.

    Ranges that do not fit leave a goal and a `Narrow`: whether a value is ever outside is for the proof."""
    target = plain(want.ty)
    molded = mold(target, expr.ty)
    if molded is None:
        _refuse(outcome, expr.ty, want, expr.span)
        return None
    moved = reshape(outcome.fresh, expr, molded)
    if want.loose or assignable(molded, target):
        return moved
    outcome.owe(goals.does_not_fit(want, expr, molded))
    return core.Narrow(moved, target, expr.span)


def _refuse(outcome: Outcome, found: Ty, want: Want, span: Span) -> None:
    target, source = _present(want.ty), _present(found)
    if isinstance(target, EnumTy) and isinstance(source, EnumTy):
        missing = [v for v in source.values if v not in target.values]
        if missing:
            outcome.sink.add(messages.not_a_value(want, missing, target.values, span))
            return
    step = finer(plain(want.ty), found)
    if step is not None:
        outcome.sink.add(number_messages.finer_step(want, found, step, span))
    else:
        outcome.sink.add(messages.mismatch(want, found, span))


def _present(ty: Ty) -> Ty:
    return ty.element if isinstance(ty, OptionTy) else ty


__all__ = ["Fresh", "fit", "reshape", "widen"]
