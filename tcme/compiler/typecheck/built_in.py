"""Built-in functions by name."""

from collections.abc import Sequence

from tcme.compiler import core
from tcme.compiler.typecheck.arguments import unnamed
from tcme.compiler.typecheck.branches import all_typed
from tcme.compiler.typecheck.builtin_names import ROUNDING
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.fixed import standing_for
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.reductions import absolute, extreme, length, place, total, truth
from tcme.compiler.typecheck.rounding import rounding
from tcme.compiler.typecheck.scope import Scope
from tcme.compiler.typecheck.sequences import concatenated, encoded, filtered, packed, unpacked, zipped
from tcme.compiler.values.keys import key_of
from tcme.dsl import syntax
from tcme.dsl.ty import IntTy, KeyTy, TextTy


def built_in(ctx: Elaborator, node: syntax.Call, scope: Scope) -> Typed:
    """A call of anything built in but `map`."""
    name = node.function.text
    if name in ROUNDING:
        return rounding(ctx, node, scope)
    nodes = unnamed(ctx, name, node.arguments)
    if nodes is None:
        return None
    if name == "filter":
        return filtered(ctx, node, nodes, scope)
    args = all_typed([ctx.expr(argument, scope) for argument in nodes])
    if args is None:
        return None
    match name:
        case "min" | "max":
            return extreme(ctx, node, name, args)
        case "zip":
            return zipped(ctx, node, args)
        case "concat":
            return concatenated(ctx, node, args)
        case _:
            arg = _single(ctx, node, args)
            return arg and _of_one(ctx, node, arg)


def _single(ctx: Elaborator, node: syntax.Call, args: Sequence[core.Expr]) -> core.Expr | None:
    if len(args) != 1:
        ctx.refuse(messages.wrong_count(node.function.text, "one argument", len(args), node.span))
        return None
    return args[0]


def _of_one(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    match node.function.text:
        case "abs":
            return absolute(ctx, node, arg)
        case "len":
            return length(ctx, node, arg)
        case "sum":
            return total(ctx, node, arg)
        case "any" | "all" | "count" as op:
            return truth(ctx, node, op, arg)
        case "argmin" | "argmax" as op:
            return place(ctx, node, op, arg)
        case "elements":
            return unpacked(ctx, node, arg)
        case "pack":
            return packed(ctx, node, arg)
        case "utf8":
            return encoded(ctx, node, arg)
        case "bit_length":
            return _bit_length(ctx, node, arg)
        case "key":
            return _key(ctx, node, arg)
        case name:
            raise AssertionError(name)


def _key(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    """The key that an owner's value would have: of a text or a number that the program itself names."""
    match arg:
        case core.Const(str() | int() as value, TextTy() | IntTy(), _):
            return core.Const(key_of(value), KeyTy(), node.span)
        case _:
            ctx.refuse(messages.not_constant(arg.span))
            return None


def _bit_length(ctx: Elaborator, node: syntax.Call, arg: core.Expr) -> Typed:
    """Of a number of which the type knows all: the bits of anything else come from its range."""
    if not isinstance(arg.ty, IntTy) or arg.ty.lo != arg.ty.hi or arg.ty.lo < 0:
        ctx.refuse(messages.not_constant(arg.span))
        return None
    return standing_for(arg, arg.ty.lo.bit_length(), node.span)
