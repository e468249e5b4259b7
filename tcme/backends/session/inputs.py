"""A party's own inputs: one JSON object in one file, from the name of an input to its value.

Every value is checked against its declared type before anything is sent; a message names the input and never
shows what the file holds.
"""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_never

from tcme.backends.session.fault import BAD_INPUT, SessionFault
from tcme.compiler.core import Value
from tcme.compiler.ir.nodes import InputDecl
from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, IntTy, NoneTy, OptionTy, RecordTy, TextTy, Ty, show


def load(path: Path | None, declared: tuple[InputDecl, ...], owner: str) -> dict[str, Value]:
    """The owner's inputs; raises TC713."""
    own = [each for each in declared if each.owner == owner]
    if not own:
        return {}
    if path is None:
        raise SessionFault(BAD_INPUT, f"`{owner}` has inputs and no file for them")
    raw = _read(path, owner)
    unknown = sorted(set(raw) - {each.name for each in own})
    if unknown:
        raise SessionFault(
            BAD_INPUT, f"the file of `{owner}` holds `{unknown[0]}`, which is not one of its inputs"
        )
    return {each.name: _one(raw, each) for each in own}


def _read(path: Path, owner: str) -> Mapping[str, Any]:
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise SessionFault(BAD_INPUT, f"the input file of `{owner}` cannot be read as JSON") from None
    if not isinstance(raw, dict):
        raise SessionFault(BAD_INPUT, f"the input file of `{owner}` must hold one object")
    return raw


def _one(raw: Mapping[str, Any], declared: InputDecl) -> Value:
    if declared.name not in raw:
        raise SessionFault(BAD_INPUT, f"the input `{declared.name}` is missing")
    try:
        return value(declared.ty, raw[declared.name])
    except ValueError:
        raise SessionFault(BAD_INPUT, f"the input `{declared.name}` is no {show(declared.ty)}") from None


def value(ty: Ty, raw: object) -> Value:
    """The JSON value as a value of the type; raises `ValueError` without content."""
    match ty, raw:
        case BoolTy(), bool():
            return raw
        case IntTy(lo, hi), int() if not isinstance(raw, bool) and lo <= raw <= hi:
            return raw
        case EnumTy(values), str() if raw in values:
            return raw
        case TextTy(lo, hi), str():
            return _text(lo, hi, raw)
        case ((NoneTy() | OptionTy()), None):
            return None
        case OptionTy(element), _:
            return value(element, raw)
        case RecordTy(fields), dict() if set(raw) == {name for name, _ in fields}:
            return {name: value(field, raw[name]) for name, field in fields}
        case ArrayTy(element, size), list() if len(raw) == size:
            return tuple(value(element, item) for item in raw)
        case ((BoolTy() | IntTy() | EnumTy() | TextTy() | NoneTy() | RecordTy() | ArrayTy()), _):
            raise ValueError
        case _:
            assert_never(ty)


def _text(lo: int, hi: int, raw: str) -> str:
    text = unicodedata.normalize("NFC", raw)
    if not lo <= len(text.encode("utf-8", "strict")) <= hi:
        raise ValueError
    return text
