"""Expressions to closures over a frame of variables.

A piece of code that cannot raise and asks nobody is `total`: of an `If` with total branches only the one that
counts is run.  All other branches always run, because the language says that every branch is evaluated."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from tcme.compiler.core import (
    Ask,
    AskSite,
    Binary,
    Builtin,
    Claim,
    Const,
    Convert,
    Elements,
    Endorse,
    Expr,
    Fold,
    GetField,
    GetItem,
    If,
    Index,
    InputRef,
    Iota,
    IsSome,
    Let,
    MakeArray,
    MakeRecord,
    MakeTuple,
    Map,
    Narrow,
    Pack,
    Pin,
    Scan,
    Unary,
    Unwrap,
    Var,
    Within,
)
from tcme.compiler.interpreter.fault import Violation
from tcme.compiler.interpreter.nearest import nearest
from tcme.compiler.interpreter.operations import BINARY, BUILTIN, UNARY
from tcme.compiler.values import check, least
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, FixedTy, IntTy, Ty

Answer: TypeAlias = Callable[[AskSite, tuple[str, ...]], str]
Run: TypeAlias = Callable[["Frame"], Any]


@dataclass(slots=True)
class Frame:
    """Inputs by name, variables by number, and who answers for the models."""

    inputs: dict[str, Any]
    variables: dict[int, Any]
    answer: Answer


@frozen
class Code:
    run: Run
    total: bool


def compile_expr(expr: Expr) -> Code:
    match expr:
        case Const(value, _, _):
            return Code(lambda frame: value, True)
        case InputRef(name, _, _):
            return Code(lambda frame: frame.inputs[name], True)
        case Var(uid, _, _, _):
            return Code(lambda frame: frame.variables[uid], True)
        case Let():
            return _let(expr)
        case Unary(op, operand, _, _):
            return _apply(UNARY[op], operand)
        case Binary():
            return _binary(expr)
        case Builtin(op, args, _, _):
            return _builtin(BUILTIN[op], args)
        case If():
            return _if(expr)
        case MakeRecord(fields, _, _):
            return _record(tuple(name for name, _ in fields), tuple(value for _, value in fields))
        case GetField(record, name, _, _):
            return _apply(lambda fields: fields[name], record)
        case MakeArray(items, _, _) | MakeTuple(items, _, _):
            return _array(items)
        case GetItem(value, position, _, _):
            return _apply(lambda items: items[position], value)
        case Index():
            return _index(expr)
        case Map():
            return _map(expr)
        case Fold():
            return _fold(expr)
        case Scan():
            return _scan(expr)
        case Iota(start, ty, _):
            end = start + _size(ty)
            return Code(lambda frame: tuple(range(start, end)), True)
        case Elements(value, ty, _):
            most = _size(ty)
            return _apply(lambda items: items + (None,) * (most - len(items)), value)
        case Pack(options, _, _, _):
            return _apply(lambda items: tuple([item for item in items if item is not None]), options)
        case Convert(value, _, _) | Endorse(value, _, _, _) | Pin(value, _, _, _):
            return compile_expr(value)
        case Claim(value, _, _, _, _):
            return compile_expr(value)
        case Narrow():
            return _narrow(expr)
        case Within(value, ty, _):
            return _apply(nearest(ty), value)
        case IsSome(option, _, _):
            return _apply(lambda value: value is not None, option)
        case Unwrap(option, ty, _):
            absent = least(ty)
            return _apply(lambda value: absent if value is None else value, option)
        case Ask():
            return _ask(expr)
        case _:
            assert_never(expr)


def _apply(function: Callable[[Any], Any], operand: Expr) -> Code:
    code = compile_expr(operand)
    run = code.run
    return Code(lambda frame: function(run(frame)), code.total)


def _let(expr: Let) -> Code:
    compiled = [(binding.uid, compile_expr(binding.value)) for binding in expr.bindings]
    steps = [(uid, code.run) for uid, code in compiled]
    body = compile_expr(expr.body)
    run_body = body.run

    def run(frame: Frame) -> Any:
        variables = frame.variables
        for uid, step in steps:
            variables[uid] = step(frame)
        return run_body(frame)

    return Code(run, body.total and all(code.total for _, code in compiled))


def _binary(expr: Binary) -> Code:
    left, right, function = compile_expr(expr.left), compile_expr(expr.right), BINARY[expr.op]
    run_left, run_right = left.run, right.run
    if expr.op in ("div", "mod") and _may_be_zero(expr.right):
        return Code(_guarded(function, run_left, run_right, expr.right.span), False)
    return Code(lambda frame: function(run_left(frame), run_right(frame)), left.total and right.total)


def _may_be_zero(divisor: Expr) -> bool:
    return not isinstance(divisor.ty, IntTy | FixedTy) or divisor.ty.lo <= 0 <= divisor.ty.hi


def _size(ty: Ty) -> int:
    assert isinstance(ty, ArrayTy)
    return ty.size


def _guarded(function: Callable[[int, int], int], left: Run, right: Run, span: Span) -> Run:
    def run(frame: Frame) -> int:
        dividend, divisor = left(frame), right(frame)
        if divisor == 0:
            raise Violation(span)
        return function(dividend, divisor)

    return run


def _many(exprs: Sequence[Expr]) -> tuple[list[Run], bool]:
    codes = [compile_expr(expr) for expr in exprs]
    return [code.run for code in codes], all(code.total for code in codes)


def _builtin(function: Callable[..., Any], args: tuple[Expr, ...]) -> Code:
    runs, total = _many(args)
    return Code(lambda frame: function(*[run(frame) for run in runs]), total)


def _record(names: tuple[str, ...], values: tuple[Expr, ...]) -> Code:
    runs, total = _many(values)
    named = list(zip(names, runs, strict=True))
    return Code(lambda frame: {name: run(frame) for name, run in named}, total)


def _array(items: tuple[Expr, ...]) -> Code:
    runs, total = _many(items)
    return Code(lambda frame: tuple([run(frame) for run in runs]), total)


def _if(expr: If) -> Code:
    condition, then, otherwise = (compile_expr(e) for e in (expr.condition, expr.then, expr.otherwise))
    test, yes, no = condition.run, then.run, otherwise.run
    if then.total and otherwise.total:
        return Code(lambda frame: yes(frame) if test(frame) else no(frame), condition.total)

    def run(frame: Frame) -> Any:
        chosen, first, second = test(frame), yes(frame), no(frame)
        return first if chosen else second

    return Code(run, False)


def _index(expr: Index) -> Code:
    array, index = compile_expr(expr.array), compile_expr(expr.index)
    elements, place = array.run, index.run
    return Code(lambda frame: elements(frame)[place(frame)], array.total and index.total)


def _map(expr: Map) -> Code:
    over, body, uid = compile_expr(expr.over), compile_expr(expr.body), expr.uid
    elements, step = over.run, body.run

    def run(frame: Frame) -> tuple[Any, ...]:
        found = []
        for item in elements(frame):
            frame.variables[uid] = item
            found.append(step(frame))
        return tuple(found)

    return Code(run, over.total and body.total)


def _fold(expr: Fold) -> Code:
    start, over, body = (compile_expr(e) for e in (expr.start, expr.over, expr.body))
    steps = _steps(expr, start.run, over.run, body.run)
    total = start.total and over.total and body.total
    return Code(lambda frame: deque(steps(frame), maxlen=1).pop(), total)


def _scan(expr: Scan) -> Code:
    start, over, body = (compile_expr(e) for e in (expr.start, expr.over, expr.body))
    steps = _steps(expr, start.run, over.run, body.run)
    total = start.total and over.total and body.total
    return Code(lambda frame: tuple(steps(frame))[1:], total)


def _steps(expr: Fold | Scan, start: Run, over: Run, body: Run) -> Callable[[Frame], Iterator[Any]]:
    """The accumulator at the start and after each element."""
    accumulator, variable = expr.accumulator, expr.variable

    def run(frame: Frame) -> Iterator[Any]:
        value = start(frame)
        yield value
        for item in over(frame):
            frame.variables[accumulator] = value
            frame.variables[variable] = item
            value = body(frame)
            yield value

    return run


def _narrow(expr: Narrow) -> Code:
    value, ty, span = compile_expr(expr.value).run, expr.ty, expr.span

    def run(frame: Frame) -> Any:
        found = value(frame)
        if check(ty, found) is not None:
            raise Violation(span)
        return found

    return Code(run, False)


def _ask(expr: Ask) -> Code:
    runs, _ = _many(expr.args)
    site = expr.site
    return Code(lambda frame: frame.answer(site, tuple([run(frame) for run in runs])), False)
