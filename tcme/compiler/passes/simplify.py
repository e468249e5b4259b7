"""Nodes that say the same with less: identities, decided conditions, comparisons that ranges decide.

Every rule gives one of the arguments, an argument of an argument, or a node over some of them, so that no
dependency is ever added.  What stands under an `Endorse` or a `Claim` is never reached through it.
"""

from typing import assert_never

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.nodes import BoolV, Graph, IntV, Node
from tcme.compiler.passes.rewrite import Rule, rewrite


def simplify(graph: Graph) -> Graph:
    return rewrite(graph, _rule)


def _rule() -> Rule:
    return simpler


def simpler(builder: Builder, node: Node) -> int | None:
    """The id of a simpler node of the same value, where a rule applies."""
    match node.op:
        case ir.Arith(op):
            return _arith(builder, node, op)
        case ir.Compare(op):
            return _compare(builder, node, op)
        case ir.Logic(op):
            return _logic(builder, node, op)
        case ir.Select():
            return _select(builder, node)
        case ir.Not() | ir.Neg():
            return _twice(builder, node)
        case ir.Abs():
            x = builder.type_of(node.args[0])
            return node.args[0] if isinstance(x, IntV) and x.lo >= 0 else None
        case ir.Widen():
            return node.args[0]
        case ir.Recode(table):
            x = builder.type_of(node.args[0])
            same = isinstance(x, IntV) and table == tuple(range(x.lo, x.hi + 1))
            return node.args[0] if same else None
        case ir.Take() | ir.Gather():
            return _taken(builder, node)
        case _:
            return None


def _arith(builder: Builder, node: Node, op: ir.ArithOp) -> int | None:
    left, right = node.args
    a, b = builder.uniform(left), builder.uniform(right)
    x, y = builder.type_of(left), builder.type_of(right)
    assert isinstance(x, IntV) and isinstance(y, IntV)
    match op:
        case "add":
            return left if b == 0 else right if a == 0 else None
        case "sub":
            return left if b == 0 else None
        case "mul":
            return left if b == 1 else right if a == 1 else None
        case "div":
            return left if b == 1 else None
        case "mod":
            return left if x.lo >= 0 and x.hi < y.lo else None
        case "min":
            return left if left == right or x.hi <= y.lo else right if y.hi <= x.lo else None
        case "max":
            return left if left == right or y.hi <= x.lo else right if x.hi <= y.lo else None
        case "band" | "bor":
            if left == right:
                return left
            return None if op == "band" else left if b == 0 else right if a == 0 else None
        case "bxor":
            return left if b == 0 else right if a == 0 else None
        case _:
            assert_never(op)


def _compare(builder: Builder, node: Node, op: ir.CompareOp) -> int | None:
    left, right = node.args
    x, y = builder.type_of(left), builder.type_of(right)
    if left == right:
        return _flag(builder, node, op in ("le", "eq"))
    if isinstance(x, IntV) and isinstance(y, IntV):
        decided = _decided(op, x, y)
        return None if decided is None else _flag(builder, node, decided)
    return _equal_flags(builder, node, op)


def _decided(op: ir.CompareOp, x: IntV, y: IntV) -> bool | None:
    """What the ranges alone say; None where they leave it open."""
    apart = x.hi < y.lo or y.hi < x.lo
    match op:
        case "lt":
            return True if x.hi < y.lo else False if y.hi <= x.lo else None
        case "le":
            return True if x.hi <= y.lo else False if y.hi < x.lo else None
        case "eq":
            return False if apart else None
        case "ne":
            return True if apart else None
        case _:
            assert_never(op)


def _equal_flags(builder: Builder, node: Node, op: ir.CompareOp) -> int | None:
    """Comparing a Boolean with a known one is that Boolean or its opposite."""
    for known, other in (node.args, node.args[::-1]):
        value = builder.uniform(known)
        if value is not None:
            kept = (value == 1) == (op == "eq")
            return other if kept else builder.emit(ir.Not(), (other,), node.span)
    return None


def _flag(builder: Builder, node: Node, value: bool) -> int:
    return builder.fill(int(value), BoolV(node.ty.shape), node.span)


def _logic(builder: Builder, node: Node, op: ir.LogicOp) -> int | None:
    left, right = node.args
    if left == right:
        return _flag(builder, node, False) if op == "xor" else left
    if _opposite(builder, left, right):
        return _flag(builder, node, op != "and")
    for known, other in ((left, right), (right, left)):
        value = builder.uniform(known)
        if value is None:
            continue
        if op == "xor":
            return other if value == 0 else builder.emit(ir.Not(), (other,), node.span)
        return other if value == (op == "and") else known
    return None


def _opposite(builder: Builder, left: int, right: int) -> bool:
    return any(
        isinstance(builder.op_of(a), ir.Not) and builder.args_of(a) == (b,)
        for a, b in ((left, right), (right, left))
    )


def _select(builder: Builder, node: Node) -> int | None:
    condition, then, otherwise = node.args
    value = builder.uniform(condition)
    if value is not None:
        return then if value else otherwise
    if then == otherwise:
        return then
    if isinstance(builder.op_of(condition), ir.Not):
        (inner,) = builder.args_of(condition)
        return builder.emit(ir.Select(), (inner, otherwise, then), node.span)
    if isinstance(node.ty, BoolV):
        return _choice_of_flags(builder, node, builder.uniform(then), builder.uniform(otherwise))
    return _choice_of_bits(builder, node, builder.uniform(then), builder.uniform(otherwise))


def _choice_of_flags(builder: Builder, node: Node, then: int | None, otherwise: int | None) -> int | None:
    condition, a, b = node.args
    match then, otherwise:
        case 1, 0:
            return condition
        case 0, 1:
            return builder.emit(ir.Not(), (condition,), node.span)
        case 1, None:
            return builder.emit(ir.Logic("or"), (condition, b), node.span)
        case None, 0:
            return builder.emit(ir.Logic("and"), (condition, a), node.span)
        case _:
            return None


def _choice_of_bits(builder: Builder, node: Node, then: int | None, otherwise: int | None) -> int | None:
    """`if c { 1 } else { 0 }` is the condition as a number."""
    return builder.emit(ir.ToInt(), node.args[:1], node.span) if (then, otherwise) == (1, 0) else None


def _twice(builder: Builder, node: Node) -> int | None:
    """`not not x` and `- - x`."""
    inner = node.args[0]
    return builder.args_of(inner)[0] if builder.op_of(inner) == node.op else None


def _taken(builder: Builder, node: Node) -> int | None:
    """One row of a stack is that row; all elements in their order are the array."""
    arg = node.args[0]
    match node.op, builder.op_of(arg):
        case ir.Take(axis, (index,), True), ir.Stack(along) if axis == along:
            return builder.args_of(arg)[index]
        case ir.Take(axis, indices, False), _:
            whole = builder.type_of(arg).shape[axis]
            return arg if indices == tuple(range(whole)) else None
        case ir.Gather(positions), _:
            same = builder.type_of(arg).shape == node.ty.shape
            return arg if same and positions == tuple(range(len(positions))) else None
        case _:
            return None
