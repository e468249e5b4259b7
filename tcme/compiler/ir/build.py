"""Putting nodes together: types inferred, constants computed, ids in order."""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.constants import Row, constant
from tcme.compiler.ir.infer import infer
from tcme.compiler.ir.nodes import BoolV, IntV, Node, Shape, VType
from tcme.compiler.ir.shape import size
from tcme.dsl.source import Span


class Builder:
    """A list of nodes in the making; inside a region ids number on from the parameters.

    `decide`: a node whose range holds one value becomes that constant.  Lowering does not decide: the
    program as written depends on all that it mentions."""

    def __init__(self, parameters: Sequence[VType] = (), *, decide: bool = True) -> None:
        self.parameters = tuple(parameters)
        self.decide = decide
        self.nodes: list[Node] = []

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
        match self.op_of(ident):
            case ir.Const(values):
                return values
            case _:
                return None

    def uniform(self, ident: int) -> int | None:
        """The one value of all elements, where it is known."""
        values = self.constant_of(ident)
        if not values or any(v != values[0] for v in values):
            return None
        return values[0]

    def append(self, op: ir.Op, args: tuple[int, ...], ty: VType, span: Span) -> int:
        """The node as it is said, without inference."""
        ident = len(self.parameters) + len(self.nodes)
        self.nodes.append(Node(ident, op, args, ty, span))
        return ident

    def emit(self, op: ir.Op, args: Sequence[int], span: Span, *, shape: Shape | None = None) -> int:
        """A node of inferred type, or the constant that it is known to be; `shape` is for operations that
        do not determine it."""
        types = tuple(self.type_of(a) for a in args)
        ty = infer(op, types, () if shape is None else shape)
        values = self._known(op, args, types, ty)
        if values is None:
            return self.append(op, tuple(args), ty, span)
        return self.const(values, ty, span)

    def _known(self, op: ir.Op, args: Sequence[int], types: Sequence[VType], ty: VType) -> Row | None:
        if isinstance(op, ir.Endorse):
            return None
        if self.decide and isinstance(ty, IntV) and ty.lo == ty.hi:
            return (ty.lo,) * size(ty)
        known = [v for a in args if (v := self.constant_of(a)) is not None]
        return constant(op, known, types, ty) if args and len(known) == len(args) else None

    def const(self, values: Row, ty: VType, span: Span) -> int:
        """A constant; the range of integers is that of the values, whatever `ty` allows."""
        exact = ty if isinstance(ty, BoolV) else infer(ir.Const(values), (), ty.shape)
        return self.append(ir.Const(values), (), exact, span)
