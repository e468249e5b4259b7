"""Two runs of a graph that differ in one input, as sums: vectors written out, element by element.

Ranges are those of the inputs' declared types; no `require` is used, and no type of a node.  What has no
meaning as a sum (a model's answer, a byte of a text, a quotient) is an atom, the same for equal arguments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TypeAlias, assert_never

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.constants import constant as moved
from tcme.compiler.ir.layout import Path, leaves
from tcme.compiler.ir.nodes import BoolV, Graph, IntV, Node, TextV, VType
from tcme.compiler.ir.shape import size, with_shape
from tcme.compiler.semantic.algebra import (
    ANY,
    ONE,
    ZERO,
    Algebra,
    Bounds,
    Sum,
    TooLarge,
    constant,
    key,
    keys,
)
from tcme.dsl.frozen import frozen

Row: TypeAlias = Sequence[Sum]
Values: TypeAlias = dict[int, Row]

Moving: TypeAlias = ir.Repeat | ir.Stack | ir.Take | ir.Gather
Saying: TypeAlias = ir.Encode | ir.Measure | ir.Ask
Scalar: TypeAlias = (
    ir.Arith
    | ir.Neg
    | ir.Abs
    | ir.Compare
    | ir.Logic
    | ir.Not
    | ir.Select
    | ir.ToInt
    | ir.Widen
    | ir.Recode
    | ir.Endorse
    | ir.Claim
)


@frozen
class At:
    """A node in one run: `path` leads to it through folds and their steps."""

    run: str
    path: str

    def name(self, element: int) -> str:
        return f"{self.run}@{self.path}#{element}"


@frozen
class Question:
    """The nodes that a field is made of, those that the source does not reach, and those of these that are
    taken as they are, whatever is in them."""

    graph: Graph
    source: str
    opened: tuple[int, ...]
    cone: tuple[int, ...]
    free: frozenset[int]
    opaque: frozenset[int] = frozenset()


def question(graph: Graph, opened: tuple[int, ...], source: str) -> Question:
    """How much `source` matters to opened nodes."""
    reached = set(opened)
    for node in reversed(graph.nodes):
        if node.id in reached:
            reached.update(node.args)
    free: set[int] = set()
    for i in sorted(reached):
        node = graph.nodes[i]
        if free.issuperset(node.args) and not (isinstance(node.op, ir.Input) and node.op.name == source):
            free.add(i)
    return Question(graph, source, opened, tuple(sorted(reached)), frozenset(free))


def atom_of(name: str, path: Path, element: int, run: str = "") -> str:
    """The atom of a scalar of an input; of the source in one `run`."""
    mark = f"{run}:" if run else ""
    return f"{mark}{name}/{'/'.join(path)}#{element}"


@dataclass(slots=True)
class Runs:
    """Both runs of one question in one algebra; `answers` names what is the same function of the same
    arguments."""

    question: Question
    algebra: Algebra
    answers: dict[object, str] = field(default_factory=dict)
    folds: dict[object, list[list[Row]]] = field(default_factory=dict)

    def differences(self) -> list[Sum]:
        """Of each opened scalar, how much more it is in the second run."""
        first = self._run("1", {})
        second = self._run("2", {i: first[i] for i in self.question.free})
        pairs = (pair for i in self.question.opened for pair in zip(first[i], second[i], strict=True))
        return [self.algebra.minus(b, a) for a, b in pairs]

    def values(self) -> list[Sum]:
        """The opened scalars of one run."""
        first = self._run("1", {})
        return [value for i in self.question.opened for value in first[i]]

    def _run(self, run: str, known: Mapping[int, Row]) -> Values:
        nodes, found = self.question.graph.nodes, dict(known)
        types = {i: nodes[i].ty for i in self.question.cone}
        for i in self.question.cone:
            if i in self.question.opaque:
                found[i] = [self._whole(f"@{i}#{k}", types[i]) for k in range(self._size(types[i]))]
            elif i not in found:
                found[i] = self._node(nodes[i], found, types, At(run, str(i)))
        return found

    def _whole(self, name: str, ty: VType) -> Sum:
        return self.algebra.bit(name) if isinstance(ty, BoolV) else self.algebra.atom(name, ANY)

    def _size(self, ty: VType) -> int:
        self.algebra.budget.spend(size(ty))
        return size(ty)

    # --- nodes -----------------------------------------------------------------------------------

    def _node(self, node: Node, found: Values, types: Mapping[int, VType], at: At) -> Row:
        count, op = self._size(node.ty), node.op
        args, tys = [found[a] for a in node.args], [types[a] for a in node.args]
        match op:
            case ir.Const(values):
                return [constant(v) for v in values]
            case ir.ConstText(values):
                return [self.algebra.atom(f"'{text}'", ANY) for text in values]
            case ir.Iota(start):
                return [constant(start + k) for k in range(count)]
            case ir.Input():
                return [self._input(op, at, k) for k in range(count)]
            case ir.Fold():
                return self._fold(op, node, args, at)
            case ir.Reduce(kind):
                n = tys[0].shape[-1]
                return [self._reduced(kind, args[0][k * n : k * n + n]) for k in range(count)]
            case ir.Lookup():
                return self._looked_up(node.ty, args, tys)
            case ir.Encode() | ir.Measure() | ir.Ask():
                return [self._said(op, args, k, count, at) for k in range(count)]
            case ir.Repeat() | ir.Stack() | ir.Take() | ir.Gather():
                return _arranged(op, args, tys, node.ty)
            case _:
                return [self._scalar(op, [a[k] for a in args], tys, at.name(k)) for k in range(count)]

    def _input(self, op: ir.Input, at: At, k: int) -> Sum:
        declared = next(i for i in self.question.graph.inputs if i.name == op.name)
        ty = next(leaf.vtype for leaf in leaves(declared.ty) if leaf.path == op.path)
        name = atom_of(op.name, op.path, k, at.run if op.name == self.question.source else "")
        match ty:
            case BoolV():
                return self.algebra.bit(name)
            case IntV(lo, hi, _):
                return self.algebra.atom(name, (lo, hi))
            case TextV():
                return self.algebra.atom(name, ANY)
            case _:
                assert_never(ty)

    def _answer(self, about: object, name: str, bounds: Bounds) -> Sum:
        """The atom of a function at its arguments, named after the first node that has it."""
        return self.algebra.atom(self.answers.setdefault(about, name), bounds)

    def _said(self, op: Saying, args: Sequence[Row], k: int, count: int, at: At) -> Sum:
        if isinstance(op, ir.Ask):
            site = self.question.graph.asks[op.site]
            last = len(site.values) + (site.abstain is not None) - 1
            return self._answer((op, keys(row[k] for row in args)), at.name(k), (0, last))
        width = count // len(args[0]) if args[0] else 1
        bounds = (0, 255) if isinstance(op, ir.Encode) else ANY
        return self._answer((op, key(args[0][k // width]), k % width), at.name(k), bounds)

    def _scalar(self, op: Scalar, x: Sequence[Sum], types: Sequence[VType], name: str) -> Sum:
        a = self.algebra
        match op:
            case ir.ToInt() | ir.Widen() | ir.Endorse() | ir.Claim():
                return x[0]
            case ir.Neg():
                return a.add((-1, x[0]))
            case ir.Not():
                return a.without(x[0])
            case ir.Abs():
                return a.add((-1, x[0]), (2, a.times(a.step(x[0]), x[0])))
            case ir.Select():
                return a.select(x[0], x[1], x[2])
            case ir.Compare(kind):
                return self._compared(kind, x[0], x[1], types[0])
            case ir.Logic(kind):
                return self._logic(kind, x[0], x[1])
            case ir.Recode(table):
                low = types[0].lo if isinstance(types[0], IntV) else 0
                return self._element([constant(v) for v in table], a.minus(x[0], constant(low)))
            case ir.Arith(kind):
                return self._arith(kind, x[0], x[1], name)
            case _:
                assert_never(op)

    def _logic(self, kind: ir.LogicOp, v: Sum, w: Sum) -> Sum:
        both = self.algebra.times(v, w)
        twice = {"and": None, "or": 1, "xor": 2}[kind]
        return both if twice is None else self.algebra.add((1, v), (1, w), (-twice, both))

    def _compared(self, kind: ir.CompareOp, v: Sum, w: Sum, ty: VType) -> Sum:
        a = self.algebra
        more = a.minus(w, v)
        match kind:
            case "le":
                return a.step(more)
            case "lt":
                return a.step(a.minus(more, ONE))
            case _ if isinstance(ty, BoolV):
                unlike = self._logic("xor", v, w)
                return unlike if kind == "ne" else a.without(unlike)
            case _:
                alike = a.times(a.step(more), a.step(a.add((-1, more))))
                return alike if kind == "eq" else a.without(alike)

    def _arith(self, kind: ir.ArithOp, v: Sum, w: Sum, name: str) -> Sum:
        a = self.algebra
        match kind:
            case "add":
                return a.add((1, v), (1, w))
            case "sub":
                return a.minus(v, w)
            case "mul":
                return a.times(v, w)
            case "max":
                return a.select(a.step(a.minus(v, w)), v, w)
            case "min":
                return a.select(a.step(a.minus(v, w)), w, v)
            case "div":
                return self._quotient(v, w, name)
            case "mod":
                return a.minus(v, a.times(w, self._quotient(v, w, name)))
            case "band" | "bor" | "bxor":
                return self._bits(kind, v, w, name)
            case _:
                assert_never(kind)

    def _bits(self, kind: ir.ArithOp, v: Sum, w: Sum, name: str) -> Sum:
        if v.keys() | w.keys() <= {()}:
            known = moved(ir.Arith(kind), ((v.get((), 0),), (w.get((), 0),)), (), IntV(0, 0))
            return ZERO if known is None else constant(known[0])
        return self._answer((kind, frozenset((key(v), key(w)))), name, ANY)

    def _quotient(self, v: Sum, w: Sum, name: str) -> Sum:
        """Rounded down.  Multiples of a constant divisor d come out; of the rest p, d·q ≤ p < d·q + d."""
        a = self.algebra
        if w.keys() != {()}:
            return self._answer(("div", key(v), key(w)), name, ANY)
        by = abs(w[()])
        v = v if w[()] > 0 else a.add((-1, v))
        whole = {product: c // by for product, c in v.items() if c // by}
        rest = {product: c % by for product, c in v.items() if c % by}
        low, high = (None if end is None else end // by for end in a.span(rest))
        if low is not None and low == high:
            return a.add((1, whole), (low, ONE))
        left = self._answer(("div", key(rest), by), a.less(name, whole), (low, high))
        a.learn(a.add((1, rest), (-by, left)))
        a.learn(a.add((-1, rest), (by, left), (by - 1, ONE)))
        return a.add((1, whole), (1, left))

    # --- arrays ----------------------------------------------------------------------------------

    def _reduced(self, kind: ir.ReduceOp, row: Row) -> Sum:
        a = self.algebra
        match kind:
            case "sum":
                return a.add(*((1, v) for v in row))
            case "all":
                return reduce(a.times, row, ONE)
            case "any":
                return a.without(reduce(a.times, map(a.without, row), ONE))
            case "min" | "argmin":
                best, index = self._extreme([a.add((-1, v)) for v in row])
                return index if kind == "argmin" else a.add((-1, best))
            case "max" | "argmax":
                best, index = self._extreme(row)
                return index if kind == "argmax" else best
            case _:
                assert_never(kind)

    def _extreme(self, row: Row) -> tuple[Sum, Sum]:
        """The greatest, and the first place where it stands."""
        a, best, index = self.algebra, row[0], ZERO
        for k, v in enumerate(row[1:], 1):
            better = a.step(a.add((1, v), (-1, best), (-1, ONE)))
            best, index = a.select(better, v, best), a.select(better, constant(k), index)
        return best, index

    def _element(self, row: Row, index: Sum) -> Sum:
        """At an index, which is inside: the first one, and each step on to the next."""
        a, found = self.algebra, row[0]
        for k in range(1, len(row)):
            change = a.minus(row[k], row[k - 1])
            if change:
                found = a.add((1, found), (1, a.times(a.step(a.minus(index, constant(k))), change)))
        return found

    def _looked_up(self, ty: VType, args: Sequence[Row], types: Sequence[VType]) -> Row:
        """All rows of the array, each the elements along the axis that is looked into."""
        axis = len(types[1].shape)
        n, source = types[0].shape[axis], IntV(0, 0, types[0].shape)
        rows = [_arranged(ir.Take(axis, (k,), True), args[:1], [source], ty) for k in range(n)]
        repeat = size(ty) // max(1, len(args[1]))
        return [self._element([row[p] for row in rows], args[1][p // repeat]) for p in range(size(ty))]

    def _fold(self, op: ir.Fold, node: Node, args: Sequence[Row], at: At) -> Row:
        """Step by step; folds that share loop and arguments are run once."""
        inside = at.path.rpartition("/")[0]
        about = (at.run, inside, op.loop, node.args)
        if about not in self.folds:
            self.folds[about] = self._states(op, args, at)
        found = [state[op.result] for state in self.folds[about]]
        if not op.history:
            return found[-1]
        if not op.steps:
            return []
        ty = op.region.parameters[op.result]
        return _arranged(ir.Stack(op.axis), found[1:], [ty] * op.steps, node.ty)

    def _states(self, op: ir.Fold, args: Sequence[Row], at: At) -> list[list[Row]]:
        count, last = op.accumulators, op.accumulators + op.elements
        region = op.region
        types = dict(enumerate(region.parameters)) | {n.id: n.ty for n in region.nodes}
        states = [list(args[:count])]
        for k in range(op.steps):
            found: Values = dict(enumerate(args)) | dict(enumerate(states[-1]))
            for i in range(count, last):
                ty = region.parameters[i]
                wide = with_shape(ty, (*ty.shape[: op.axis], op.steps, *ty.shape[op.axis :]))
                found[i] = _arranged(ir.Take(op.axis, (k,), True), args[i : i + 1], [wide], ty)
            for inner in region.nodes:
                found[inner.id] = self._node(inner, found, types, At(at.run, f"{at.path}/{k}/{inner.id}"))
            states.append([found[r] for r in region.results])
        return states


def _arranged(op: Moving, args: Iterable[Row], types: Sequence[VType], result: VType) -> Row:
    """Elements moved to public positions, by moving their numbers."""
    rows = list(args)
    ends = [sum(map(len, rows[:i])) for i in range(len(rows) + 1)]
    numbered = [tuple(range(ends[i], ends[i + 1])) for i in range(len(rows))]
    positions = moved(op, numbered, types, result)
    if positions is None:
        raise TooLarge
    elements = [value for row in rows for value in row]
    return [elements[p] for p in positions]
