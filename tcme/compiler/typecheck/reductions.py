"""What many values come to: sums, extremes, counts; of a list, of those that are there."""

from functools import reduce
from typing import Literal, TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck import fixed, ranges
from tcme.compiler.typecheck.arithmetic import aligned, bounded
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.fixed import Number, is_number, multiples, number_type
from tcme.compiler.typecheck.lists import flags, masked
from tcme.compiler.typecheck.messages import goals
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.messages import numbers as number_messages
from tcme.compiler.typecheck.reshape import named, with_bindings
from tcme.compiler.typecheck.walk import is_said
from tcme.dsl import syntax
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, KeyTy, ListTy, Ty

Extreme: TypeAlias = Literal["min", "max"]
Place: TypeAlias = Literal["argmin", "argmax"]
Truth: TypeAlias = Literal["any", "all", "count"]


def extreme(ctx: Elaborator, node: syntax.Call, op: Extreme, args: tuple[core.Expr, ...]) -> Typed:
    """Of two or more numbers, or of the elements of one array or list."""
    if not args:
        ctx.refuse(messages.wrong_count(op, "an array or at least two numbers", 0, node.span))
        return None
    if len(args) == 1:
        array = _numbers(ctx, op, args[0], "an array of numbers, or at least two numbers")
        return array and core.Builtin(op, (array,), _element(array), node.span)
    if None in [number(ctx, op, arg) for arg in args]:
        return None
    args = aligned(*args)
    combine = ranges.least if op == "min" else ranges.greatest
    range_ = reduce(combine, (multiples(ty) for arg in args if is_number(ty := arg.ty)))
    return core.Builtin(op, args, number_type(range_, fixed.over_of(args[0])), node.span)


def number(ctx: Elaborator, op: str, arg: core.Expr) -> Number | None:
    if is_number(arg.ty):
        return arg.ty
    if isinstance(arg.ty, KeyTy):
        ctx.refuse(number_messages.key_is_no_number(f"`{op}`", arg.span))
    else:
        ctx.refuse(messages.argument_kind(op, "numbers", arg.ty, arg.span))
    return None


def absolute(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    ty = number(ctx, "abs", arg)
    if ty is None:
        return None
    result = number_type(ranges.absolute(multiples(ty)), fixed.over(ty))
    return core.Builtin("abs", (arg,), result, node.span)


def total(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    element = _kind(ctx, "sum", arg, "an array of numbers")
    if element is None or not is_number(element):
        return None
    if isinstance(arg.ty, ListTy):
        zero = number_type(ranges.hull(multiples(element), IntTy(0, 0)), fixed.over(element))
        arg = masked(ctx, arg, core.Const(0, zero, node.span))
    assert isinstance(arg.ty, ArrayTy) and is_number(arg.ty.element)
    sums = ranges.times(multiples(arg.ty.element), arg.ty.size)
    return bounded(ctx, core.Builtin("sum", (arg,), number_type(sums, fixed.over(element)), node.span))


def place(ctx: Elaborator, node: syntax.Call, op: Place, arg: core.Expr) -> Typed:
    """The first place of an extreme."""
    array = _numbers(ctx, op, arg, "an array of numbers")
    if array is None:
        return None
    assert isinstance(array.ty, ArrayTy)
    return core.Builtin(op, (array,), IntTy(0, array.ty.size - 1), node.span)


def truth(ctx: Elaborator, node: syntax.Call, op: Truth, arg: core.Expr) -> Typed:
    if not isinstance(arg.ty, ArrayTy | ListTy) or not isinstance(arg.ty.element, BoolTy):
        ctx.refuse(messages.argument_kind(op, "an array of `Bool`", arg.ty, arg.span))
        return None
    if isinstance(arg.ty, ListTy):
        arg = masked(ctx, arg, core.Const(op == "all", BoolTy(), node.span))
    assert isinstance(arg.ty, ArrayTy)
    ty: Ty = IntTy(0, arg.ty.size) if op == "count" else BoolTy()
    return core.Builtin(op, (arg,), ty, node.span)


def length(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    """A constant, except of a list."""
    match arg.ty:
        case ArrayTy(_, size):
            return _known_length(ctx, size, arg, node)
        case ListTy(_, lo, hi):
            return core.Builtin("count", (flags(ctx, arg),), IntTy(lo, hi), node.span)
        case _:
            ctx.refuse(messages.argument_kind("len", "an array or a list", arg.ty, arg.span))
            return None


def _known_length(ctx: Elaborator, size: int, arg: core.Expr, node: syntax.Call) -> core.Expr:
    """What the type says.  What is endorsed, claimed, pinned or asked on the way to the array stays."""
    found = core.Const(size, IntTy(size, size), node.span)
    return with_bindings(named(ctx.outcome.fresh, arg)[0], found) if is_said(arg) else found


def _kind(ctx: Elaborator, op: str, arg: core.Expr, needed: str) -> Ty | None:
    if isinstance(arg.ty, ArrayTy | ListTy) and is_number(arg.ty.element):
        return arg.ty.element
    if isinstance(arg.ty, ArrayTy | ListTy) and isinstance(arg.ty.element, KeyTy):
        ctx.refuse(number_messages.key_is_no_number(f"`{op}`", arg.span))
    else:
        ctx.refuse(messages.argument_kind(op, needed, arg.ty, arg.span))
    return None


def _numbers(ctx: Elaborator, op: Extreme | Place, arg: core.Expr, needed: str) -> core.Expr | None:
    """An array of numbers, of a list with what changes no extreme in the empty places, which are last."""
    element = _kind(ctx, op, arg, needed)
    if element is None or not is_number(element):
        return None
    if isinstance(arg.ty, ArrayTy):
        return arg
    assert isinstance(arg.ty, ListTy)
    if arg.ty.lo == 0:
        ctx.outcome.owe(goals.may_be_empty(op, arg))
        arg = core.Narrow(arg, ListTy(element, 1, max(arg.ty.hi, 1)), arg.span)
    end = element.hi if op in ("min", "argmin") else element.lo
    return masked(ctx, arg, core.Const(end, element, arg.span))


def _element(array: core.Expr) -> Ty:
    assert isinstance(array.ty, ArrayTy)
    return array.ty.element
