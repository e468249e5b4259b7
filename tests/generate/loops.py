"""Productions that walk over arrays and lists."""

from collections.abc import Callable
from dataclasses import replace

from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, ListTy, TextTy, TupleTy, Ty, assignable, join
from tests.generate import trees as t
from tests.generate.branches import block
from tests.generate.intervals import drifted
from tests.generate.leaves import fit, of_kind
from tests.generate.types import element, number_type, written
from tests.generate.world import At, Typed, World

Over = tuple["s.Expr | s.Range", Ty, frozenset[str], bool]
"""What is walked over, the type of its elements, inputs, and whether that type is exact."""


def walked(w: World, at: At, size: int) -> Over:
    """Some array with this many elements."""
    known = [v for v in of_kind(at, ArrayTy) if isinstance(v.ty, ArrayTy) and v.ty.size == size]
    if known and w.choices.maybe(2, 3):
        found = w.choices.pick(known)
    elif w.choices.maybe(1, 3):
        found = w.expr(ArrayTy(element(w), size), at.deeper())
    else:
        lo = w.choices.pick((0, 1, -2))
        return _range(w, lo, lo + size - 1), IntTy(lo, lo + size - 1), frozenset(), True
    assert isinstance(found.ty, ArrayTy)
    return found.node, found.ty.element, found.inputs, found.exact


def _range(w: World, lo: int, hi: int) -> s.Range:
    named = [n for n, value in w.constants.items() if value == hi]
    end = t.ref(w.choices.pick(named)) if named and w.choices.maybe(1, 2) else t.number(hi)
    return s.Range(t.number(lo), end, NOWHERE)


def bound(w: World, ty: Ty, inputs: frozenset[str], exact: bool) -> tuple[s.Binder, tuple[Typed, ...]]:
    """A name for an element, or names for its items."""
    if isinstance(ty, TupleTy) and w.choices.maybe(2, 3):
        names = [w.fresh("x") for _ in ty.items]
        parts = tuple(Typed(t.ref(n), i, inputs, exact) for n, i in zip(names, ty.items, strict=True))
        return s.TupleBinder(t.names(names), NOWHERE), parts
    name = w.fresh("x")
    return t.name(name), (Typed(t.ref(name), ty, inputs, exact),)


def mapped(w: World, want: Ty, at: At) -> Typed:
    """`for` and comprehensions, over arrays; for a wanted list over a list."""
    assert isinstance(want, ArrayTy)
    over, item, inputs, exact = walked(w, at, want.size)
    variable, local = bound(w, item, inputs, exact)
    inner = at.deeper(wanted=at.wanted).with_(*local)
    return _loop(w, over, variable, want.element, inner, lambda ty: ArrayTy(ty, want.size), inputs)


def _loop(
    w: World, over: "s.Expr | s.Range", variable: s.Binder, want: Ty, at: At, whole: Callable[[Ty], Ty],
    inputs: frozenset[str],
) -> Typed:  # fmt: skip
    if w.choices.maybe(1, 2):
        value = w.expr(want, at)
        node: s.Expr = s.Comprehension(value.node, variable, over, NOWHERE)
    else:
        body, value = block(w, want, at)
        node = s.For(variable, over, body, NOWHERE)
    return Typed(node, whole(want if at.wanted else value.ty), inputs | value.inputs)


def over_list(w: World, want: Ty, at: At) -> Typed | None:
    """A loop over a list gives a list with as many elements."""
    if not isinstance(want, ListTy):
        return None
    known = [
        (v, v.ty) for v in of_kind(at, ListTy)
        if isinstance(v.ty, ListTy) and want.lo <= v.ty.lo and v.ty.hi <= want.hi
    ]  # fmt: skip
    if not known:
        return None
    over, ty = w.choices.pick(known)
    variable, local = bound(w, ty.element, over.inputs, over.exact)
    inner = at.deeper(wanted=at.wanted).with_(*local)
    return _loop(w, over.node, variable, want.element, inner, lambda e: ListTy(e, ty.lo, ty.hi), over.inputs)


