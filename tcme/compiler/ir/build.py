"""Putting nodes together: types inferred, constants computed, ids in order.

A constant array of one value is a scalar `Const` and a `Repeat` for each axis, so that its size costs
nothing; other constants are folded up to `constants.LIMIT` elements.
"""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.constants import LIMIT, Row, constant, uniform
from tcme.compiler.ir.infer import infer
from tcme.compiler.ir.nodes import BoolV, IntV, Node, Shape, VType
from tcme.compiler.ir.shape import size, with_shape
from tcme.dsl.source import Span

SAID = ir.Endorse | ir.Claim | ir.Iota
"""What is never replaced by a constant: statements of the program, and the count that costs nothing."""


class Builder:
    """A list of nodes in the making; inside a region ids number on from the parameters.

    `decide`: a node whose range holds one value becomes that constant.  Lowering does not decide: the
    program as written depends on all that it mentions.  `pin` goes to every node that is made."""

    def __init__(self, parameters: Sequence[VType] = (), *, decide: bool = True) -> None:
        self.parameters = tuple(parameters)
        self.decide = decide
        self.pin: str | None = None
        self.nodes: list[Node] = []
        self._rows: dict[int, Row | None] = {}

    def type_of(self, ident: int) -> VType:
        first = len(self.parameters)
        return self.parameters[ident] if ident < first else self.nodes[ident - first].ty

    def op_of(self, ident: int) -> ir.Op | None:
        """The operation behind an id; None for a parameter."""
        first = len(self.parameters)
        return None if ident < first else self.nodes[ident - first].op

    def args_of(self, ident: int) -> tuple[int, ...]:
        return self.nodes[ident - len(self.parameters)].args

    def constant_of(self, ident: int) -> Row | None:
        """All elements of a constant, also of a repeated or counted one, where they are not too many."""
        match self.op_of(ident):
            case ir.Const(values):
                return values
            case ir.Repeat() | ir.Iota() if size(self.type_of(ident)) <= LIMIT:
                if ident not in self._rows:
                    self._rows[ident] = self._row(ident)
                return self._rows[ident]
            case _:
                return None

    def _row(self, ident: int) -> Row | None:
        op, ty = self.op_of(ident), self.type_of(ident)
        if isinstance(op, ir.Iota):
            return tuple(range(op.start, op.start + size(ty)))
        (inner,) = self.args_of(ident)
        row = self.constant_of(inner)
        return None if row is None or op is None else constant(op, (row,), (self.type_of(inner),), ty)

    def uniform(self, ident: int) -> int | None:
        """The one value of all elements, where it is known."""
        match self.op_of(ident):
            case ir.Const(values) if values and values.count(values[0]) == len(values):
                return values[0]
            case ir.Repeat() if size(self.type_of(ident)):
                return self.uniform(self.args_of(ident)[0])
            case _:
                return None

    def append(self, op: ir.Op, args: tuple[int, ...], ty: VType, span: Span) -> int:
        """The node as it is said, without inference; what is made of nothing is demanded nowhere."""
        ident = len(self.parameters) + len(self.nodes)
        self.nodes.append(Node(ident, op, args, ty, span, self.pin if args else None))
        return ident

    def read(self, op: ir.Input, ty: VType, span: Span) -> int:
        """A leaf of an input, which is where its owner is, whatever place the program demands here."""
        ident = len(self.parameters) + len(self.nodes)
        self.nodes.append(Node(ident, op, (), ty, span))
        return ident

    def emit(self, op: ir.Op, args: Sequence[int], span: Span, *, shape: Shape | None = None) -> int:
        """A node of inferred type, or the constant that it is known to be; `shape` is for operations that
        do not determine it."""
        types = tuple(self.type_of(a) for a in args)
        ty = infer(op, types, () if shape is None else shape)
        if isinstance(op, SAID):
            return self.append(op, tuple(args), ty, span)
        value = self._one_value(op, args, types, ty)
        if value is not None:
            return self.fill(value, ty, span)
        values = None if isinstance(op, ir.Repeat) else self._known(op, args, types, ty)
        return self.append(op, tuple(args), ty, span) if values is None else self.const(values, ty, span)

    def _one_value(self, op: ir.Op, args: Sequence[int], types: Sequence[VType], ty: VType) -> int | None:
        """The value of all elements, where it follows without looking at each."""
        if self.decide and isinstance(ty, IntV) and ty.lo == ty.hi:
            return None if isinstance(op, ir.Repeat) and self.uniform(args[0]) is not None else ty.lo
        if isinstance(op, ir.Repeat) or not size(ty):
            return None
        known = [v for a in args if (v := self.uniform(a)) is not None]
        return uniform(op, known, types, ty) if args and len(known) == len(args) else None

    def _known(self, op: ir.Op, args: Sequence[int], types: Sequence[VType], ty: VType) -> Row | None:
        if not args or size(ty) > LIMIT:
            return None
        known: list[Row] = []
        for arg in args:
            row = self.constant_of(arg)
            if row is None:
                return None
            known.append(row)
        return constant(op, known, types, ty)

    def const(self, values: Row, ty: VType, span: Span) -> int:
        """A constant; the range of integers is that of the values, whatever `ty` allows."""
        if len(values) > 1 and values.count(values[0]) == len(values):
            return self.fill(values[0], ty, span)
        exact = ty if isinstance(ty, BoolV) else infer(ir.Const(values), (), ty.shape)
        return self.append(ir.Const(values), (), exact, span)

    def fill(self, value: int, ty: VType, span: Span) -> int:
        """The same value everywhere."""
        if not size(ty):
            return self.const((), ty, span)
        scalar = BoolV() if isinstance(ty, BoolV) else IntV(value, value)
        return self.repeated(self.append(ir.Const((value,)), (), scalar, span), ty.shape, span)

    def repeated(self, scalar: int, shape: Shape, span: Span) -> int:
        """A scalar along every axis of a shape."""
        found = scalar
        for axis in range(len(shape)):
            ty = with_shape(self.type_of(scalar), shape[: axis + 1])
            found = self.append(ir.Repeat(axis), (found,), ty, span)
        return found
