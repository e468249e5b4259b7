"""Values between principals as bytes whose number depends on the type only, so that a size tells nothing.

Integers are their distance from the least value of the type, big endian; Booleans one byte; texts four bytes
of length and their UTF-8 bytes, filled up with zeros. There is one encoding of each value, and anything else
is refused.
"""

from collections.abc import Iterator
from math import prod
from typing import Any, assert_never

from numpy.typing import NDArray

from tcme.backends.cleartext import array
from tcme.compiler.ir.nodes import BoolV, IntV, TextV, VType

Array = NDArray[Any]
TEXT_LENGTH = 4


class NotOfType(ValueError):
    """A value that its type does not have. Without content."""


def element_bytes(ty: VType) -> int:
    """Bytes of one element."""
    match ty:
        case IntV(lo, hi, _):
            return max(1, ((hi - lo).bit_length() + 7) // 8)
        case BoolV():
            return 1
        case TextV(_, most, _):
            return TEXT_LENGTH + most
        case _:
            assert_never(ty)


def size(ty: VType) -> int:
    """Bytes of a value of the type, whatever it is."""
    return prod(ty.shape) * element_bytes(ty)


def encode(ty: VType, value: Array) -> bytes:
    """The value's bytes; raises `NotOfType`."""
    if tuple(value.shape) != ty.shape:
        raise NotOfType
    return b"".join(_element(ty, element) for element in value.reshape(-1).tolist())


def _element(ty: VType, element: object) -> bytes:
    width = element_bytes(ty)
    match ty, element:
        case IntV(lo, hi, _), int() if lo <= element <= hi:
            return (element - lo).to_bytes(width, "big")
        case BoolV(), bool() | int() if element in (0, 1):
            return bytes([int(element)])
        case TextV(least, most, _), str() if least <= len(element.encode()) <= most:
            text = element.encode()
            return len(text).to_bytes(TEXT_LENGTH, "big") + text.ljust(most, b"\0")
        case _:
            raise NotOfType


def decode(ty: VType, data: bytes) -> Array:
    """The value with these bytes; raises `NotOfType`."""
    if len(data) != size(ty):
        raise NotOfType
    return array(tuple(_parsed(ty, part) for part in _parts(ty, data)), ty)


def _parts(ty: VType, data: bytes) -> Iterator[bytes]:
    width = element_bytes(ty)
    return (data[i : i + width] for i in range(0, len(data), width))


def _parsed(ty: VType, part: bytes) -> int | bool | str:
    match ty:
        case IntV(lo, hi, _):
            value = lo + int.from_bytes(part, "big")
            if value <= hi:
                return value
        case BoolV():
            if part in (b"\0", b"\1"):
                return bool(part[0])
        case TextV(least, _, _):
            length = int.from_bytes(part[:TEXT_LENGTH], "big")
            text, rest = part[TEXT_LENGTH : TEXT_LENGTH + length], part[TEXT_LENGTH + length :]
            if least <= length == len(text) and not rest.strip(b"\0"):
                return _text(text)
        case _:
            assert_never(ty)
    raise NotOfType


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise NotOfType from None


def is_of(ty: VType, value: Array) -> bool:
    """Whether every element is a value of the type."""
    try:
        encode(ty, value)
    except NotOfType:
        return False
    return True
