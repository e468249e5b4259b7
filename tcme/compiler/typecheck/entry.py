"""`main`, the one output, and what owners check beforehand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from tcme.compiler import core
from tcme.compiler.typecheck.blocks import lets
from tcme.compiler.typecheck.calls import record
from tcme.compiler.typecheck.convert import widen
from tcme.compiler.typecheck.elaborator import Elaborator
from tcme.compiler.typecheck.facts import is_impossible, learned
from tcme.compiler.typecheck.groups import apart, field_type
from tcme.compiler.typecheck.membership import each_input, members
from tcme.compiler.typecheck.messages import generics as generic_messages
from tcme.compiler.typecheck.messages import groups as group_messages
from tcme.compiler.typecheck.messages import program as messages
from tcme.compiler.typecheck.messages import usage as usage_messages
from tcme.compiler.typecheck.refine import assuming
from tcme.compiler.typecheck.scope import Ban, Scope, Want
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax
from tcme.dsl.source import Source, Span
from tcme.dsl.ty import BoolTy, RecordTy

ALONE = "its owner checks it alone, before anything runs"
HELP = "require only what the owner can compute from its own inputs"


def entry(
    ctx: Elaborator, output: syntax.OutputDecl | None, fields: Sequence[core.Field | None], where: Span
) -> core.Expr | None:
    """The record that `main` releases, at the fields' types."""
    declared = ctx.tables.names.declared.get("main")
    if declared is None or not isinstance(declared.node, syntax.FunctionDecl):
        ctx.refuse(messages.no_main(where))
        return None
    main = declared.node
    _check_head(ctx, main, output)
    bindings, scope = lets(ctx, main.body.lets, Scope())
    result = main.body.result
    if not isinstance(result, syntax.Release):
        ctx.expr(result, scope)
        ctx.refuse(messages.no_release(output.name.text if output else "…", result.span))
        return None
    if output is None or any(field is None for field in fields):
        return None
    released = _released(ctx, result, output.name.text, [f for f in fields if f], scope)
    return released and core.Let(bindings, released, released.ty, main.body.span) if bindings else released


def _check_head(ctx: Elaborator, main: syntax.FunctionDecl, output: syntax.OutputDecl | None) -> None:
    for name in main.generics[:1]:
        ctx.refuse(generic_messages.main_is_generic(name))
    if main.parameters:
        ctx.refuse(messages.main_takes_arguments(main.parameters[0].span))
    named = main.result.name.text if isinstance(main.result, syntax.NamedType) else None
    if output is not None and named != output.name.text:
        ctx.refuse(messages.main_result(output.name.text, main.result.span))


def _released(
    ctx: Elaborator, node: syntax.Release, output: str, fields: Sequence[core.Field], scope: Scope
) -> core.Expr | None:
    if node.output.text != output:
        ctx.refuse(messages.wrong_release(node.output, output))
        return None
    parts = {name: list(same) for name, same in groupby(fields, lambda field: core.file_key(field.name))}
    wants = {
        name: Want(field_type(same), f"field `{name}` of `{output}`", same[0].span)
        for name, same in parts.items()
    }
    made = record(ctx, output, wants, node.arguments, scope, node.span)
    return made and _opened(ctx, made, parts)


def _opened(
    ctx: Elaborator, made: core.MakeRecord, parts: Mapping[str, Sequence[core.Field]]
) -> core.Expr:
    """The record of all fields; what goes `to each` is taken apart."""
    bindings: list[core.Binding] = []
    exact: list[tuple[str, core.Expr]] = []
    for name, value in made.fields:
        fields = parts[name]
        whole = widen(value, field_type(fields))
        if fields[0].name == name:
            exact.append((name, whole))
            continue
        bound, items = apart(ctx, whole, len(fields))
        bindings += bound
        exact += zip((field.name for field in fields), items, strict=True)
    ty = RecordTy(tuple((name, value.ty) for name, value in exact))
    record = core.MakeRecord(tuple(exact), ty, made.span)
    return core.Let(tuple(bindings), record, ty, made.span) if bindings else record


def requires(ctx: Elaborator, program: syntax.Program, source: Source | None) -> tuple[core.Require, ...]:
    """In order; what is required before is known where the next is looked at."""
    found: list[core.Require] = []
    for node in program.declarations:
        if isinstance(node, syntax.RequireDecl):
            each = _of_each(assuming(ctx, found), node, source)
            found += [require for require in each if require is not None]
    _warn_impossible(ctx, found)
    return tuple(found)


def _warn_impossible(ctx: Elaborator, required: Sequence[core.Require]) -> None:
    """Of the first requirement that nothing fulfils together with those before it."""
    facts, meanings = ctx.facts, dict(ctx.meanings)
    for before, require in enumerate(required):
        if is_impossible(require.condition, facts, meanings):
            ctx.refuse(usage_messages.nothing_fulfils(before, require.span))
            return
        facts = learned(require.condition, True, facts, meanings)


def _of_each(
    ctx: Elaborator, node: syntax.RequireDecl, source: Source | None
) -> Iterator[core.Require | None]:
    """One for each member where it is about inputs `from each`; what is wrong in it is said once."""
    names = ctx.tables.names
    read = (ref.name.text for ref in walk(node.condition) if isinstance(ref, syntax.NameExpr))
    groups = list(dict.fromkeys(group for name in read if (group := each_input(names, name))))
    if len(groups) > 1:
        ctx.refuse(group_messages.several_groups(groups, node.condition.span))
    elif not groups:
        yield _require(ctx, node, source)
    for member in members(names, groups[0]) if len(groups) == 1 else ():
        own = replace(ctx, tables=replace(ctx.tables, member=member))
        required = _require(own, node, source)
        yield required
        if required is None:
            return


def _require(ctx: Elaborator, node: syntax.RequireDecl, source: Source | None) -> core.Require | None:
    span = node.condition.span
    scope = Scope(ban=Ban("a `require`", ALONE, HELP, node.span, alone=True))
    condition = ctx.expr(node.condition, scope, Want(BoolTy(), "`require`"))
    if condition is None:
        return None
    names = dict.fromkeys(ref.name for ref in walk(condition) if isinstance(ref, core.InputRef))
    known = [found for name in names if (found := ctx.tables.inputs[name])]
    owners = tuple(dict.fromkeys(item.owner for item in known))
    if "" in owners:
        return None
    if len(owners) != 1:
        ctx.refuse(messages.require_owners(owners, span))
        return None
    return core.Require(condition, owners[0], source.snippet(span) if source else "", node.span)
