"""Generic functions, of the program or of a module beside it, and their uses."""

from collections.abc import Callable
from functools import cache
from math import lcm

from tcme.dsl import syntax as s
from tcme.dsl.parser import parse
from tcme.dsl.source import Source
from tcme.dsl.ty import ArrayTy, BoolTy, FixedTy, IntTy, ListTy, NoneTy, OptionTy, TextTy, TupleTy, Ty, join
from tests.generate import trees as t
from tests.generate.closures import function
from tests.generate.leaves import fit, of_kind
from tests.generate.steps import Stepped, fitted, stepped
from tests.generate.types import element, number_type
from tests.generate.world import At, Typed, World

TEXT = """module tools
const one = 1
/// The first of several.
fn first[T, n](xs : [T; n]) -> T where n >= one {
    xs[0]
}
fn twice[T, n](xs : [T; n]) -> [T; 2 * n] {
    concat(xs, xs)
}
fn total[n, lo, hi](xs : [Int[lo..hi]; n]) -> Int where n >= 1 and lo <= hi {
    sum(xs)
}
fn among[lo, hi](x : Int, least : Int[lo..lo], greatest : Int[hi..hi]) -> Int[lo..hi] {
    min(max(x, least), greatest)
}
fn either[T](c : Bool, a : T, b : T) -> T {
    if c { a } else { b }
}
fn swap[A, B](p : (A, B)) -> (B, A) {
    (p.1, p.0)
}
fn applied[T, n](f : fn(T) -> Int, xs : [T; n]) -> [Int; n] {
    map(f, xs)
}
fn last[T, lo, hi](xs : List[T; lo..hi], default : T) -> T {
    fold found : T = default for x in xs { x }
}
fn smaller(a : Fixed, b : Fixed) -> Fixed {
    if a < b { a } else { b }
}
fn reversed[T, n](xs : [T; n]) -> [T; n] {
    for i in 0..n - 1 { xs[n - 1 - i] }
}
"""


@cache
def declarations() -> dict[str, s.Declaration]:
    program = parse(Source("tools.tcme", TEXT)).program
    return {d.name.text: d for d in program.declarations if isinstance(d, s.FunctionDecl | s.ConstDecl)}


def used(w: World) -> tuple[s.Declaration, ...]:
    """What the program needs of them: the functions themselves, or the module."""
    if not w.templates:
        return ()
    if w.module:
        return (s.UseDecl(t.names(("tools",)), t.names(sorted(w.imported)), t.none().span),)
    known = declarations()
    return (*((known["one"],) if "first" in w.templates else ()), *(known[n] for n in sorted(w.templates)))


def _named(w: World, name: str) -> str:
    """How the program calls it."""
    w.templates.add(name)
    if not w.module:
        return name
    if name in w.imported or w.choices.maybe(1, 3):
        w.imported.add(name)
        return name
    return f"tools.{name}"


def generic_call(w: World, want: Ty, at: At) -> Typed | None:
    if not w.allows("generics") or isinstance(want, TextTy):
        return None
    options: list[Callable[[World, Ty, At], Typed | None]] = [_first, _either]
    match want:
        case IntTy():
            options += [_total, _among, _last]
        case FixedTy():
            options += [_smaller, _smaller]
        case TupleTy():
            options += [_swap]
        case ArrayTy():
            options += [_twice, _each, _reversed]
        case _:
            pass
    return w.choices.pick(options)(w, want, at)


def _first(w: World, want: Ty, at: At) -> Typed | None:
    xs = w.expr(ArrayTy(want, w.choices.number(1, 3)), at.deeper())
    if not isinstance(xs.ty, ArrayTy):
        return None
    return Typed(t.call(_named(w, "first"), xs.node), xs.ty.element, xs.inputs)


