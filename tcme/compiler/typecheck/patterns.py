"""Patterns: what each takes, what is left, and the test that it becomes."""

from typing import assert_never

from tcme.compiler import core
from tcme.compiler.typecheck.atoms import is_upper
from tcme.compiler.typecheck.elaborator import Elaborator
from tcme.compiler.typecheck.messages import matching as messages
from tcme.compiler.typecheck.messages import names
from tcme.compiler.typecheck.messages.wording import ticked
from tcme.dsl import syntax
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import BoolTy, EnumTy, IntTy, NoneTy, OptionTy, Ty

Point = bool | int | str | None


@frozen
class Just:
    """One value, None for `none`."""

    value: Point
    shown: str
    span: Span


@frozen
class Present:
    """Any present value of an option, named."""

    name: syntax.Name
    span: Span


@frozen
class Rest:
    """`_`."""

    span: Span


Taken = Just | Present | Rest


def taken(ctx: Elaborator, pattern: syntax.Pattern, subject: Ty, *, tolerant: bool) -> Taken | None:
    """What a pattern takes of a subject; None where that is nothing, with a message unless tolerant."""
    match pattern:
        case syntax.WildcardPattern(span):
            return Rest(span)
        case syntax.NamePattern(name, span) if not _is_value(ctx, name):
            return _present(ctx, name, span, subject)
        case syntax.NamePattern(name, span):
            just = Just(name.text, f"`{name.text}`", span)
        case syntax.IntPattern(value, span):
            just = Just(value, f"`{value}`", span)
        case syntax.BoolPattern(value, span):
            just = Just(value, f"`{str(value).lower()}`", span)
        case syntax.NonePattern(span):
            just = Just(None, "`none`", span)
        case _:
            assert_never(pattern)
    if holds(subject, just.value):
        return just
    if not tolerant:
        ctx.refuse(messages.foreign_pattern(just.shown, subject, just.span, _values(subject)))
    return None


def _is_value(ctx: Elaborator, name: syntax.Name) -> bool:
    return name.text in ctx.tables.names.values or is_upper(name.text)


def _present(ctx: Elaborator, name: syntax.Name, span: Span, subject: Ty) -> Taken | None:
    if isinstance(subject, OptionTy):
        return Present(name, span)
    wrong = _values(subject)
    if name.text.upper() in wrong:
        ctx.refuse(names.unknown_value(name, wrong))
    else:
        ctx.refuse(messages.binding_without_option(name.text, subject, span))
    return None


def _values(subject: Ty) -> tuple[str, ...]:
    inner = subject.element if isinstance(subject, OptionTy) else subject
    return inner.values if isinstance(inner, EnumTy) else ()


def holds(ty: Ty, value: Point) -> bool:
    match ty:
        case OptionTy(element):
            return value is None or holds(element, value)
        case BoolTy():
            return isinstance(value, bool)
        case IntTy(lo, hi):
            return isinstance(value, int) and not isinstance(value, bool) and lo <= value <= hi
        case EnumTy(values):
            return value in values
        case NoneTy():
            return value is None
        case _:
            return False


def can_match(subject: Ty) -> bool:
    inner = subject.element if isinstance(subject, OptionTy) else subject
    return isinstance(subject, OptionTy) or isinstance(inner, EnumTy | IntTy | BoolTy)


def covers(some: Taken, other: Taken) -> bool:
    """Everything that `other` takes, `some` takes too."""
    match some, other:
        case Rest(), _:
            return True
        case Present(), Present():
            return True
        case Present(), Just(value, _, _):
            return value is not None
        case Just(a, _, _), Just(b, _, _):
            return type(a) is type(b) and a == b
        case _:
            return False


def left_over(subject: Ty, arms: tuple[Taken, ...]) -> str | None:
    """What no arm takes, in words; None where the arms take everything."""
    if any(isinstance(arm, Rest) for arm in arms):
        return None
    points = {(type(arm.value), arm.value) for arm in arms if isinstance(arm, Just)}
    if isinstance(subject, OptionTy):
        if (type(None), None) not in points:
            return "`none`"
        if any(isinstance(arm, Present) for arm in arms):
            return None
        rest = _left_points(subject.element, points)
        return rest or None
    return _left_points(subject, points) or None


def _left_points(ty: Ty, points: set[tuple[type, Point]]) -> str:
    match ty:
        case EnumTy(values):
            return ticked(v for v in values if (str, v) not in points)
        case BoolTy():
            return ticked(str(v).lower() for v in (False, True) if (bool, v) not in points)
        case IntTy(lo, hi):
            near = range(lo, min(hi, lo + len(points)) + 1)
            first = next((v for v in near if (int, v) not in points), None)
            return "" if first is None else f"`{first}`"
        case _:
            return "a present value"


def test(subject: core.Expr, just: Just) -> core.Expr:
    """Whether the subject is the value of the pattern."""
    span = just.span
    if just.value is None:
        return core.Unary("not", core.IsSome(subject, BoolTy(), span), BoolTy(), span)
    return core.Binary("eq", subject, core.Const(just.value, subject.ty, span), BoolTy(), span)
