"""One rule for each kind of expression."""

from typing import TypeAlias, assert_never

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.layout import field_leaves, flatten, item_leaves, leaves
from tcme.compiler.ir.nodes import BoolV, IntV
from tcme.compiler.lower import arrays, asks, builtins, lists, said
from tcme.compiler.lower.context import Context
from tcme.compiler.lower.convert import absent, convert
from tcme.compiler.lower.equality import equal
from tcme.compiler.lower.folds import lower_fold
from tcme.compiler.lower.rows import row_major
from tcme.compiler.lower.values import Lowered, Ref, apply
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, ListTy, OptionTy, RecordTy, TupleTy, Ty


def expression(context: Context, expr: core.Expr) -> Lowered:
    match expr:
        case core.Const(value, ty, span):
            return literal(context, value, ty, span)
        case core.Iota(start, ArrayTy(_, n), span):
            return (Ref(context.builder.emit(ir.Iota(start), (), span, shape=(n,))),)
        case core.InputRef(name, _, span):
            return context.input(name, span)
        case core.Var(uid):
            return context.env[uid]
        case core.Let(bindings, body):
            for binding in bindings:
                context.env[binding.uid] = context.lower(binding.value)
            return context.lower(body)
        case core.Unary(op, operand, _, span):
            return (_unary(context, op, context.scalar(operand), span),)
        case core.Binary():
            return (_binary(context, expr),)
        case core.Builtin("utf8", (text,), ListTy(_, _, hi), span):
            return lists.utf8(context, context.scalar(text), hi, span)
        case core.Builtin(op, args, _, span):
            return (builtins.lower_builtin(context, op, tuple(map(context.scalar, args)), span),)
        case core.If():
            return _if(context, expr)
        case core.Map() | core.MakeArray() | core.Index():
            return arrays.lower_array(context, expr)
        case core.Fold() | core.Scan():
            return lower_fold(context, expr)
        case core.Elements() | core.Pack():
            return lists.lower_list(context, expr)
        case core.Pin() | core.Claim():
            return said.lower_said(context, expr)
        case core.Convert(value, ty, span) | core.Narrow(value, ty, span) | core.Within(value, ty, span):
            return convert(context.builder, context.lower(value), value.ty, ty, span)
        case core.Ask():
            return asks.lower_ask(context, expr)
        case core.Endorse():
            return asks.lower_endorse(context, expr)
        case (
            core.MakeRecord()
            | core.GetField()
            | core.MakeTuple()
            | core.GetItem()
            | core.IsSome()
            | core.Unwrap()
        ):
            return _parts(context, expr)
        case _:
            raise AssertionError("an array of integers is counted")


Part: TypeAlias = core.MakeRecord | core.GetField | core.MakeTuple | core.GetItem | core.IsSome | core.Unwrap


def _parts(context: Context, expr: Part) -> Lowered:
    """Records, tuples and options: no computation, only which leaves."""
    match expr:
        case core.MakeRecord(fields):
            return tuple(ref for _, value in fields for ref in context.lower(value))
        case core.MakeTuple(items):
            return tuple(ref for item in items for ref in context.lower(item))
        case core.GetItem(whole, position):
            assert isinstance(whole.ty, TupleTy)
            return context.lower(whole)[item_leaves(whole.ty.items, position)]
        case core.GetField(record, name):
            assert isinstance(record.ty, RecordTy)
            return context.lower(record)[field_leaves(record.ty, name)]
        case core.IsSome(option):
            return context.lower(option)[:1]
        case core.Unwrap(option):
            return context.lower(option)[1:]
        case _:
            assert_never(expr)


def literal(context: Context, value: core.Value, ty: Ty, span: Span) -> Lowered:
    """A constant's leaves as constants; many equal elements are one."""
    builder = context.builder
    if isinstance(ty, ArrayTy) and isinstance(value, tuple) and _equal(value):
        one = literal(context, value[0], ty.element, span)
        return tuple(Ref(_along(builder, ref.id, ty.size, span)) for ref in one)
    parts = flatten(ty, value)
    refs: list[Ref] = []
    for leaf in leaves(ty):
        row = row_major(parts[leaf.path])
        if isinstance(leaf.vtype, IntV | BoolV):
            refs.append(Ref(builder.const(tuple(int(v) for v in row), leaf.vtype, span)))
        else:
            texts = ir.ConstText(tuple(str(v) for v in row))
            refs.append(Ref(builder.emit(texts, (), span, shape=leaf.vtype.shape)))
    return tuple(refs)


def _equal(items: tuple[core.Value, ...]) -> bool:
    return len(items) > 1 and items.count(items[0]) == len(items)


def _along(builder: Builder, ident: int, size: int, span: Span) -> int:
    shape = (size, *builder.type_of(ident).shape)
    return builder.emit(ir.Repeat(0), (ident,), span, shape=shape)


def _unary(context: Context, op: core.UnaryKind, operand: Ref, span: Span) -> Ref:
    match op:
        case "neg":
            return apply(context.builder, ir.Neg(), (operand,), span)
        case "not":
            return apply(context.builder, ir.Not(), (operand,), span)
        case _:
            assert_never(op)


def _binary(context: Context, expr: core.Binary) -> Ref:
    builder, span = context.builder, expr.span
    if expr.op == "eq" or expr.op == "ne":
        same = _same(context, expr)
        return same if expr.op == "eq" else apply(builder, ir.Not(), (same,), span)
    left, right = context.scalar(expr.left), context.scalar(expr.right)
    match expr.op:
        case "add" | "sub" | "mul" | "div" | "mod" | "band" | "bor" | "bxor":
            return apply(builder, ir.Arith(expr.op), (left, right), span)
        case "lt" | "le":
            return apply(builder, ir.Compare(expr.op), (left, right), span)
        case "gt":
            return apply(builder, ir.Compare("lt"), (right, left), span)
        case "ge":
            return apply(builder, ir.Compare("le"), (right, left), span)
        case "and" | "or" | "xor":
            return apply(builder, ir.Logic(expr.op), (left, right), span)
        case _:
            assert_never(expr.op)


def _same(context: Context, expr: core.Binary) -> Ref:
    """Beside `none` as it is written only presence counts."""
    left, right = context.lower(expr.left), context.lower(expr.right)
    if isinstance(expr.left.ty, OptionTy):
        for side, other in ((expr.left, right), (expr.right, left)):
            if _is_none(side):
                return apply(context.builder, ir.Not(), (other[0],), expr.span)
    return equal(context.builder, expr.left.ty, left, right, expr.span)


def _is_none(expr: core.Expr) -> bool:
    while isinstance(expr, core.Convert):
        expr = expr.value
    return isinstance(expr, core.Const) and expr.value is None


def _if(context: Context, expr: core.If) -> Lowered:
    """Also equal branches are chosen between: what the program says, the labels see."""
    condition = context.scalar(expr.condition)
    then, otherwise = context.lower(expr.then), context.lower(expr.otherwise)
    free = _any_value(context, expr, then, otherwise)
    return tuple(
        free[i] if i in free else apply(context.builder, ir.Select(), (condition, a, b), expr.span)
        for i, (a, b) in enumerate(zip(then, otherwise, strict=True))
    )


def _any_value(context: Context, expr: core.If, then: Lowered, otherwise: Lowered) -> dict[int, Ref]:
    """Leaves that need no choice because one branch is `none`: an absent option may hold any value."""
    if not isinstance(expr.ty, OptionTy):
        return {}
    inner = range(1, len(then))
    if absent(context.builder, then):
        return {i: otherwise[i] for i in inner}
    return {i: then[i] for i in inner} if absent(context.builder, otherwise) else {}
