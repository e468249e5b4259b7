"""Values to JSON."""

import json
from base64 import b64encode
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from tcme.compiler.core import Value
from tcme.compiler.values.numerals import plain_text
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import (
    ArrayTy,
    BytesTy,
    FixedTy,
    ImageTy,
    ListTy,
    OptionTy,
    RecordTy,
    TupleTy,
    Ty,
    decimal,
    plain,
)


def to_json(ty: Ty, value: Value) -> object:
    """The value as JSON knows it: arrays, lists and tuples become lists, fixed point exact decimals (to be
    written with `json_text`), bytes Base64, a key its number."""
    match ty:
        case FixedTy(_, _, over):
            assert isinstance(value, int)
            return Decimal(decimal(Fraction(value, over)))
        case BytesTy():
            assert isinstance(value, tuple)
            return b64encode(bytes(n for n in value if isinstance(n, int))).decode()
        case ImageTy():
            return to_json(plain(ty), value)
        case ArrayTy(element, _) | ListTy(element, _, _):
            assert isinstance(value, tuple)
            return [to_json(element, item) for item in value]
        case TupleTy(items):
            assert isinstance(value, tuple)
            return [to_json(t, item) for t, item in zip(items, value, strict=True)]
        case RecordTy(fields):
            assert isinstance(value, dict)
            return {name: to_json(t, value[name]) for name, t in fields}
        case OptionTy(element):
            return None if value is None else to_json(element, value)
        case _:
            return value


def json_text(obj: object, *, indent: int | None = None, sort: bool = True, ascii: bool = True) -> str:
    """What `json.dumps` writes, with decimals as the numbers that they are."""
    return _Writer(indent, sort, ascii).text(obj, "")


@frozen
class _Writer:
    indent: int | None
    sort: bool
    ascii: bool

    def text(self, obj: object, margin: str) -> str:
        inner = margin + " " * (self.indent or 0)
        if isinstance(obj, Decimal):
            return plain_text(obj)
        if isinstance(obj, Mapping) and obj:
            names = sorted(obj) if self.sort else list(obj)
            pairs = [f"{self._scalar(str(n))}: {self.text(obj[n], inner)}" for n in names]
            return self._enclosed("{", pairs, "}", margin)
        if isinstance(obj, list | tuple) and obj:
            return self._enclosed("[", [self.text(item, inner) for item in obj], "]", margin)
        return self._scalar(obj)

    def _scalar(self, obj: object) -> str:
        return json.dumps(obj, ensure_ascii=self.ascii)

    def _enclosed(self, opening: str, parts: list[str], closing: str, margin: str) -> str:
        if self.indent is None:
            return opening + ", ".join(parts) + closing
        line = "\n" + margin + " " * self.indent
        return opening + line + f",{line}".join(parts) + "\n" + margin + closing
