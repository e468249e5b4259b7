"""The circuit, interpreted: for each operation of the IR the rule that computes it on shares.

Nothing is opened here but masked values inside the primitives of `runtime`; what is opened to people is an
`Open`, and that is the session's business. Rules start work and do not wait for it, so that independent nodes
share rounds; every member must therefore meet the nodes in the same order. A node whose arguments are all
public is computed in cleartext. Ranges come from the arguments' types, widths of comparisons from ranges.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from tcme.backends import cleartext
from tcme.backends.mpc import arrange
from tcme.backends.mpc.bits import Bits
from tcme.backends.mpc.compare import below_zero, difference, is_zero, less, negated
from tcme.backends.mpc.divide import divide
from tcme.backends.mpc.fault import NoRule, WrongSize
from tcme.backends.mpc.marshal import Values
from tcme.backends.mpc.operand import Operand, Public, Secret, bounds, lift, linear, product, size
from tcme.backends.mpc.polynomial import tabulate, unit
from tcme.backends.mpc.reduce import choose, reduced
from tcme.backends.mpc.runtime import Engine, Shares
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import BoolV, Graph, IntV, Node, Region, TextV, VType
from tcme.compiler.place.widths import power_of_two

Rule: TypeAlias = "Callable[[Evaluator, Node, Sequence[Operand]], Operand]"

INDEX_RANGE = 512
"""Indices over more values are compared with each of them instead of going through a polynomial."""


@dataclass(slots=True)
class Evaluator:
    """Evaluates the nodes of one program at one member."""

    engine: Engine
    bits: Bits
    _folded: dict[tuple[ir.Loop, tuple[int, ...]], list[list[Operand]]] = field(default_factory=dict)

    def value(self, node: Node, args: Sequence[Operand]) -> Operand:
        """The node's value; raises `NoRule` (TC601) or `WrongSize` (TC602)."""
        known = _in_clear(node, args)
        if known is not None:
            return known
        rule = RULES.get(type(node.op))
        if rule is None:
            raise NoRule(type(node.op).__name__)
        _check_range(self.engine, node.ty)
        if not any(isinstance(arg, Secret) for arg in args):
            args = [lift(self.engine, arg) for arg in args]
        return typed(rule(self, node, args), node.ty)

    def fold(self, node: Node, args: Sequence[Operand]) -> list[list[Operand]]:
        """All accumulators of a fold before its first step and after each, computed once for the nodes that
        share it."""
        assert isinstance(node.op, ir.Fold)
        key = (node.op.loop, node.args)
        if key not in self._folded:
            self._folded[key] = _fold(self, node.op, args)
        return self._folded[key]


def typed(operand: Operand, ty: VType) -> Operand:
    """The same values at the type that the node declares."""
    match operand:
        case Public(values, _):
            return Public(values, ty)
        case Secret(shares, _):
            return Secret(shares, ty)


def _in_clear(node: Node, args: Sequence[Operand]) -> Public | None:
    if isinstance(node.op, ir.Const):
        return Public(node.op.values, node.ty)
    if not all(isinstance(arg, Public) for arg in args) or isinstance(node.ty, TextV):
        return None
    known = tuple(cleartext.array(arg.values, arg.ty) for arg in args if isinstance(arg, Public))
    nothing = cleartext.Run(Graph((), (), (), ()), {})
    found = cleartext.compute(cleartext.Step(nothing, node, known, tuple(arg.ty for arg in args)))
    return Public(tuple(int(v) for v in found.reshape(-1).tolist()), node.ty)


def _check_range(engine: Engine, ty: VType) -> None:
    if max(map(abs, bounds(ty))) > engine.protocol.modulus // 2:
        raise WrongSize("a value does not fit into the field")


# --- elementwise ---------------------------------------------------------------------------------


