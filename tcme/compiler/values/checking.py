"""Whether a value is of a type."""

from typing import assert_never
from unicodedata import is_normalized

from tcme.compiler.core import Value
from tcme.compiler.values.fault import WHOLE, ValueFault, fault, inside
from tcme.compiler.values.numerals import is_int
from tcme.dsl.ty import (
    KEY_BITS,
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
    plain,
)


def check(ty: Ty, value: Value) -> str | None:
    """What is wrong with a value that should be of the type; None where it is."""
    try:
        _check(ty, value, "")
    except ValueFault as found:
        return str(found)
    return None


def _check(ty: Ty, value: Value, path: str) -> None:
    match ty:
        case BoolTy():
            _hold(isinstance(value, bool), path, ty)
        case IntTy(lo, hi) | FixedTy(lo, hi, _):
            _hold(is_int(value) and lo <= value <= hi, path, ty)
        case KeyTy():
            _hold(is_int(value) and 0 <= value < 1 << KEY_BITS, path, ty)
        case EnumTy(values):
            _hold(isinstance(value, str) and value in values, path, ty)
        case TextTy():
            _text(ty, value, path)
        case NoneTy():
            _hold(value is None, path, ty)
        case OptionTy(element):
            if value is not None:
                _check(element, value, path)
        case BytesTy() | ImageTy():
            _check(plain(ty), value, path)
        case RecordTy(fields):
            _record(ty, fields, value, path)
        case TupleTy(items):
            if not isinstance(value, tuple) or len(value) != len(items):
                fault(path, ty)
            for i, (item, part) in enumerate(zip(items, value, strict=True)):
                _check(item, part, f"{path}.{i}")
        case ArrayTy(element, size):
            _items(ty, element, value, path, size, size)
        case ListTy(element, lo, hi):
            _items(ty, element, value, path, lo, hi)
        case _:
            assert_never(ty)


def _hold(holds: bool, path: str, ty: Ty) -> None:
    if not holds:
        fault(path, ty)


def _record(ty: Ty, fields: tuple[tuple[str, Ty], ...], value: Value, path: str) -> None:
    if not isinstance(value, dict) or value.keys() != {name for name, _ in fields}:
        fault(path, ty)
    for name, field in fields:
        _check(field, value[name], inside(path, name))


def _items(ty: Ty, element: Ty, value: Value, path: str, lo: int, hi: int) -> None:
    if not isinstance(value, tuple) or not lo <= len(value) <= hi:
        fault(path, ty)
    for i, item in enumerate(value):
        _check(element, item, f"{path}[{i}]")


def _text(ty: TextTy, value: Value, path: str) -> None:
    if not isinstance(value, str):
        fault(path, ty)
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        fault(path, ty)
    if not is_normalized("NFC", value):
        raise ValueFault(path, "", said=f"{path or WHOLE} must be in its normal form")
    _hold(ty.lo <= size <= ty.hi, path, ty)
