"""IR nodes in cleartext: one table from operation to rule, exact integers whatever their size.

Parties use it for their own data, environments for what they compute, tests for the meaning of a graph.
Arrays are int64 where the range of a node allows and Python integers where not; Booleans are `bool_`, texts
objects.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tcme.compiler.core import Value
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.layout import Nested, Path, flatten, leaves, unflatten
from tcme.compiler.ir.nodes import BoolV, Graph, IntV, Node, VType

Array: TypeAlias = NDArray[Any]
Values: TypeAlias = MutableMapping[int, Array]
Answer: TypeAlias = Callable[[ir.AskSite, tuple[str, ...]], int]
"""A model's answer to one question, as an index into the site's values (then `abstain`)."""

_SMALL = 1 << 62


class CleartextFault(Exception):
    """A node that cannot run here: TC601 it has no rule, TC608 what it reads is elsewhere."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(slots=True)
class Run:
    """What evaluation reads besides nodes: the graph's sites, inputs' leaves, and who answers questions."""

    graph: Graph
    inputs: Mapping[tuple[str, Path], Array]
    answer: Answer | None = None
    folds: dict[tuple[ir.Loop, tuple[int, ...]], list[list[Array]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One node about to be computed."""

    run: Run
    node: Node
    args: tuple[Array, ...]
    types: tuple[VType, ...]


Rule: TypeAlias = Callable[[Any, Step], Array]


def run(
    graph: Graph,
    inputs: Mapping[str, Value],
    *,
    answer: Answer | None = None,
    nodes: Iterable[Node] | None = None,
    values: Mapping[int, Array] | None = None,
) -> dict[int, Array]:
    """The values of `nodes` (all of the graph's when None), given those already known in `values`."""
    found = dict(values or {})
    types = {node.id: node.ty for node in graph.nodes}
    todo = graph.nodes if nodes is None else nodes
    evaluate(Run(graph, input_arrays(graph, inputs), answer), todo, found, types)
    return found


def evaluate(run: Run, nodes: Iterable[Node], values: Values, types: Mapping[int, VType]) -> None:
    """Computes nodes in order into `values`; `types` has those of their arguments."""
    for node in nodes:
        if node.id not in values:
            step = Step(run, node, tuple(values[a] for a in node.args), tuple(types[a] for a in node.args))
            values[node.id] = compute(step)


def compute(step: Step) -> Array:
    rule = RULES.get(type(step.node.op))
    if rule is None:
        raise CleartextFault("TC601", f"cleartext has no rule for `{type(step.node.op).__name__}`")
    return rule(step.node.op, step)


def input_arrays(graph: Graph, inputs: Mapping[str, Value]) -> dict[tuple[str, Path], Array]:
    """The leaves of the inputs that are given; others stay unknown."""
    found: dict[tuple[str, Path], Array] = {}
    for declared in graph.inputs:
        if declared.name in inputs:
            parts = flatten(declared.ty, inputs[declared.name])
            for leaf in leaves(declared.ty):
                found[declared.name, leaf.path] = array(parts[leaf.path], leaf.vtype)
    return found


def outputs(graph: Graph, values: Mapping[int, Array]) -> dict[str, Value]:
    """The fields' values, from the values of the nodes that are opened."""
    return {
        opened.field: unflatten(
            opened.ty,
            {leaf.path: nested(values[i]) for leaf, i in zip(leaves(opened.ty), opened.leaves, strict=True)},
        )
        for opened in graph.opens
    }


# --- arrays --------------------------------------------------------------------------------------


def array(value: "Nested | Sequence[Any]", ty: VType) -> Array:
    """Nested or row-major values as an array of the type's shape and best dtype."""
    made: Array = np.empty(ty.shape, dtype=object)
    made.reshape(-1)[:] = list(_scalars(value))
    return made.astype(dtype(ty))


def _scalars(value: Any) -> Iterable[Any]:
    if isinstance(value, tuple | list):
        for part in value:
            yield from _scalars(part)
    else:
        yield value


def nested(value: Array) -> Nested:
    """An array as nested tuples of Python values."""
    return _tuples(value.tolist())


def _tuples(value: Any) -> Nested:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def dtype(ty: VType) -> Any:
    match ty:
        case BoolV():
            return np.bool_
        case IntV(lo, hi, _):
            return np.int64 if lo > -_SMALL and hi < _SMALL else object
        case _:
            return object


def _exact(step: Step) -> tuple[Array, ...]:
    """Arguments as Python integers where any operand or the result is too large for a machine word."""
    if any(dtype(t) is object for t in (*step.types, step.node.ty)):
        return tuple(a.astype(object) for a in step.args)
    return step.args


def _typed(value: Any, step: Step) -> Array:
    return np.asarray(value).astype(dtype(step.node.ty), copy=False).reshape(step.node.ty.shape)


# --- rules ---------------------------------------------------------------------------------------


def _const(op: ir.Const | ir.ConstText, step: Step) -> Array:
    return array(op.values, step.node.ty)


def _input(op: ir.Input, step: Step) -> Array:
    found = step.run.inputs.get((op.name, op.path))
    if found is None:
        raise CleartextFault("TC608", f"the input `{op.name}` is not here")
    return found


_ARITH: dict[ir.ArithOp, Callable[[Array, Array], Array]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
    "min": np.minimum,
    "max": np.maximum,
    "band": lambda a, b: a & b,
    "bor": lambda a, b: a | b,
    "bxor": lambda a, b: a ^ b,
}
_COMPARE: dict[ir.CompareOp, Callable[[Array, Array], Array]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}
_LOGIC: dict[ir.LogicOp, Callable[[Array, Array], Array]] = {
    "and": np.logical_and,
    "or": np.logical_or,
    "xor": np.logical_xor,
}


def _arith(op: ir.Arith, step: Step) -> Array:
    return _typed(_ARITH[op.op](*_exact(step)), step)


def _compare(op: ir.Compare, step: Step) -> Array:
    return _typed(_COMPARE[op.op](*_exact(step)), step)


def _logic(op: ir.Logic, step: Step) -> Array:
    return _typed(_LOGIC[op.op](*step.args), step)


def _neg(_: ir.Neg, step: Step) -> Array:
    return _typed(-_exact(step)[0], step)


def _abs(_: ir.Abs, step: Step) -> Array:
    return _typed(np.abs(_exact(step)[0]), step)


def _not(_: ir.Not, step: Step) -> Array:
    return _typed(np.logical_not(step.args[0]), step)


def _select(_: ir.Select, step: Step) -> Array:
    condition, then, otherwise = step.args
    return _typed(np.where(condition, then, otherwise), step)


def _same(_: object, step: Step) -> Array:
    return _typed(step.args[0], step)


def _recode(op: ir.Recode, step: Step) -> Array:
    low = step.types[0].lo if isinstance(step.types[0], IntV) else 0
    table = np.array(op.table, dtype=object)
    return _typed(table[(step.args[0] - low).astype(np.int64)], step)


_REDUCE: dict[ir.ReduceOp, Callable[..., Array]] = {
    "sum": np.sum,
    "min": np.min,
    "max": np.max,
    "any": np.any,
    "all": np.all,
    "argmin": np.argmin,
    "argmax": np.argmax,
}


def _reduce(op: ir.Reduce, step: Step) -> Array:
    return _typed(_REDUCE[op.op](_exact(step)[0], axis=-1), step)


def _repeat(op: ir.Repeat, step: Step) -> Array:
    return np.broadcast_to(np.expand_dims(step.args[0], op.axis), step.node.ty.shape)


def _stack(op: ir.Stack, step: Step) -> Array:
    return _typed(np.stack(_exact(step), axis=op.axis), step)


def _take(op: ir.Take, step: Step) -> Array:
    taken: Array = np.take(step.args[0], np.array(op.indices, dtype=np.int64), axis=op.axis)
    return taken.reshape(step.node.ty.shape)


def _gather(op: ir.Gather, step: Step) -> Array:
    return step.args[0].reshape(-1)[np.array(op.positions, dtype=np.int64)].reshape(step.node.ty.shape)


def _lookup(_: ir.Lookup, step: Step) -> Array:
    source, index = step.args
    axis = index.ndim
    wide = index.astype(np.int64).reshape(*index.shape, *(1,) * (source.ndim - axis))
    return np.take_along_axis(source, wide, axis=axis).reshape(step.node.ty.shape)


def _fold(op: ir.Fold, step: Step) -> Array:
    """Steps in order; folds that share loop and arguments are run once."""
    key = (op.loop, step.node.args)
    if key not in step.run.folds:
        step.run.folds[key] = _steps(op, step)
    found = [state[op.result] for state in step.run.folds[key]]
    return _history(found[1:], op.axis, step.node.ty) if op.history else found[-1]


def _steps(op: ir.Fold, step: Step) -> list[list[Array]]:
    """The accumulators before the first step and after each one."""
    count, last = op.accumulators, op.accumulators + op.elements
    accumulators = [_parameter(a, t) for a, t in zip(step.args[:count], op.region.parameters, strict=False)]
    types = dict(enumerate(op.region.parameters)) | {n.id: n.ty for n in op.region.nodes}
    states = [accumulators]
    for i in range(op.steps):
        row = [np.take(a, i, axis=op.axis) for a in step.args[count:last]]
        values = dict(enumerate((*accumulators, *map(np.asarray, row), *step.args[last:])))
        inner = Run(step.run.graph, {}, None)
        evaluate(inner, op.region.nodes, values, types)
        accumulators = [
            _parameter(values[r], t)
            for r, t in zip(op.region.results, op.region.parameters[:count], strict=True)
        ]
        states.append(accumulators)
    return states


def _history(values: Sequence[Array], axis: int, ty: VType) -> Array:
    """The values after each step, stacked along the axis; none where there are no steps."""
    return np.stack(values, axis=axis) if values else np.empty(ty.shape, dtype=dtype(ty))


def _parameter(value: Array, ty: VType) -> Array:
    return np.asarray(value).astype(dtype(ty), copy=False)


def _iota(op: ir.Iota, step: Step) -> Array:
    counted: Array = np.arange(step.node.ty.shape[0], dtype=dtype(step.node.ty)) + op.start
    return _typed(counted, step)


def _encode(_: ir.Encode, step: Step) -> Array:
    most = step.node.ty.shape[-1]
    rows = (text.encode().ljust(most, b"\0") for text in step.args[0].reshape(-1).tolist())
    return _typed(np.frombuffer(b"".join(rows), dtype=np.uint8), step)


def _measure(_: ir.Measure, step: Step) -> Array:
    return array([len(text.encode()) for text in step.args[0].reshape(-1).tolist()], step.node.ty)


def _ask(op: ir.Ask, step: Step) -> Array:
    if step.run.answer is None:
        raise CleartextFault("TC608", "no model answers here")
    site, answer = step.run.graph.asks[op.site], step.run.answer
    questions = zip(*(a.reshape(-1).tolist() for a in step.args), strict=True) if step.args else [()]
    answers = [answer(site, tuple(question)) for question in questions]
    return array(answers, step.node.ty)


RULES: dict[type, Rule] = {
    ir.Const: _const,
    ir.ConstText: _const,
    ir.Input: _input,
    ir.Arith: _arith,
    ir.Neg: _neg,
    ir.Abs: _abs,
    ir.Compare: _compare,
    ir.Logic: _logic,
    ir.Not: _not,
    ir.Select: _select,
    ir.ToInt: _same,
    ir.Widen: _same,
    ir.Recode: _recode,
    ir.Reduce: _reduce,
    ir.Repeat: _repeat,
    ir.Stack: _stack,
    ir.Take: _take,
    ir.Gather: _gather,
    ir.Lookup: _lookup,
    ir.Iota: _iota,
    ir.Encode: _encode,
    ir.Measure: _measure,
    ir.Fold: _fold,
    ir.Ask: _ask,
    ir.Endorse: _same,
    ir.Claim: _same,
}
