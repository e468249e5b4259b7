"""The same value at another type: wider ranges, finer steps, options, lists of arrays.

A conversion of parts is written out in the core: a map over the elements, a record of its fields."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck import fixed
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    FixedTy,
    IntTy,
    ListTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TupleTy,
    Ty,
    assignable,
)

Fresh: TypeAlias = Callable[[], int]
"""Numbers for the variables that a conversion binds."""


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


def reshape(fresh: Fresh, expr: core.Expr, ty: Ty) -> core.Expr:
    """The value at a type that `shapes.mold` or `shapes.common` made of its own."""
    if assignable(expr.ty, ty):
        return widen(expr, ty)
    match expr:
        case core.Const(value, source, span):
            return core.Const(_value(value, source, ty), ty, span)
        case core.If(condition, then, otherwise, _, span):
            return core.If(condition, reshape(fresh, then, ty), reshape(fresh, otherwise, ty), ty, span)
        case core.Let(bindings, body, _, span):
            return core.Let(bindings, reshape(fresh, body, ty), ty, span)
        case core.MakeArray(items, _, span) if isinstance(ty, ArrayTy):
            return core.MakeArray(tuple(reshape(fresh, item, ty.element) for item in items), ty, span)
        case core.MakeTuple(items, _, span) if isinstance(ty, TupleTy):
            pairs = zip(items, ty.items, strict=True)
            return core.MakeTuple(tuple(reshape(fresh, item, t) for item, t in pairs), ty, span)
        case core.MakeRecord(fields, _, span) if isinstance(ty, RecordTy):
            both = zip(fields, ty.fields, strict=True)
            return core.MakeRecord(tuple((n, reshape(fresh, e, t)) for (n, e), (_, t) in both), ty, span)
        case _:
            return _computed(fresh, expr, ty)


def _computed(fresh: Fresh, expr: core.Expr, ty: Ty) -> core.Expr:
    match expr.ty, ty:
        case ((IntTy() | FixedTy()), FixedTy(_, _, over)):
            return widen(fixed.rescaled(expr, over), ty)
        case OptionTy(), OptionTy():
            return _named(fresh, expr, ty, _option)
        case _, OptionTy(element):
            return core.Convert(reshape(fresh, expr, element), ty, expr.span)
        case RecordTy(), RecordTy():
            return _named(fresh, expr, ty, _record)
        case TupleTy(), TupleTy():
            return _named(fresh, expr, ty, _tuple)
        case ((ArrayTy() | ListTy() as source), (ArrayTy() | ListTy())):
            return _sequence(fresh, expr, source, ty)
        case _:
            raise AssertionError("no shape of this type")


def _named(
    fresh: Fresh, expr: core.Expr, ty: Ty, convert: Callable[[Fresh, core.Expr, Ty], core.Expr]
) -> core.Expr:
    """A conversion that needs the value more than once."""
    bindings, (value,) = named(fresh, expr)
    return with_bindings(bindings, convert(fresh, value, ty))


def named(fresh: Fresh, *values: core.Expr) -> tuple[tuple[core.Binding, ...], tuple[core.Expr, ...]]:
    """Values that may be used many times, and the bindings that they need."""
    bindings: list[core.Binding] = []
    found: list[core.Expr] = []
    for value in values:
        if isinstance(value, core.Var | core.InputRef | core.Const):
            found.append(value)
        else:
            bindings.append(core.Binding(fresh(), "value", value))
            found.append(core.Var(bindings[-1].uid, "value", value.ty, value.span))
    return tuple(bindings), tuple(found)


def with_bindings(bindings: tuple[core.Binding, ...], body: core.Expr) -> core.Expr:
    return core.Let(bindings, body, body.ty, body.span) if bindings else body


def _option(fresh: Fresh, expr: core.Expr, ty: Ty) -> core.Expr:
    assert isinstance(expr.ty, OptionTy) and isinstance(ty, OptionTy)
    inside = reshape(fresh, core.Unwrap(expr, expr.ty.element, expr.span), ty.element)
    return present(core.IsSome(expr, BoolTy(), expr.span), inside, ty)


def present(condition: core.Expr, value: core.Expr, ty: OptionTy) -> core.Expr:
    """The value where the condition holds, else `none`."""
    span = value.span
    some = value if value.ty == ty else core.Convert(value, ty, span)
    return core.If(condition, some, core.Const(None, ty, span), ty, span)


def _record(fresh: Fresh, expr: core.Expr, ty: Ty) -> core.Expr:
    assert isinstance(expr.ty, RecordTy) and isinstance(ty, RecordTy)
    fields = tuple(
        (name, reshape(fresh, core.GetField(expr, name, source, expr.span), target))
        for (name, source), (_, target) in zip(expr.ty.fields, ty.fields, strict=True)
    )
    return core.MakeRecord(fields, ty, expr.span)


def _tuple(fresh: Fresh, expr: core.Expr, ty: Ty) -> core.Expr:
    assert isinstance(expr.ty, TupleTy) and isinstance(ty, TupleTy)
    items = tuple(
        reshape(fresh, core.GetItem(expr, i, source, expr.span), target)
        for i, (source, target) in enumerate(zip(expr.ty.items, ty.items, strict=True))
    )
    return core.MakeTuple(items, ty, expr.span)


def _sequence(fresh: Fresh, expr: core.Expr, source: ArrayTy | ListTy, ty: ArrayTy | ListTy) -> core.Expr:
    """Element by element; an array that becomes a list has all of its elements."""
    span, uid = expr.span, fresh()
    if isinstance(source, ArrayTy) and isinstance(ty, ArrayTy):
        item = core.Var(uid, "element", source.element, span)
        return core.Map(uid, "element", expr, reshape(fresh, item, ty.element), ty, span)
    assert isinstance(ty, ListTy)
    options = OptionTy(ty.element)
    if isinstance(source, ArrayTy):
        item = core.Var(uid, "element", source.element, span)
        body: core.Expr = core.Convert(reshape(fresh, item, ty.element), options, span)
        found = _packed(core.Map(uid, "element", expr, body, ArrayTy(options, source.size), span), source)
        return widen(found, ty)
    item = core.Var(uid, "element", OptionTy(source.element), span)
    over = elements(expr)
    body = reshape(fresh, item, options)
    return widen(_packed(core.Map(uid, "element", over, body, ArrayTy(options, source.hi), span), source), ty)


def _packed(options: core.Expr, source: ArrayTy | ListTy) -> core.Expr:
    assert isinstance(options.ty, ArrayTy) and isinstance(options.ty.element, OptionTy)
    least = source.size if isinstance(source, ArrayTy) else source.lo
    ty = ListTy(options.ty.element.element, least, options.ty.size)
    return core.Pack(options, True, ty, options.span)


def elements(expr: core.Expr) -> core.Expr:
    """A list as an array of options."""
    assert isinstance(expr.ty, ListTy)
    return core.Elements(expr, ArrayTy(OptionTy(expr.ty.element), expr.ty.hi), expr.span)


def _value(value: core.Value, source: Ty, ty: Ty) -> core.Value:
    """The constant's value at the type."""
    match source, ty:
        case ((IntTy() | FixedTy()), FixedTy(_, _, over)):
            assert isinstance(value, int)
            return int(Fraction(value, fixed.over(source)) * over)
        case NoneTy(), _:
            return None
        case OptionTy(inner), OptionTy(element):
            return None if value is None else _value(value, inner, element)
        case _, OptionTy(element):
            return _value(value, source, element)
        case RecordTy(some), RecordTy(every):
            assert isinstance(value, dict)
            both = zip(some, every, strict=True)
            return {name: _value(value[name], a, b) for (name, a), (_, b) in both}
        case TupleTy(some), TupleTy(every):
            assert isinstance(value, tuple)
            return tuple(_value(v, a, b) for v, a, b in zip(value, some, every, strict=True))
        case ((ArrayTy() | ListTy()), (ArrayTy() | ListTy())):
            assert isinstance(value, tuple)
            return tuple(_value(item, source.element, ty.element) for item in value)
        case _:
            return value
