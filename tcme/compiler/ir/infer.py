"""The type of a node from its operation and its arguments' types: shapes exactly, ranges by interval
arithmetic.

Ranges hold for every input, also in the branch that is not taken, because both branches are evaluated.  They
never come from what a condition would promise: masks are sized by them.
"""

from collections.abc import Callable, Sequence
from typing import assert_never

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import BoolV, IntV, Shape, TextV, VType
from tcme.compiler.ir.shape import insert, remove, size, with_shape


class IllTyped(ValueError):
    """An operation on arguments it is not defined for."""


def infer(op: ir.Op, args: Sequence[VType], shape: Shape) -> VType:
    """The narrowest type that interval arithmetic gives; `shape` is the result's, which only constants,
    `Iota`, `Repeat` and `Gather` need.  `Input` and `Ask` have their types from declarations."""
    match op:
        case ir.Const(values):
            return _constant(values, shape)
        case ir.ConstText(values):
            _require(len(values) == size(BoolV(shape)), "as many texts as the shape holds")
            lengths = [len(v.encode()) for v in values] or [0]
            return TextV(min(lengths), max(lengths), shape)
        case ir.Arith(kind):
            left, right = _two_ints(args)
            return IntV(*_ARITH[kind](left, right), left.shape)
        case ir.Neg():
            x = _int(args, 0)
            return IntV(-x.hi, -x.lo, x.shape)
        case ir.Abs():
            x = _int(args, 0)
            return IntV(max(0, x.lo, -x.hi), max(x.hi, -x.lo), x.shape)
        case ir.Compare(kind):
            return _compare(kind, args)
        case ir.Logic():
            return _bools(args, 2)
        case ir.Not():
            return _bools(args, 1)
        case ir.Select():
            return _select(args)
        case ir.ToInt():
            return IntV(0, 1, _bools(args, 1).shape)
        case ir.Widen():
            return _one(args)
        case ir.Recode(table):
            x = _int(args, 0)
            _require(len(table) == x.hi - x.lo + 1, "one entry for each value")
            return IntV(min(table), max(table), x.shape)
        case ir.Reduce(kind):
            return _reduce(kind, _one(args))
        case ir.Endorse() | ir.Claim():
            return _one(args)
        case ir.Fold():
            return _fold(op, args)
        case ir.Iota(start):
            _require(not args and len(shape) == 1, "one axis and no argument")
            return IntV(start, start + max(shape[0] - 1, 0), shape)
        case ir.Encode() | ir.Measure():
            return _of_text(op, args)
        case ir.Input() | ir.Ask():
            raise IllTyped("inputs and asks have their types from declarations")
        case _:
            return _arranged(op, args, shape)


def _arranged(
    op: ir.Repeat | ir.Stack | ir.Take | ir.Gather | ir.Lookup, args: Sequence[VType], shape: Shape
) -> VType:
    """Operations that move elements and change none."""
    match op:
        case ir.Repeat(axis):
            x = _one(args)
            _require(0 <= axis < len(shape) and remove(shape, axis) == x.shape, "one new axis")
            return with_shape(x, shape)
        case ir.Stack(axis):
            _require(bool(args) and 0 <= axis <= len(args[0].shape), "an axis of the rows")
            return with_shape(hull(args), insert(args[0].shape, axis, len(args)))
        case ir.Take(axis, indices, scalar):
            x = _one(args)
            _require(0 <= axis < len(x.shape), "an axis of the argument")
            _require(all(0 <= i < x.shape[axis] for i in indices), "indices inside the array")
            _require(not scalar or len(indices) == 1, "one index")
            rest = remove(x.shape, axis)
            return with_shape(x, rest if scalar else insert(rest, axis, len(indices)))
        case ir.Gather(positions):
            x = _one(args)
            _require(len(positions) == size(BoolV(shape)), "as many positions as elements")
            _require(all(0 <= p < size(x) for p in positions), "positions inside the array")
            return with_shape(x, shape)
        case ir.Lookup():
            return _lookup(args)
        case _:
            assert_never(op)


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise IllTyped(f"needs {what}")


def _one(args: Sequence[VType]) -> VType:
    _require(len(args) == 1, "one argument")
    return args[0]


def _int(args: Sequence[VType], index: int) -> IntV:
    _require(len(args) == 1, "one argument")
    x = args[index]
    if not isinstance(x, IntV):
        raise IllTyped("needs an integer")
    return x


def _two_ints(args: Sequence[VType]) -> tuple[IntV, IntV]:
    match tuple(args):
        case IntV() as left, IntV() as right if left.shape == right.shape:
            return left, right
        case _:
            raise IllTyped("needs two integers of one shape")


def _of_text(op: ir.Encode | ir.Measure, args: Sequence[VType]) -> IntV:
    text = _one(args)
    if not isinstance(text, TextV):
        raise IllTyped("needs a text")
    if isinstance(op, ir.Measure):
        return IntV(text.min_bytes, text.max_bytes, text.shape)
    return IntV(0, 255, (*text.shape, text.max_bytes))


def _bools(args: Sequence[VType], count: int) -> BoolV:
    _require(len(args) == count, f"{count} arguments")
    _require(all(a == args[0] for a in args), "arguments of one shape")
    first = args[0]
    if not isinstance(first, BoolV):
        raise IllTyped("needs Booleans")
    return first


def _constant(values: Sequence[int], shape: Shape) -> IntV:
    _require(len(values) == size(BoolV(shape)), "as many values as the shape holds")
    return IntV(min(values, default=0), max(values, default=0), shape)


def _compare(kind: ir.CompareOp, args: Sequence[VType]) -> BoolV:
    if kind in ("eq", "ne") and all(isinstance(a, BoolV) for a in args):
        return _bools(args, 2)
    return BoolV(_two_ints(args)[0].shape)


