"""Productions of numbers."""

from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, ListTy, Ty
from tests.generate import trees as t
from tests.generate.intervals import absolute, arithmetic, extreme
from tests.generate.leaves import fit, lists, of_kind
from tests.generate.types import number_type
from tests.generate.world import At, Typed, World


def operand(w: World, at: At, want: IntTy | None = None) -> tuple[Typed, IntTy]:
    """A number where no place asks for its type, and its range."""
    found = w.expr(want or w.anything, at.deeper())
    assert isinstance(found.ty, IntTy), found
    return found, found.ty


def calculation(w: World, want: Ty, at: At) -> Typed:
    op = w.choices.pick(("+", "-", "*", "/", "%"))
    left, a = operand(w, at)
    right, b = _divisor(w, at) if op in "/%" else operand(w, at)
    ty = arithmetic(op, a, b)
    return fit(w, Typed(t.binary(op, left.node, right.node), ty, left.inputs | right.inputs), want, at)


def _divisor(w: World, at: At) -> tuple[Typed, IntTy]:
    found, ty = operand(w, at)
    only_zero = ty.lo == ty.hi == 0
    if not ty.lo <= 0 <= ty.hi or (not only_zero and not w.careful and w.choices.maybe(1, 3)):
        return found, ty
    least = w.choices.pick((1, 2, 7))
    if w.choices.maybe(1, 3):
        return Typed(t.number(-least), IntTy(-least, -least)), IntTy(-least, -least)
    cut = IntTy(max(ty.lo, least), max(ty.hi, least))
    return Typed(t.call("max", found.node, t.number(least)), cut, found.inputs), cut


def negation(w: World, want: Ty, at: At) -> Typed:
    inner, ty = operand(w, at)
    return fit(w, Typed(t.unary("-", inner.node), IntTy(-ty.hi, -ty.lo), inner.inputs), want, at)


def extremes(w: World, want: Ty, at: At) -> Typed:
    op = w.choices.pick(("min", "max"))
    found, ty = operand(w, at)
    nodes, inputs = [found.node], found.inputs
    for _ in range(w.choices.number(1, 2)):
        more, other = operand(w, at)
        ty = extreme(op, ty, other)
        nodes, inputs = [*nodes, more.node], inputs | more.inputs
    return fit(w, Typed(t.call(op, *nodes), ty, inputs), want, at)


def magnitude(w: World, want: Ty, at: At) -> Typed:
    inner, ty = operand(w, at)
    return fit(w, Typed(t.call("abs", inner.node), absolute(ty), inner.inputs), want, at)


def reduction(w: World, want: Ty, at: At) -> Typed:
    """Over an array of numbers."""
    known = [v for v in of_kind(at, ArrayTy) if isinstance(v.ty, ArrayTy) and isinstance(v.ty.element, IntTy)]
    shape = ArrayTy(number_type(w), w.choices.number(1, 3))
    over = w.choices.pick(known) if known and w.choices.maybe(1, 2) else w.expr(shape, at.deeper())
    assert isinstance(over.ty, ArrayTy) and isinstance(over.ty.element, IntTy)
    element, size = over.ty.element, over.ty.size
    op = w.choices.pick(("sum", "min", "max", "argmin", "argmax", "len"))
    match op:
        case "sum":
            ty = IntTy(element.lo * size, element.hi * size)
        case "min" | "max":
            ty = element
        case "len":
            return fit(w, Typed(t.call(op, over.node), IntTy(size, size)), want, at)
        case _:
            ty = IntTy(0, size - 1)
    return fit(w, Typed(t.call(op, over.node), ty, over.inputs), want, at)


def counting(w: World, want: Ty, at: At) -> Typed:
    size = w.choices.number(1, 3)
    over = w.expr(ArrayTy(BoolTy(), size), at.deeper())
    return fit(w, Typed(t.call("count", over.node), IntTy(0, size), over.inputs), want, at)


def bits(w: World, want: Ty, at: At) -> Typed | None:
    """Bit operations on numbers from 0 on, shifts by constants."""
    if not w.allows("bits"):
        return None
    op = w.choices.pick(("&", "|", "^", "<<", ">>"))
    if op in ("<<", ">>"):
        left, a = operand(w, at)
        by = w.choices.number(0, 3)
        right, b = Typed(t.number(by), IntTy(by, by)), IntTy(by, by)
    else:
        left, a = operand(w, at, IntTy(0, w.cap))
        right, b = operand(w, at, IntTy(0, w.cap))
    ty = arithmetic(op, a, b)
    return fit(w, Typed(t.binary(op, left.node, right.node), ty, left.inputs | right.inputs), want, at)


def lengths(w: World, want: Ty, at: At) -> Typed | None:
    """How many elements a list has; that tells nothing where it is settled."""
    known = lists(w, at)
    if not known:
        return None
    over = w.choices.pick(known)
    assert isinstance(over.ty, ListTy)
    inputs = over.inputs if over.ty.lo < over.ty.hi else frozenset()
    return fit(w, Typed(t.call("len", over.node), IntTy(over.ty.lo, over.ty.hi), inputs), want, at)


def named_constant(w: World, want: Ty, at: At) -> Typed | None:
    if not w.constants:
        return None
    name = w.choices.pick(tuple(w.constants))
    value = w.constants[name]
    return fit(w, Typed(t.ref(name), IntTy(value, value)), want, at)
