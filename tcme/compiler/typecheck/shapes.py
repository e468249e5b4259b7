"""Types compared by what they are made of, apart from the ranges of their numbers and lists."""

from typing import assert_never

from tcme.compiler.typecheck import fixed
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    BytesTy,
    EnumTy,
    FixedTy,
    ImageTy,
    IntTy,
    KeyTy,
    ListTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TextTy,
    TupleTy,
    Ty,
    assignable,
    join,
)

Fields = tuple[tuple[str, Ty], ...]
MOST_PARTS = 10_000
"""Parts that one type may have: an array has one however long it is."""


def mold(want: Ty, actual: Ty) -> Ty | None:
    """`want` with the ranges of `actual`; None where only another program could fit.

    Enums are those of `want`; what is no option becomes one where `want` is, an array a list, and a number
    has the step of `want` where that is finer."""
    match want, actual:
        case (IntTy() | FixedTy(), IntTy() | FixedTy()):
            return fixed.at_step(actual, fixed.over(want))
        case (BoolTy(), BoolTy()) | (KeyTy(), KeyTy()):
            return want
        case (EnumTy(), EnumTy()) | (NoneTy(), NoneTy()):
            return want if assignable(actual, want) else None
        case TextTy(), TextTy():
            return actual if assignable(actual, want) else None
        case OptionTy(), NoneTy():
            return want
        case OptionTy(element), OptionTy(inner):
            return _option(mold(element, inner))
        case OptionTy(element), _:
            return _option(mold(element, actual))
        case RecordTy(every), RecordTy(some):
            return _mold_record(every, some)
        case TupleTy(every), TupleTy(some) if len(every) == len(some):
            items = tuple(t for t in map(mold, every, some) if t is not None)
            return TupleTy(items) if len(items) == len(every) else None
        case ((ArrayTy() | ListTy()), (ArrayTy() | ListTy())):
            return _mold_sequence(want, actual)
        case _:
            return None


def _mold_sequence(want: ArrayTy | ListTy, actual: ArrayTy | ListTy) -> Ty | None:
    """A list may have as many elements as the array; how many a list has is a range like others."""
    element = mold(want.element, actual.element)
    match want, actual:
        case _ if element is None:
            return None
        case ArrayTy(_, size), ArrayTy(_, n):
            return ArrayTy(element, size) if size == n else None
        case ListTy(_, lo, hi), ArrayTy(_, n):
            return ListTy(element, n, n) if lo <= n <= hi else None
        case _, ListTy(_, lo, hi):
            return ListTy(element, lo, hi)
        case _:
            return None


def common(left: Ty, right: Ty) -> Ty | None:
    """Least type that both become: numbers at a step that divides both, arrays beside lists as lists."""
    match left, right:
        case (IntTy() | FixedTy(), IntTy() | FixedTy()):
            return fixed.join(left, right)
        case (OptionTy(a), OptionTy(b)) | (OptionTy(a), b) | (a, OptionTy(b)) if not _bare(left, right):
            return _option(common(a, b))
        case RecordTy(some), RecordTy(more) if [n for n, _ in some] == [n for n, _ in more]:
            fields = tuple((n, common(a, b)) for (n, a), (_, b) in zip(some, more, strict=True))
            return _record(fields)
        case TupleTy(some), TupleTy(more) if len(some) == len(more):
            items = tuple(t for t in map(common, some, more) if t is not None)
            return TupleTy(items) if len(items) == len(some) else None
        case ArrayTy(a, n), ArrayTy(b, m) if n == m:
            element = common(a, b)
            return None if element is None else ArrayTy(element, n)
        case ((ArrayTy() | ListTy()), (ArrayTy() | ListTy())):
            return _common_list(left, right)
        case _:
            return join(left, right)


def _bare(left: Ty, right: Ty) -> bool:
    return isinstance(left, NoneTy) or isinstance(right, NoneTy)


def _common_list(left: ArrayTy | ListTy, right: ArrayTy | ListTy) -> Ty | None:
    if isinstance(left, ArrayTy) and isinstance(right, ArrayTy):
        return None
    element = common(left.element, right.element)
    a, b, c, d = *lengths(left), *lengths(right)
    return None if element is None else ListTy(element, min(a, c), max(b, d))


def lengths(ty: ArrayTy | ListTy) -> tuple[int, int]:
    """How many elements there are at least and at most."""
    return (ty.size, ty.size) if isinstance(ty, ArrayTy) else (ty.lo, ty.hi)


def _option(element: Ty | None) -> Ty | None:
    return None if element is None else OptionTy(element)


def _mold_record(every: Fields, some: Fields) -> Ty | None:
    if [n for n, _ in every] != [n for n, _ in some]:
        return None
    return _record(tuple((n, mold(want, have)) for (n, want), (_, have) in zip(every, some, strict=True)))


def _record(fields: tuple[tuple[str, Ty | None], ...]) -> Ty | None:
    whole = tuple((name, ty) for name, ty in fields if ty is not None)
    return RecordTy(whole) if len(whole) == len(fields) else None


def is_wide(ty: Ty) -> bool:
    """It has more than `MOST_PARTS` parts, each type inside it counted wherever it stands."""
    todo, found = [ty], 0
    while todo and found <= MOST_PARTS:
        found += 1
        match todo.pop():
            case OptionTy(element) | ArrayTy(element, _) | ListTy(element, _, _):
                todo.append(element)
            case RecordTy(fields):
                todo += [t for _, t in fields]
            case TupleTy(items):
                todo += items
    return found > MOST_PARTS


def holds_text(ty: Ty) -> bool:
    return holds(ty, TextTy)


def holds_bare_none(ty: Ty) -> bool:
    """Some part is a `none` of which nobody said what else it could be."""
    return holds(ty, NoneTy)


def holds(ty: Ty, kind: type[Ty]) -> bool:
    """Some part is of a kind."""
    match ty:
        case OptionTy(element) | ArrayTy(element, _) | ListTy(element, _, _):
            return isinstance(ty, kind) or holds(element, kind)
        case RecordTy(fields):
            return any(holds(t, kind) for _, t in fields)
        case TupleTy(items):
            return any(holds(t, kind) for t in items)
        case (
            BoolTy() | IntTy() | FixedTy() | KeyTy() | BytesTy() | ImageTy() | EnumTy() | TextTy() | NoneTy()
        ):
            return isinstance(ty, kind)
        case _:
            assert_never(ty)


def finer(want: Ty, actual: Ty) -> int | None:
    """1 / step of a place where `actual` is finer; None where that is not what keeps it from fitting."""
    match want, actual:
        case ((IntTy() | FixedTy()), FixedTy()):
            return fixed.over(want) if mold(want, actual) is None else None
        case OptionTy(element), OptionTy(inner):
            return finer(element, inner)
        case OptionTy(element), _:
            return finer(element, actual)
        case ((ArrayTy() | ListTy()), (ArrayTy() | ListTy())):
            return finer(want.element, actual.element)
        case _:
            return None
