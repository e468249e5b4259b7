"""Conversions to wider types: enums are renumbered, options get a leaf more, lists get more slots."""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.layout import leaves, slots
from tcme.compiler.ir.nodes import BoolV, IntV, Shape, TextV
from tcme.compiler.ir.shape import with_shape
from tcme.compiler.lower.values import Lowered, Ref, apply
from tcme.dsl.source import Span
from tcme.dsl.ty import (
    ArrayTy,
    BytesTy,
    EnumTy,
    ImageTy,
    ListTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TupleTy,
    Ty,
    plain,
)


def convert(
    builder: Builder, value: Lowered, source: Ty, target: Ty, span: Span, *, shape: Shape = ()
) -> Lowered:
    """The leaves of the same value at the wider type; `shape` is that of the arrays around."""
    match source, target:
        case EnumTy(some), EnumTy(every):
            return tuple(renumber(builder, ref, some, every, span) for ref in value)
        case NoneTy(), OptionTy(element):
            return (_flag(builder, 0, shape, span), *_nothing(builder, element, shape, span))
        case OptionTy(a), OptionTy(b):
            return (value[0], *convert(builder, value[1:], a, b, span, shape=shape))
        case _, OptionTy(b):
            inner = convert(builder, value, source, b, span, shape=shape)
            return (_flag(builder, 1, shape, span), *inner)
        case RecordTy(some), RecordTy(every):
            fields = tuple(t for _, t in some), tuple(t for _, t in every)
            return _parts(builder, value, *fields, span, shape)
        case TupleTy(some), TupleTy(every):
            return _parts(builder, value, some, every, span, shape)
        case ArrayTy(a, n), ArrayTy(b, _):
            return convert(builder, value, a, b, span, shape=(*shape, n))
        case ListTy(), ListTy(b, _, hi):
            wide = ArrayTy(OptionTy(b), source.hi)
            same = convert(builder, value, slots(source), wide, span, shape=shape)
            return resized(builder, same, source.hi, hi, span, depth=len(shape))
        case ArrayTy(a, n), ListTy(b, _, hi):
            full = convert(builder, value, source, ArrayTy(OptionTy(b), n), span, shape=shape)
            return resized(builder, full, n, hi, span, depth=len(shape))
        case (BytesTy() | ImageTy(), _) | (_, BytesTy() | ImageTy()) if source != target:
            return convert(builder, value, plain(source), plain(target), span, shape=shape)
        case _:
            return value


def _parts(
    builder: Builder, value: Lowered, some: Sequence[Ty], every: Sequence[Ty], span: Span, shape: Shape
) -> Lowered:
    refs: list[Ref] = []
    start = 0
    for a, b in zip(some, every, strict=True):
        end = start + len(leaves(a))
        refs += convert(builder, value[start:end], a, b, span, shape=shape)
        start = end
    return tuple(refs)


def resized(
    builder: Builder, value: Lowered, size: int, wanted: int, span: Span, *, depth: int = 0
) -> Lowered:
    """A list's leaves with another number of slots; `depth` counts the axes of the arrays around it.  A list
    that becomes shorter has no element where it is cut."""
    if wanted == size:
        return value
    if not size:
        return tuple(_unused(builder, ref, wanted, span, depth) for ref in value)
    places = tuple(min(i, size - 1) for i in range(wanted))
    taken = [
        Ref(builder.emit(ir.Take(len(ref.axes) + depth, places, False), (ref.id,), span), ref.axes)
        for ref in value
    ]
    if wanted > size:
        taken[0] = _cut(builder, taken[0], size, wanted, span, depth)
    return tuple(taken)


def _cut(builder: Builder, flags: Ref, size: int, wanted: int, span: Span, depth: int) -> Ref:
    """No flag from `size` on."""
    inside = builder.const(tuple(int(i < size) for i in range(wanted)), BoolV((wanted,)), span)
    shape = builder.type_of(flags.id).shape
    for axis in range(len(flags.axes) + depth):
        grown = (*shape[: axis + 1], *builder.type_of(inside).shape[axis:])
        inside = builder.emit(ir.Repeat(axis), (inside,), span, shape=grown)
    return Ref(builder.emit(ir.Logic("and"), (flags.id, inside), span), flags.axes)


def _unused(builder: Builder, ref: Ref, wanted: int, span: Span, depth: int) -> Ref:
    """Slots of a list that never had any; what they hold does not matter."""
    ty, axis = builder.type_of(ref.id), len(ref.axes) + depth
    shape = (*ty.shape[:axis], wanted, *ty.shape[axis + 1 :])
    if isinstance(ty, TextV):
        text = builder.emit(ir.ConstText((" " * ty.min_bytes,)), (), span)
        return Ref(builder.repeated(text, shape, span), ref.axes)
    return Ref(builder.fill(0 if isinstance(ty, BoolV) else ty.lo, with_shape(ty, shape), span), ref.axes)


def renumber(builder: Builder, ref: Ref, some: Sequence[str], every: Sequence[str], span: Span) -> Ref:
    """An enum's index among other values; nothing to do where the numbers agree."""
    if list(every[: len(some)]) == list(some):
        return ref
    ty = builder.type_of(ref.id)
    low, high = (ty.lo, ty.hi) if isinstance(ty, IntV) else (0, len(some) - 1)
    table = tuple(every.index(name) for name in some[low : high + 1])
    return apply(builder, ir.Recode(table), (ref,), span)


def _flag(builder: Builder, value: int, shape: Shape, span: Span) -> Ref:
    return Ref(builder.fill(value, BoolV(shape), span))


def _nothing(builder: Builder, element: Ty, shape: Shape, span: Span) -> Lowered:
    """Leaves that stand for the value of `none`."""
    refs: list[Ref] = []
    for leaf in leaves(element):
        ty = with_shape(leaf.vtype, (*shape, *leaf.vtype.shape))
        match ty:
            case IntV(lo, _, _):
                refs.append(Ref(builder.fill(lo, ty, span)))
            case BoolV(_):
                refs.append(Ref(builder.fill(0, ty, span)))
            case _:
                text = builder.emit(ir.ConstText((" " * ty.min_bytes,)), (), span)
                refs.append(Ref(builder.repeated(text, ty.shape, span)))
    return tuple(refs)


def absent(builder: Builder, option: Lowered) -> bool:
    """The option is `none`, and what would be in it is a constant: one that is found never to be there still
    depends on all that it mentions."""
    return builder.uniform(option[0].id) == 0 and all(_written(builder, ref.id) for ref in option[1:])


def _written(builder: Builder, ident: int) -> bool:
    while isinstance(builder.op_of(ident), ir.Repeat):
        (ident,) = builder.args_of(ident)
    return isinstance(builder.op_of(ident), ir.Const | ir.ConstText)
