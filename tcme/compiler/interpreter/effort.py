"""How long a run takes, in nodes visited and values made: known from sizes, before anything runs."""

from typing import Any

from tcme.compiler import core
from tcme.compiler.core import CoreProgram
from tcme.compiler.ir.layout import leaves
from tcme.compiler.ir.shape import size
from tcme.compiler.typecheck.walk import children
from tcme.dsl.ty import ArrayTy, Ty


def effort(program: CoreProgram) -> int:
    """An upper bound for one run, the making of its inputs included."""
    conditions = sum(_of(r.condition) for r in program.requires)
    return sum(_values(i.ty) for i in program.inputs) + conditions + _of(program.result)


def _of(expr: Any) -> int:
    match expr:
        case core.Map(_, _, over, body):
            return _of(over) + _length(over.ty) * _of(body)
        case core.Fold(_, _, start, over, body) | core.Scan(_, _, start, over, body):
            return _of(start) + _of(over) + _length(over.ty) * _of(body)
        case core.Iota() | core.Const():
            return _values(expr.ty)
        case core.Builtin() | core.Binary() | core.Elements() | core.Pack():
            parts = tuple(part for part in children(expr) if hasattr(part, "ty"))
            return 1 + sum(_of(part) + _values(part.ty) for part in parts)
        case core.Binding():
            return _of(expr.value)
        case _:
            return 1 + sum(_of(part) for part in children(expr))


def _length(ty: Ty) -> int:
    return ty.size if isinstance(ty, ArrayTy) else 1


def _values(ty: Ty) -> int:
    """How many scalars a value has at most."""
    return sum(size(leaf.vtype) for leaf in leaves(ty))
