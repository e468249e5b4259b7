"""The flags of lists: always those of the first so many slots, and what makes a value fit to be opened."""

from collections.abc import Iterator, Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.layout import constant, item_leaves, leaves
from tcme.compiler.ir.nodes import BoolV, IntV, VType
from tcme.compiler.lower.values import Lowered, Ref, apply, reduce
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, BytesTy, ImageTy, ListTy, OptionTy, RecordTy, TupleTy, Ty, plain


def prefix(builder: Builder, count: Ref, size: int, span: Span) -> Ref:
    """The flags of a list of `count` elements, in the one form in which a list is opened."""
    places, shape = builder.emit(ir.Iota(0), (), span, shape=(size,)), builder.type_of(count.id).shape
    for axis in range(len(shape)):
        grown = (*shape[: axis + 1], size)
        places = builder.emit(ir.Repeat(axis), (places,), span, shape=grown)
    bound = builder.emit(ir.Repeat(len(shape)), (count.id,), span, shape=(*shape, size))
    return Ref(builder.emit(ir.Compare("lt"), (places, bound), span), count.axes)


def counted(builder: Builder, flags: Ref, span: Span) -> Ref:
    """How many flags are set along the last axis."""
    return reduce(builder, "sum", apply(builder, ir.ToInt(), (flags,), span), span)


def canonical(builder: Builder, ty: Ty, value: Lowered, span: Span) -> Lowered:
    """Leaves fit to be opened: whatever lies under an absent option or beyond the end of a list is the least
    value of its type, so that an opening shows nothing that the value does not; a leaf of one value is a
    constant; a list's flags show how many elements it has, and nothing else."""
    declared = [leaf.vtype for leaf in leaves(ty)]
    return tuple(_canonical(builder, ty, list(zip(declared, value, strict=True)), (), span))


def _canonical(
    builder: Builder, ty: Ty, parts: Sequence[tuple[VType, Ref]], guards: tuple[Ref, ...], span: Span
) -> Iterator[Ref]:
    match ty:
        case OptionTy(element):
            (vtype, present), *rest = parts
            yield _masked(builder, vtype, present, guards, span)
            yield from _canonical(builder, element, rest, (*guards, present), span)
        case ListTy(element):
            (vtype, present), *rest = parts
            if not _counts(builder, present.id):
                count = counted(builder, present, span)
                present = prefix(builder, count, vtype.shape[-1], span)
            present = _masked(builder, vtype, present, guards, span)
            yield present
            yield from _canonical(builder, element, rest, (*guards, present), span)
        case ArrayTy(element):
            yield from _canonical(builder, element, parts, guards, span)
        case RecordTy() | TupleTy():
            items = [t for _, t in ty.fields] if isinstance(ty, RecordTy) else ty.items
            for i, item in enumerate(items):
                yield from _canonical(builder, item, parts[item_leaves(items, i)], guards, span)
        case BytesTy() | ImageTy():
            yield from _canonical(builder, plain(ty), parts, guards, span)
        case _:
            for vtype, ref in parts:
                yield _masked(builder, vtype, ref, guards, span)


def _counts(builder: Builder, flags: int) -> bool:
    """The flags have the form of `prefix` already."""
    if builder.op_of(flags) != ir.Compare("lt"):
        return False
    places, bound = builder.args_of(flags)
    while isinstance(builder.op_of(places), ir.Repeat):
        (places,) = builder.args_of(places)
    last = len(builder.type_of(flags).shape) - 1
    if builder.op_of(places) != ir.Iota(0) or builder.op_of(bound) != ir.Repeat(last):
        return False
    (count,) = builder.args_of(bound)
    summed = builder.op_of(count) == ir.Reduce("sum")
    return summed and isinstance(builder.op_of(builder.args_of(count)[0]), ir.ToInt)


def _masked(builder: Builder, vtype: VType, ref: Ref, guards: Sequence[Ref], span: Span) -> Ref:
    if isinstance(vtype, IntV) and constant(vtype):
        return Ref(builder.fill(vtype.lo, vtype, span))
    for present in guards:
        if builder.uniform(present.id) == 1:
            continue
        if isinstance(vtype, BoolV):
            ref = apply(builder, ir.Logic("and"), (present, ref), span)
        elif isinstance(vtype, IntV):
            least = Ref(builder.const((vtype.lo,), IntV(vtype.lo, vtype.lo), span))
            ref = apply(builder, ir.Select(), (present, ref, least), span)
    return ref
