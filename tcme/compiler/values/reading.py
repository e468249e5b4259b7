"""JSON to values."""

import json
from base64 import b64decode
from collections.abc import Sequence
from decimal import Decimal
from typing import NoReturn, assert_never
from unicodedata import normalize

from tcme.compiler.core import Value
from tcme.compiler.values.fault import ValueFault, fault, inside
from tcme.compiler.values.keys import key_of
from tcme.compiler.values.numerals import is_int, multiple
from tcme.compiler.values.references import FileReader, file_named
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
    plain,
)


def parse(ty: Ty, text: str) -> Value:
    """The value that a JSON text stands for; a name that occurs twice in an object is a fault."""
    return from_json(ty, decoded(text))


def decoded(text: str | bytes) -> object:
    """The JSON object of a text, its decimals exact; raises ValueFault without content."""
    try:
        found: object = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=Decimal
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        where = f"; line {error.lineno} is not" if isinstance(error, json.JSONDecodeError) else ""
        raise ValueFault("", f"valid JSON without repeated names, NaN or infinity{where}") from None
    return found


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError


def from_json(ty: Ty, obj: object, *, path: str = "", files: FileReader | None = None) -> Value:
    """The value of a decoded JSON object, text in NFC; raises ValueFault.

    With `files`, `{"file": "customers.csv"}` may stand for an array, a list, a text, bytes or an image."""
    name = file_named(ty, obj) if files else None
    if files and name is not None:
        return from_json(ty, files(ty, name, path), path=path)
    match ty:
        case BoolTy():
            return obj if isinstance(obj, bool) else fault(path, ty)
        case IntTy(lo, hi):
            return obj if is_int(obj) and lo <= obj <= hi else fault(path, ty)
        case FixedTy():
            found = multiple(ty, obj)
            return fault(path, ty) if found is None else found
        case KeyTy():
            return key_of(obj, path=path)
        case EnumTy(values):
            return obj if isinstance(obj, str) and obj in values else fault(path, ty)
        case TextTy():
            return _text(ty, obj, path)
        case BytesTy():
            return _bytes(ty, obj, path)
        case NoneTy():
            return None if obj is None else fault(path, ty)
        case OptionTy(element):
            return None if obj is None else from_json(element, obj, path=path, files=files)
        case RecordTy(fields):
            if not isinstance(obj, dict) or obj.keys() != {name for name, _ in fields}:
                fault(path, ty)
            return {n: from_json(t, obj[n], path=inside(path, n), files=files) for n, t in fields}
        case ImageTy():
            try:
                return from_json(plain(ty), obj, path=path)
            except ValueFault:
                fault(path, ty)
        case TupleTy(items):
            return _tuple(ty, items, obj, path, files)
        case ArrayTy(element, size):
            if not isinstance(obj, list | tuple) or len(obj) != size:
                fault(path, ty)
            return _items(element, obj, path, files)
        case ListTy(element, lo, hi):
            if not isinstance(obj, list | tuple) or not lo <= len(obj) <= hi:
                fault(path, ty)
            return _items(element, obj, path, files)
        case _:
            assert_never(ty)


def _items(element: Ty, items: Sequence[object], path: str, files: FileReader | None) -> tuple[Value, ...]:
    return tuple([from_json(element, item, path=f"{path}[{i}]", files=files) for i, item in enumerate(items)])


def _tuple(ty: Ty, items: tuple[Ty, ...], obj: object, path: str, files: FileReader | None) -> Value:
    if not isinstance(obj, list | tuple) or len(obj) != len(items):
        fault(path, ty)
    pairs = enumerate(zip(items, obj, strict=True))
    return tuple(from_json(t, item, path=f"{path}.{i}", files=files) for i, (t, item) in pairs)


def _text(ty: TextTy, obj: object, path: str) -> str:
    if not isinstance(obj, str):
        fault(path, ty)
    normal = normalize("NFC", obj)
    try:
        size = len(normal.encode())
    except UnicodeEncodeError:
        fault(path, ty)
    return normal if ty.lo <= size <= ty.hi else fault(path, ty)


def _bytes(ty: BytesTy, obj: object, path: str) -> tuple[int, ...]:
    """Base64 in a string, or `{"text": …}` for the UTF-8 bytes of a text in NFC."""
    data = b""
    try:
        match obj:
            case bytes():
                data = obj
            case str():
                data = b64decode(obj, validate=True)
            case {"text": str() as text, **rest} if not rest:
                data = normalize("NFC", text).encode()
            case _:
                fault(path, ty)
    except ValueError:
        fault(path, ty)
    return tuple(data) if ty.lo <= len(data) <= ty.hi else fault(path, ty)
