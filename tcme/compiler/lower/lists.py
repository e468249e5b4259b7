"""Lists: arrays of options whose elements stand in front, and the compaction that brings them there."""

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import IntV
from tcme.compiler.lower.arrays import at
from tcme.compiler.lower.context import Context
from tcme.compiler.lower.convert import resized
from tcme.compiler.lower.flags import counted, prefix
from tcme.compiler.lower.values import Lowered, Ref, align, apply, merge, own_shape
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, ListTy


def lower_list(context: Context, expr: core.Elements | core.Pack) -> Lowered:
    """The two views of one value; only packing what is not dense computes anything."""
    match expr:
        case core.Elements(value):
            return context.lower(value)
        case core.Pack(options, dense, ty, span):
            assert isinstance(ty, ListTy) and isinstance(options.ty, ArrayTy)
            size, packed = options.ty.size, context.lower(options)
            if not dense and size > 1:
                packed = compacted(context, packed, size, span)
            return resized(context.builder, packed, size, ty.hi, span)


def utf8(context: Context, text: Ref, hi: int, span: Span) -> Lowered:
    """The bytes of a text as a list of at most `hi`: as many as it has.  A text that is known to be shorter
    than its type says fills fewer slots."""
    builder = context.builder
    found = Ref(builder.emit(ir.Encode(), (text.id,), span), text.axes)
    length = Ref(builder.emit(ir.Measure(), (text.id,), span), text.axes)
    width = own_shape(builder, found)[-1]
    return resized(builder, (prefix(builder, length, width, span), found), width, hi, span)


def compacted(context: Context, slots: Lowered, size: int, span: Span) -> Lowered:
    """Those that are there, in their order, in front: oblivious, stable, ceil(log2 size) levels [Goodrich,
    Data-oblivious external-memory algorithms for the compaction, selection, and sorting, SPAA 2011].

    An element moves left by the number of absent ones before it, first by the 1 in that number, then by the
    2, and so on.  Nothing but that number moves with it: what an element leaves behind moves on as a copy of
    it, and neither a copy nor an absent element comes to where an element stays.  (Before level k an element
    from p with displacement d stands at p - d mod 2^k, a copy of it less than 2^k further right.  Two
    elements are further apart than their displacements, and an absent one adds to those of the elements
    after it; so the two would have had to be 2^(k+1) apart.)"""
    builder, axes = context.builder, merge(slots)
    flags, *payload = (Ref(align(builder, ref, axes, (), span), axes) for ref in slots)
    bits = _bits(context, _absent_before(context, flags, size, span), size, span)
    levels = builder.type_of(bits.id).shape[-1]
    for level in range(levels):
        moves = _column(context, bits, (0,), span, scalar=True)
        index = _places(context, 1 << level, size, span)
        left = _moved(context, moves, index, span)
        rest = range(1, levels - level)
        moving = (*payload, *([_column(context, bits, tuple(rest), span)] if rest else []))
        new = [apply(builder, ir.Select(), (left, _moved(context, x, index, span), x), span) for x in moving]
        payload, bits = new[: len(payload)], new[-1]
    return prefix(builder, counted(builder, flags, span), size, span), *payload


def _absent_before(context: Context, flags: Ref, size: int, span: Span) -> Ref:
    """For each slot the number of absent ones before it, by doubling; sums only."""
    builder = context.builder
    missing = apply(builder, ir.ToInt(), (apply(builder, ir.Not(), (flags,), span),), span)
    total, step = _delayed(context, missing, 1, size, span), 1
    while step < size:
        earlier = _delayed(context, total, step, size, span)
        total = apply(builder, ir.Arith("add"), (total, earlier), span)
        step *= 2
    return total


def _delayed(context: Context, row: Ref, step: int, size: int, span: Span) -> Ref:
    """What stood `step` to the left; zero where nothing did."""
    builder = context.builder
    row_before = _moved(context, row, _places(context, -step, size, span), span)
    first = Ref(builder.fill(step, IntV(step, step, (size,)), span))
    places = Ref(builder.emit(ir.Iota(0), (), span, shape=(size,)))
    inside = apply(builder, ir.Compare("le"), (first, places), span)
    return apply(builder, ir.Arith("mul"), (row_before, apply(builder, ir.ToInt(), (inside,), span)), span)


def _column(context: Context, rows: Ref, places: tuple[int, ...], span: Span, *, scalar: bool = False) -> Ref:
    """Some of the last axis."""
    last = len(context.builder.type_of(rows.id).shape) - 1
    return Ref(context.builder.emit(ir.Take(last, places, scalar), (rows.id,), span), rows.axes)


def _bits(context: Context, number: Ref, size: int, span: Span) -> Ref:
    """The bits of numbers below `size`, lowest first, as Booleans along a new last axis."""
    builder, found = context.builder, list[int]()
    for level in range((size - 1).bit_length()):
        power, two, one = (Ref(builder.const((v,), IntV(v, v), span)) for v in (1 << level, 2, 1))
        higher = apply(builder, ir.Arith("div"), (number, power), span) if level else number
        bit = apply(builder, ir.Arith("mod"), (higher, two), span)
        found.append(apply(builder, ir.Compare("eq"), (bit, one), span).id)
    last = len(builder.type_of(number.id).shape)
    return Ref(builder.emit(ir.Stack(last), found, span), number.axes)


def _places(context: Context, step: int, size: int, span: Span) -> Ref:
    """Slot i + step for each slot i; slot 0, from where nothing moves, where there is none."""
    builder, axis = context.builder, context.sites.axis(size)
    places = Ref(builder.emit(ir.Iota(step), (), span, shape=(size,)), (axis,))
    zero, last = (Ref(builder.const((v,), IntV(v, v), span)) for v in (0, size - 1))
    if step < 0:
        return apply(builder, ir.Arith("max"), (places, zero), span)
    inside = apply(builder, ir.Compare("le"), (places, last), span)
    capped = apply(builder, ir.Arith("min"), (places, last), span)
    return apply(builder, ir.Select(), (inside, capped, zero), span)


def _moved(context: Context, row: Ref, index: Ref, span: Span) -> Ref:
    """The row's elements at public places."""
    return Ref(at(context, row, index, span).id, row.axes)
