"""What makes arrays and lists of others: `filter`, `zip`, `concat`, `elements`, `pack`, `utf8`."""

from collections.abc import Callable
from functools import reduce

from tcme.compiler import core
from tcme.compiler.typecheck.annotations import LONGEST
from tcme.compiler.typecheck.atoms import number
from tcme.compiler.typecheck.closures import apply_function
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.facts import learned
from tcme.compiler.typecheck.lists import can_hold, is_sequence
from tcme.compiler.typecheck.messages import kinds as kind_messages
from tcme.compiler.typecheck.messages import lists as messages
from tcme.compiler.typecheck.narrowing import narrower
from tcme.compiler.typecheck.reshape import elements, named, present, reshape, with_bindings
from tcme.compiler.typecheck.scope import Scope
from tcme.compiler.typecheck.shapes import common, lengths
from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, ListTy, OptionTy, TextTy, TupleTy, Ty

SHORT = 64
"""An array of up to so many elements is written out."""


def filtered(ctx: Elaborator, node: syntax.Call, nodes: tuple[syntax.Expr, ...], scope: Scope) -> Typed:
    """`filter(f, xs)`: the list of the elements of which f is true, in their order."""
    if len(nodes) != 2:
        expected = "a function and an array or a list"
        ctx.refuse(kind_messages.wrong_count("filter", expected, len(nodes), node.span))
        return None
    over = ctx.expr(nodes[1], scope)
    if over is None or not _sequence(ctx, "`filter`", over) or not _elements_fit(ctx, over):
        return None
    array = elements(over) if isinstance(over.ty, ListTy) else over
    assert isinstance(array.ty, ArrayTy) and isinstance(over.ty, ArrayTy | ListTy)
    item = core.Var(ctx.meter.fresh(), "element", array.ty.element, over.span)
    element = over.ty.element
    value: core.Expr = item if isinstance(over.ty, ArrayTy) else core.Unwrap(item, element, over.span)
    keep = apply_function(ctx, nodes[0], [value], scope, node.span, "`filter`")
    if keep is None:
        return None
    if keep.ty != BoolTy():
        ctx.refuse(
            kind_messages.argument_kind("filter", "a function that gives `Bool`", keep.ty, nodes[0].span)
        )
        return None
    option = OptionTy(element)
    if isinstance(over.ty, ListTy):
        is_there = core.IsSome(item, BoolTy(), over.span)
        keep = core.Binary("and", is_there, keep, BoolTy(), node.span)
    some = item if isinstance(over.ty, ListTy) else core.Convert(item, option, over.span)
    body = present(keep, some, option)
    kept = core.Map(item.uid, "element", array, body, ArrayTy(option, array.ty.size), node.span)
    packed = core.Pack(kept, False, ListTy(element, 0, array.ty.size), node.span)
    return packed if ctx.level in ("plain", "owing") else _such(ctx, packed, item, keep)


def _such(ctx: Elaborator, kept: core.Pack, item: core.Var, keep: core.Expr) -> core.Expr:
    """What is kept, whose elements are all such that the condition is true."""
    facts = learned(keep, True, ctx.facts, ctx.meanings)
    assert isinstance(kept.ty, ListTy)
    element = narrower(kept.ty.element, ("variable", item.uid), facts)
    ty = ListTy(element, kept.ty.lo, kept.ty.hi)
    return kept if ty == kept.ty else core.Within(kept, ty, kept.span)


def zipped(ctx: Elaborator, node: syntax.Call, args: tuple[core.Expr, ...]) -> Typed:
    """The array of tuples of the elements at each place."""
    if len(args) < 2:
        ctx.refuse(kind_messages.wrong_count("zip", "at least two arrays", len(args), node.span))
        return None
    arrays = [arg.ty for arg in args if isinstance(arg.ty, ArrayTy)]
    if len(arrays) < len(args):
        wrong = next(arg for arg in args if not isinstance(arg.ty, ArrayTy))
        is_list = isinstance(wrong.ty, ListTy)
        help = "write `elements(xs)`: the array of a list's elements as options" if is_list else ""
        ctx.refuse(messages.not_an_array("`zip`", wrong.ty, wrong.span, help))
        return None
    size = arrays[0].size
    if any(ty.size != size for ty in arrays):
        ctx.refuse(messages.sizes_differ(tuple(ty.size for ty in arrays), node.span))
        return None
    element = TupleTy(tuple(ty.element for ty in arrays))
    if not ctx.admits(element, node.span):
        return None
    bindings, values = named(ctx.outcome.fresh, *args)

    def at(place: core.Expr) -> core.Expr:
        items = tuple(
            core.Index(xs, place, ty.element, node.span) for xs, ty in zip(values, arrays, strict=True)
        )
        return core.MakeTuple(items, element, node.span)

    whole = _along(ctx, size, at, node.span)
    return with_bindings(bindings, whole)


def _along(ctx: Elaborator, size: int, at: Callable[[core.Expr], core.Expr], span: Span) -> core.Expr:
    """The array of what there is at each place."""
    places = core.Iota(0, ArrayTy(IntTy(0, size - 1), size), span)
    uid = ctx.meter.fresh()
    body = at(core.Var(uid, "place", IntTy(0, size - 1), span))
    return core.Map(uid, "place", places, body, ArrayTy(body.ty, size), span)


