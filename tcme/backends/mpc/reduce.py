"""Reductions over the last axis, tree-shaped: log2 n levels, each one comparison deep."""

from collections.abc import Callable

import numpy as np

from tcme.backends.mpc.arrange import moved, numbered
from tcme.backends.mpc.compare import is_zero, less, negated
from tcme.backends.mpc.operand import Operand, Public, bounds, lift, linear, product, size
from tcme.backends.mpc.runtime import Engine
from tcme.compiler.ir.nodes import BoolV, IntV, ReduceOp, Shape, VType

Pick = Callable[[Operand, Operand], Operand]


def reduced(engine: Engine, op: ReduceOp, x: Operand, result: VType) -> Operand:
    """`op` over the last axis of x."""
    match op:
        case "sum":
            return _total(engine, x, result)
        case "any":
            return negated(engine, _none(engine, x, result))
        case "all":
            return _none(engine, negated(engine, x), result)
        case "min" | "max":
            return _best(engine, x, _right_is(engine, op), result)[0]
        case "argmin" | "argmax":
            return _best(engine, x, _right_is(engine, "min" if op == "argmin" else "max"), result)[1]


def _total(engine: Engine, x: Operand, result: VType) -> Operand:
    rows, n = size(x.ty.shape[:-1]), x.ty.shape[-1]
    return linear(engine, result, lambda v: v.reshape(rows, n).sum(axis=1), lift(engine, x))


def _none(engine: Engine, bits: Operand, result: VType) -> Operand:
    count = _total(engine, bits, IntV(0, bits.ty.shape[-1], result.shape))
    return is_zero(engine, lift(engine, count))


def _right_is(engine: Engine, op: str) -> Pick:
    """1 where the right operand is strictly better, so that the first of equal ones wins."""
    if op == "min":
        return lambda left, right: less(engine, right, left)
    return lambda left, right: less(engine, left, right)


def _best(engine: Engine, x: Operand, right_is: Pick, result: VType) -> tuple[Operand, Operand]:
    """Best value and its first index; neighbours meet, so that the left of a pair stands earlier."""
    n, outer = x.ty.shape[-1], x.ty.shape[:-1]
    index: Operand = Public(
        tuple(int(i) for i in numbered(x.ty.shape).ravel() % max(n, 1)), _ints(0, n - 1, x.ty.shape)
    )
    while (n := x.ty.shape[-1]) > 1:
        pairs = n // 2
        left, right = _columns(engine, x, 0, pairs), _columns(engine, x, 1, pairs)
        better = right_is(left, right)
        value = choose(engine, better, right, left)
        first, second = _columns(engine, index, 0, pairs), _columns(engine, index, 1, pairs)
        which = choose(engine, better, second, first)
        x, index = (
            (value, which) if n % 2 == 0 else (_append(engine, value, x), _append(engine, which, index))
        )
    return _reshaped(x, outer), _reshaped(index, outer)


def choose(engine: Engine, bit: Operand, then: Operand, otherwise: Operand) -> Operand:
    """`then` where the bit is 1, else `otherwise`: one product."""
    (alo, ahi), (blo, bhi) = bounds(then.ty), bounds(otherwise.ty)
    ty: VType = IntV(min(alo, blo), max(ahi, bhi), then.ty.shape)
    if isinstance(then.ty, BoolV) and isinstance(otherwise.ty, BoolV):
        ty = then.ty
    if isinstance(bit, Public):
        return _choose_publicly(engine, bit, then, otherwise, ty)
    step = IntV(alo - bhi, ahi - blo, then.ty.shape)
    if isinstance(then, Public) and isinstance(otherwise, Public):
        apart: Operand = Public(
            tuple(a - b for a, b in zip(then.values, otherwise.values, strict=True)), step
        )
    else:
        apart = linear(engine, step, lambda a, b: a - b, then, otherwise)
    return linear(engine, ty, lambda d, b: d + b, product(engine, step, bit, apart), otherwise)


def _choose_publicly(engine: Engine, bit: Public, then: Operand, otherwise: Operand, ty: VType) -> Operand:
    n = len(bit.values)
    places = np.array([i if b else n + i for i, b in enumerate(bit.values)], dtype=np.intp)
    return moved(engine, [then, otherwise], places, ty)


def _columns(engine: Engine, x: Operand, start: int, pairs: int) -> Operand:
    places = numbered(x.ty.shape)[..., start : start + 2 * pairs : 2][..., :pairs]
    return moved(engine, [x], places, _with(x.ty, places.shape))


def _append(engine: Engine, some: Operand, x: Operand) -> Operand:
    """`some` and, behind it, the last column of x."""
    block = numbered(some.ty.shape)
    last = numbered(x.ty.shape)[..., -1:] + block.size
    places = np.concatenate((block, last), axis=-1)
    (alo, ahi), (blo, bhi) = bounds(some.ty), bounds(x.ty)
    return moved(engine, [some, x], places, _ints(min(alo, blo), max(ahi, bhi), places.shape))


def _with(ty: VType, shape: Shape) -> VType:
    return BoolV(shape) if isinstance(ty, BoolV) else _ints(*bounds(ty), shape)


def _ints(lo: int, hi: int, shape: Shape) -> IntV:
    return IntV(lo, hi, shape)


def _reshaped(x: Operand, shape: Shape) -> Operand:
    ty = _with(x.ty, shape)
    return Public(x.values, ty) if isinstance(x, Public) else type(x)(x.shares, ty)
