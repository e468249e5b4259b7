"""Built-in functions: kinds of arguments, ranges of results."""

from collections.abc import Sequence
from functools import reduce
from typing import Literal, TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck import ranges
from tcme.compiler.typecheck.arguments import unnamed
from tcme.compiler.typecheck.atoms import number
from tcme.compiler.typecheck.branches import all_typed
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.operators import bounded
from tcme.compiler.typecheck.scope import Scope
from tcme.dsl import syntax
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, Ty

Extreme: TypeAlias = Literal["min", "max"]
Reduction: TypeAlias = Literal["sum", "any", "all", "count", "argmin", "argmax"]


def built_in(ctx: Elaborator, node: syntax.Call, scope: Scope) -> Typed:
    """A call of anything built in but `map`."""
    name = node.function.text
    nodes = unnamed(ctx, name, node.arguments)
    args = nodes and all_typed([ctx.expr(argument, scope) for argument in nodes])
    if nodes is None or (args is None and nodes):
        return None
    match name:
        case "min" | "max":
            return _extreme(ctx, node, name, args or ())
        case "abs":
            return _absolute(ctx, node, args or ())
        case "len":
            return _length(ctx, node, args or ())
        case "sum" | "any" | "all" | "count" | "argmin" | "argmax":
            return _reduction(ctx, node, name, args or ())
        case _:
            raise AssertionError(name)


def _single(ctx: Elaborator, node: syntax.Call, args: Sequence[core.Expr]) -> core.Expr | None:
    if len(args) != 1:
        ctx.refuse(messages.wrong_count(node.function.text, "one argument", len(args), node.span))
        return None
    return args[0]


def _extreme(ctx: Elaborator, node: syntax.Call, op: Extreme, args: tuple[core.Expr, ...]) -> Typed:
    """Of two or more numbers, or of the elements of one array."""
    if not args:
        ctx.refuse(messages.wrong_count(op, "an array or at least two numbers", 0, node.span))
        return None
    if len(args) == 1:
        element = _elements(ctx, op, args[0], IntTy, "an array of numbers, or at least two numbers")
        return None if element is None else core.Builtin(op, args, element, node.span)
    numbers = [_number(ctx, op, arg) for arg in args]
    known = [ty for ty in numbers if ty is not None]
    if len(known) < len(args):
        return None
    combine = ranges.least if op == "min" else ranges.greatest
    return core.Builtin(op, args, reduce(combine, known), node.span)


def _number(ctx: Elaborator, op: str, arg: core.Expr) -> IntTy | None:
    if isinstance(arg.ty, IntTy):
        return arg.ty
    ctx.refuse(messages.argument_kind(op, "numbers", arg.ty, arg.span))
    return None


def _absolute(ctx: Elaborator, node: syntax.Call, args: tuple[core.Expr, ...]) -> Typed:
    arg = _single(ctx, node, args)
    ty = arg and _number(ctx, "abs", arg)
    return core.Builtin("abs", args, ranges.absolute(ty), node.span) if ty else None


def _length(ctx: Elaborator, node: syntax.Call, args: tuple[core.Expr, ...]) -> Typed:
    arg = _single(ctx, node, args)
    if arg is not None and not isinstance(arg.ty, ArrayTy):
        ctx.refuse(messages.argument_kind("len", "an array", arg.ty, arg.span))
        return None
    return number(arg.ty.size, node.span) if arg and isinstance(arg.ty, ArrayTy) else None


def _elements(ctx: Elaborator, op: str, arg: core.Expr, kind: type[Ty], needed: str) -> Ty | None:
    if isinstance(arg.ty, ArrayTy) and isinstance(arg.ty.element, kind):
        return arg.ty.element
    ctx.refuse(messages.argument_kind(op, needed, arg.ty, arg.span))
    return None


def _reduction(ctx: Elaborator, node: syntax.Call, op: Reduction, args: tuple[core.Expr, ...]) -> Typed:
    arg = _single(ctx, node, args)
    if arg is None:
        return None
    if op in ("any", "all", "count"):
        element = _elements(ctx, op, arg, BoolTy, "an array of `Bool`")
    else:
        element = _elements(ctx, op, arg, IntTy, "an array of numbers")
    if element is None:
        return None
    assert isinstance(arg.ty, ArrayTy)
    return bounded(ctx, core.Builtin(op, args, _result(op, element, arg.ty.size), node.span))


def _result(op: Reduction, element: Ty, size: int) -> Ty:
    match op:
        case "any" | "all":
            return BoolTy()
        case "count":
            return IntTy(0, size)
        case "argmin" | "argmax":
            return IntTy(0, size - 1)
        case "sum":
            assert isinstance(element, IntTy)
            return ranges.times(element, size)
