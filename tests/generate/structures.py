"""Productions of records, tuples, arrays and lists, and of their parts."""

from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import ArrayTy, IntTy, ListTy, OptionTy, RecordTy, TupleTy, Ty, assignable
from tests.generate import trees as t
from tests.generate.leaves import lists, of_kind, together
from tests.generate.world import At, Typed, World


def record(w: World, want: Ty, at: At) -> Typed | None:
    known = next((n for n, ty in w.records.items() if ty == want), None)
    if known is None or not isinstance(want, RecordTy):
        return None
    values = [(name, w.expr(ty, at.deeper(wanted=True))) for name, ty in want.fields]
    inputs = frozenset().union(*(v.inputs for _, v in values))
    named = w.choices.below(len(values) + 1)
    given = [(None if i < len(values) - named else n, v.node) for i, (n, v) in enumerate(values)]
    if named == len(values) and w.choices.maybe(1, 2):
        given.reverse()
    return Typed(s.Call(t.name(known), t.arguments(given), NOWHERE), want, inputs)


def pair(w: World, want: Ty, at: At) -> Typed | None:
    if not w.allows("tuples") or not isinstance(want, TupleTy):
        return None
    values = [w.expr(ty, at.deeper(wanted=at.wanted)) for ty in want.items]
    ty = want if at.wanted else TupleTy(tuple(v.ty for v in values))
    return Typed(t.pair(v.node for v in values), ty, _inputs(values))


def array(w: World, want: Ty, at: At) -> Typed:
    assert isinstance(want, ArrayTy)
    values = [w.expr(want.element, at.deeper(wanted=at.wanted)) for _ in range(want.size)]
    element = together(want.element, at, *(v.ty for v in values))
    return Typed(t.array(v.node for v in values), ArrayTy(element, want.size), _inputs(values))


def place(w: World, want: Ty, at: At) -> Typed | None:
    """An element of an array, at a constant or a secret place."""
    known = [v for v in of_kind(at, ArrayTy) if isinstance(v.ty, ArrayTy) and assignable(v.ty.element, want)]
    if known and w.choices.maybe(3, 4):
        over = w.choices.pick(known)
    else:
        over = w.expr(ArrayTy(want, w.choices.number(1, 3)), at.deeper())
    assert isinstance(over.ty, ArrayTy)
    last = over.ty.size if not w.careful and w.choices.maybe(1, 4) else over.ty.size - 1
    where = w.expr(IntTy(0, last), at.deeper())
    return Typed(t.index(over.node, where.node), over.ty.element, over.inputs | where.inputs)


def list_place(w: World, want: Ty, at: At) -> Typed | None:
    """`xs[i]` of a list is an option."""
    if not isinstance(want, OptionTy):
        return None
    known = [v for v in lists(w, at) if isinstance(v.ty, ListTy) and _gives(v.ty, want)]
    if not known:
        return None
    over = w.choices.pick(known)
    assert isinstance(over.ty, ListTy)
    where = w.expr(IntTy(0, over.ty.hi - 1), at.deeper())
    node = t.call("elements", over.node) if w.choices.maybe(1, 3) else over.node
    return Typed(t.index(node, where.node), OptionTy(over.ty.element), over.inputs | where.inputs)


def _gives(ty: ListTy, want: OptionTy) -> bool:
    return assignable(ty.element, want.element) and not isinstance(ty.element, OptionTy) and ty.hi > 0


def listed(w: World, want: Ty, at: At) -> Typed | None:
    """A literal, where its place asks for a list."""
    if not at.wanted or not isinstance(want, ListTy):
        return None
    size = w.choices.number(want.lo, want.hi)
    values = [w.expr(want.element, at.deeper(wanted=True)) for _ in range(size)]
    return Typed(t.array(v.node for v in values), want, _inputs(values))


def column(w: World, want: Ty, at: At) -> Typed | None:
    """`rows.age`: a field of every record."""
    if not w.allows("columns") or not isinstance(want, ArrayTy):
        return None
    known = [
        Typed(t.field(v.node, name), ArrayTy(ty, v.ty.size), v.inputs, v.exact)
        for v in of_kind(at, ArrayTy)
        if isinstance(v.ty, ArrayTy) and isinstance(v.ty.element, RecordTy)
        for name, ty in v.ty.element.fields
    ]
    fitting = [v for v in known if assignable(v.ty, want)]
    return w.choices.pick(fitting) if fitting else None


def joined(w: World, want: Ty, at: At) -> Typed | None:
    """`concat(xs, ys)`."""
    if not w.allows("zip") or not isinstance(want, ArrayTy) or want.size < 2:
        return None
    first = w.choices.number(1, want.size - 1)
    left = w.expr(ArrayTy(want.element, first), at.deeper())
    right = w.expr(ArrayTy(want.element, want.size - first), at.deeper())
    if not isinstance(left.ty, ArrayTy) or not isinstance(right.ty, ArrayTy):
        return None
    element = together(want.element, at.loosely(), left.ty.element, right.ty.element)
    node = t.call("concat", left.node, right.node)
    return Typed(node, ArrayTy(element, want.size), left.inputs | right.inputs)


def zipped(w: World, want: Ty, at: At) -> Typed | None:
    if not w.allows("zip") or not isinstance(want, ArrayTy) or not isinstance(want.element, TupleTy):
        return None
    values = [w.expr(ArrayTy(item, want.size), at.deeper()) for item in want.element.items]
    items = tuple(v.ty.element for v in values if isinstance(v.ty, ArrayTy))
    node = t.call("zip", *(v.node for v in values))
    return Typed(node, ArrayTy(TupleTy(items), want.size), _inputs(values))


def elements(w: World, want: Ty, at: At) -> Typed | None:
    """A list as an array of options, or an array of options as a list."""
    if not w.allows("lists"):
        return None
    if isinstance(want, ListTy) and want.lo == 0 and want.hi > 0:
        over = w.expr(ArrayTy(OptionTy(want.element), want.hi), at.deeper())
        if isinstance(over.ty, ArrayTy) and isinstance(over.ty.element, OptionTy):
            ty = ListTy(over.ty.element.element, 0, want.hi)
            return Typed(t.call("pack", over.node), ty, over.inputs)
        return None
    known = [
        Typed(t.call("elements", v.node), ArrayTy(OptionTy(v.ty.element), v.ty.hi), v.inputs)
        for v in of_kind(at, ListTy)
        if isinstance(v.ty, ListTy) and v.ty.hi > 0
    ]
    fitting = [v for v in known if assignable(v.ty, want)]
    return w.choices.pick(fitting) if fitting else None


def _inputs(values: list[Typed]) -> frozenset[str]:
    return frozenset().union(*(v.inputs for v in values))
