"""The built-in functions over numbers and arrays."""

from functools import reduce as chain
from typing import assert_never

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.lower.context import Context
from tcme.compiler.lower.values import Ref, apply, own_shape, reduce
from tcme.dsl.source import Span


def lower_builtin(context: Context, op: core.BuiltinKind, args: tuple[Ref, ...], span: Span) -> Ref:
    builder = context.builder
    match op:
        case "min" | "max":
            return _extreme(context, op, args, span)
        case "abs":
            return apply(builder, ir.Abs(), args, span)
        case "sum" | "any" | "all" | "argmin" | "argmax":
            return reduce(builder, op, args[0], span)
        case "count":
            return reduce(builder, "sum", apply(builder, ir.ToInt(), args, span), span)
        case "utf8":
            raise AssertionError("gives two leaves, see `lists`")
        case _:
            assert_never(op)


def _extreme(context: Context, op: ir.ReduceOp, args: tuple[Ref, ...], span: Span) -> Ref:
    """`min(a, b)` of numbers or `min(xs)` of one array."""
    builder = context.builder
    if len(args) == 1 and own_shape(builder, args[0]):
        return reduce(builder, op, args[0], span)
    kind = ir.Arith("min" if op == "min" else "max")
    return chain(lambda a, b: apply(builder, kind, (a, b), span), args)
