"""`for` and comprehensions: the array of a body's values."""

from tcme.compiler import core
from tcme.compiler.typecheck.annotations import LONGEST
from tcme.compiler.typecheck.atoms import bind
from tcme.compiler.typecheck.blocks import block, known
from tcme.compiler.typecheck.branches import element_want
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.scope import Local, Scope, Want
from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, IntTy, Ty


def element(array: core.Expr) -> Ty:
    assert isinstance(array.ty, ArrayTy)
    return array.ty.element


def length(array: core.Expr) -> int:
    assert isinstance(array.ty, ArrayTy)
    return array.ty.size


def walked(ctx: Elaborator, over: syntax.Expr | syntax.Range, scope: Scope) -> Typed:
    """The array that a loop walks over; of a constant range, its numbers."""
    if isinstance(over, syntax.Range):
        return _range(ctx, over, scope)
    array = ctx.expr(over, scope)
    if array is not None and not isinstance(array.ty, ArrayTy):
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
    return core.Const(tuple(range(lo, hi + 1)), ArrayTy(IntTy(lo, hi), hi - lo + 1), over.span)


def constant(ctx: Elaborator, node: syntax.Expr, scope: Scope) -> int | None:
    """A number known when the program is compiled, where the lengths of visible arrays are known too."""

    def measure(argument: syntax.Expr) -> int | None:
        array = ctx.expr(argument, scope)
        if array is None:
            return None
        if not isinstance(array.ty, ArrayTy):
            ctx.refuse(messages.not_an_array(array.ty, array.span, "`len`"))
            return None
        return array.ty.size

    return ctx.tables.types.constants.evaluate(node, ctx.outcome.sink, length=measure)


def for_expr(ctx: Elaborator, node: syntax.For, scope: Scope, want: Want | None) -> Typed:
    over, local, inner = enter(ctx, node.variable, node.over, scope)
    body = block(ctx, node.body, inner, element_want(want))
    return collect(ctx, over, local.uid, node.variable.text, body, node.span)


def comprehension(ctx: Elaborator, node: syntax.Comprehension, scope: Scope, want: Want | None) -> Typed:
    over, local, inner = enter(ctx, node.variable, node.over, scope)
    body = ctx.expr(node.body, inner, element_want(want))
    return collect(ctx, over, local.uid, node.variable.text, body, node.span)


def enter(
    ctx: Elaborator, variable: syntax.Name, over: syntax.Expr | syntax.Range, scope: Scope
) -> tuple[Typed, Local, Scope]:
    """The array, the variable for its elements, and the scope of the body."""
    array = walked(ctx, over, scope)
    local = ctx.local(variable, element(array) if array else None)
    return array, local, bind(ctx, variable, local, scope)


def collect(ctx: Elaborator, over: Typed, uid: int, name: str, body: Typed, span: Span) -> Typed:
    body = known(ctx, body, "an element", "bind it first, with its type: `let x : T? = …`")
    if over is None or body is None:
        return None
    return core.Map(uid, name, over, body, ArrayTy(body.ty, length(over)), span)
