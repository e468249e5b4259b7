"""`for` and comprehensions: the array of a body's values."""

from collections.abc import Callable

from tcme.compiler import core
from tcme.compiler.typecheck.annotations import LONGEST
from tcme.compiler.typecheck.binders import Bound, bind_value
from tcme.compiler.typecheck.blocks import block, known
from tcme.compiler.typecheck.branches import element_want
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.lists import collected, element, is_sequence
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.scope import Scope, Want
from tcme.compiler.typecheck.walk import is_said
from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, IntTy


def walked(ctx: Elaborator, over: syntax.Expr | syntax.Range, scope: Scope) -> Typed:
    """The array or list that a loop walks over; of a constant range, its numbers."""
    if isinstance(over, syntax.Range):
        return _range(ctx, over, scope)
    array = ctx.expr(over, scope)
    if array is not None and not is_sequence(array.ty):
        ctx.refuse(messages.not_an_array(array.ty, array.span, "a loop"))
        return None
    return array


def _range(ctx: Elaborator, over: syntax.Range, scope: Scope) -> Typed:
    lo, hi = constant(ctx, over.lo, scope), constant(ctx, over.hi, scope)
    if lo is None or hi is None:
        return None
    if lo > hi:
        ctx.refuse(messages.empty_range(lo, hi, over.span))
        return None
    if hi - lo >= LONGEST:
        ctx.refuse(messages.too_long(hi - lo + 1, LONGEST, over.span))
        return None
    return core.Iota(lo, ArrayTy(IntTy(lo, hi), hi - lo + 1), over.span)


def constant(ctx: Elaborator, node: syntax.Expr, scope: Scope) -> int | None:
    """A number known when the program is compiled, where the lengths of visible arrays are known too."""

    def measure(argument: syntax.Expr) -> int | None:
        array = ctx.expr(argument, scope)
        if array is None:
            return None
        if not isinstance(array.ty, ArrayTy):
            ctx.refuse(messages.not_an_array(array.ty, array.span, "`len`"))
            return None
        if is_said(array):
            ctx.refuse(messages.not_constant(array.span))
            return None
        return array.ty.size

    return ctx.tables.types.constants.evaluate(node, ctx.outcome.sink, length=measure)


def for_expr(ctx: Elaborator, node: syntax.For, scope: Scope, want: Want | None) -> Typed:
    over, bound = enter(ctx, node.variable, node.over, scope)
    body = block(ctx, node.body, bound.scope, element_want(want))
    return collect(ctx, over, bound, body, node.span)


def comprehension(ctx: Elaborator, node: syntax.Comprehension, scope: Scope, want: Want | None) -> Typed:
    over, bound = enter(ctx, node.variable, node.over, scope)
    body = ctx.expr(node.body, bound.scope, element_want(want))
    return collect(ctx, over, bound, body, node.span)


def each(
    ctx: Elaborator,
    name: syntax.Name,
    over: core.Expr,
    span: Span,
    body: Callable[[core.Expr], Typed],
) -> Typed:
    """What `body` makes of every element, which is called `name`."""
    local = ctx.local(name, element(over))
    value = core.Var(local.uid, name.text, element(over), name.span)
    return collect(ctx, over, Bound(local, (), Scope()), body(value), span)


def enter(
    ctx: Elaborator, variable: syntax.Binder, over: syntax.Expr | syntax.Range, scope: Scope
) -> tuple[Typed, Bound]:
    """The array or list, the variable for its elements, and the scope of the body."""
    array = walked(ctx, over, scope)
    return array, bind_value(ctx, variable, element(array) if array else None, scope, over.span)


def collect(ctx: Elaborator, over: Typed, bound: Bound, body: Typed, span: Span) -> Typed:
    body = known(ctx, body, "an element", "bind it first, with its type: `let x : T? = …`")
    body = bound.around(body)
    if over is None or body is None:
        return None
    return collected(ctx, over, bound.uid, bound.name, body, span)
