"""Productions of numbers with steps: fixed point, rounding, and the integers that come of it."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, lcm

from tcme.dsl import syntax as s
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import ArrayTy, FixedTy, IntTy, Ty
from tests.generate import trees as t
from tests.generate.leaves import ascribed, fit, reachable
from tests.generate.types import fixed_type
from tests.generate.world import At, Typed, World

FINEST = 10_000


@frozen
class Stepped:
    """A number between two ends whose multiples of 1/over are its values."""

    node: s.Expr
    lo: Fraction
    hi: Fraction
    over: int
    inputs: frozenset[str]


def stepped(value: Typed) -> Stepped:
    match value.ty:
        case IntTy(lo, hi):
            return Stepped(value.node, Fraction(lo), Fraction(hi), 1, value.inputs)
        case FixedTy(lo, hi, over):
            return Stepped(value.node, Fraction(lo, over), Fraction(hi, over), over, value.inputs)
        case _:
            raise AssertionError(value)


def operand(w: World, at: At) -> Stepped:
    """Any number: one in scope, a constant, or one made for the purpose."""
    known = [v for v in reachable(at) if isinstance(v.ty, FixedTy)]
    match w.choices.below(5):
        case 0:
            value = Fraction(w.choices.pick((1, 3, 0, -1, 25)), w.choices.pick((2, 1, 4, 100)))
            return Stepped(t.fraction(value), value, value, _steps(value), frozenset())
        case 1 | 2 if known:
            return stepped(w.choices.pick(known))
        case 3:
            return stepped(w.expr(fixed_type(w), at.deeper()))
        case _:
            return stepped(w.expr(IntTy(-100, 1000), at.deeper()))


def _steps(value: Fraction) -> int:
    """1 / the coarsest step of a literal with finitely many decimals."""
    return value.denominator


def combined(w: World, at: At) -> Stepped:
    """Two numbers and an operation."""
    a, b = operand(w, at), operand(w, at)
    op = w.choices.pick(("+", "-", "*", "min", "max", "neg", "abs"))
    if a.over * b.over > FINEST:
        return a
    inputs, over = a.inputs | b.inputs, lcm(a.over, b.over)
    match op:
        case "+":
            return Stepped(t.binary("+", a.node, b.node), a.lo + b.lo, a.hi + b.hi, over, inputs)
        case "-":
            return Stepped(t.binary("-", a.node, b.node), a.lo - b.hi, a.hi - b.lo, over, inputs)
        case "*":
            corners = [x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
            return Stepped(t.binary("*", a.node, b.node), min(corners), max(corners), a.over * b.over, inputs)
        case "neg":
            return Stepped(t.unary("-", a.node), -a.hi, -a.lo, a.over, a.inputs)
        case "abs":
            most = max(abs(a.lo), abs(a.hi))
            return Stepped(t.call("abs", a.node), Fraction(0), most, a.over, a.inputs)
        case _:
            f: Callable[[Fraction, Fraction], Fraction] = min if op == "min" else max
            return Stepped(t.call(op, a.node, b.node), f(a.lo, b.lo), f(a.hi, b.hi), over, inputs)


def rounded(w: World, a: Stepped, over: int) -> Stepped:
    """The number at another step."""
    how = w.choices.pick(("round", "floor", "ceil"))
    step = [] if over == 1 and w.choices.maybe(1, 2) else [t.fraction(Fraction(1, over))]
    return Stepped(t.call(how, a.node, *step), *_hull(a.lo, a.hi, over), over, a.inputs)


def quotient(w: World, at: At, over: int) -> Stepped:
    """A rounded quotient by a number above zero."""
    a, b = operand(w, at), operand(w, at)
    if b.lo <= 0:
        least = w.choices.pick((Fraction(1), Fraction(1, 2), Fraction(3)))
        node = t.call("max", b.node, t.fraction(least))
        b = Stepped(node, least, max(b.hi, least), b.over, b.inputs)
    corners = [x / y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
    how = w.choices.pick(("round", "floor", "ceil"))
    step = [] if over == 1 else [t.fraction(Fraction(1, over))]
    node = t.call(how, t.binary("/", a.node, b.node), *step)
    return Stepped(node, *_hull(min(corners), max(corners), over), over, a.inputs | b.inputs)


def _hull(lo: Fraction, hi: Fraction, over: int) -> tuple[Fraction, Fraction]:
    return Fraction(floor(lo * over), over), Fraction(ceil(hi * over), over)


def fitted(w: World, a: Stepped, want: FixedTy, at: At) -> Typed:
    """The number at the wanted step and inside the wanted range."""
    if want.over % a.over:
        a = rounded(w, a, want.over)
    lo, hi = Fraction(want.lo, want.over), Fraction(want.hi, want.over)
    node = a.node
    if a.lo < lo:
        node = t.call("max", node, t.fraction(lo))
    if a.hi > hi:
        node = t.call("min", node, t.fraction(hi))
    if at.wanted:
        return Typed(node, want, a.inputs)
    return ascribed(w, want, node, a.inputs)


def fixed_number(w: World, want: Ty, at: At) -> Typed | None:
    if not isinstance(want, FixedTy):
        return None
    made = w.choices.pick((combined, combined, operand))(w, at)
    if w.choices.maybe(1, 5):
        made = quotient(w, at, want.over)
    return fitted(w, made, want, at)


def whole_number(w: World, want: Ty, at: At) -> Typed | None:
    """An integer from numbers with steps."""
    if not w.allows("fixed"):
        return None
    made = quotient(w, at, 1) if w.choices.maybe(1, 2) else rounded(w, combined(w, at), 1)
    ty = IntTy(int(made.lo), int(made.hi))
    if max(abs(ty.lo), abs(ty.hi)) > w.cap**2:
        return None
    return fit(w, Typed(made.node, ty, made.inputs), want, at)


def order_of_steps(w: World, want: Ty, at: At) -> Typed | None:
    if not w.allows("fixed"):
        return None
    a, b = combined(w, at), operand(w, at)
    op = w.choices.pick(("<", "<=", ">", ">=", "==", "!="))
    return Typed(t.binary(op, a.node, b.node), want, a.inputs | b.inputs)


def reduction_of_steps(w: World, want: Ty, at: At) -> Typed | None:
    """The sum or an extreme of fixed-point numbers."""
    if not isinstance(want, FixedTy):
        return None
    size = w.choices.number(1, 3)
    over = w.expr(ArrayTy(want, size), at.deeper())
    op = w.choices.pick(("sum", "min", "max"))
    lo, hi = Fraction(want.lo, want.over), Fraction(want.hi, want.over)
    times = size if op == "sum" else 1
    made = Stepped(t.call(op, over.node), min(lo, lo * times), max(hi, hi * times), want.over, over.inputs)
    return fitted(w, made, want, at)


