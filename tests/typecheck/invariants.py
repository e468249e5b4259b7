"""What holds in every core tree."""

from collections.abc import Iterator

from tcme.compiler import core
from tcme.compiler.typecheck.shapes import holds_bare_none, holds_text
from tcme.compiler.typecheck.walk import walk
from tcme.dsl.ty import ArrayTy, BoolTy, IntTy, NoneTy, OptionTy, RecordTy, assignable


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
            case core.Fold(accumulator, variable):
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
            yield from _same(name, isinstance(left.ty, IntTy) and isinstance(right.ty, IntTy))
        case core.MakeRecord(fields, ty, _):
            yield from _same(name, RecordTy(tuple((n, e.ty) for n, e in fields)) == ty)
        case core.MakeArray(items, ArrayTy(element, size), _):
            yield from _same(name, len(items) == size and all(item.ty == element for item in items))
        case core.Map(_, _, over, body, ty, _):
            yield from _same(name, isinstance(over.ty, ArrayTy) and ty == ArrayTy(body.ty, over.ty.size))
        case core.Fold(_, _, start, _, body, ty, _):
            yield from _same(name, start.ty == ty == body.ty)
        case core.Unwrap(option, ty, _):
            yield from _same(name, option.ty == OptionTy(ty))
        case core.Narrow(value, ty, _):
            yield from _same(name, not assignable(value.ty, ty))
        case core.Const(None, ty, _):
            yield from _same(name, isinstance(ty, OptionTy | NoneTy))


def _same(name: str, holds: bool) -> Iterator[str]:
    if not holds:
        yield f"{name} has a wrong type"