def _steps(w: World, at: At) -> tuple[Over, int]:
    """What a fold walks over, lists included, and the most steps that it takes."""
    lists = of_kind(at, ListTy)
    if lists and w.choices.maybe(1, 3):
        found = w.choices.pick(lists)
        assert isinstance(found.ty, ListTy)
        return (found.node, found.ty.element, found.inputs, found.exact), found.ty.hi
    size = w.choices.number(1, 3)
    return walked(w, at, size), size


def fold(w: World, want: Ty, at: At) -> Typed | None:
    """With a declared accumulator: the body is anything of its type."""
    if isinstance(want, TextTy):
        return None
    (over, item, inputs, exact), _ = _steps(w, at.loosely())
    start = w.expr(want, at.deeper(wanted=True))
    accumulator, (variable, local) = w.fresh("acc"), bound(w, item, inputs, exact)
    reads = inputs | start.inputs
    held = Typed(t.ref(accumulator), want, reads)
    inner = at.deeper(wanted=w.allows("wants of folds")).inside_a_fold().with_(held, *local)
    body, value = block(w, want, inner)
    typed = written(w, want)
    node = s.Fold(t.name(accumulator), typed, start.node, variable, over, body, NOWHERE)
    return Typed(node, want, reads | value.inputs)


def drifting(w: World, want: Ty, at: At) -> Typed | None:
    """A sum or an extreme, whose accumulator's range the compiler works out."""
    if not isinstance(want, IntTy):
        return None
    (over, item, inputs, exact), steps = _steps(w, at.loosely())
    start = w.expr(number_type(w), at.deeper())
    accumulator, (variable, local) = w.fresh("acc"), bound(w, item, inputs, exact)
    inner = replace(at.deeper().inside_a_fold(), depth=min(at.depth - 1, 2)).with_(*local)
    step = w.expr(number_type(w), inner)
    assert isinstance(start.ty, IntTy) and isinstance(step.ty, IntTy)
    held = t.ref(accumulator)
    reads = inputs | start.inputs | step.inputs
    match w.choices.pick(("sum", "max", "if")):
        case "sum":
            body, ty = t.binary("+", held, step.node), drifted(start.ty, step.ty, steps)
        case "max":
            body, ty = t.call("max", held, step.node), _join(start.ty, step.ty)
        case _:
            test = w.expr(BoolTy(), inner)
            reads |= test.inputs
            more = t.binary("-", held, step.node)
            body = t.when(test.node, t.block(more), t.block(held))
            ty = drifted(start.ty, IntTy(-step.ty.hi, -step.ty.lo), steps)
    node = s.Fold(t.name(accumulator), None, start.node, variable, over, t.block(body), NOWHERE)
    return fit(w, Typed(node, ty, reads), want, at)


def _join(a: IntTy, b: IntTy) -> IntTy:
    found = join(a, b)
    assert isinstance(found, IntTy)
    return found


def scan(w: World, want: Ty, at: At) -> Typed | None:
    """The accumulators after each step."""
    if not w.allows("scan") or not isinstance(want, ArrayTy):
        return None
    over, item, inputs, exact = walked(w, at.loosely(), want.size)
    start = w.expr(want.element, at.deeper(wanted=True))
    accumulator, (variable, local) = w.fresh("acc"), bound(w, item, inputs, exact)
    reads = inputs | start.inputs
    held = Typed(t.ref(accumulator), want.element, reads)
    inner = at.deeper(wanted=w.allows("wants of folds")).inside_a_fold().with_(held, *local)
    body, value = block(w, want.element, inner)
    typed = written(w, want.element)
    node = s.Scan(t.name(accumulator), typed, start.node, variable, over, body, NOWHERE)
    return Typed(node, want, reads | value.inputs)


def applied(w: World, want: Ty, at: At) -> Typed | None:
    """`map(f, xs)` with a function of the program."""
    if not isinstance(want, ArrayTy):
        return None
    known = [
        f for f in w.callable(at)
        if len(f.parameters) == 1 and assignable(f.result, want.element)
        and not isinstance(f.parameters[0][1], TextTy)
    ]  # fmt: skip
    if not known:
        return None
    function = w.choices.pick(known)
    over = w.expr(ArrayTy(function.parameters[0][1], want.size), at.deeper())
    node = t.call("map", t.ref(function.name), over.node)
    return Typed(node, ArrayTy(function.result, want.size), over.inputs | function.inputs)
