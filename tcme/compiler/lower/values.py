"""Lowered values: leaves with named batch axes.

Inside a `map` every value may vary along the map's axis; a value that does not vary lacks that axis.
Axes are ordered from outer to inner and lie in front of the leaf's own axes; `align` adds the missing ones,
with `Repeat`, only where two values meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.nodes import IntV, Shape
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span


@dataclass(frozen=True, slots=True, order=True)
class Axis:
    """One `map` that encloses; `order` grows inwards."""

    order: int
    size: int


Axes: TypeAlias = tuple[Axis, ...]


@frozen
class Ref:
    """A node whose first axes are `axes`."""

    id: int
    axes: Axes = ()


Lowered: TypeAlias = tuple[Ref, ...]
"""The leaves of a value, in the order of `layout.leaves`."""


def merge(refs: Iterable[Ref]) -> Axes:
    """All axes along which any of the values varies."""
    return tuple(sorted({axis for ref in refs for axis in ref.axes}))


def own_shape(builder: Builder, ref: Ref) -> Shape:
    """The leaf's shape without the axes in front."""
    return builder.type_of(ref.id).shape[len(ref.axes) :]


def align(builder: Builder, ref: Ref, axes: Axes, tail: Shape, span: Span) -> int:
    """The node with exactly `axes` in front; a condition is also repeated along the `tail` of what it
    chooses."""
    ident, shape = ref.id, builder.type_of(ref.id).shape
    for i, axis in enumerate(axes):
        if axis not in ref.axes:
            shape = (*shape[:i], axis.size, *shape[i:])
            ident = builder.emit(ir.Repeat(i), (ident,), span, shape=shape)
    own = shape[len(axes) :]
    for n in tail[len(own) :]:
        shape = (*shape, n)
        ident = builder.emit(ir.Repeat(len(shape) - 1), (ident,), span, shape=shape)
    return ident


def apply(builder: Builder, op: ir.Op, refs: tuple[Ref, ...], span: Span) -> Ref:
    """An elementwise operation on values that may vary along different axes."""
    axes = merge(refs)
    tail = max((own_shape(builder, r) for r in refs), key=len)
    return Ref(builder.emit(op, [align(builder, r, axes, tail, span) for r in refs], span), axes)


def reduce(builder: Builder, kind: ir.ReduceOp, ref: Ref, span: Span) -> Ref:
    """Over the last axis, which is the leaf's own."""
    return Ref(builder.emit(ir.Reduce(kind), (ref.id,), span), ref.axes)


def reduce_to_scalar(builder: Builder, kind: ir.ReduceOp, ref: Ref, span: Span) -> Ref:
    """Over all axes of the leaf."""
    while own_shape(builder, ref):
        ref = reduce(builder, kind, ref, span)
    return ref


def clamp(builder: Builder, ref: Ref, lo: int, hi: int, span: Span) -> Ref:
    """The value, forced into lo..hi where its range is wider.

    A type is narrower than interval arithmetic only where a condition promises it; in the branch that is not
    taken the promise is void, and the value must stay inside its width all the same."""
    ty = builder.type_of(ref.id)
    if isinstance(ty, IntV) and ty.lo < lo:
        low = Ref(builder.const((lo,), IntV(lo, lo), span))
        ref = apply(builder, ir.Arith("max"), (ref, low), span)
    if isinstance(ty, IntV) and ty.hi > hi:
        high = Ref(builder.const((hi,), IntV(hi, hi), span))
        ref = apply(builder, ir.Arith("min"), (ref, high), span)
    return ref
