"""Conversions to wider types: only enums are renumbered and only options get a leaf more."""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.layout import leaves
from tcme.compiler.ir.nodes import BoolV, IntV, Shape
from tcme.compiler.ir.shape import size, with_shape
from tcme.compiler.lower.values import Lowered, Ref, apply
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, EnumTy, NoneTy, OptionTy, RecordTy, Ty


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
            return _records(builder, value, some, every, span, shape)
        case ArrayTy(a, n), ArrayTy(b, _):
            return convert(builder, value, a, b, span, shape=(*shape, n))
        case _:
            return value


def _records(
    builder: Builder,
    value: Lowered,
    some: Sequence[tuple[str, Ty]],
    every: Sequence[tuple[str, Ty]],
    span: Span,
    shape: Shape,
) -> Lowered:
    refs: list[Ref] = []
    start = 0
    for (_, a), (_, b) in zip(some, every, strict=True):
        end = start + len(leaves(a))
        refs += convert(builder, value[start:end], a, b, span, shape=shape)
        start = end
    return tuple(refs)


def renumber(builder: Builder, ref: Ref, some: Sequence[str], every: Sequence[str], span: Span) -> Ref:
    """An enum's index among other values; nothing to do where the numbers agree."""
    if list(every[: len(some)]) == list(some):
        return ref
    ty = builder.type_of(ref.id)
    low, high = (ty.lo, ty.hi) if isinstance(ty, IntV) else (0, len(some) - 1)
    table = tuple(every.index(name) for name in some[low : high + 1])
    return apply(builder, ir.Recode(table), (ref,), span)


def _flag(builder: Builder, value: int, shape: Shape, span: Span) -> Ref:
    ty = BoolV(shape)
    return Ref(builder.const((value,) * size(ty), ty, span))


def _nothing(builder: Builder, element: Ty, shape: Shape, span: Span) -> Lowered:
    """Leaves that stand for the value of `none`."""
    refs: list[Ref] = []
    for leaf in leaves(element):
        ty = with_shape(leaf.vtype, (*shape, *leaf.vtype.shape))
        match ty:
            case IntV(lo, _, _):
                refs.append(Ref(builder.const((lo,) * size(ty), ty, span)))
            case BoolV(_):
                refs.append(Ref(builder.const((0,) * size(ty), ty, span)))
            case _:
                texts = ir.ConstText((" " * ty.min_bytes,) * size(ty))
                refs.append(Ref(builder.emit(texts, (), span, shape=ty.shape)))
    return tuple(refs)


def absent(builder: Builder, option: Lowered) -> bool:
    """The option is known to be `none`."""
    return builder.uniform(option[0].id) == 0
