"""Folds and scans: a reduction where the body of a fold is one, else a region that runs step by step on all
batch axes at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.layout import leaves
from tcme.compiler.ir.nodes import Region, VType
from tcme.compiler.ir.prune import pruned
from tcme.compiler.ir.shape import remove, with_shape
from tcme.compiler.lower.arrays import enter, leave
from tcme.compiler.lower.context import Context, Key, Said
from tcme.compiler.lower.free import mentioned
from tcme.compiler.lower.reductions import Reduction, reduction
from tcme.compiler.lower.said import claimed, place_of
from tcme.compiler.lower.values import Axes, Lowered, Ref, align, apply, merge, reduce
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy

Loop: TypeAlias = core.Fold | core.Scan


def lower_fold(context: Context, fold: Loop) -> Lowered:
    assert isinstance(fold.over.ty, ArrayTy)
    if isinstance(fold, core.Scan):
        return _steps(context, fold) if fold.over.ty.size else _nothing(context, fold)
    if fold.over.ty.size == 0:
        return context.lower(fold.start)
    found = reduction(fold)
    return _steps(context, fold) if found is None else (_reduced(context, fold, found),)


def _nothing(context: Context, scan: core.Scan) -> Lowered:
    return tuple(Ref(context.builder.fill(0, leaf.vtype, scan.span)) for leaf in leaves(scan.ty))


def _reduced(context: Context, fold: core.Fold, found: Reduction) -> Ref:
    axis = enter(context, fold.variable, fold.over)
    element = leave(context, context.scalar(found.element), axis, fold.span)
    total = reduce(context.builder, found.op, element, fold.span)
    return apply(context.builder, _joining(found.op), (context.scalar(fold.start), total), fold.span)


def _joining(op: ir.ReduceOp) -> ir.Op:
    """The operation of two operands that joins the start to the reduction."""
    match op:
        case "any":
            return ir.Logic("or")
        case "all":
            return ir.Logic("and")
        case "min" | "max":
            return ir.Arith(op)
        case _:
            return ir.Arith("add")


def _steps(context: Context, fold: Loop) -> Lowered:
    """Start, elements and everything captured become parameters of a region; the accumulator varies along
    every axis along which one of them does."""
    start, over = context.lower(fold.start), context.lower(fold.over)
    captured = _captured(context, fold)
    flat = tuple(ref for _, refs in captured for ref in refs)
    axes, span = merge((*start, *over, *flat)), fold.span
    sizes = tuple(axis.size for axis in axes)
    builder = context.builder
    starts = [align(builder, ref, axes, (), span) for ref in start]
    elements = [align(builder, ref, axes, (), span) for ref in over]
    accumulators = [with_shape(x.vtype, (*sizes, *x.vtype.shape)) for x in leaves(fold.body.ty)]
    rows = [_row(builder.type_of(e), len(axes)) for e in elements]
    parameters = (*accumulators, *rows, *(builder.type_of(ref.id) for ref in flat))
    said = Said()
    region = _region(context, fold, parameters, axes, captured, said)
    args = (*starts, *elements, *(ref.id for ref in flat))
    with _saying(context, said):
        # what is claimed may be of what the steps do not use
        kept = (region, args) if said.claims else pruned(region, args, len(starts) + len(elements))
        found = _emit(builder, kept, fold, axes, span)
        for site in said.claims if context.said is None else ():
            found = claimed(builder, found, site, span)
    return found


@contextmanager
def _saying(context: Context, said: Said) -> Iterator[None]:
    """What is said inside the region is said of the whole fold, or of the fold around."""
    outside = context.builder.pin
    if context.said is None:
        context.builder.pin = place_of(said, outside)
    else:
        context.said.places |= said.places
        context.said.claims |= said.claims
    yield
    context.builder.pin = outside


def _emit(
    builder: Builder, kept: tuple[Region, tuple[int, ...]], fold: Loop, axes: Axes, span: Span
) -> Lowered:
    """One node for each leaf of the accumulator, all with the one region."""
    assert isinstance(fold.over.ty, ArrayTy)
    region, args = kept
    accumulators, elements = len(leaves(fold.body.ty)), len(leaves(fold.over.ty))
    op = ir.Fold(region, accumulators, elements, len(axes), fold.over.ty.size, 0, isinstance(fold, core.Scan))
    return tuple(Ref(builder.emit(replace(op, result=i), args, span), axes) for i in range(accumulators))


def _row(ty: VType, axis: int) -> VType:
    return with_shape(ty, remove(ty.shape, axis))


def _captured(context: Context, fold: Loop) -> tuple[tuple[Key, Lowered], ...]:
    """What the body reads from outside; inputs count, because a region reads none itself."""
    bound = {fold.accumulator, fold.variable}
    keys = dict.fromkeys(key for key in mentioned(fold.body) if key not in bound)
    for key in keys:
        if isinstance(key, str):
            context.input(key, fold.span)
    return tuple((key, context.env[key]) for key in keys if key in context.env)


def _region(
    context: Context,
    fold: Loop,
    parameters: tuple[VType, ...],
    axes: Axes,
    captured: tuple[tuple[Key, Lowered], ...],
    said: Said,
) -> Region:
    inner = Context(Builder(parameters, decide=False), context.sites, context.rule, said=said)
    count = len(leaves(fold.body.ty))
    width = len(leaves(fold.over.ty))
    inner.env[fold.accumulator] = tuple(Ref(i, axes) for i in range(count))
    inner.env[fold.variable] = tuple(Ref(count + i, axes) for i in range(width))
    position = count + width
    for key, refs in captured:
        inner.env[key] = tuple(Ref(position + i, ref.axes) for i, ref in enumerate(refs))
        position += len(refs)
    result = inner.lower(fold.body)
    results = tuple(align(inner.builder, ref, axes, (), fold.span) for ref in result)
    return Region(parameters, tuple(inner.builder.nodes), results)
