"""The smallest expressions: what is in scope, its parts, and constants."""

from collections.abc import Iterator

from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import (
    ArrayTy,
    FixedTy,
    IntTy,
    ListTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TextTy,
    TupleTy,
    Ty,
    assignable,
    join,
)  # fmt: skip
from tests.generate import trees as t
from tests.generate.intervals import inside
from tests.generate.types import constant, near, written
from tests.generate.world import At, Typed, World


def leaf(w: World, want: Ty, at: At) -> Typed:
    """A variable, a part of one, or a constant; never fails where a constant of the type exists."""
    fitting = [v for v in reachable(at) if assignable(v.ty, want) and not isinstance(v.ty, NoneTy)]
    if fitting and w.choices.maybe(4, 5):
        return w.choices.pick(fitting)
    cut = _cut(w, want, at)
    if cut is not None:
        return cut
    made = literal(w, want, at)
    return made if made is not None else w.choices.pick(fitting)


def _cut(w: World, want: Ty, at: At) -> Typed | None:
    """A number in scope, brought into the wanted range."""
    numbers = [v for v in reachable(at) if isinstance(v.ty, IntTy)]
    if not isinstance(want, IntTy) or not numbers or not w.choices.maybe(2, 3):
        return None
    return fit(w, w.choices.pick(numbers), want, at)


def literal(w: World, want: Ty, at: At) -> Typed | None:
    if at.wanted or _plain(want):
        node = constant(w, want)
        return None if node is None else Typed(node, want)
    if isinstance(want, OptionTy) and _plain(want.element):
        node = constant(w, want.element)
        return None if node is None else Typed(node, want.element)
    node = constant(w, want)
    return None if node is None else ascribed(w, want, node)


def ascribed(w: World, want: Ty, node: s.Expr, inputs: frozenset[str] = frozenset()) -> Typed:
    """The expression at a type that only an annotation settles, where nothing else asks for it."""
    local = w.fresh("v")
    typed = s.Let(t.name(local), written(w, want), None, node, NOWHERE)
    loop = s.For(t.name(w.fresh("x")), t.span(0, 0), t.block(t.ref(local), [typed]), NOWHERE)
    return Typed(t.index(loop, t.number(0)), want, inputs)


def _plain(ty: Ty) -> bool:
    """Constants of the type say what they are, so that no place need ask for it."""
    match ty:
        case OptionTy() | ListTy() | NoneTy() | FixedTy():
            return False
        case ArrayTy(element, _):
            return _plain(element)
        case TupleTy(items):
            return all(map(_plain, items))
        case _:
            return True


def reachable(at: At) -> list[Typed]:
    """What is visible, fields, items and first elements included."""
    return [part for v in at.visible for part in parts(v)]


def parts(value: Typed, *, depth: int = 2) -> Iterator[Typed]:
    if not isinstance(value.ty, TextTy):
        yield value
    if depth == 0:
        return
    for node, ty in _inside(value):
        yield from parts(Typed(node, ty, value.inputs, value.exact), depth=depth - 1)


def _inside(value: Typed) -> Iterator[tuple[s.Expr, Ty]]:
    match value.ty:
        case RecordTy(fields):
            yield from ((t.field(value.node, name), ty) for name, ty in fields)
        case TupleTy(items):
            yield from ((t.item(value.node, i), ty) for i, ty in enumerate(items))
        case ArrayTy(element, size):
            yield t.index(value.node, t.number(size - 1)), element
        case _:
            pass


def of_kind(at: At, *kinds: type) -> list[Typed]:
    return [v for v in reachable(at) if isinstance(v.ty, kinds)]


def lists(w: World, at: At) -> list[Typed]:
    """Lists in scope, the bytes of texts among them."""
    texts = [v for v in at.visible if isinstance(v.ty, TextTy)] if w.allows("bytes") else []
    made = [
        Typed(t.call("utf8", v.node), ListTy(IntTy(0, 255), v.ty.lo, v.ty.hi), v.inputs)
        for v in texts
        if isinstance(v.ty, TextTy)
    ]
    return [*of_kind(at, ListTy), *made]


def fit(w: World, value: Typed, want: Ty, at: At) -> Typed:
    """The number inside the wanted range: as it is, cut, or by its remainder."""
    if not isinstance(want, IntTy) or not isinstance(value.ty, IntTy) or inside(value.ty, want):
        return value
    if at.wanted and not w.careful and w.choices.maybe(1, 3):
        return Typed(value.node, want, value.inputs)
    if want.lo == want.hi:
        return Typed(t.number(want.lo), want)
    node = value.node
    if w.choices.maybe(1, 4):
        node = t.binary("%", node, t.number(want.hi - want.lo + 1))
        return Typed(node if want.lo == 0 else t.binary("+", t.number(want.lo), node), want, value.inputs)
    if value.ty.lo < want.lo:
        node = t.call("max", node, t.number(want.lo))
    if value.ty.hi > want.hi:
        node = t.call("min", node, t.number(want.hi))
    return Typed(node, want, value.inputs)


def together(want: Ty, at: At, *types: Ty) -> Ty:
    """The type of values that stand in one place."""
    if at.wanted:
        return want
    found: Ty | None = types[0]
    for ty in types[1:]:
        found = None if found is None else join(found, ty)
    assert found is not None, "values for one place have a common type"
    return found


def some_number(w: World, lo: int, hi: int) -> s.Expr:
    return t.number(near(w, lo, hi))
