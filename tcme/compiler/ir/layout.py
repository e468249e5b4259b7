"""How a value of the language becomes leaves of the IR, and back.

Records are spread by field; an option is a Boolean `?present` and the leaves of `?value`; an enum value is
its index; an array of anything is the element's leaves with one more axis in front (structure of arrays).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeAlias, assert_never

from tcme.compiler.core import Value
from tcme.compiler.ir.nodes import BoolV, IntV, Shape, TextV, VType
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, IntTy, NoneTy, OptionTy, RecordTy, TextTy, Ty

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
        case IntTy(lo, hi):
            yield Leaf(path, IntV(lo, hi, shape))
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
        case ArrayTy(element, size):
            yield from _leaves(element, path, (*shape, size))
        case _:
            assert_never(ty)


def constant(vtype: VType) -> bool:
    """A leaf of which there is one value needs no opening."""
    return isinstance(vtype, IntV) and vtype.lo == vtype.hi


def field_leaves(ty: RecordTy, name: str) -> slice:
    """Where the leaves of one field lie among those of the record."""
    start = 0
    for field, field_ty in ty.fields:
        count = len(leaves(field_ty))
        if field == name:
            return slice(start, start + count)
        start += count
    raise KeyError(name)


def flatten(ty: Ty, value: Value) -> dict[Path, Nested]:
    """The leaves of a value; parts of an absent option have the least value of their types."""
    match ty, value:
        case ((BoolTy() | IntTy() | TextTy()), (bool() | int() | str())):
            return {(): value}
        case EnumTy(values), str():
            return {(): values.index(value)}
        case NoneTy(), None:
            return {}
        case OptionTy(element), _:
            inner = flatten(element, least(element) if value is None else value)
            return {(PRESENT,): value is not None} | _under(VALUE, inner)
        case RecordTy(fields), dict():
            parts = [_under(name, flatten(field, value[name])) for name, field in fields]
            return {path: leaf for part in parts for path, leaf in part.items()}
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
        case IntTy() | TextTy():
            return _scalar(parts[()])
        case EnumTy(values):
            return values[int(_scalar(parts[()]))]
        case NoneTy():
            return None
        case OptionTy(element):
            return unflatten(element, _inside(VALUE, parts)) if parts[(PRESENT,)] else None
        case RecordTy(fields):
            return {name: unflatten(field, _inside(name, parts)) for name, field in fields}
        case ArrayTy(element, size):
            return tuple(unflatten(element, _row(parts, i)) for i in range(size))
        case _:
            assert_never(ty)


def _scalar(leaf: Nested) -> Scalar:
    assert not isinstance(leaf, tuple)
    return leaf


def _inside(name: str, parts: Mapping[Path, Nested]) -> dict[Path, Nested]:
    return {path[1:]: leaf for path, leaf in parts.items() if path[:1] == (name,)}


def _row(parts: Mapping[Path, Nested], index: int) -> dict[Path, Nested]:
    return {path: leaf[index] for path, leaf in parts.items() if isinstance(leaf, tuple)}


def least(ty: Ty) -> Value:
    """The value whose leaves are all least (an absent option counts as least)."""
    match ty:
        case BoolTy():
            return False
        case IntTy(lo, _):
            return lo
        case EnumTy(values):
            return values[0]
        case TextTy(lo, _):
            return " " * lo
        case NoneTy() | OptionTy():
            return None
        case RecordTy(fields):
            return {name: least(field) for name, field in fields}
        case ArrayTy(element, size):
            return (least(element),) * size
        case _:
            assert_never(ty)
