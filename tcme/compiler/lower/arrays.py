"""Arrays: maps are axes, literals are stacks, an index is public (`Take`, `Gather`) or secret (`Lookup`)."""

from typing import assert_never

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.layout import PRESENT, VALUE, leaves
from tcme.compiler.ir.nodes import Shape
from tcme.compiler.ir.shape import offset, places
from tcme.compiler.lower.context import Context
from tcme.compiler.lower.values import Axes, Axis, Lowered, Ref, align, merge, own_shape
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, Ty


def lower_array(context: Context, expr: core.Map | core.MakeArray | core.Index) -> Lowered:
    match expr:
        case core.Map(uid, _, over, body):
            axis = enter(context, uid, over)
            return tuple(leave(context, ref, axis, expr.span) for ref in context.lower(body))
        case core.MakeArray():
            return _stack(context, expr)
        case core.Index(array, index, _, span):
            position = context.scalar(index)
            return tuple(at(context, ref, position, span) for ref in context.lower(array))
        case _:
            assert_never(expr)


def enter(context: Context, uid: int, over: core.Expr) -> Axis:
    """Binds a map's variable: the array's first own axis becomes the innermost batch axis."""
    assert isinstance(over.ty, ArrayTy)
    array = context.lower(over)
    axis = context.sites.axis(over.ty.size)
    context.env[uid] = tuple(Ref(ref.id, (*ref.axes, axis)) for ref in array)
    return axis


def leave(context: Context, ref: Ref, axis: Axis, span: Span) -> Ref:
    """The batch axis becomes the first own axis of the result again."""
    outer = tuple(a for a in ref.axes if a != axis)
    return Ref(align(context.builder, ref, (*outer, axis), (), span), outer)


def _stack(context: Context, expr: core.MakeArray) -> Lowered:
    items = [context.lower(item) for item in expr.items]
    if not items:
        return tuple(Ref(context.builder.const((), leaf.vtype, expr.span)) for leaf in leaves(expr.ty))
    return tuple(_stack_leaf(context, column, expr.span) for column in zip(*items, strict=True))


def _stack_leaf(context: Context, column: tuple[Ref, ...], span: Span) -> Ref:
    axes = merge(column)
    rows = [align(context.builder, ref, axes, (), span) for ref in column]
    return Ref(context.builder.emit(ir.Stack(len(axes)), rows, span), axes)


def at(context: Context, array: Ref, index: Ref, span: Span) -> Ref:
    """The elements at an index: each in its place, at public places, or at secret ones."""
    builder = context.builder
    if _in_place(context, array, index):
        return Ref(array.id, (*array.axes, *index.axes))
    positions = builder.constant_of(index.id)
    if positions is None:
        axes = merge((array, index))
        args = (align(builder, array, axes, (), span), align(builder, index, axes, (), span))
        return Ref(builder.emit(ir.Lookup(), args, span), axes)
    if not index.axes:
        take = ir.Take(len(array.axes), positions, True)
        return Ref(builder.emit(take, (array.id,), span), array.axes)
    if len(index.axes) == 1 and all(axis < index.axes[0] for axis in array.axes):
        take = ir.Take(len(array.axes), positions, False)
        return Ref(builder.emit(take, (array.id,), span), (*array.axes, *index.axes))
    return _gather(context, array, index, positions, span)


def _in_place(context: Context, array: Ref, index: Ref) -> bool:
    """The index counts the array's elements: element i is wanted at i."""
    counts = context.builder.op_of(index.id) == ir.Iota(0) and len(index.axes) == 1
    return (
        counts
        and own_shape(context.builder, array)[0] == index.axes[0].size
        and all(axis < index.axes[0] for axis in array.axes)
    )


def _gather(context: Context, array: Ref, index: Ref, positions: tuple[int, ...], span: Span) -> Ref:
    """Public positions that vary along several axes, or along one of the array's."""
    builder = context.builder
    axes, own = merge((array, index)), own_shape(builder, array)
    shape = (*(axis.size for axis in axes), *own[1:])
    source, table = builder.type_of(array.id).shape, builder.type_of(index.id).shape

    def position(place: tuple[int, ...]) -> int:
        at = dict(zip(axes, place, strict=False))
        chosen = positions[offset(table, _along(index.axes, at))]
        return offset(source, (*_along(array.axes, at), chosen, *place[len(axes) :]))

    gather = ir.Gather(tuple(position(place) for place in places(shape)))
    return Ref(builder.emit(gather, (array.id,), span, shape=shape), axes)


def _along(axes: Axes, at: dict[Axis, int]) -> Shape:
    return tuple(at[axis] for axis in axes)


def guards(ty: Ty, index: int) -> tuple[int, ...]:
    """The positions of the `?present` leaves that a leaf lies under, from outer to inner."""
    declared = leaves(ty)
    path = declared[index].path
    where = {leaf.path: i for i, leaf in enumerate(declared)}
    return tuple(where[(*path[:i], PRESENT)] for i, part in enumerate(path) if part == VALUE)