def _either(w: World, want: Ty, at: At) -> Typed | None:
    condition = w.expr(BoolTy(), at.deeper())
    a, b = w.expr(want, at.deeper()), w.expr(want, at.deeper())
    ty = join(a.ty, b.ty)
    if ty is None or isinstance(a.ty, NoneTy):
        return None
    node = t.call(_named(w, "either"), condition.node, a.node, b.node)
    return Typed(node, ty, condition.inputs | a.inputs | b.inputs)


def _total(w: World, want: Ty, at: At) -> Typed | None:
    xs = w.expr(ArrayTy(number_type(w), w.choices.number(1, 3)), at.deeper())
    if not isinstance(xs.ty, ArrayTy) or not isinstance(xs.ty.element, IntTy):
        return None
    each, size = xs.ty.element, xs.ty.size
    ty = IntTy(each.lo * size, each.hi * size)
    return fit(w, Typed(t.call(_named(w, "total"), xs.node), ty, xs.inputs), want, at)


def _among(w: World, want: Ty, at: At) -> Typed | None:
    if not isinstance(want, IntTy):
        return None
    x = w.expr(w.anything, at.deeper())
    return Typed(t.call(_named(w, "among"), x.node, t.number(want.lo), t.number(want.hi)), want, x.inputs)


def _smaller(w: World, want: Ty, at: At) -> Typed | None:
    """Of two numbers with any step; what comes out is brought to the wanted one."""
    if not isinstance(want, FixedTy):
        return None
    a, b = stepped(w.expr(want, at.deeper())), stepped(w.expr(want, at.deeper()))
    node = t.call(_named(w, "smaller"), a.node, b.node)
    over = lcm(a.over, b.over)
    return fitted(w, Stepped(node, min(a.lo, b.lo), max(a.hi, b.hi), over, a.inputs | b.inputs), want, at)


def _swap(w: World, want: Ty, at: At) -> Typed | None:
    if not isinstance(want, TupleTy) or len(want.items) != 2:
        return None
    pair = w.expr(TupleTy((want.items[1], want.items[0])), at.deeper())
    if not isinstance(pair.ty, TupleTy):
        return None
    first, second = pair.ty.items
    return Typed(t.call(_named(w, "swap"), pair.node), TupleTy((second, first)), pair.inputs)


def _twice(w: World, want: Ty, at: At) -> Typed | None:
    if not isinstance(want, ArrayTy) or want.size % 2:
        return None
    xs = w.expr(ArrayTy(want.element, want.size // 2), at.deeper())
    if not isinstance(xs.ty, ArrayTy):
        return None
    return Typed(t.call(_named(w, "twice"), xs.node), ArrayTy(xs.ty.element, want.size), xs.inputs)


def _reversed(w: World, want: Ty, at: At) -> Typed | None:
    xs = w.expr(want, at.deeper())
    return Typed(t.call(_named(w, "reversed"), xs.node), xs.ty, xs.inputs)


def _each(w: World, want: Ty, at: At) -> Typed | None:
    """A function passed to a function."""
    if not isinstance(want, ArrayTy) or not isinstance(want.element, IntTy) or not w.allows("lambdas"):
        return None
    item = element(w)
    if isinstance(item, OptionTy):
        return None
    xs = w.expr(ArrayTy(item, want.size), at.deeper())
    if not isinstance(xs.ty, ArrayTy):
        return None
    f, inputs = function(w, xs.ty.element, want.element, at, xs.inputs, exact=False)
    return Typed(t.call(_named(w, "applied"), f, xs.node), want, xs.inputs | inputs)


def _last(w: World, want: Ty, at: At) -> Typed | None:
    lists = [v for v in of_kind(at, ListTy) if isinstance(v.ty, ListTy) and isinstance(v.ty.element, IntTy)]
    if not lists or not isinstance(want, IntTy):
        return None
    xs = w.choices.pick(lists)
    default = w.expr(number_type(w), at.deeper())
    assert isinstance(xs.ty, ListTy)
    ty = join(xs.ty.element, default.ty)
    assert ty is not None
    node = t.call(_named(w, "last"), xs.node, default.node)
    return fit(w, Typed(node, ty, xs.inputs | default.inputs), want, at)
