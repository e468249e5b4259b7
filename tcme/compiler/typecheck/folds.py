"""`fold` and `scan`: start, body, and the accumulator's type."""

from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck.accumulators import Tried, accumulator_type
from tcme.compiler.typecheck.binders import Bound, bind_value, shown
from tcme.compiler.typecheck.blocks import block, known
from tcme.compiler.typecheck.convert import fit, reshape, widen
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.lists import most, stepped
from tcme.compiler.typecheck.loops import enter
from tcme.compiler.typecheck.memo import key
from tcme.compiler.typecheck.messages import limits, texts
from tcme.compiler.typecheck.messages import loops as messages
from tcme.compiler.typecheck.scope import Ban, Scope, Want
from tcme.compiler.typecheck.shapes import holds_text, mold
from tcme.dsl import syntax
from tcme.dsl.ty import ArrayTy, ListTy, Ty, assignable

Node: TypeAlias = syntax.Fold | syntax.Scan

WHY = "its steps wait for one another, and there is one answer for each element"
HELP = "do it before, with `for`, and fold the array of the results"


def fold(ctx: Elaborator, node: Node, scope: Scope) -> Typed:
    declared = _declared(ctx, node)
    start = ctx.expr(node.start, scope, declared)
    name, word = shown(node.accumulator), _word(node)
    start = known(ctx, start, "the accumulator", f"write its type: `{word} {name} : T? = …`")
    over, variable = enter(ctx, node.variable, node.over, scope)
    inner = variable.scope.within(Ban(f"a {word}", WHY, HELP, node.span))
    if start is None or over is None or (node.type is not None and declared is None):
        return None
    if holds_text(start.ty):
        ctx.refuse(texts.chosen(f"a {word}", start.span))
        return None
    if isinstance(node, syntax.Scan) and isinstance(over.ty, ListTy):
        ctx.refuse(messages.scan_over_list(over.ty, over.span))
        return None
    return _typed(ctx, node, start, over, variable, inner, declared)


def _word(node: Node) -> str:
    return "fold" if isinstance(node, syntax.Fold) else "scan"


def _typed(
    ctx: Elaborator,
    node: Node,
    start: core.Expr,
    over: core.Expr,
    variable: Bound,
    scope: Scope,
    declared: Want | None,
) -> Typed:
    found = _accumulator(ctx, node, variable, scope, start.ty, most(over), declared)
    if found is None and declared is None:
        ctx.refuse(limits.accumulator_grows(_word(node), shown(node.accumulator), node.accumulator.span))
        return None
    promised = declared.loosely() if declared is not None and found is not None else declared
    ty = declared.ty if found is None and declared is not None else found
    assert ty is not None, "one of the two is known"
    accumulator, body = _body(ctx, node, variable, scope, ty, promised)
    first = fit(ctx.outcome, start, _want(node, ty))
    if body is None or first is None:
        return None
    value = core.Var(accumulator.uid, accumulator.name, ty, node.accumulator.span)
    steps = stepped(ctx, over, variable.uid, variable.name, body, value)
    whole = accumulator.uid, steps.variable, widen(first, ty), steps.over, steps.body
    if isinstance(node, syntax.Fold):
        return core.Fold(*whole, ty, node.span)
    return core.Scan(*whole, ArrayTy(ty, most(over)), node.span)


def _declared(ctx: Elaborator, node: Node) -> Want | None:
    if node.type is None:
        return None
    ty = ctx.written(node.type)
    return None if ty is None else Want(ty, f"the accumulator `{shown(node.accumulator)}`", node.type.span)


def _want(node: Node, ty: Ty) -> Want:
    return Want(ty, f"the accumulator `{shown(node.accumulator)}`", node.start.span)


def _accumulator(
    ctx: Elaborator,
    node: Node,
    variable: Bound,
    scope: Scope,
    start: Ty,
    steps: int,
    declared: Want | None,
) -> Ty | None:
    """A type known to hold the accumulator, inside the declared one; None where none is known."""
    known_by = key(ctx, node, scope, start, steps, declared.ty if declared else None)
    if known_by not in ctx.memo:
        ctx.memo[known_by] = _work_out(ctx, node, variable, scope, start, steps, declared)
    return ctx.memo[known_by]


def _work_out(
    ctx: Elaborator,
    node: Node,
    variable: Bound,
    scope: Scope,
    start: Ty,
    steps: int,
    declared: Want | None,
) -> Ty | None:
    trial = ctx.trial()

    def attempt(ty: Ty) -> Tried | None:
        inner = scope.leniently()
        bound = bind_value(trial, node.accumulator, ty, inner, node.start.span, quietly=True)
        hint = None if declared is None else declared.loosely()
        body = variable.around(bound.around(block(trial, node.body, bound.scope, hint)))
        return None if body is None else Tried(bound.uid, body)

    if declared is None:
        return accumulator_type(attempt, start, steps)
    stays = attempt(declared.ty)
    if stays is not None and assignable(stays.at(declared.ty), declared.ty):
        return None
    found = accumulator_type(attempt, start, steps)
    return found if found is not None and assignable(found, declared.ty) else None


def _body(
    ctx: Elaborator, node: Node, variable: Bound, scope: Scope, ty: Ty, promised: Want | None
) -> tuple[Bound, Typed]:
    """The body at the accumulator's type.  Where that type was worked out for the steps that there are, the
    declared one is promised loosely: the body's own range is wider and is converted back."""
    accumulator = bind_value(ctx, node.accumulator, ty, scope, node.start.span)
    body = variable.around(accumulator.around(block(ctx, node.body, accumulator.scope, promised)))
    if body is None:
        return accumulator, None
    if assignable(body.ty, ty):
        return accumulator, widen(body, ty)
    molded = mold(ty, body.ty)
    if molded is None or (promised is not None and not promised.loose):
        body = fit(ctx.outcome, body, _want(node, ty))
        return accumulator, body and widen(body, ty)
    body = reshape(ctx.meter.fresh, body, molded)
    whole = widen(body, ty) if assignable(molded, ty) else core.Convert(body, ty, body.span)
    return accumulator, whole
