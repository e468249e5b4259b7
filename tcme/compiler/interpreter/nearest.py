"""A value moved into a narrower type."""

from collections.abc import Callable
from typing import Any

from tcme.compiler.values import least
from tcme.dsl.ty import ArrayTy, FixedTy, IntTy, ListTy, OptionTy, RecordTy, TupleTy, Ty


def nearest(ty: Ty) -> Callable[[Any], Any]:
    """Numbers outside go to the nearer end; a list that is too short or too long gets the length that is
    nearest, with least elements at its end.  What lies in the type stays as it is."""
    match ty:
        case IntTy(lo, hi) | FixedTy(lo, hi):
            return lambda value: lo if value < lo else min(value, hi)
        case OptionTy(element):
            inner = nearest(element)
            return lambda value: None if value is None else inner(value)
        case RecordTy(fields):
            named = [(name, nearest(part)) for name, part in fields]
            return lambda value: {name: inside(value[name]) for name, inside in named}
        case TupleTy(items):
            each = [nearest(item) for item in items]
            return lambda value: tuple([inside(v) for inside, v in zip(each, value, strict=True)])
        case ArrayTy(element, _):
            inner = nearest(element)
            return lambda value: tuple([inner(v) for v in value])
        case ListTy(element, lo, hi):
            inner, filler = nearest(element), least(element)
            return lambda value: tuple([inner(v) for v in value[:hi]]) + (filler,) * (lo - len(value))
        case _:
            return lambda value: value
