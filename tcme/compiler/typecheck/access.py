"""Fields of records and places of arrays."""

from tcme.compiler import core
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.messages import goals
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.scope import Scope
from tcme.dsl import syntax
from tcme.dsl.ty import ArrayTy, IntTy, RecordTy


def field_access(ctx: Elaborator, node: syntax.FieldAccess, scope: Scope) -> Typed:
    record = ctx.expr(node.record, scope)
    if record is None:
        return None
    if not isinstance(record.ty, RecordTy):
        ctx.refuse(messages.no_fields(record.ty, record.span))
        return None
    ty = record.ty.field(node.name.text)
    if ty is None:
        ctx.refuse(messages.no_field(node.name, record.ty, (name for name, _ in record.ty.fields)))
        return None
    return core.GetField(record, node.name.text, ty, node.span)


def index(ctx: Elaborator, node: syntax.Index, scope: Scope) -> Typed:
    array, place = ctx.expr(node.array, scope), ctx.expr(node.index, scope)
    if array is None or place is None:
        return None
    if not isinstance(array.ty, ArrayTy):
        ctx.refuse(messages.not_an_array(array.ty, array.span, "an index"))
        return None
    if not isinstance(place.ty, IntTy):
        ctx.refuse(messages.operand("[…]", "a number as the index", place.ty, place.span))
        return None
    inside = IntTy(0, array.ty.size - 1)
    if not (inside.lo <= place.ty.lo and place.ty.hi <= inside.hi):
        ctx.outcome.owe(goals.may_be_outside(place.ty, array.ty.size, place.span))
        place = core.Narrow(place, inside, place.span)
    return core.Index(array, place, array.ty.element, node.span)
