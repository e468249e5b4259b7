"""How a value of the language becomes leaves of the IR, and back.

Records are spread by field and tuples by position; an option is a Boolean `?present` and the leaves of
`?value`; an enum value is its index; an array of anything is the element's leaves with one more axis in front
(structure of arrays).  A list is the array of as many options as it may have elements, those that are there
in front.  A fixed-point number is its multiple of the step, a key its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias, assert_never

from tcme.compiler.core import Value
from tcme.compiler.ir.nodes import BoolV, IntV, Shape, TextV, VType
from tcme.dsl.frozen import frozen
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

PRESENT = "?present"
VALUE = "?value"

Path: TypeAlias = tuple[str, ...]
Scalar: TypeAlias = "bool | int | str"
Nested: TypeAlias = "Scalar | tuple[Nested, ...]"
"""A leaf's value: a scalar for shape `()`, else nested tuples, row-major."""


@frozen
class Leaf:
    """One scalar or array inside a value of a type, at `path`."""

    path: Path
    vtype: VType


@cache
def leaves(ty: Ty) -> tuple[Leaf, ...]:
    """The leaves of a type, in the one order that lowering, openings and back ends share."""
    return tuple(_leaves(ty, (), ()))


def _leaves(ty: Ty, path: Path, shape: Shape) -> Iterator[Leaf]:
    match ty:
        case BoolTy():
            yield Leaf(path, BoolV(shape))
        case IntTy(lo, hi) | FixedTy(lo, hi, _):
            yield Leaf(path, IntV(lo, hi, shape))
        case KeyTy():
            yield Leaf(path, IntV(0, (1 << KEY_BITS) - 1, shape))
        case EnumTy(values):
            yield Leaf(path, IntV(0, len(values) - 1, shape))
        case TextTy(lo, hi):
            yield Leaf(path, TextV(lo, hi, shape))
        case NoneTy():
            pass
        case OptionTy(element):
            yield Leaf((*path, PRESENT), BoolV(shape))
            yield from _leaves(element, (*path, VALUE), shape)
        case RecordTy(fields):
            for name, field in fields:
                yield from _leaves(field, (*path, name), shape)
        case TupleTy(items):
            for position, item in enumerate(items):
                yield from _leaves(item, (*path, str(position)), shape)
        case ArrayTy(element, size):
            yield from _leaves(element, path, (*shape, size))
        case ListTy():
            yield from _leaves(slots(ty), path, shape)
        case BytesTy() | ImageTy():
            yield from _leaves(plain(ty), path, shape)
        case _:
            assert_never(ty)


def slots(ty: ListTy) -> ArrayTy:
    """A list as the array that holds it."""
    return ArrayTy(OptionTy(ty.element), ty.hi)


def constant(vtype: VType) -> bool:
    """A leaf of which there is one value needs no opening."""
    return isinstance(vtype, IntV) and vtype.lo == vtype.hi


def field_leaves(ty: RecordTy, name: str) -> slice:
    """Where the leaves of one field lie among those of the record."""
    return item_leaves([t for _, t in ty.fields], [n for n, _ in ty.fields].index(name))


def item_leaves(items: Sequence[Ty], position: int) -> slice:
    """Where the leaves of one of several parts lie among those of all."""
    start = sum(len(leaves(item)) for item in items[:position])
    return slice(start, start + len(leaves(items[position])))


def flatten(ty: Ty, value: Value) -> dict[Path, Nested]:
    """The leaves of a value; parts of an absent option have the least value of their types."""
    match ty, value:
        case ((BoolTy() | IntTy() | FixedTy() | KeyTy() | TextTy()), (bool() | int() | str())):
            return {(): value}
        case EnumTy(values), str():
            return {(): values.index(value)}
        case NoneTy(), None:
            return {}
        case OptionTy(element), _:
            inner = _least(element) if value is None else flatten(element, value)
            return {(PRESENT,): value is not None} | _under(VALUE, inner)
        case RecordTy(fields), dict():
            parts = [_under(name, flatten(field, value[name])) for name, field in fields]
            return {path: leaf for part in parts for path, leaf in part.items()}
        case TupleTy(items), tuple() if len(value) == len(items):
            parts = [_under(str(i), flatten(t, v)) for i, (t, v) in enumerate(zip(items, value, strict=True))]
            return {path: leaf for part in parts for path, leaf in part.items()}
        case ListTy(_, lo, hi), tuple() if lo <= len(value) <= hi:
            return flatten(slots(ty), (*value, *(None,) * (hi - len(value))))
        case ((BytesTy() | ImageTy()), tuple()):
            return flatten(plain(ty), value)
        case ArrayTy(element, size), tuple() if len(value) == size:
            rows = [flatten(element, item) for item in value]
            return {leaf.path: tuple(row[leaf.path] for row in rows) for leaf in leaves(element)}
        case _:
            raise ValueError("the value is not of the type")


def _under(name: str, inner: Mapping[Path, Nested]) -> dict[Path, Nested]:
    return {(name, *path): leaf for path, leaf in inner.items()}


def unflatten(ty: Ty, parts: Mapping[Path, Nested]) -> Value:
    """The value with these leaves; an absent option is None whatever its value leaves hold."""
    match ty:
        case BoolTy():
            return bool(parts[()])
        case IntTy() | FixedTy() | KeyTy() | TextTy():
            return _scalar(parts[()])
        case EnumTy(values):
            return values[int(_scalar(parts[()]))]
        case NoneTy():
            return None
        case OptionTy(element):
            return unflatten(element, _inside(VALUE, parts)) if parts[(PRESENT,)] else None
        case RecordTy(fields):
            return {name: unflatten(field, _inside(name, parts)) for name, field in fields}
        case TupleTy(items):
            return tuple(unflatten(item, _inside(str(i), parts)) for i, item in enumerate(items))
        case ArrayTy(element, size):
            return tuple(unflatten(element, _row(parts, i)) for i in range(size))
        case ListTy(element, _, hi):
            rows = (_row(parts, i) for i in range(hi))
            return tuple(unflatten(element, _inside(VALUE, row)) for row in rows if row[(PRESENT,)])
        case BytesTy() | ImageTy():
            return unflatten(plain(ty), parts)
        case _:
            assert_never(ty)


def _scalar(leaf: Nested) -> Scalar:
    assert not isinstance(leaf, tuple)
    return leaf


def _inside(name: str, parts: Mapping[Path, Nested]) -> dict[Path, Nested]:
    return {path[1:]: leaf for path, leaf in parts.items() if path[:1] == (name,)}


def _row(parts: Mapping[Path, Nested], index: int) -> dict[Path, Nested]:
    return {path: leaf[index] for path, leaf in parts.items() if isinstance(leaf, tuple)}


def _least(ty: Ty) -> dict[Path, Nested]:
    """Leaves that are all least: no option is there, and no element of a list."""
    return {leaf.path: _filled(_least_of(leaf.vtype), leaf.vtype.shape) for leaf in leaves(ty)}


def _least_of(vtype: VType) -> Scalar:
    match vtype:
        case BoolV():
            return False
        case IntV(lo, _, _):
            return lo
        case TextV(least, _, _):
            return " " * least


def _filled(value: Scalar, shape: Shape) -> Nested:
    found: Nested = value
    for n in reversed(shape):
        found = (found,) * n
    return found