def _arith(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    assert isinstance(node.op, ir.Arith) and isinstance(node.ty, IntV)
    a, b = args
    match node.op.op:
        case "add":
            return linear(e.engine, node.ty, lambda x, y: x + y, a, b)
        case "sub":
            return linear(e.engine, node.ty, lambda x, y: x - y, a, b)
        case "mul":
            return product(e.engine, node.ty, a, b)
        case "min":
            return choose(e.engine, less(e.engine, b, a), b, a)
        case "max":
            return choose(e.engine, less(e.engine, a, b), b, a)
        case "div":
            power = _power(a, b)
            if power is not None:
                return e.bits.quotient(a, power, node.ty)
            return divide(e.engine, a, b, node.ty, _remainder(b)).quotient
        case "mod":
            power = _power(a, b)
            if power is not None:
                return e.bits.remainder(a, power, node.ty)
            return divide(e.engine, a, b, _quotient(a, b), node.ty).remainder
        case "band":
            return e.bits.both(a, b, node.ty)
        case "bor":
            both = e.bits.both(a, b, _narrower(a, b))
            return linear(e.engine, node.ty, lambda x, y, z: x + y - z, a, b, both)
        case "bxor":
            both = e.bits.both(a, b, _narrower(a, b))
            return linear(e.engine, node.ty, lambda x, y, z: x + y - 2 * z, a, b, both)


def _power(a: Operand, b: Operand) -> int | None:
    """The k of a division by 2^k of what is not negative."""
    return power_of_two(a.ty, b.ty)


def _narrower(a: Operand, b: Operand) -> IntV:
    return IntV(0, min(bounds(a.ty)[1], bounds(b.ty)[1]), a.ty.shape)


def _remainder(b: Operand) -> IntV:
    lo, hi = bounds(b.ty)
    return IntV(min(lo + 1, 0), max(hi - 1, 0), b.ty.shape)


def _quotient(a: Operand, b: Operand) -> IntV:
    corners = [x // y for x in bounds(a.ty) for y in bounds(b.ty)]
    return IntV(min(corners), max(corners), a.ty.shape)


def _neg(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    return linear(e.engine, node.ty, lambda x: -x, args[0])


def _abs(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    x = lift(e.engine, args[0])
    sign = below_zero(e.engine, x)
    return choose(e.engine, sign, linear(e.engine, node.ty, lambda v: -v, x), x)


def _compare(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    assert isinstance(node.op, ir.Compare)
    a, b = args
    match node.op.op:
        case "lt":
            return less(e.engine, a, b)
        case "le":
            return negated(e.engine, less(e.engine, b, a))
        case "eq":
            return is_zero(e.engine, difference(e.engine, a, b))
        case "ne":
            return negated(e.engine, is_zero(e.engine, difference(e.engine, a, b)))


def _logic(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    assert isinstance(node.op, ir.Logic)
    a, b = args
    both = product(e.engine, node.ty, a, b)
    match node.op.op:
        case "and":
            return both
        case "or":
            return linear(e.engine, node.ty, lambda x, y, z: x + y - z, a, b, both)
        case "xor":
            return linear(e.engine, node.ty, lambda x, y, z: x + y - 2 * z, a, b, both)


def _not(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    return negated(e.engine, args[0])


def _select(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    return choose(e.engine, args[0], args[1], args[2])


def _same(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    return args[0]


def _recode(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    assert isinstance(node.op, ir.Recode)
    x = lift(e.engine, args[0])
    if len(node.op.table) <= INDEX_RANGE:
        return tabulate(e.engine, x, node.op.table, node.ty)
    table = Public(tuple(node.op.table), IntV(min(node.op.table), max(node.op.table), (len(node.op.table),)))
    return _contract(e.engine, _unit(e.engine, x), table, x, node.ty)


# --- arrays --------------------------------------------------------------------------------------


def _reduce(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    assert isinstance(node.op, ir.Reduce)
    return reduced(e.engine, node.op.op, args[0], node.ty)


def _moved(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    return arrange.moved(e.engine, args, _positions(node, [arg.ty.shape for arg in args]), node.ty)


def _positions(node: Node, shapes: Sequence[ir.Shape]) -> arrange.Positions:
    match node.op:
        case ir.Repeat():
            return arrange.repeat(node.op, shapes, node.ty.shape)
        case ir.Stack():
            return arrange.stack(node.op, shapes)
        case ir.Take():
            return arrange.take(node.op, shapes)
        case ir.Gather(positions):
            return np.array(positions, dtype=np.intp)
        case _:
            raise NoRule(type(node.op).__name__)


def _lookup(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    array, index = args
    if isinstance(index, Public):
        places = arrange.looked_up(array.ty.shape, index.ty.shape, index.values)
        return arrange.moved(e.engine, [array], places, node.ty)
    (lo, hi), axis = bounds(index.ty), len(index.ty.shape)
    reached = arrange.numbered(array.ty.shape)
    reached = np.take(reached, np.arange(lo, hi + 1), axis=axis)
    part = arrange.moved(e.engine, [array], reached, _shaped(array.ty, reached.shape))
    return _contract(e.engine, _unit(e.engine, index), part, index, node.ty)


def _shaped(ty: VType, shape: ir.Shape) -> VType:
    return BoolV(shape) if isinstance(ty, BoolV) else IntV(*bounds(ty), shape)


def _unit(engine: Engine, index: Secret) -> Shares:
    """0/1 for each value of the index's range (in front) and each element."""
    (lo, hi), n = bounds(index.ty), size(index.ty.shape)
    if hi - lo < INDEX_RANGE:
        return unit(engine, index)
    every = IntV(lo - hi, hi - lo, ((hi - lo + 1) * n,))
    values = np.repeat(np.arange(lo, hi + 1).astype(object), n)
    apart = linear(engine, every, lambda x: np.tile(x, hi - lo + 1) - values, index)
    return lift(engine, is_zero(engine, apart)).shares


def _contract(engine: Engine, units: Shares, array: Operand, index: Secret, ty: VType) -> Operand:
    """Sum over values v of unit[v, element] * array[element, v, rest]: one element sent for each result."""
    (lo, hi), n = bounds(index.ty), size(index.ty.shape)
    wide = hi - lo + 1
    shared = size(array.ty.shape) == wide and n != 1 and array.ty.shape == (wide,)
    count = 1 if shared else n

    def weigh(weights: Values, values: Values) -> Values:
        rows: Values = weights.reshape(wide, n).T.reshape(n, wide, 1) * values.reshape(count, wide, -1)
        return np.asarray(rows.sum(axis=1)).ravel()

    if isinstance(array, Public):
        weights = Secret(units, IntV(0, 1, (wide * n,)))
        return linear(engine, ty, weigh, weights, array)
    return Secret(engine.bilinear(size(ty.shape), weigh, units, array.shares), ty)


# --- folds ---------------------------------------------------------------------------------------


def _folded(e: Evaluator, node: Node, args: Sequence[Operand]) -> Operand:
    assert isinstance(node.op, ir.Fold)
    found = [state[node.op.result] for state in e.fold(node, args)]
    if not node.op.history:
        return found[-1]
    places = arrange.stack(ir.Stack(node.op.axis), [x.ty.shape for x in found[1:]])
    return arrange.moved(e.engine, found[1:], places, node.ty)


def _fold(e: Evaluator, op: ir.Fold, args: Sequence[Operand]) -> list[list[Operand]]:
    last = op.accumulators + op.elements
    state, elements, captured = list(args[: op.accumulators]), args[op.accumulators : last], args[last:]
    states = [state]
    for step in range(op.steps):
        now = [_element(e, x, op.axis, step) for x in elements]
        values = _region(e, op.region, [*state, *now, *captured])
        results = zip(op.region.results, op.region.parameters, strict=False)
        state = [typed(values[result], ty) for result, ty in results]
        states.append(state)
    return states


def _element(e: Evaluator, x: Operand, axis: int, step: int) -> Operand:
    places = arrange.row(x.ty.shape, axis, step)
    return arrange.moved(e.engine, [x], places, _shaped(x.ty, places.shape))


def _region(e: Evaluator, region: Region, arguments: Sequence[Operand]) -> list[Operand]:
    values = [typed(x, ty) for x, ty in zip(arguments, region.parameters, strict=True)]
    inner = Evaluator(e.engine, e.bits)
    for node in region.nodes:
        values.append(inner.value(node, [values[a] for a in node.args]))
    return values


RULES: dict[type, Rule] = {
    ir.Arith: _arith,
    ir.Neg: _neg,
    ir.Abs: _abs,
    ir.Compare: _compare,
    ir.Logic: _logic,
    ir.Not: _not,
    ir.Select: _select,
    ir.ToInt: _same,
    ir.Widen: _same,
    ir.Endorse: _same,
    ir.Claim: _same,
    ir.Recode: _recode,
    ir.Reduce: _reduce,
    ir.Repeat: _moved,
    ir.Stack: _moved,
    ir.Take: _moved,
    ir.Gather: _moved,
    ir.Lookup: _lookup,
    ir.Fold: _folded,
}
"""Without entry: `Const` and `Iota` (public), `Input` (brought in by the session), texts and what reads them
(never in here)."""
