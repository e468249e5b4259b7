"""Types compared by what they are made of, apart from the ranges of their integers."""

from typing import TypeVar, assert_never

from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    EnumTy,
    IntTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TextTy,
    Ty,
    assignable,
)

T = TypeVar("T")


def mold(want: Ty, actual: Ty) -> Ty | None:
    """`want` with the integer ranges of `actual`; None where only another program could fit.

    Enums are those of `want`, and what is no option becomes one where `want` is."""
    match want, actual:
        case BoolTy(), BoolTy():
            return want
        case (IntTy(), IntTy()):
            return actual
        case (EnumTy(), EnumTy()) | (NoneTy(), NoneTy()):
            return want if assignable(actual, want) else None
        case TextTy(), TextTy():
            return actual if assignable(actual, want) else None
        case OptionTy(), NoneTy():
            return want
        case OptionTy(element), OptionTy(inner):
            return _apply(OptionTy, mold(element, inner))
        case OptionTy(element), _:
            return _apply(OptionTy, mold(element, actual))
        case RecordTy(every), RecordTy(some):
            return _mold_record(every, some)
        case ArrayTy(element, size), ArrayTy(inner, n) if size == n:
            molded = mold(element, inner)
            return None if molded is None else ArrayTy(molded, size)
        case _:
            return None


def _apply(make: type[OptionTy], element: Ty | None) -> Ty | None:
    return None if element is None else make(element)


def _mold_record(every: tuple[tuple[str, Ty], ...], some: tuple[tuple[str, Ty], ...]) -> Ty | None:
    if [n for n, _ in every] != [n for n, _ in some]:
        return None
    molded = [(n, mold(want, have)) for (n, want), (_, have) in zip(every, some, strict=True)]
    fields = tuple((n, ty) for n, ty in molded if ty is not None)
    return RecordTy(fields) if len(fields) == len(molded) else None


def holds_text(ty: Ty) -> bool:
    return _anywhere(ty, TextTy)


def holds_bare_none(ty: Ty) -> bool:
    """Some part is a `none` of which nobody said what else it could be."""
    return _anywhere(ty, NoneTy)


def _anywhere(ty: Ty, kind: type) -> bool:
    match ty:
        case OptionTy(element) | ArrayTy(element, _):
            return _anywhere(element, kind)
        case RecordTy(fields):
            return any(_anywhere(t, kind) for _, t in fields)
        case BoolTy() | IntTy() | EnumTy() | TextTy() | NoneTy():
            return isinstance(ty, kind)
        case _:
            assert_never(ty)
