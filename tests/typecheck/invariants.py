"""What holds in every core tree."""

from collections.abc import Iterator

from tcme.compiler import core
from tcme.compiler.typecheck.shapes import holds_bare_none, holds_text
from tcme.compiler.typecheck.walk import walk
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    FixedTy,
    IntTy,
    KeyTy,
    ListTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TupleTy,
    Ty,
    assignable,
)


def broken(program: core.CoreProgram) -> list[str]:
    roots = (program.result, *(require.condition for require in program.requires))
    wrong = [line for node in walk(*roots) for line in _node(node)]
    wrong += _variables(roots)
    fields = RecordTy(tuple((field.name, field.ty) for field in program.fields))
    if program.result.ty != fields:
        wrong.append("the result is not of the output's type")
    if not program.goals and any(isinstance(node, core.Narrow) for node in walk(*roots)):
        wrong.append("a narrow without a goal")
    return wrong


def _variables(roots: tuple[core.Expr, ...]) -> list[str]:
    bound: list[int] = []
    used: set[int] = set()
    for node in walk(*roots):
        match node:
            case core.Binding(uid, _, _) | core.Map(uid=uid):
                bound.append(uid)
            case core.Fold(accumulator, variable) | core.Scan(accumulator, variable):
                bound += [accumulator, variable]
            case core.Var(uid=uid):
                used.add(uid)
    wrong = [f"{uid} is bound twice" for uid in set(bound) if bound.count(uid) > 1]
    return wrong + [f"{uid} is bound nowhere" for uid in used - set(bound)]


def _node(node: object) -> Iterator[str]:
    name = type(node).__name__
    if hasattr(node, "ty") and hasattr(node, "span") and holds_bare_none(node.ty):
        yield f"{name} holds a bare none"
    match node:
        case core.Let(_, body, ty, _):
            yield from _same(name, body.ty == ty)
        case core.If(condition, then, otherwise, ty, _):
            yield from _same(name, condition.ty == BoolTy() and then.ty == otherwise.ty == ty)
            yield from _same("If on text", not holds_text(ty))
        case core.Binary("eq" | "ne", left, right, ty, _):
            yield from _same(name, left.ty == right.ty and not holds_text(left.ty) and ty == BoolTy())
        case core.Binary("lt" | "le" | "gt" | "ge", left, right, ty, _):
            yield from _same(name, _ordered(left.ty, right.ty))
        case core.MakeRecord(fields, ty, _):
            yield from _same(name, RecordTy(tuple((n, e.ty) for n, e in fields)) == ty)
        case core.MakeArray(items, ArrayTy(element, size), _):
            yield from _same(name, len(items) == size and all(item.ty == element for item in items))
        case core.MakeTuple(items, ty, _):
            yield from _same(name, TupleTy(tuple(item.ty for item in items)) == ty)
        case core.GetItem(value, position, ty, _):
            yield from _same(name, isinstance(value.ty, TupleTy) and value.ty.items[position] == ty)
        case core.Iota(start, ArrayTy(element, size), _):
            yield from _same(name, element == IntTy(start, start + size - 1))
        case core.Elements(value, ty, _):
            holds = isinstance(value.ty, ListTy) and ty == ArrayTy(OptionTy(value.ty.element), value.ty.hi)
            yield from _same(name, holds)
        case core.Pack(options, _, ListTy(element, _, hi), _):
            yield from _same(name, options.ty == ArrayTy(OptionTy(element), hi))
        case core.Map(_, _, over, body, ty, _):
            yield from _same(name, isinstance(over.ty, ArrayTy) and ty == ArrayTy(body.ty, over.ty.size))
        case core.Fold(_, _, start, _, body, ty, _):
            yield from _same(name, start.ty == ty == body.ty)
        case core.Scan(_, _, start, over, body, ArrayTy(element, size), _):
            steps = isinstance(over.ty, ArrayTy) and over.ty.size == size
            yield from _same(name, start.ty == element == body.ty and steps)
        case core.Unwrap(option, ty, _):
            yield from _same(name, option.ty == OptionTy(ty))
        case core.Narrow(value, ty, _):
            yield from _same(name, not assignable(value.ty, ty))
        case core.Const(None, ty, _):
            yield from _same(name, isinstance(ty, OptionTy | NoneTy))


def _ordered(left: Ty, right: Ty) -> bool:
    """Numbers of one step, or keys."""
    match left, right:
        case FixedTy(_, _, over), FixedTy(_, _, other):
            return over == other
        case (IntTy(), IntTy()) | (KeyTy(), KeyTy()):
            return True
        case _:
            return False


def _same(name: str, holds: bool) -> Iterator[str]:
    if not holds:
        yield f"{name} has a wrong type"
