"""Productions of lists, and of what is told of them."""

from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, ListTy, OptionTy, TextTy, Ty, assignable
from tests.generate import trees as t
from tests.generate.closures import function
from tests.generate.leaves import fit, lists, of_kind
from tests.generate.world import At, Typed, World


def filtered(w: World, want: Ty, at: At) -> Typed | None:
    """What a function says yes to, of an array or a list."""
    if not isinstance(want, ListTy) or want.lo > 0 or want.hi < 1:
        return None
    known = [
        v for v in of_kind(at, ArrayTy, ListTy)
        if isinstance(v.ty, ArrayTy | ListTy) and assignable(v.ty.element, want.element)
        and _most(v.ty) <= want.hi
    ]  # fmt: skip
    if known and w.choices.maybe(2, 3):
        over = w.choices.pick(known)
    else:
        over = w.expr(ArrayTy(want.element, w.choices.number(1, want.hi)), at.deeper())
    assert isinstance(over.ty, ArrayTy | ListTy)
    if not assignable(over.ty.element, want.element) or _is_option(over.ty.element):
        return None
    keep, inputs = function(w, over.ty.element, BoolTy(), at, over.inputs, exact=over.exact)
    ty = ListTy(over.ty.element, 0, _most(over.ty))
    return Typed(t.call("filter", keep, over.node), ty, over.inputs | inputs)


def _is_option(ty: Ty) -> bool:
    return isinstance(ty, OptionTy)


def _most(ty: ArrayTy | ListTy) -> int:
    return ty.size if isinstance(ty, ArrayTy) else ty.hi


def joined_lists(w: World, want: Ty, at: At) -> Typed | None:
    """`concat` of a list with an array or a list."""
    if not isinstance(want, ListTy):
        return None
    known = [
        v for v in of_kind(at, ListTy)
        if isinstance(v.ty, ListTy) and assignable(v.ty.element, want.element)
    ]  # fmt: skip
    for left in known:
        for right in known:
            a, b = left.ty, right.ty
            assert isinstance(a, ListTy) and isinstance(b, ListTy)
            if want.lo <= a.lo + b.lo and a.hi + b.hi <= want.hi and w.choices.maybe(1, 2):
                ty = ListTy(want.element if at.wanted else a.element, a.lo + b.lo, a.hi + b.hi)
                if at.wanted or a.element == b.element:
                    return Typed(t.call("concat", left.node, right.node), ty, left.inputs | right.inputs)
    return None


def bytes_of_text(w: World, want: Ty, at: At) -> Typed | None:
    texts = [v for v in at.visible if isinstance(v.ty, TextTy)]
    if not w.allows("bytes") or not isinstance(want, ListTy) or want.element != IntTy(0, 255) or not texts:
        return None
    text = w.choices.pick(texts)
    assert isinstance(text.ty, TextTy)
    if not want.lo <= text.ty.lo or not text.ty.hi <= want.hi:
        return None
    return Typed(t.call("utf8", text.node), ListTy(IntTy(0, 255), text.ty.lo, text.ty.hi), text.inputs)


def _some_list(w: World, at: At, kind: type) -> Typed | None:
    known = [v for v in lists(w, at) if isinstance(v.ty, ListTy) and isinstance(v.ty.element, kind)]
    return w.choices.pick(known) if known else None


def reduction_of_list(w: World, want: Ty, at: At) -> Typed | None:
    """Extremes only where there is an element at least."""
    over = _some_list(w, at, IntTy)
    if over is None or not isinstance(over.ty, ListTy) or not isinstance(over.ty.element, IntTy):
        return None
    each, lo, hi = over.ty.element, over.ty.lo, over.ty.hi
    op = w.choices.pick(("sum", "min", "max", "argmin", "argmax") if lo else ("sum",))
    match op:
        case "sum":
            ty = IntTy(min(0, each.lo * hi), max(0, each.hi * hi))
        case "min" | "max":
            ty = each
        case _:
            ty = IntTy(0, hi - 1)
    return fit(w, Typed(t.call(op, over.node), ty, over.inputs), want, at)


def quantifier_of_list(w: World, want: Ty, at: At) -> Typed | None:
    over = _some_list(w, at, BoolTy)
    if over is None:
        return None
    return Typed(t.call(w.choices.pick(("any", "all")), over.node), BoolTy(), over.inputs)