def _select(args: Sequence[VType]) -> VType:
    _require(len(args) == 3 and isinstance(args[0], BoolV), "a condition and two branches")
    _require(args[0].shape == args[1].shape, "a condition of the branches' shape")
    return hull(args[1:])


def hull(types: Sequence[VType]) -> VType:
    """The least type above several of one kind and shape."""
    first = types[0]
    _require(all(type(t) is type(first) and t.shape == first.shape for t in types), "one kind and shape")
    match first:
        case BoolV():
            return first
        case IntV(_, _, shape):
            ints = [t for t in types if isinstance(t, IntV)]
            return IntV(min(t.lo for t in ints), max(t.hi for t in ints), shape)
        case TextV(_, _, shape):
            texts = [t for t in types if isinstance(t, TextV)]
            return TextV(min(t.min_bytes for t in texts), max(t.max_bytes for t in texts), shape)
        case _:
            assert_never(first)


def _reduce(kind: ir.ReduceOp, x: VType) -> VType:
    _require(bool(x.shape), "an axis to go over")
    n, shape = x.shape[-1], x.shape[:-1]
    if kind in ("any", "all"):
        _require(isinstance(x, BoolV), "Booleans")
        return BoolV(shape)
    if not isinstance(x, IntV):
        raise IllTyped("needs integers")
    if kind == "sum":
        return IntV(n * x.lo, n * x.hi, shape)
    _require(n > 0, "one element at least")
    return IntV(0, n - 1, shape) if kind in ("argmin", "argmax") else IntV(x.lo, x.hi, shape)


def _lookup(args: Sequence[VType]) -> VType:
    _require(len(args) == 2, "an array and an index")
    array, index = args
    if not isinstance(index, IntV):
        raise IllTyped("needs an integer index")
    axis = len(index.shape)
    _require(axis < len(array.shape) and array.shape[:axis] == index.shape, "the index's axes in front")
    _require(index.lo >= 0 and index.hi < array.shape[axis], "an index inside the array")
    return with_shape(array, remove(array.shape, axis))


def _fold(op: ir.Fold, args: Sequence[VType]) -> VType:
    parameters = op.region.parameters
    _require(len(args) == len(parameters), "an argument for each parameter")
    _require(len(op.region.results) == op.accumulators, "a result for each accumulator")
    _require(0 <= op.result < op.accumulators, "a result among the accumulators")
    for i, (arg, parameter) in enumerate(zip(args, parameters, strict=True)):
        if op.accumulators <= i < op.accumulators + op.elements:
            _require(op.axis < len(arg.shape) and arg.shape[op.axis] == op.steps, "elements for each step")
            arg = with_shape(arg, remove(arg.shape, op.axis))
        _require(covers(parameter, arg), "arguments that fit the parameters")
    last = parameters[op.result]
    return with_shape(last, insert(last.shape, op.axis, op.steps)) if op.history else last


def covers(wide: VType, narrow: VType) -> bool:
    """Every value of `narrow` is one of `wide`, in the same shape."""
    match wide, narrow:
        case (IntV(a, b, s), IntV(c, d, t)) | (TextV(a, b, s), TextV(c, d, t)):
            return s == t and a <= c and d <= b
        case _:
            return wide == narrow


# --- intervals -----------------------------------------------------------------------------------


def _add(x: IntV, y: IntV) -> tuple[int, int]:
    return x.lo + y.lo, x.hi + y.hi


def _sub(x: IntV, y: IntV) -> tuple[int, int]:
    return x.lo - y.hi, x.hi - y.lo


def _mul(x: IntV, y: IntV) -> tuple[int, int]:
    corners = [a * b for a in (x.lo, x.hi) for b in (y.lo, y.hi)]
    return min(corners), max(corners)


def _div(x: IntV, y: IntV) -> tuple[int, int]:
    """For a divisor of one sign the quotient is monotone in each operand, so corners are enough."""
    _require(y.lo > 0 or y.hi < 0, "a divisor that is never zero")
    corners = [a // b for a in (x.lo, x.hi) for b in (y.lo, y.hi)]
    return min(corners), max(corners)


def _mod(x: IntV, y: IntV) -> tuple[int, int]:
    _require(y.lo > 0 or y.hi < 0, "a divisor that is never zero")
    if y.hi < 0:
        lo, hi = _mod(IntV(-x.hi, -x.lo), IntV(-y.hi, -y.lo))
        return -hi, -lo
    if x.lo < 0:
        return 0, y.hi - 1
    return (x.lo, x.hi) if x.hi < y.lo else (0, min(x.hi, y.hi - 1))


def _min(x: IntV, y: IntV) -> tuple[int, int]:
    return min(x.lo, y.lo), min(x.hi, y.hi)


def _max(x: IntV, y: IntV) -> tuple[int, int]:
    return max(x.lo, y.lo), max(x.hi, y.hi)


def _band(x: IntV, y: IntV) -> tuple[int, int]:
    _require(x.lo >= 0 and y.lo >= 0, "numbers that are not negative")
    return 0, min(x.hi, y.hi)


def _bor(x: IntV, y: IntV) -> tuple[int, int]:
    return max(x.lo, y.lo), _bxor(x, y)[1]


def _bxor(x: IntV, y: IntV) -> tuple[int, int]:
    _require(x.lo >= 0 and y.lo >= 0, "numbers that are not negative")
    return 0, (1 << max(x.hi, y.hi).bit_length()) - 1


_ARITH: dict[ir.ArithOp, Callable[[IntV, IntV], tuple[int, int]]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "mod": _mod,
    "min": _min,
    "max": _max,
    "band": _band,
    "bor": _bor,
    "bxor": _bxor,
}
