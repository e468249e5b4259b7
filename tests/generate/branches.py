"""Blocks, `if`, `match`, and what may stand around any expression."""

from dataclasses import replace

from tcme.dsl import syntax as s
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import BoolTy, EnumTy, IntTy, NoneTy, OptionTy, TextTy, TupleTy, Ty
from tests.generate import trees as t
from tests.generate.leaves import reachable, together
from tests.generate.types import data, written
from tests.generate.world import At, Typed, World


def block(w: World, want: Ty, at: At) -> tuple[s.Block, Typed]:
    """Bindings, then a value of the wanted type; its own node is the block's result."""
    lets: list[s.Let] = []
    for _ in range(w.choices.number(0, 2) if at.depth > 1 and w.fuel > 0 else 0):
        let, at = binding(w, at)
        lets.append(let)
    result = w.expr(want, at)
    return t.block(result.node, lets), result


def binding(w: World, at: At) -> tuple[s.Let, At]:
    """A `let`, and the scope after it."""
    if w.allows("tuples") and w.choices.maybe(1, 6):
        return _taken_apart(w, at)
    if w.allows("lambdas") and w.choices.maybe(1, 8):
        return w.local_function(w, at)
    name = w.fresh("v")
    ty = data(w)
    if w.choices.maybe(1, 3):
        value = w.expr(ty, replace(at.deeper(), wanted=False))
        found = Typed(t.ref(name), value.ty, value.inputs)
        return s.Let(t.name(name), None, None, value.node, NOWHERE), at.with_(found)
    value = w.expr(ty, replace(at.deeper(), wanted=True))
    found = Typed(t.ref(name), ty, value.inputs, exact=True)
    return s.Let(t.name(name), written(w, ty), _claim(w, value, at), value.node, NOWHERE), at.with_(found)


def _claim(w: World, value: Typed, at: At) -> s.LabelClaim | None:
    """A claim that holds of who learns: the owners of all inputs that are mentioned."""
    if at.alone or not w.allows("claims") or not w.choices.maybe(1, 8):
        return None
    owners = w.owners(value.inputs)
    return s.LabelClaim(t.names(owners), None, NOWHERE) if owners else None


def _taken_apart(w: World, at: At) -> tuple[s.Let, At]:
    ty = TupleTy((data(w), data(w)))
    value = w.expr(ty, replace(at.deeper(), wanted=True))
    names = [w.fresh("v") for _ in ty.items]
    parts = [Typed(t.ref(n), i, value.inputs, exact=True) for n, i in zip(names, ty.items, strict=True)]
    binder = s.TupleBinder(t.names(names), NOWHERE)
    return s.Let(binder, written(w, ty), None, value.node, NOWHERE), at.with_(*parts)


def conditional(w: World, want: Ty, at: At) -> Typed:
    condition = w.expr(BoolTy(), at.deeper())
    then, yes = block(w, want, at.deeper(wanted=at.wanted))
    otherwise, no = block(w, want, at.deeper(wanted=at.wanted))
    inputs = condition.inputs | yes.inputs | no.inputs
    if w.choices.maybe(1, 6):
        second = w.expr(BoolTy(), at.deeper())
        third, last = block(w, want, at.deeper(wanted=at.wanted))
        chain = t.when(second.node, otherwise, third)
        inputs |= second.inputs | last.inputs
        ty = together(want, at, yes.ty, no.ty, last.ty)
        return Typed(t.when(condition.node, then, chain), ty, inputs)
    return Typed(t.when(condition.node, then, otherwise), together(want, at, yes.ty, no.ty), inputs)


def optional(w: World, want: Ty, at: At) -> Typed:
    """`if c { value } else { none }`, or the other way round."""
    assert isinstance(want, OptionTy)
    condition = w.expr(BoolTy(), at.deeper())
    then, value = block(w, want.element, at.deeper(wanted=at.wanted))
    nothing = t.block(t.none())
    both = (nothing, then) if w.choices.maybe(1, 3) else (then, nothing)
    ty = together(want, at, value.ty, NoneTy())
    return Typed(t.when(condition.node, *both), ty, condition.inputs | value.inputs)


