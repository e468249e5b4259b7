"""A second, small meaning of core trees, written apart from the interpreter, for laws about lowering."""

from typing import Any

from tcme.compiler import core
from tcme.dsl.ty import EnumTy, OptionTy, RecordTy


def meaning(program: core.CoreProgram, inputs: dict[str, Any], answer: Any = None) -> dict[str, Any]:
    found = value(program.result, dict(inputs), answer)
    assert isinstance(found, dict)
    return found


def value(expr: core.Expr, env: dict[Any, Any], answer: Any) -> Any:
    def go(e: core.Expr) -> Any:
        return value(e, env, answer)

    match expr:
        case core.Const(v):
            return v
        case core.InputRef(name):
            return env[name]
        case core.Var(uid):
            return env[uid]
        case core.Let(bindings, body):
            inner = dict(env)
            for b in bindings:
                inner[b.uid] = value(b.value, inner, answer)
            return value(body, inner, answer)
        case core.Unary(op, operand):
            return -go(operand) if op == "neg" else not go(operand)
        case core.Binary(op, left, right):
            return BINARY[op](go(left), go(right))
        case core.Builtin(op, args):
            return BUILTIN[op](*map(go, args))
        case core.If(c, a, b):
            return go(a) if go(c) else go(b)
        case core.MakeRecord(fields):
            return {n: go(e) for n, e in fields}
        case core.GetField(record, name):
            return go(record)[name]
        case core.MakeArray(items):
            return tuple(map(go, items))
        case core.Index(array, i):
            return go(array)[go(i)]
        case core.Map(uid, _, over, body):
            return tuple(value(body, {**env, uid: x}, answer) for x in go(over))
        case core.Fold(acc, item, start, over, body):
            total = go(start)
            for x in go(over):
                total = value(body, {**env, acc: total, item: x}, answer)
            return total
        case core.Convert(e) | core.Narrow(e) | core.Endorse(e):
            return go(e)
        case core.IsSome(e):
            return go(e) is not None
        case core.Unwrap(e):
            assert isinstance(e.ty, OptionTy)
            found = go(e)
            return least(e.ty.element) if found is None else found
        case core.Ask(site, args):
            return answer(site, tuple(map(go, args)))


def least(ty: Any) -> Any:
    match ty:
        case EnumTy(values):
            return values[0]
        case RecordTy(fields):
            return {n: least(t) for n, t in fields}
        case _:
            return getattr(ty, "lo", False)


def _extreme(function: Any) -> Any:
    return lambda *xs: function(xs[0]) if len(xs) == 1 and isinstance(xs[0], tuple) else function(xs)


BINARY: dict[str, Any] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "xor": lambda a, b: a != b,
}
BUILTIN: dict[str, Any] = {
    "min": _extreme(min),
    "max": _extreme(max),
    "abs": abs,
    "sum": sum,
    "any": any,
    "all": all,
    "count": sum,
    "argmin": lambda xs: xs.index(min(xs)),
    "argmax": lambda xs: xs.index(max(xs)),
}
