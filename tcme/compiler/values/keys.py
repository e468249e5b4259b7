"""Keys: 60 bits of a digest of any JSON value, made at its owner and equal for equal values."""

import json
from decimal import Decimal
from hashlib import sha256
from typing import Final
from unicodedata import normalize

from tcme.compiler.values.fault import ValueFault
from tcme.compiler.values.numerals import LONGEST, is_int, plain_text
from tcme.dsl.ty import KEY_BITS, KeyTy, show

DOMAIN: Final = b"tcme key 1\n"


def key_of(obj: object, *, path: str = "") -> int:
    """The first bits of SHA-256 over the value's canonical JSON, text in NFC, after a domain prefix."""
    try:
        text = _canonical(obj).encode()
    except (TypeError, ValueError, RecursionError):
        raise ValueFault(path, f"`{show(KeyTy())}`") from None
    digest = sha256(DOMAIN + text).digest()
    return int.from_bytes(digest, "big") >> (8 * len(digest) - KEY_BITS)


def _canonical(obj: object) -> str:
    """No spaces, names in order, numbers by their value: 1.50 is 1.5, and 2.0 is 2."""
    if obj is None or isinstance(obj, bool):
        return json.dumps(obj)
    if isinstance(obj, str):
        return json.dumps(normalize("NFC", obj), ensure_ascii=False)
    if is_int(obj):
        return str(obj)
    if isinstance(obj, Decimal):
        return _number(obj)
    if isinstance(obj, list | tuple):
        return "[" + ",".join(map(_canonical, obj)) + "]"
    if isinstance(obj, dict):
        named = {_canonical(str(name)): _canonical(value) for name, value in obj.items()}
        if len(named) != len(obj):
            raise ValueError
        return "{" + ",".join(f"{name}:{named[name]}" for name in sorted(named)) + "}"
    raise TypeError


def _number(number: Decimal) -> str:
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) > LONGEST or abs(exponent) > LONGEST:
        raise ValueError
    return plain_text(number)
