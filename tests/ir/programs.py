"""Hypothesis strategies: well-typed core programs with maps, folds, scans, options, records, tuples, arrays,
lists, indices and bits."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import strategies as st

from tcme.compiler import core
from tcme.compiler.core import Expr
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    EnumTy,
    FixedTy,
    IntTy,
    KeyTy,
    ListTy,
    OptionTy,
    RecordTy,
    TupleTy,
    Ty,
    assignable,
    join,
)
from tests.ir import terms as t

OWNERS = ("alice", "bob")
WIDEST = 10**6


@dataclass
class Scope:
    """Variables and inputs to choose from, and fresh numbers."""

    known: list[Expr]
    fresh: Any

    def with_(self, *more: Expr) -> "Scope":
        return Scope([*self.known, *more], self.fresh)


def ints() -> st.SearchStrategy[IntTy]:
    return st.tuples(st.integers(-9, 9), st.integers(0, 12)).map(lambda p: IntTy(p[0], p[0] + p[1]))


def enums() -> st.SearchStrategy[EnumTy]:
    return st.sampled_from(
        [EnumTy(("A", "B")), EnumTy(("B", "A", "C")), EnumTy(("C",)), EnumTy(("A", "B", "C"))]
    )


def scalars() -> st.SearchStrategy[Ty]:
    rare = st.sampled_from([KeyTy(), FixedTy(-5, 25, 100)])
    return st.one_of(st.just(BoolTy()), ints(), ints(), ints(), enums(), rare)


def lists(element: st.SearchStrategy[Ty]) -> st.SearchStrategy[Ty]:
    return st.tuples(element, st.integers(0, 2), st.integers(1, 2)).map(
        lambda p: ListTy(p[0], p[1], p[1] + p[2])
    )


def types() -> st.SearchStrategy[Ty]:
    flat = st.one_of(scalars(), scalars().map(OptionTy))
    records = st.lists(flat, min_size=1, max_size=3).map(
        lambda ts: RecordTy(tuple((f"f{i}", x) for i, x in enumerate(ts)))
    )
    tuples = st.tuples(flat, flat).map(TupleTy)
    inner = st.one_of(flat, records, records.map(OptionTy), tuples)
    arrays = st.tuples(inner, st.integers(1, 3)).map(lambda p: ArrayTy(*p))
    matrices = st.tuples(arrays, st.integers(1, 3)).map(lambda p: ArrayTy(*p))
    some = lists(st.one_of(scalars(), records, lists(scalars()), tuples))
    rows = st.tuples(some, st.integers(1, 2)).map(lambda p: ArrayTy(*p))
    return st.one_of(inner, arrays, arrays.map(OptionTy), matrices, some, some, rows, some.map(OptionTy))


def values(ty: Ty) -> st.SearchStrategy[Any]:
    match ty:
        case BoolTy():
            return st.booleans()
        case IntTy(lo, hi) | FixedTy(lo, hi, _):
            return st.integers(lo, hi)
        case KeyTy():
            return st.sampled_from([0, 1, 2**59 + 7, 2**60 - 1])
        case TupleTy(items):
            return st.tuples(*map(values, items))
        case ListTy(element, lo, hi):
            return st.lists(values(element), min_size=lo, max_size=hi).map(tuple)
        case EnumTy(names):
            return st.sampled_from(names)
        case OptionTy(element):
            return st.one_of(st.none(), values(element))
        case RecordTy(fields):
            return st.fixed_dictionaries({n: values(f) for n, f in fields})
        case ArrayTy(element, size):
            return st.tuples(*[values(element)] * size)
        case _:
            raise AssertionError(ty)


@st.composite
def programs(draw: Any) -> tuple[core.CoreProgram, dict[str, Any]]:
    """A program and inputs for it."""
    declared = draw(st.lists(types(), min_size=1, max_size=3))
    inputs = {f"x{i}": (OWNERS[i % 2], ty) for i, ty in enumerate(declared)}
    scope = Scope([t.ref(n, ty) for n, (_, ty) in inputs.items()], count(1))
    outputs = {f"o{i}": draw(exprs(scope, 4)) for i in range(draw(st.integers(1, 2)))}
    given = {n: draw(values(ty)) for n, (_, ty) in inputs.items()}
    return t.program(inputs, outputs), given


@st.composite
def exprs(draw: Any, scope: Scope, depth: int) -> Expr:
    """An expression of any type."""
    if depth == 0 or draw(st.integers(0, 9)) == 0:
        return draw(leaves(scope))
    rule = draw(st.sampled_from(RULES))
    return draw(rule(scope, depth - 1))


@st.composite
def leaves(draw: Any, scope: Scope) -> Expr:
    if scope.known and draw(st.integers(0, 9)):
        return draw(st.sampled_from(scope.known))
    ty = draw(types())
    return t.const(draw(values(ty)), ty)


@st.composite
def of(draw: Any, scope: Scope, depth: int, kind: type) -> Expr:
    """An expression whose type is of one class: computed, found among what is known, or a constant."""
    if depth > 0 and kind in PRODUCERS and draw(st.integers(0, 2)):
        made = draw(draw(st.sampled_from(PRODUCERS[kind]))(scope, depth - 1))
        if isinstance(made.ty, kind):
            return made
    known = [p for k in scope.known for p in reachable(k) if isinstance(p.ty, kind)]
    if known and draw(st.integers(0, 4)):
        return draw(st.sampled_from(known))
    ty = draw(FRESH[kind]())
    return t.const(draw(values(ty)), ty)


FRESH: dict[type, Any] = {
    BoolTy: lambda: st.just(BoolTy()),
    IntTy: ints,
    EnumTy: enums,
    OptionTy: lambda: scalars().map(OptionTy),
    RecordTy: lambda: scalars().map(lambda x: RecordTy((("f0", x),))),
    ArrayTy: lambda: st.tuples(scalars(), st.integers(1, 3)).map(lambda p: ArrayTy(*p)),
    ListTy: lambda: lists(scalars()),
}


def reachable(expr: Expr) -> list[Expr]:
    """The expression, its fields, whether it is present, its first element."""
    match expr.ty:
        case RecordTy(fields):
            return [expr, *(p for n, _ in fields for p in reachable(t.field(expr, n)))]
        case ArrayTy(_, size):
            return [expr, *reachable(t.index(expr, t.number(size - 1)))]
        case OptionTy():
            return [expr, core.IsSome(expr, BoolTy(), NOWHERE)]
        case TupleTy(items):
            parts = (core.GetItem(expr, i, item, NOWHERE) for i, item in enumerate(items))
            return [expr, *(p for part in parts for p in reachable(part))]
        case ListTy():
            return [expr, *reachable(t.elements(expr))]
        case _:
            return [expr]


@st.composite
def arithmetic(draw: Any, scope: Scope, depth: int) -> Expr:
    left, right = draw(of(scope, depth, IntTy)), draw(of(scope, depth, IntTy))
    op = draw(st.sampled_from(["add", "sub", "mul", "div", "mod", "min", "max", "abs", "neg"]))
    x, y = left.ty, right.ty
    assert isinstance(x, IntTy) and isinstance(y, IntTy)
    if max(map(abs, (x.lo, x.hi, y.lo, y.hi))) > WIDEST:
        return left
    match op:
        case "neg":
            return core.Unary("neg", left, IntTy(-x.hi, -x.lo), NOWHERE)
        case "abs":
            bound = max(abs(x.lo), abs(x.hi))
            return core.Builtin("abs", (left,), IntTy(0, bound), NOWHERE)
        case "min" | "max":
            bound = join(x, y)
            assert bound is not None
            return core.Builtin(op, (left, right), bound, NOWHERE)
        case "div" | "mod":
            if y.lo <= 0 <= y.hi:
                right = t.number(draw(st.sampled_from([-3, -1, 1, 2, 7])))
            bound = max(abs(x.lo), abs(x.hi), abs(y.lo), abs(y.hi), 7)
            return t.binary(op, left, right, IntTy(-bound, bound))
        case _:
            corners = [
                f(a, b)
                for f in (int.__add__, int.__sub__, int.__mul__)
                for a in (x.lo, x.hi)
                for b in (y.lo, y.hi)
            ]
            return t.binary(op, left, right, IntTy(min(corners), max(corners)))


@st.composite
def orders(draw: Any, scope: Scope, depth: int) -> Expr:
    left, right = draw(of(scope, depth, IntTy)), draw(of(scope, depth, IntTy))
    return t.binary(draw(st.sampled_from(["lt", "le", "gt", "ge"])), left, right, BoolTy())


@st.composite
def equalities(draw: Any, scope: Scope, depth: int) -> Expr:
    left, right = draw(exprs(scope, depth)), draw(exprs(scope, depth))
    both = join(left.ty, right.ty)
    if both is None:
        both, right = left.ty, draw(constants(left.ty))
    op = draw(st.sampled_from(["eq", "ne"]))
    return t.binary(op, t.wide(left, both), t.wide(right, both), BoolTy())


@st.composite
def constants(draw: Any, ty: Ty) -> Expr:
    return t.const(draw(values(ty)), ty)


@st.composite
def logic(draw: Any, scope: Scope, depth: int) -> Expr:
    left, right = draw(of(scope, depth, BoolTy)), draw(of(scope, depth, BoolTy))
    if draw(st.integers(0, 3)) == 0:
        return core.Unary("not", left, BoolTy(), NOWHERE)
    return t.binary(draw(st.sampled_from(["and", "or", "xor"])), left, right, BoolTy())


@st.composite
def choices(draw: Any, scope: Scope, depth: int) -> Expr:
    condition = draw(of(scope, depth, BoolTy))
    then, otherwise = draw(exprs(scope, depth)), draw(exprs(scope, depth))
    both = join(then.ty, otherwise.ty)
    if both is None:
        return t.when(condition, t.some(then), t.none(then.ty)) if _plain(then.ty) else then
    return t.when(condition, t.wide(then, both), t.wide(otherwise, both))


def _plain(ty: Ty) -> bool:
    return not isinstance(ty, OptionTy)


@st.composite
def options(draw: Any, scope: Scope, depth: int) -> Expr:
    """`match x { none => d, v => v }`."""
    option = draw(of(scope, depth, OptionTy))
    assert isinstance(option.ty, OptionTy)
    present = core.IsSome(option, BoolTy(), NOWHERE)
    inside = core.Unwrap(option, option.ty.element, NOWHERE)
    return t.when(present, inside, draw(constants(option.ty.element)))


@st.composite
def widenings(draw: Any, scope: Scope, depth: int) -> Expr:
    value = draw(exprs(scope, depth))
    target = draw(types())
    if assignable(value.ty, target):
        return t.wide(value, target)
    return t.some(value) if _plain(value.ty) else value


@st.composite
def records(draw: Any, scope: Scope, depth: int) -> Expr:
    parts = draw(st.lists(exprs(scope, depth), min_size=1, max_size=2))
    fields = tuple((f"f{i}", p) for i, p in enumerate(parts))
    return core.MakeRecord(fields, RecordTy(tuple((n, p.ty) for n, p in fields)), NOWHERE)


@st.composite
def arrays(draw: Any, scope: Scope, depth: int) -> Expr:
    first, second = draw(exprs(scope, depth)), draw(exprs(scope, depth))
    both = join(first.ty, second.ty)
    items = (first,) if both is None else (t.wide(first, both), t.wide(second, both))
    return core.MakeArray(items, ArrayTy(items[0].ty, len(items)), NOWHERE)


@st.composite
def lookups(draw: Any, scope: Scope, depth: int) -> Expr:
    """Indexing, by anything whose remainder fits."""
    array, position = draw(of(scope, depth, ArrayTy)), draw(of(scope, depth, IntTy))
    assert isinstance(array.ty, ArrayTy)
    size = array.ty.size
    return t.index(array, t.binary("mod", position, t.number(size), IntTy(0, size - 1)))


@st.composite
def tuples(draw: Any, scope: Scope, depth: int) -> Expr:
    items = (draw(exprs(scope, depth)), draw(exprs(scope, depth)))
    return core.MakeTuple(items, TupleTy(tuple(i.ty for i in items)), NOWHERE)


@st.composite
def bitwise(draw: Any, scope: Scope, depth: int) -> Expr:
    """Of anything that is not negative."""
    op = draw(st.sampled_from(["band", "bor", "bxor"]))
    sides = [draw(of(scope, depth, IntTy)) for _ in range(2)]
    plain = [s if _small(s.ty) else t.wide(t.number(draw(st.integers(0, 20))), IntTy(0, 20)) for s in sides]
    bound = max(s.ty.hi for s in plain).bit_length()  # type: ignore[union-attr]
    return t.binary(op, plain[0], plain[1], IntTy(0, (1 << bound) - 1))


def _small(ty: Ty) -> bool:
    return isinstance(ty, IntTy) and ty.lo >= 0 and ty.hi <= WIDEST


@st.composite
def packs(draw: Any, scope: Scope, depth: int) -> Expr:
    """`filter` and the like: any array of options as a list."""
    over = draw(of(scope, depth, ArrayTy))
    assert isinstance(over.ty, ArrayTy)
    if isinstance(over.ty.element, OptionTy):
        return core.Pack(over, False, ListTy(over.ty.element.element, 0, over.ty.size), NOWHERE)
    uid = next(scope.fresh)
    item = t.var(uid, over.ty.element)
    keep = draw(of(scope.with_(item), depth, BoolTy))
    chosen = t.when(keep, t.some(item), t.none(over.ty.element))
    return core.Pack(t.mapped(uid, over, chosen), False, ListTy(over.ty.element, 0, over.ty.size), NOWHERE)


@st.composite
def mapped_lists(draw: Any, scope: Scope, depth: int) -> Expr:
    """`map` over a list, as the elaborator writes it."""
    over = draw(of(scope, depth, ListTy))
    assert isinstance(over.ty, ListTy)
    uid = next(scope.fresh)
    slot = t.var(uid, OptionTy(over.ty.element))
    body = draw(exprs(scope.with_(core.Unwrap(slot, over.ty.element, NOWHERE)), depth))
    if not _plain(body.ty):
        return over
    present = core.IsSome(slot, BoolTy(), NOWHERE)
    mapped = t.mapped(uid, t.elements(over), t.when(present, t.some(body), t.none(body.ty)))
    return core.Pack(mapped, True, ListTy(body.ty, over.ty.lo, over.ty.hi), NOWHERE)


@st.composite
def wider_lists(draw: Any, scope: Scope, depth: int) -> Expr:
    """A list or an array where a longer list is wanted."""
    value = draw(st.one_of(of(scope, depth, ListTy), of(scope, depth, ArrayTy)))
    match value.ty:
        case ListTy(element, _, hi):
            return t.wide(value, ListTy(element, 0, hi + draw(st.integers(0, 2))))
        case ArrayTy(element, n) if _plain(element):
            return t.wide(value, ListTy(element, 0, n + draw(st.integers(0, 2))))
        case _:
            return value


@st.composite
def maps(draw: Any, scope: Scope, depth: int) -> Expr:
    counted = st.tuples(st.integers(-1, 2), st.integers(1, 3)).map(lambda p: t.iota(*p))
    over = draw(st.one_of(of(scope, depth, ArrayTy), counted))
    assert isinstance(over.ty, ArrayTy)
    uid = next(scope.fresh)
    body = draw(exprs(scope.with_(t.var(uid, over.ty.element)), depth))
    return t.mapped(uid, over, body)


@st.composite
def lets(draw: Any, scope: Scope, depth: int) -> Expr:
    value = draw(exprs(scope, depth))
    uid = next(scope.fresh)
    return t.let(uid, value, draw(exprs(scope.with_(t.var(uid, value.ty)), depth)))


@st.composite
def reductions(draw: Any, scope: Scope, depth: int) -> Expr:
    array = draw(of(scope, depth, ArrayTy))
    assert isinstance(array.ty, ArrayTy)
    n, element = array.ty.size, array.ty.element
    match element:
        case IntTy(lo, hi):
            op = draw(st.sampled_from(["sum", "min", "max", "argmin", "argmax"]))
            by = {"sum": IntTy(n * lo, n * hi), "min": element, "max": element}
            return core.Builtin(op, (array,), by.get(op, IntTy(0, n - 1)), NOWHERE)
        case BoolTy():
            op = draw(st.sampled_from(["any", "all", "count"]))
            return core.Builtin(op, (array,), IntTy(0, n) if op == "count" else BoolTy(), NOWHERE)
        case _:
            return array


@st.composite
def sums(draw: Any, scope: Scope, depth: int) -> Expr:
    """Folds that are reductions, in several spellings."""
    over = draw(of(scope, depth, ArrayTy))
    assert isinstance(over.ty, ArrayTy)
    acc, item = next(scope.fresh), next(scope.fresh)
    inner = scope.with_(t.var(item, over.ty.element))
    element = draw(of(inner, depth, IntTy))
    assert isinstance(element.ty, IntTy)
    bound = over.ty.size * max(abs(element.ty.lo), abs(element.ty.hi)) + 9
    ty = IntTy(-bound, bound)
    held, start = t.var(acc, ty), t.wide(draw(constants(IntTy(-9, 9))), ty)
    plus = t.wide(t.binary("add", held, element, IntTy(-2 * bound, 2 * bound)), ty)
    shape = draw(st.integers(0, 4))
    if shape == 0:
        body = plus
    elif shape == 1:
        body = t.when(draw(of(inner, depth, BoolTy)), plus, held)
    elif shape == 2:
        body = core.Builtin("max", (t.wide(element, ty), held), ty, NOWHERE)
    elif shape == 3:
        more = t.binary("lt", element, held, BoolTy())
        body = t.when(more, t.wide(element, ty), held)
    else:
        body = t.wide(t.binary("sub", held, element, IntTy(-2 * bound, 2 * bound)), ty)
    return t.fold(acc, item, start, over, body)


@st.composite
def folds(draw: Any, scope: Scope, depth: int) -> Expr:
    """Folds of any accumulator: the body is anything, or the accumulator."""
    over, start = draw(of(scope, depth, ArrayTy)), draw(exprs(scope, depth))
    assert isinstance(over.ty, ArrayTy)
    acc, item = next(scope.fresh), next(scope.fresh)
    held = t.var(acc, start.ty)
    inner = scope.with_(held, t.var(item, over.ty.element))
    body = draw(exprs(inner, depth))
    condition = draw(of(inner, depth, BoolTy))
    if not assignable(body.ty, start.ty):
        body = draw(constants(start.ty))
    step = t.when(condition, t.wide(body, start.ty), held)
    fold = t.fold(acc, item, start, over, step)
    if draw(st.integers(0, 2)) == 0 and isinstance(fold, core.Fold):
        history = ArrayTy(start.ty, over.ty.size)
        return core.Scan(acc, item, start, over, step, history, NOWHERE)
    return fold


RULES = [
    arithmetic,
    orders,
    equalities,
    logic,
    choices,
    options,
    widenings,
    records,
    arrays,
    lookups,
    maps,
    maps,
    lets,
    reductions,
    sums,
    folds,
    folds,
    tuples,
    bitwise,
    packs,
    mapped_lists,
    wider_lists,
]

PRODUCERS: dict[type, list[Any]] = {
    IntTy: [arithmetic, arithmetic, sums, reductions, lookups, options, bitwise],
    BoolTy: [orders, equalities, logic],
    ArrayTy: [maps, maps, arrays, choices, folds],
    ListTy: [packs, mapped_lists, wider_lists],
    OptionTy: [choices, widenings],
}
