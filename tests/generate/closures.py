"""Functions as values: lambdas, local functions, and functions passed by name."""

from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, IntTy, TextTy, Ty, assignable
from tests.generate import trees as t
from tests.generate.branches import block
from tests.generate.leaves import fit
from tests.generate.loops import bound, walked
from tests.generate.types import number_type, scalar
from tests.generate.world import At, Function, Typed, World


def function(
    w: World, item: Ty, want: Ty, at: At, inputs: frozenset[str], *, exact: bool
) -> tuple[s.Expr, frozenset[str]]:
    """A function from `item` to `want`: one of the program by name, or a lambda; and what it mentions."""
    known = [
        f for f in w.callable(at)
        if len(f.parameters) == 1 and assignable(item, f.parameters[0][1]) and assignable(f.result, want)
    ]  # fmt: skip
    if known and w.choices.maybe(1, 3):
        chosen = w.choices.pick(known)
        return t.ref(chosen.name), chosen.inputs
    node, value = _lambda(w, item, want, at, inputs, exact=exact)
    return node, value.inputs


def _lambda(
    w: World, item: Ty, want: Ty, at: At, inputs: frozenset[str], *, exact: bool
) -> tuple[s.Expr, Typed]:
    binder, local = bound(w, item, inputs, exact)
    inner = at.deeper().with_(*local)
    if w.choices.maybe(1, 4):
        body, value = block(w, want, inner)
        return s.Lambda((binder,), body, NOWHERE), value
    value = w.expr(want, inner)
    return s.Lambda((binder,), value.node, NOWHERE), value


def mapped_lambda(w: World, want: Ty, at: At) -> Typed | None:
    """`map(fn(x) => e, xs)`."""
    if not w.allows("lambdas") or not isinstance(want, ArrayTy):
        return None
    over, item, inputs, exact = walked(w, at.loosely(), want.size)
    if isinstance(over, s.Range) or isinstance(item, TextTy):
        return None
    node, value = _lambda(w, item, want.element, at, inputs, exact=exact)
    return Typed(t.call("map", node, over), ArrayTy(value.ty, want.size), inputs | value.inputs)


def local_function(w: World, at: At) -> tuple[s.Let, At]:
    """`let f = fn(x, y) => e`: its parameters have whatever types a use gives them."""
    name = w.fresh("g")
    count = w.choices.number(1, 2)
    names = [w.fresh("x") for _ in range(count)]
    types = tuple(w.choices.pick((number_type, scalar))(w) for _ in names)
    locals = [Typed(t.ref(n), ty) for n, ty in zip(names, types, strict=True)]
    result: Ty = w.choices.pick((number_type(w), BoolTy(), *(ty for ty in types if isinstance(ty, EnumTy))))
    inner = at.deeper().with_(*locals).inside_a_fold()
    value = w.expr(result, inner)
    node = s.Lambda(t.names(names), value.node, NOWHERE)
    made = Function(name, tuple(zip(names, types, strict=True)), value.ty, value.inputs, False, False)
    return s.Let(t.name(name), None, None, node, NOWHERE), at.with_function(made)


def local_call(w: World, want: Ty, at: At) -> Typed | None:
    known = [
        f for f in at.functions
        if assignable(f.result, want) or (isinstance(want, IntTy) and isinstance(f.result, IntTy))
    ]  # fmt: skip
    if not known:
        return None
    chosen = w.choices.pick(known)
    values = [w.expr(ty, at.deeper()) for _, ty in chosen.parameters]
    inputs = chosen.inputs.union(*(v.inputs for v in values))
    node = t.call(chosen.name, *(v.node for v in values))
    return fit(w, Typed(node, chosen.result, inputs), want, at)


