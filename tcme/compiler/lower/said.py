"""Places that the program demands, and claims that it makes: the value is the same."""

from typing import assert_never

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.nodes import TextV
from tcme.compiler.lower.context import Context, Said
from tcme.compiler.lower.values import Lowered, Ref
from tcme.dsl.source import Span


def lower_said(context: Context, expr: core.Pin | core.Claim) -> Lowered:
    match expr:
        case core.Pin(value, place):
            return _pinned(context, value, place)
        case core.Claim(value, learn, steer, _, span):
            site = context.sites.claim(ir.ClaimSite(learn, steer))
            refs = context.lower(value)
            if context.said is None:
                return claimed(context.builder, refs, site, span)
            context.said.claims[site] = None
            return refs
        case _:
            assert_never(expr)


def _pinned(context: Context, value: core.Expr, place: str) -> Lowered:
    """All that is made inside is demanded there."""
    if context.said is not None:
        context.said.places[place] = None
        return context.lower(value)
    builder, outside = context.builder, context.builder.pin
    builder.pin = place
    found = context.lower(value)
    builder.pin = outside
    return found


def claimed(builder: Builder, refs: Lowered, site: int, span: Span) -> Lowered:
    """Nothing need be claimed of a constant."""
    return tuple(
        ref if known(builder, ref) else Ref(builder.emit(ir.Claim(site), (ref.id,), span), ref.axes)
        for ref in refs
    )


def known(builder: Builder, ref: Ref) -> bool:
    """A constant of the program."""
    if isinstance(builder.type_of(ref.id), TextV):
        return isinstance(builder.op_of(ref.id), ir.ConstText)
    return builder.constant_of(ref.id) is not None or builder.uniform(ref.id) is not None


def place_of(said: Said, outside: str | None) -> str | None:
    """Where a fold must run, whose steps may ask for several places; these are told apart by commas, and no
    place is called so."""
    names = dict.fromkeys((*said.places, *(() if outside is None else (outside,))))
    return ", ".join(names) or None
