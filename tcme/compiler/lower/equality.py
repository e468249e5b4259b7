"""Equality of any two values of one type, leaf by leaf; what lies under an absent option does not count."""

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.layout import leaves
from tcme.compiler.ir.nodes import BoolV
from tcme.compiler.lower.arrays import guards
from tcme.compiler.lower.values import Lowered, Ref, apply, reduce_to_scalar
from tcme.dsl.source import Span
from tcme.dsl.ty import Ty


def equal(builder: Builder, ty: Ty, left: Lowered, right: Lowered, span: Span) -> Ref:
    result: Ref | None = None
    for index in range(len(leaves(ty))):
        same = _leaf(builder, ty, left, right, index, span)
        result = same if result is None else apply(builder, ir.Logic("and"), (result, same), span)
    return result or Ref(builder.const((1,), BoolV(), span))


def _leaf(builder: Builder, ty: Ty, left: Lowered, right: Lowered, index: int, span: Span) -> Ref:
    same = apply(builder, ir.Compare("eq"), (left[index], right[index]), span)
    for guard in guards(ty, index):
        # where the presences differ their own leaf says so; either side's will do
        present = left[guard] if builder.uniform(left[guard].id) is not None else right[guard]
        if builder.uniform(present.id) == 1:
            continue
        missing = apply(builder, ir.Not(), (present,), span)
        same = apply(builder, ir.Logic("or"), (missing, same), span)
    return reduce_to_scalar(builder, "all", same, span)
