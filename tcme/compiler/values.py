"""Values of the language: validation, JSON, and values worth trying.

A fault names the place inside the value and the type it needs, never the value, which may be secret."""

import json
from random import Random
from typing import NoReturn, TypeGuard, assert_never
from unicodedata import normalize

from tcme.compiler.core import Value
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
    show,
)

WHOLE = "the value"


class ValueFault(Exception):
    """Something at `path`, as `bids[3].price`, is not of the type that belongs there."""

    def __init__(self, path: str, expected: str) -> None:
        self.path = path
        self.expected = expected
        super().__init__(f"{path or WHOLE} must be {expected}")


def parse(ty: Ty, text: str) -> Value:
    """The value that a JSON text stands for; a name that occurs twice in an object is a fault."""
    return from_json(ty, decoded(text))


def decoded(text: str | bytes) -> object:
    """The JSON object of a text; raises ValueFault without content."""
    try:
        found: object = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValueFault("", "valid JSON without repeated names, NaN or infinity") from None
    return found


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError


def from_json(ty: Ty, obj: object, *, path: str = "") -> Value:
    """The value of a decoded JSON object, text in NFC; raises ValueFault."""
    match ty:
        case BoolTy():
            return obj if isinstance(obj, bool) else _fault(path, ty)
        case IntTy(lo, hi):
            return obj if _is_int(obj) and lo <= obj <= hi else _fault(path, ty)
        case EnumTy(values):
            return obj if isinstance(obj, str) and obj in values else _fault(path, ty)
        case TextTy():
            return _text(ty, obj, path)
        case NoneTy():
            return None if obj is None else _fault(path, ty)
        case OptionTy(element):
            return None if obj is None else from_json(element, obj, path=path)
        case RecordTy(fields):
            if not isinstance(obj, dict) or obj.keys() != {name for name, _ in fields}:
                _fault(path, ty)
            return {name: from_json(t, obj[name], path=_inside(path, name)) for name, t in fields}
        case ArrayTy(element, size):
            if not isinstance(obj, list | tuple) or len(obj) != size:
                _fault(path, ty)
            return tuple(from_json(element, item, path=f"{path}[{i}]") for i, item in enumerate(obj))
        case _:
            assert_never(ty)


def _fault(path: str, ty: Ty) -> NoReturn:
    raise ValueFault(path, f"`{show(ty)}`")


def _inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is_int(obj: object) -> TypeGuard[int]:
    return isinstance(obj, int) and not isinstance(obj, bool)


def _text(ty: TextTy, obj: object, path: str) -> str:
    if not isinstance(obj, str):
        _fault(path, ty)
    normal = normalize("NFC", obj)
    try:
        size = len(normal.encode())
    except UnicodeEncodeError:
        _fault(path, ty)
    return normal if ty.lo <= size <= ty.hi else _fault(path, ty)


def check(ty: Ty, value: Value) -> str | None:
    """What is wrong with a value that should be of the type; None where it is."""
    try:
        same = from_json(ty, value)
    except ValueFault as fault:
        return str(fault)
    return None if same == value else f"{WHOLE} must be in its normal form"


def to_json(ty: Ty, value: Value) -> object:
    """The value as JSON knows it: arrays become lists."""
    match ty:
        case ArrayTy(element, _):
            assert isinstance(value, tuple)
            return [to_json(element, item) for item in value]
        case RecordTy(fields):
            assert isinstance(value, dict)
            return {name: to_json(t, value[name]) for name, t in fields}
        case OptionTy(element):
            return None if value is None else to_json(element, value)
        case _:
            return value


def least(ty: Ty) -> Value:
    """The least value of a type: lowest number, first enum value, `none`, shortest text."""
    return boundary(ty)[0]


def sample(ty: Ty, random: Random) -> Value:
    """A random value; the ends of ranges more often than others."""
    match ty:
        case BoolTy():
            return random.random() < 0.5
        case IntTy(lo, hi):
            return random.choice((lo, hi)) if random.random() < 0.2 else random.randint(lo, hi)
        case EnumTy(values):
            return random.choice(values)
        case TextTy(lo, hi):
            return "".join(random.choices("abcdefgh ", k=random.randint(lo, min(hi, lo + 40))))
        case NoneTy():
            return None
        case OptionTy(element):
            return None if random.random() < 0.25 else sample(element, random)
        case RecordTy(fields):
            return {name: sample(t, random) for name, t in fields}
        case ArrayTy(element, size):
            return tuple(sample(element, random) for _ in range(size))
        case _:
            assert_never(ty)


def boundary(ty: Ty) -> tuple[Value, ...]:
    """Distinct values at the edges of a type, the least first, those next to zero among them."""
    match ty:
        case BoolTy():
            return False, True
        case IntTy(lo, hi):
            near = (lo, hi, 0, 1, -1, lo + 1, hi - 1)
            return tuple(dict.fromkeys(v for v in near if lo <= v <= hi))
        case EnumTy(values):
            return values
        case TextTy(lo, hi):
            return tuple(dict.fromkeys(("a" * lo, "a" * hi)))
        case NoneTy():
            return (None,)
        case OptionTy(element):
            return None, *boundary(element)
        case RecordTy(fields):
            return _records(fields)
        case ArrayTy(element, size):
            return _arrays(boundary(element), size)
        case _:
            assert_never(ty)


def _records(fields: tuple[tuple[str, Ty], ...]) -> tuple[Value, ...]:
    """Each field at each of its edges while the others are at their least."""
    edges = {name: boundary(t) for name, t in fields}
    base = {name: values[0] for name, values in edges.items()}
    moved = [{**base, name: value} for name, values in edges.items() for value in values[1:]]
    return (base, *moved)


def _arrays(edges: tuple[Value, ...], size: int) -> tuple[Value, ...]:
    """All elements at one edge, and the first alone at another."""
    same: list[Value] = [(edge,) * size for edge in edges]
    first: list[Value] = [(edge, *(edges[0],) * (size - 1)) for edge in edges[1:]] if size > 1 else []
    return (*same, *first)