def matching(w: World, want: Ty, at: At) -> Typed | None:
    """`match` on something whose type is exactly known, so that every arm can be reached.

    Where there is one arm nothing is decided, and the subject tells nothing."""
    subjects = [v for v in reachable(at) if v.exact and _can_match(v.ty)]
    if not subjects:
        return None
    subject = w.choices.pick(subjects)
    arms: list[s.Arm] = []
    types: list[Ty] = []
    patterns = _patterns(w, subject)
    inputs = subject.inputs if len(patterns) > 1 else frozenset()
    for pattern, bound in patterns:
        inner = at.deeper(wanted=at.wanted).with_(*bound)
        if w.choices.maybe(1, 3):
            body, value = block(w, want, inner)
        else:
            value = w.expr(want, inner)
            body = value.node
        arms.append(s.Arm(pattern, body, NOWHERE))
        types.append(value.ty)
        inputs |= value.inputs
    node = s.Match(subject.node, tuple(arms), NOWHERE)
    return Typed(node, together(want, at, *types), inputs)


def _can_match(ty: Ty) -> bool:
    if isinstance(ty, OptionTy):
        return True
    return isinstance(ty, BoolTy | EnumTy | IntTy)


def _patterns(w: World, subject: Typed) -> list[tuple[s.Pattern, tuple[Typed, ...]]]:
    """Patterns that take everything, none of them in vain, and what each binds."""
    wildcard = s.WildcardPattern(NOWHERE)
    found: list[tuple[s.Pattern, tuple[Typed, ...]]] = []
    match subject.ty:
        case OptionTy(element):
            name = w.fresh("v")
            local = Typed(t.ref(name), element, subject.inputs, exact=True)
            some = s.NamePattern(t.name(name), NOWHERE)
            if isinstance(element, BoolTy | EnumTy | IntTy) and _size(element) > 1 and w.choices.maybe(1, 4):
                found = [(p, ()) for p in _points(w, element)[:1]]
            if w.choices.maybe(1, 2):
                return [*found, (some, (local,)), (s.NonePattern(NOWHERE), ())]
            last = (wildcard, ()) if w.choices.maybe(1, 4) else (some, (local,))
            return [*found, (s.NonePattern(NOWHERE), ()), last]
        case _:
            points = _points(w, subject.ty)
            if len(points) == _size(subject.ty) and not w.choices.maybe(1, 3):
                return [(p, ()) for p in points]
            return [*((p, ()) for p in points[: _size(subject.ty) - 1]), (wildcard, ())]


def _points(w: World, ty: Ty) -> list[s.Pattern]:
    """Patterns for some values of the type, all different."""
    match ty:
        case BoolTy():
            return [s.BoolPattern(v, NOWHERE) for v in (True, False)]
        case EnumTy(values):
            return [s.NamePattern(t.name(v), NOWHERE) for v in values]
        case IntTy(lo, hi):
            return [s.IntPattern(v, NOWHERE) for v in range(lo, min(hi, lo + w.choices.number(0, 2)) + 1)]
        case _:
            return []


def _size(ty: Ty) -> int:
    match ty:
        case BoolTy():
            return 2
        case EnumTy(values):
            return len(values)
        case IntTy(lo, hi):
            return hi - lo + 1
        case _:
            raise AssertionError(ty)


def parenthesised(w: World, want: Ty, at: At) -> Typed:
    inner = w.expr(want, at.deeper(wanted=at.wanted))
    return replace_node(inner, t.paren(inner.node))


def endorsed(w: World, want: Ty, at: At) -> Typed | None:
    if at.banned or isinstance(want, TextTy) or not w.choices.maybe(1, 2):
        return None
    inner = w.expr(want, at.deeper(wanted=at.wanted))
    reason = w.choices.pick(("agreed", 'they "say" so', "π ≥ 3\nand\tmore \\"))
    return Typed(s.Endorse(inner.node, reason, NOWHERE), inner.ty, inner.inputs)


def pinned(w: World, want: Ty, at: At) -> Typed | None:
    """Computed at a place: MPC, an environment, or the party that owns all that it reads."""
    if at.alone or not w.allows("pins") or not w.choices.maybe(1, 4):
        return None
    inner, value = block(w, want, at.deeper(wanted=at.wanted))
    owners = w.owners(value.inputs)
    places = [*(owners if len(owners) == 1 else ()), "mpc", *([w.environment] if w.environment else ())]
    return Typed(s.Pin(t.name(w.choices.pick(places)), inner, NOWHERE), value.ty, value.inputs)


def replace_node(value: Typed, node: s.Expr) -> Typed:
    return Typed(node, value.ty, value.inputs, value.exact)
