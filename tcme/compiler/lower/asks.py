"""Asks and endorsements: one vector node each, also inside a map."""

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import IntV
from tcme.compiler.lower.context import Context
from tcme.compiler.lower.convert import renumber
from tcme.compiler.lower.said import known
from tcme.compiler.lower.values import Lowered, Ref, align, merge
from tcme.dsl.ty import EnumTy, TextTy


def lower_ask(context: Context, expr: core.Ask) -> Lowered:
    builder = context.builder
    args = tuple(context.scalar(arg) for arg in expr.args)
    axes = merge(args)
    ids = tuple(align(builder, ref, axes, (), expr.span) for ref in args)
    site = _site(context, expr)
    answers = (*site.values, *(() if site.abstain is None else (site.abstain,)))
    ty = IntV(0, len(answers) - 1, tuple(axis.size for axis in axes))
    answer = Ref(builder.append(ir.Ask(context.sites.ask(site)), ids, ty, expr.span), axes)
    assert isinstance(expr.ty, EnumTy)
    return (renumber(builder, answer, answers, expr.ty.values, expr.span),)


def _site(context: Context, expr: core.Ask) -> ir.AskSite:
    site = expr.site
    model = next(m for m in context.sites.program.models if m.name == site.model)
    return ir.AskSite(
        model=model.name,
        reference=model.reference,
        publisher=model.publisher,
        place=site.place,
        prompt=site.prompt,
        values=site.values,
        max_bytes=tuple(arg.ty.hi for arg in expr.args if isinstance(arg.ty, TextTy)),
        examples=site.examples,
        margin=None if site.margin is None else str(site.margin),
        abstain=site.abstain,
    )


def lower_endorse(context: Context, expr: core.Endorse) -> Lowered:
    """Each leaf of the value is endorsed, at one site; a constant needs nobody's word."""
    refs = context.lower(expr.value)
    op = ir.Endorse(context.sites.endorsement(), expr.because)
    return tuple(
        ref if known(context.builder, ref) else Ref(context.builder.emit(op, (ref.id,), expr.span), ref.axes)
        for ref in refs
    )
