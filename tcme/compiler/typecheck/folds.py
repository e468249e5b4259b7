"""`fold`: start, body, and the accumulator's type."""

from tcme.compiler import core
from tcme.compiler.typecheck.accumulators import Tried, accumulator_type
from tcme.compiler.typecheck.atoms import bind
from tcme.compiler.typecheck.blocks import block, known
from tcme.compiler.typecheck.convert import fit, widen
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.loops import enter, length
from tcme.compiler.typecheck.messages import limits, texts
from tcme.compiler.typecheck.scope import Ban, Local, Scope, Want
from tcme.compiler.typecheck.shapes import holds_text, mold
from tcme.dsl import syntax
from tcme.dsl.ty import Ty, assignable

WHY = "its steps wait for one another, and there is one answer for each element"
HELP = "do it before, with `for`, and fold the array of the results"


def fold(ctx: Elaborator, node: syntax.Fold, scope: Scope) -> Typed:
    declared = _declared(ctx, node)
    start = ctx.expr(node.start, scope, declared)
    start = known(ctx, start, "the accumulator", f"write its type: `fold {node.accumulator.text} : T? = …`")
    over, variable, inner = enter(ctx, node.variable, node.over, scope)
    inner = inner.within(Ban("a fold", WHY, HELP, node.span))
    if start is None or over is None or (node.type is not None and declared is None):
        return None
    if holds_text(start.ty):
        ctx.refuse(texts.chosen("a fold", start.span))
        return None
    found = _accumulator(ctx, node, inner, start.ty, length(over), declared)
    if found is None and declared is None:
        ctx.refuse(limits.accumulator_grows(node.accumulator.text, node.accumulator.span))
        return None
    promised = declared if found is None else None
    ty = declared.ty if found is None and declared is not None else found
    assert ty is not None, "one of the two is known"
    accumulator, body = _body(ctx, node, inner, ty, promised)
    start = fit(ctx.outcome, start, _want(node, ty))
    if body is None or start is None:
        return None
    return core.Fold(accumulator.uid, variable.uid, widen(start, ty), over, body, ty, node.span)


def _declared(ctx: Elaborator, node: syntax.Fold) -> Want | None:
    if node.type is None:
        return None
    ty = ctx.written(node.type)
    return None if ty is None else Want(ty, f"the accumulator `{node.accumulator.text}`", node.type.span)


def _want(node: syntax.Fold, ty: Ty) -> Want:
    return Want(ty, f"the accumulator `{node.accumulator.text}`", node.start.span)


def _accumulator(
    ctx: Elaborator, node: syntax.Fold, scope: Scope, start: Ty, steps: int, declared: Want | None
) -> Ty | None:
    """A type known to hold the accumulator, inside the declared one; None where none is known."""
    trial = ctx.trial()

    def attempt(ty: Ty) -> Tried | None:
        accumulator = trial.local(node.accumulator, ty)
        body = block(trial, node.body, scope.leniently().bind(accumulator), None)
        return None if body is None else Tried(accumulator.uid, body)

    if declared is None:
        return accumulator_type(attempt, start, steps)
    stays = attempt(declared.ty)
    if stays is not None and assignable(stays.body.ty, declared.ty):
        return None
    found = accumulator_type(attempt, start, steps)
    return found if found is not None and assignable(found, declared.ty) else None


def _body(
    ctx: Elaborator, node: syntax.Fold, scope: Scope, ty: Ty, promised: Want | None
) -> tuple[Local, Typed]:
    """The body at the accumulator's type.  Where that type was worked out for the steps that there are, the
    body's own range is wider and is converted back."""
    accumulator = ctx.local(node.accumulator, ty)
    inner = bind(ctx, node.accumulator, accumulator, scope)
    body = block(ctx, node.body, inner, promised)
    if body is None:
        return accumulator, None
    if assignable(body.ty, ty):
        return accumulator, widen(body, ty)
    if promised or mold(ty, body.ty) is None:
        body = fit(ctx.outcome, body, _want(node, ty))
        return accumulator, body and widen(body, ty)
    return accumulator, core.Convert(body, ty, body.span)