def concatenated(ctx: Elaborator, node: syntax.Call, args: tuple[core.Expr, ...]) -> Typed:
    """One after the other: of arrays an array, otherwise a list."""
    if len(args) < 2:
        ctx.refuse(kind_messages.wrong_count("concat", "at least two arrays or lists", len(args), node.span))
        return None
    if not all(_sequence(ctx, "`concat`", arg) for arg in args):
        return None
    shared = _shared(ctx, args, node.span)
    if shared is None:
        return None
    as_arrays = all(isinstance(arg.ty, ArrayTy) for arg in args)
    if not as_arrays and not all(_elements_fit(ctx, arg) for arg in args):
        return None
    bounds = [lengths(arg.ty) for arg in args if isinstance(arg.ty, ArrayTy | ListTy)]
    low, high = sum(lo for lo, _ in bounds), sum(hi for _, hi in bounds)
    if high > LONGEST:
        ctx.refuse(messages.too_many(high, LONGEST, node.span))
        return None
    same = tuple(_at_element(ctx, arg, shared) for arg in args)
    if as_arrays:
        return reduce(lambda a, b: _joined(ctx, a, b, node.span), same)
    options = tuple(_options(ctx, arg) for arg in same)
    full = all(lo == hi for lo, hi in bounds[:-1])
    whole = reduce(lambda a, b: _joined(ctx, a, b, node.span), options)
    return core.Pack(whole, full, ListTy(shared, low, high), node.span)


def _shared(ctx: Elaborator, args: tuple[core.Expr, ...], span: Span) -> Ty | None:
    """The type that all elements become."""
    types = [arg.ty.element for arg in args if isinstance(arg.ty, ArrayTy | ListTy)]
    shared = types[0]
    for ty in types[1:]:
        joined = common(shared, ty)
        if joined is None:
            ctx.refuse(messages.no_common_element("concat", shared, ty, span))
            return None
        shared = joined
    return shared


def _at_element(ctx: Elaborator, arg: core.Expr, element: Ty) -> core.Expr:
    match arg.ty:
        case ArrayTy(_, size):
            return reshape(ctx.outcome.fresh, arg, ArrayTy(element, size))
        case ListTy(_, lo, hi):
            return reshape(ctx.outcome.fresh, arg, ListTy(element, lo, hi))
        case _:
            raise AssertionError("an array or a list")


def _options(ctx: Elaborator, arg: core.Expr) -> core.Expr:
    if isinstance(arg.ty, ListTy):
        return elements(arg)
    assert isinstance(arg.ty, ArrayTy)
    item = core.Var(ctx.meter.fresh(), "element", arg.ty.element, arg.span)
    option = OptionTy(arg.ty.element)
    some = core.Convert(item, option, arg.span)
    return core.Map(item.uid, "element", arg, some, ArrayTy(option, arg.ty.size), arg.span)


def _joined(ctx: Elaborator, left: core.Expr, right: core.Expr, span: Span) -> core.Expr:
    """Two arrays with elements of one type."""
    assert isinstance(left.ty, ArrayTy) and isinstance(right.ty, ArrayTy)
    element, first, second = left.ty.element, left.ty.size, right.ty.size
    bindings, (xs, ys) = named(ctx.outcome.fresh, left, right)
    if first + second <= SHORT:
        places = [(xs, k) for k in range(first)] + [(ys, k) for k in range(second)]
        items = tuple(core.Index(a, number(k, span), element, span) for a, k in places)
        whole: core.Expr = core.MakeArray(items, ArrayTy(element, len(items)), span)
    else:
        whole = _along(ctx, first + second, lambda place: _either(xs, ys, place, span), span)
    return with_bindings(bindings, whole)


def _either(xs: core.Expr, ys: core.Expr, place: core.Expr, span: Span) -> core.Expr:
    """The element at a place of two arrays, one after the other; places are public, and so is the choice."""
    assert isinstance(xs.ty, ArrayTy) and isinstance(ys.ty, ArrayTy) and isinstance(place.ty, IntTy)
    size, element = xs.ty.size, xs.ty.element
    inside = core.Builtin("min", (place, number(size - 1, span)), IntTy(0, size - 1), span)
    rest = core.Binary("sub", place, number(size, span), IntTy(-size, place.ty.hi - size), span)
    beyond = core.Builtin("max", (rest, number(0, span)), IntTy(0, ys.ty.size - 1), span)
    first = core.Binary("lt", place, number(size, span), BoolTy(), span)
    a, b = core.Index(xs, inside, element, span), core.Index(ys, beyond, element, span)
    return core.If(first, a, b, element, span)


def unpacked(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    """`elements(xs)`: a list as an array of options."""
    if not isinstance(arg.ty, ListTy):
        ctx.refuse(kind_messages.argument_kind("elements", "a list", arg.ty, arg.span))
        return None
    return core.Elements(arg, ArrayTy(OptionTy(arg.ty.element), arg.ty.hi), node.span)


def packed(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    """`pack(xs)`: the list of the options that are there."""
    if not isinstance(arg.ty, ArrayTy) or not isinstance(arg.ty.element, OptionTy):
        ctx.refuse(kind_messages.argument_kind("pack", "an array of options", arg.ty, arg.span))
        return None
    element = arg.ty.element.element
    return core.Pack(arg, False, ListTy(element, 0, arg.ty.size), node.span)


def encoded(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    """`utf8(t)`: the bytes of a text."""
    if not isinstance(arg.ty, TextTy):
        ctx.refuse(messages.not_text(arg.ty, arg.span))
        return None
    return core.Builtin("utf8", (arg,), ListTy(IntTy(0, 255), arg.ty.lo, arg.ty.hi), node.span)


def _sequence(ctx: Elaborator, what: str, arg: core.Expr) -> bool:
    if is_sequence(arg.ty):
        return True
    ctx.refuse(messages.not_a_sequence(what, arg.ty, arg.span))
    return False


def _elements_fit(ctx: Elaborator, arg: core.Expr) -> bool:
    """Whether a list may have the elements of an array or a list."""
    assert isinstance(arg.ty, ArrayTy | ListTy)
    return can_hold(ctx, arg.ty.element, arg.span)
