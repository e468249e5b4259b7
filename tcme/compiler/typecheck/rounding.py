"""`round`, `floor`, `ceil`: numbers, and exact quotients of numbers, to multiples of a step.

`floor` goes down, `ceil` up, `round` to the nearest and from the middle up."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import gcd

from tcme.compiler import core
from tcme.compiler.typecheck import fixed, ranges
from tcme.compiler.typecheck.arguments import unnamed
from tcme.compiler.typecheck.arithmetic import bounded, divisor, needs_number
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.fixed import is_number, multiples, number_type
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import numbers as number_messages
from tcme.compiler.typecheck.reshape import named, with_bindings
from tcme.compiler.typecheck.scope import Scope
from tcme.dsl import syntax
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import IntTy


@frozen
class Quotient:
    """Integers above and below; what is below is never zero where its goal holds."""

    above: core.Expr
    below: core.Expr


@frozen
class Step:
    """What is rounded to, and the factor 1 computed from it, where it is no constant."""

    value: Fraction
    factor: core.Expr | None = None


def rounding(ctx: Elaborator, node: syntax.Call, scope: Scope) -> Typed:
    name = node.function.text
    nodes = unnamed(ctx, name, node.arguments)
    if nodes is None:
        return None
    if len(nodes) not in (1, 2):
        ctx.refuse(messages.wrong_count(name, "a number and a step", len(nodes), node.span))
        return None
    step = _step(ctx, name, nodes[1:], scope)
    parts = _parts(ctx, name, nodes[0], scope)
    if step is None or parts is None:
        return None
    above, below = parts
    bindings: tuple[core.Binding, ...] = ()
    if below is not None:
        bindings, (below,) = named(ctx.outcome.fresh, below)
    found = _rounded(ctx, name, _scaled(above, below, step, node.span), node.span)
    return found and with_bindings(bindings, _multiple(found, step.value))


def _step(ctx: Elaborator, name: str, nodes: Sequence[syntax.Expr], scope: Scope) -> Step | None:
    """What is rounded to: a number of which the type knows all."""
    if not nodes:
        return Step(Fraction(1))
    found = ctx.expr(nodes[0], scope)
    if found is None:
        return None
    if not is_number(found.ty) or found.ty.lo != found.ty.hi or found.ty.lo <= 0:
        ctx.refuse(number_messages.step_of_rounding(name, found.span))
        return None
    value = Fraction(found.ty.lo, fixed.over(found.ty))
    return Step(value, None if fixed.is_known(found) else fixed.standing_for(found, 1, found.span))


def _parts(
    ctx: Elaborator, name: str, node: syntax.Expr, scope: Scope
) -> tuple[core.Expr, core.Expr | None] | None:
    """The number, or dividend and divisor."""
    inner = node
    while isinstance(inner, syntax.Paren):
        inner = inner.inner
    if not isinstance(inner, syntax.Binary) or inner.op != "/":
        number = ctx.expr(node, scope)
        return None if number is None or needs_number(ctx, name, number) is None else (number, None)
    above, below = ctx.expr(inner.left, scope), ctx.expr(inner.right, scope)
    if above is None or below is None:
        return None
    sides = [needs_number(ctx, "/", side) for side in (above, below)]
    return None if None in sides else (above, divisor(ctx, below))


def _scaled(above: core.Expr, below: core.Expr | None, step: Step, span: Span) -> Quotient:
    """The number of steps, as a quotient of integers."""
    up, down = step.value.denominator, step.value.numerator * fixed.over_of(above)
    if step.factor is not None:
        above = core.Binary("mul", above, step.factor, above.ty, span)
    if below is not None:
        up *= fixed.over_of(below)
    common = gcd(up, down)
    up, down = up // common, down // common
    if below is None:
        return Quotient(_times(above, up), core.Const(down, IntTy(down, down), span))
    return Quotient(_times(above, up), _times(below, down))


def _times(expr: core.Expr, factor: int) -> core.Expr:
    """The multiple of a number's step, times a factor, as an integer."""
    assert is_number(expr.ty)
    ty = IntTy(expr.ty.lo * factor, expr.ty.hi * factor)
    return fixed.times(expr, factor, ty) if factor != 1 else expr


def _rounded(ctx: Elaborator, name: str, of: Quotient, span: Span) -> Typed:
    """The whole number of steps."""
    assert is_number(of.above.ty) and is_number(of.below.ty)
    above, below = multiples(of.above.ty), multiples(of.below.ty)
    if below == IntTy(1, 1) and isinstance(of.below, core.Const):
        return of.above
    ty = _range(name, above, below)
    match name:
        case "floor":
            found = core.Binary("div", of.above, of.below, ty, span)
        case "ceil":
            negative = core.Unary("neg", of.above, ranges.neg(above), span)
            down = core.Binary("div", negative, of.below, ranges.neg(ty), span)
            return bounded(ctx, core.Unary("neg", down, ty, span))
        case _:
            found = _nearest(of, above, below, ty, span)
    return bounded(ctx, found)


def _nearest(of: Quotient, above: IntTy, below: IntTy, ty: IntTy, span: Span) -> core.Binary:
    """(2 above + below) / (2 below), and a factor of two less where the divisor is known and even."""
    if below.lo == below.hi and below.lo % 2 == 0:
        half = core.Const(below.lo // 2, IntTy(below.lo // 2, below.lo // 2), span)
        assert isinstance(half.ty, IntTy)
        middle = core.Binary("add", of.above, half, ranges.add(above, half.ty), span)
        return core.Binary("div", middle, of.below, ty, span)
    double, twice = _times(of.above, 2), _times(of.below, 2)
    assert isinstance(double.ty, IntTy)
    middle = core.Binary("add", double, of.below, ranges.add(double.ty, below), span)
    return core.Binary("div", middle, twice, ty, span)


def _range(name: str, above: IntTy, below: IntTy) -> IntTy:
    """The least range of rounded quotients: rounding keeps order, so their ends are at ends."""
    ends = [d for part in ranges.signed(below) for d in (part.lo, part.hi)]
    found = [rounded(name, Fraction(n, d)) for n in (above.lo, above.hi) for d in ends]
    return IntTy(min(found), max(found)) if found else IntTy(0, 0)


def rounded(name: str, value: Fraction) -> int:
    """What the three mean."""
    match name:
        case "floor":
            return value.numerator // value.denominator
        case "ceil":
            return -(-value.numerator // value.denominator)
        case _:
            return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _multiple(steps: core.Expr, step: Fraction) -> core.Expr:
    """So many steps, as a number of the coarsest step that holds them."""
    assert is_number(steps.ty)
    factor, found = step.numerator, multiples(steps.ty)
    ty = number_type(IntTy(found.lo * factor, found.hi * factor), step.denominator)
    if factor != 1:
        return fixed.times(steps, factor, ty)
    if steps.ty == ty:
        return steps
    if not isinstance(steps, core.Binary | core.Unary | core.Const):
        return fixed.times(steps, 1, ty)
    return replace(steps, ty=ty)
