"""Fields of records, columns of tables, and places of arrays and lists."""

from tcme.compiler import core
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.groups import member_index, names_member
from tcme.compiler.typecheck.lists import can_hold, collected
from tcme.compiler.typecheck.messages import goals
from tcme.compiler.typecheck.messages import kinds as messages
from tcme.compiler.typecheck.reshape import elements
from tcme.compiler.typecheck.scope import Scope
from tcme.dsl import syntax
from tcme.dsl.ty import ArrayTy, IntTy, ListTy, RecordTy, Ty


def field_access(ctx: Elaborator, node: syntax.FieldAccess, scope: Scope) -> Typed:
    """A field of a record; of an array or a list of records, the array or list of that field."""
    whole = ctx.expr(node.record, scope)
    if whole is None:
        return None
    match whole.ty:
        case RecordTy() as record:
            ty = _field(ctx, node, record)
            return None if ty is None else core.GetField(whole, node.name.text, ty, node.span)
        case ArrayTy(RecordTy() as record, _) | ListTy(RecordTy() as record, _, _):
            ty = _field(ctx, node, record)
            return None if ty is None else _column(ctx, node, whole, record, ty)
        case _:
            ctx.refuse(messages.no_fields(whole.ty, whole.span))
            return None


def _field(ctx: Elaborator, node: syntax.FieldAccess, record: RecordTy) -> Ty | None:
    ty = record.field(node.name.text)
    if ty is None:
        ctx.refuse(messages.no_field(node.name, record, (name for name, _ in record.fields)))
    return ty


def _column(ctx: Elaborator, node: syntax.FieldAccess, rows: core.Expr, record: RecordTy, ty: Ty) -> Typed:
    if isinstance(rows.ty, ListTy) and not can_hold(ctx, ty, node.span):
        return None
    uid = ctx.meter.fresh()
    row = core.Var(uid, "row", record, rows.span)
    return collected(ctx, rows, uid, "row", core.GetField(row, node.name.text, ty, node.span), node.span)


def index(ctx: Elaborator, node: syntax.Index, scope: Scope) -> Typed:
    """An array's element; a list's as an option, `none` beyond its end."""
    if names_member(ctx, node.index, scope):
        return member_index(ctx, node, scope)
    array, place = ctx.expr(node.array, scope), ctx.expr(node.index, scope)
    if array is None or place is None:
        return None
    if isinstance(array.ty, ListTy):
        array = elements(array)
    if not isinstance(array.ty, ArrayTy):
        ctx.refuse(messages.not_an_array(array.ty, array.span, "an index"))
        return None
    if not isinstance(place.ty, IntTy):
        ctx.refuse(messages.operand("[…]", "a number as the index", place.ty, place.span))
        return None
    inside = IntTy(0, array.ty.size - 1)
    if not (inside.lo <= place.ty.lo and place.ty.hi <= inside.hi):
        ctx.outcome.owe(goals.may_be_outside(place, array.ty.size))
        place = core.Narrow(place, inside, place.span)
    return core.Index(array, place, array.ty.element, node.span)
