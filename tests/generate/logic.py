"""Productions of truth values."""

from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, KeyTy, ListTy, NoneTy, OptionTy, TextTy, Ty, assignable, join
from tests.generate import trees as t
from tests.generate.leaves import reachable
from tests.generate.numbers import operand
from tests.generate.types import data
from tests.generate.world import At, Typed, World


def order(w: World, want: Ty, at: At) -> Typed:
    left, _ = operand(w, at)
    right, _ = operand(w, at)
    op = w.choices.pick(("<", "<=", ">", ">="))
    return Typed(t.binary(op, left.node, right.node), BoolTy(), left.inputs | right.inputs)


def connective(w: World, want: Ty, at: At) -> Typed:
    op = w.choices.pick(("not", "and", "or", "xor"))
    left = w.expr(BoolTy(), at.deeper())
    if op == "not":
        return Typed(t.unary("not", left.node), BoolTy(), left.inputs)
    right = w.expr(BoolTy(), at.deeper())
    return Typed(t.binary(op, left.node, right.node), BoolTy(), left.inputs | right.inputs)


def quantifier(w: World, want: Ty, at: At) -> Typed:
    over = w.expr(ArrayTy(BoolTy(), w.choices.number(1, 3)), at.deeper())
    return Typed(t.call(w.choices.pick(("any", "all")), over.node), BoolTy(), over.inputs)


def equality(w: World, want: Ty, at: At) -> Typed:
    """Of two numbers, or of something exactly known with anything that may be equal to it."""
    op = w.choices.pick(("==", "!="))
    known = [v for v in reachable(at) if v.exact and not isinstance(v.ty, TextTy | ListTy)]
    if not known or w.choices.maybe(1, 4):
        left, right = operand(w, at)[0], operand(w, at)[0]
    else:
        left = w.choices.pick(known)
        right = _other(w, left.ty, at)
        if right is None:
            return order(w, want, at)
    if w.choices.maybe(1, 3):
        left, right = right, left
    return Typed(t.binary(op, left.node, right.node), BoolTy(), left.inputs | right.inputs)


def _other(w: World, ty: Ty, at: At) -> Typed | None:
    """Something to compare with: enums must share a value, and what is `none` faces an option."""
    same = [v for v in reachable(at) if v.exact and (v.ty == ty or _shares(v.ty, ty))]
    if same and w.choices.maybe(1, 2):
        return w.choices.pick(same)
    match ty:
        case EnumTy(values):
            return Typed(t.ref(w.choices.pick(values)), ty)
        case OptionTy(element):
            if w.choices.maybe(1, 2):
                return Typed(t.none(), NoneTy())
            return _other(w, element, at)
        case _:
            found = w.expr(ty, at.deeper())
            return found if join(found.ty, ty) is not None and assignable(found.ty, ty) else None


def _shares(a: Ty, b: Ty) -> bool:
    return isinstance(a, EnumTy) and isinstance(b, EnumTy) and bool(set(a.values) & set(b.values))


def comparison_of_data(w: World, want: Ty, at: At) -> Typed:
    """Whole values of any type, made for the purpose."""
    ty = data(w)
    if isinstance(ty, EnumTy | OptionTy | ListTy):
        return equality(w, want, at)
    left, right = w.expr(ty, at.deeper()), w.expr(ty, at.deeper())
    if isinstance(left.ty, NoneTy | EnumTy) or join(left.ty, right.ty) is None:
        return order(w, want, at)
    op = w.choices.pick(("==", "!="))
    return Typed(t.binary(op, left.node, right.node), BoolTy(), left.inputs | right.inputs)


def order_of_keys(w: World, want: Ty, at: At) -> Typed | None:
    keys = [v for v in reachable(at) if isinstance(v.ty, KeyTy)]
    if not keys:
        return None
    left, right = w.choices.pick(keys), w.choices.pick(keys)
    op = w.choices.pick(("==", "!=", "<"))
    return Typed(t.binary(op, left.node, right.node), BoolTy(), left.inputs | right.inputs)
