"""Operations on values known when compiled: pure, exact, row-major tuples of integers (Booleans are 0 and 1).

Lowering needs them (an index that is a constant costs nothing) and so do the passes.  Back ends have
their own rules; a law holds the two together.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TypeAlias, assert_never

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import BoolV, IntV, VType
from tcme.compiler.ir.shape import chunks, insert, offset, places, remove, size, with_shape

Row: TypeAlias = tuple[int, ...]
Elementwise: TypeAlias = (
    ir.Arith | ir.Neg | ir.Abs | ir.Compare | ir.Logic | ir.Not | ir.Select | ir.ToInt | ir.Widen | ir.Recode
)
ConstantOp: TypeAlias = Elementwise | ir.Reduce | ir.Repeat | ir.Stack | ir.Take | ir.Gather | ir.Lookup
LIMIT = 1 << 16
"""Constants with more elements than this are computed where they are needed, not written into the circuit."""


def constant(op: ir.Op, args: Sequence[Row], types: Sequence[VType], result: VType) -> Row | None:
    """The value of a node whose arguments are constants; None where the operation is not for constants."""
    if not isinstance(op, ConstantOp) or size(result) > LIMIT:
        return None
    return _evaluate(op, args, types, result)


def uniform(op: ir.Op, args: Sequence[int], types: Sequence[VType], result: VType) -> int | None:
    """The one value of all elements of a node whose arguments have one value each."""
    match op:
        case ir.Reduce("sum"):
            return args[0] * types[0].shape[-1]
        case ir.Reduce() if types[0].shape[-1]:
            return _evaluate(op, [tuple(args)], [IntV(args[0], args[0], (1,))], IntV(0, 0))[0]
        case ir.Stack() if all(a == args[0] for a in args):
            return args[0]
        case ir.Take() | ir.Gather() | ir.Lookup():
            return args[0]
        case _ if isinstance(op, Elementwise):
            scalars = [IntV(t.lo, t.hi) if isinstance(t, IntV) else BoolV() for t in types]
            return _evaluate(op, [(a,) for a in args], scalars, with_shape(result, ()))[0]
        case _:
            return None


def _evaluate(op: ConstantOp, args: Sequence[Row], types: Sequence[VType], result: VType) -> Row:
    match op:
        case ir.Arith(kind):
            return tuple(map(_ARITH[kind], *args))
        case ir.Compare(kind):
            return tuple(map(_COMPARE[kind], *args))
        case ir.Logic(kind):
            return tuple(map(_LOGIC[kind], *args))
        case ir.Neg():
            return tuple(-x for x in args[0])
        case ir.Abs():
            return tuple(abs(x) for x in args[0])
        case ir.Not():
            return tuple(1 - x for x in args[0])
        case ir.Select():
            return tuple(a if c else b for c, a, b in zip(*args, strict=True))
        case ir.ToInt() | ir.Widen():
            return args[0]
        case ir.Recode(table):
            low = types[0].lo if isinstance(types[0], IntV) else 0
            return tuple(table[x - low] for x in args[0])
        case ir.Reduce(kind):
            n = types[0].shape[-1]
            rows = chunks(args[0], n) if n else [()] * size(result)
            return tuple(_REDUCE[kind](row) for row in rows)
        case _:
            source = list(chain.from_iterable(args))
            return tuple(source[p] for p in _positions(op, args, types, result))


def _positions(
    op: ir.Repeat | ir.Stack | ir.Take | ir.Gather | ir.Lookup,
    args: Sequence[Row],
    types: Sequence[VType],
    result: VType,
) -> Sequence[int]:
    """For each element of the result, its place in the arguments laid end to end."""
    shape = types[0].shape
    match op:
        case ir.Gather(positions):
            return positions
        case ir.Repeat(axis):
            return [offset(shape, remove(p, axis)) for p in places(result.shape)]
        case ir.Stack(axis):
            block = size(types[0])
            return [p[axis] * block + offset(shape, remove(p, axis)) for p in places(result.shape)]
        case ir.Take(axis, indices, True):
            return [offset(shape, insert(p, axis, indices[0])) for p in places(result.shape)]
        case ir.Take(axis, indices, _):
            return [
                offset(shape, (*p[:axis], indices[p[axis]], *p[axis + 1 :])) for p in places(result.shape)
            ]
        case ir.Lookup():
            outer = types[1].shape
            d = len(outer)
            return [offset(shape, insert(p, d, args[1][offset(outer, p[:d])])) for p in places(result.shape)]
        case _:
            assert_never(op)


_ARITH: dict[ir.ArithOp, Callable[[int, int], int]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
    "min": lambda a, b: min(a, b),
    "max": lambda a, b: max(a, b),
    "band": lambda a, b: a & b,
    "bor": lambda a, b: a | b,
    "bxor": lambda a, b: a ^ b,
}
_COMPARE: dict[ir.CompareOp, Callable[[int, int], int]] = {
    "lt": lambda a, b: int(a < b),
    "le": lambda a, b: int(a <= b),
    "eq": lambda a, b: int(a == b),
    "ne": lambda a, b: int(a != b),
}
_LOGIC: dict[ir.LogicOp, Callable[[int, int], int]] = {
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "xor": lambda a, b: a ^ b,
}
_REDUCE: dict[ir.ReduceOp, Callable[[Sequence[int]], int]] = {
    "sum": lambda row: sum(row),
    "min": lambda row: min(row),
    "max": lambda row: max(row),
    "any": lambda row: int(any(row)),
    "all": lambda row: int(all(row)),
    "argmin": lambda row: row.index(min(row)),
    "argmax": lambda row: row.index(max(row)),
}
