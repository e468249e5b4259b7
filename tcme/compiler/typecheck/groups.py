"""Groups: parties under one name, in lists of principals, behind `from each` and `to each`, as positions."""

from collections.abc import Sequence

from tcme.compiler import core
from tcme.compiler.typecheck.elaborator import Elaborator, Typed
from tcme.compiler.typecheck.membership import each_input, given, member_of, members
from tcme.compiler.typecheck.messages import groups as messages
from tcme.compiler.typecheck.namespace import Declared, Names
from tcme.compiler.typecheck.narrowing import narrowed
from tcme.compiler.typecheck.reshape import widen
from tcme.compiler.typecheck.scope import Scope
from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import ArrayTy, IntTy, Ty, join, plain


def gathered(ctx: Elaborator, declared: Declared, span: Span) -> Typed:
    """An input `from each`: the array in the order of the members; in a `require`, one member's own."""
    name, group = declared.name.text, each_input(ctx.tables.names, declared.name.text)
    if group is None:
        return None
    if ctx.tables.member is not None:
        return _own(ctx, member_of(name, ctx.tables.member), span)
    values = [_own(ctx, one, span) for one in given(ctx.tables.names, name, group)]
    known = tuple(value for value in values if value is not None)
    if not known or len(known) < len(values):
        return None
    shared = known[0].ty
    for value in known[1:]:
        shared = join(shared, value.ty) or shared
    return core.MakeArray(tuple(widen(value, shared) for value in known), ArrayTy(shared, len(known)), span)


def _own(ctx: Elaborator, name: str, span: Span) -> Typed:
    found = ctx.tables.inputs.get(name)
    if found is None:
        return None
    return narrowed(core.InputRef(name, plain(found.ty), span), ctx.facts, ctx.meanings)


def positions(names: Names, group: str, span: Span) -> Typed:
    """A group as a value: the positions of its members, 0 to n - 1."""
    size = len(members(names, group))
    return core.Iota(0, ArrayTy(IntTy(0, size - 1), size), span) if size else None


def names_member(ctx: Elaborator, index: syntax.Expr, scope: Scope) -> bool:
    """Whether an index is the name of a principal; in a module's function a local may be called so."""
    if not isinstance(index, syntax.NameExpr) or index.name.text in scope.locals:
        return False
    found = ctx.tables.names.declared.get(index.name.text)
    return found is not None and found.kind in ("party", "helper", "environment", "publisher")


def member_index(ctx: Elaborator, node: syntax.Index, scope: Scope) -> Typed:
    """`pay[acme]`: what acme alone gave."""
    assert isinstance(node.index, syntax.NameExpr)
    who, names = node.index.name, ctx.tables.names
    array = node.array.name.text if isinstance(node.array, syntax.NameExpr) else ""
    group = None if array in scope.locals else each_input(names, array)
    if group is None or ctx.tables.member is not None:
        ctx.refuse(messages.no_member_here(who, inside_require=ctx.tables.member is not None))
        return None
    if who.text not in members(names, group):
        ctx.refuse(messages.not_a_member(who, array, group, names.declared[group].name.span))
        return None
    ctx.usage.used.add(names.declared[array].name.span)
    return _own(ctx, member_of(array, who.text), node.span)


def apart(
    ctx: Elaborator, value: core.Expr, size: int
) -> tuple[tuple[core.Binding, ...], tuple[core.Expr, ...]]:
    """The elements of an array one by one, with the binding that they need."""
    if isinstance(value, core.MakeArray):
        return (), value.items
    assert isinstance(value.ty, ArrayTy)
    element, span, uid = value.ty.element, value.span, ctx.meter.fresh()
    array = core.Var(uid, "each", value.ty, span)
    places = (core.Const(k, IntTy(k, k), span) for k in range(size))
    return (core.Binding(uid, "each", value),), tuple(core.Index(array, k, element, span) for k in places)


def accepted(names: Names, inputs: Sequence[core.Input], who: Name, source: Name) -> list[tuple[str, str]]:
    """The pairs that `accept influence of who on source` means: nobody accepts itself in a group."""
    people = members(names, who.text) if names.declared[who.text].kind == "group" else (who.text,)
    group = each_input(names, source.text)
    sources = (source.text,) if group is None else given(names, source.text, group)
    if len(people) == 1 and group is None:
        return [(people[0], source.text)]
    owners = {i.name: i.owner for i in inputs}
    return [(q, x) for q in people for x in sources if owners.get(x) != q]


def field_type(fields: Sequence[core.Field]) -> Ty:
    """What the program gives for one output field: an array where it goes `to each`."""
    whole = len(fields) == 1 and core.file_key(fields[0].name) == fields[0].name
    return fields[0].ty if whole else ArrayTy(fields[0].ty, len(fields))
