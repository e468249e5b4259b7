"""Shapes and row-major positions, without any array library."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import TypeVar

from tcme.compiler.ir.nodes import BoolV, IntV, Shape, TextV, VType

T = TypeVar("T")


def size(vtype: VType) -> int:
    """Number of elements."""
    return prod(vtype.shape)


def with_shape(vtype: VType, shape: Shape) -> VType:
    match vtype:
        case IntV(lo, hi, _):
            return IntV(lo, hi, shape)
        case BoolV(_):
            return BoolV(shape)
        case TextV(lo, hi, _):
            return TextV(lo, hi, shape)


def places(shape: Shape) -> Iterator[tuple[int, ...]]:
    """All index tuples in row-major order."""
    return product(*(range(n) for n in shape))


def offset(shape: Shape, place: Sequence[int]) -> int:
    """Row-major position of an index tuple."""
    position = 0
    for n, i in zip(shape, place, strict=True):
        position = position * n + i
    return position


def insert(shape: Shape, axis: int, n: int) -> Shape:
    return (*shape[:axis], n, *shape[axis:])


def remove(shape: Shape, axis: int) -> Shape:
    return (*shape[:axis], *shape[axis + 1 :])


def chunks(values: Sequence[T], n: int) -> Iterator[Sequence[T]]:
    """Consecutive runs of `n` values: the rows along a last axis of `n`."""
    return (values[i : i + n] for i in range(0, len(values), n)) if n else iter(())
