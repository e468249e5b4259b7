"""`main`, the one output, and what owners check beforehand."""

from collections.abc import Sequence

from tcme.compiler import core
from tcme.compiler.typecheck.blocks import lets
from tcme.compiler.typecheck.calls import record
from tcme.compiler.typecheck.convert import widen
from tcme.compiler.typecheck.elaborator import Elaborator
from tcme.compiler.typecheck.messages import program as messages
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
    types = {field.name: field.ty for field in fields}
    wants = {f.name: Want(f.ty, f"field `{f.name}` of `{output}`", f.span) for f in fields}
    made = record(ctx, output, wants, node.arguments, scope, node.span)
    if made is None:
        return None
    exact = tuple((name, widen(value, types[name])) for name, value in made.fields)
    return core.MakeRecord(exact, RecordTy(tuple(types.items())), node.span)


def requires(ctx: Elaborator, program: syntax.Program, source: Source | None) -> tuple[core.Require, ...]:
    nodes = (node for node in program.declarations if isinstance(node, syntax.RequireDecl))
    found = (_require(ctx, node, source) for node in nodes)
    return tuple(require for require in found if require is not None)


def _require(ctx: Elaborator, node: syntax.RequireDecl, source: Source | None) -> core.Require | None:
    span = node.condition.span
    scope = Scope(ban=Ban("a `require`", ALONE, HELP, node.span))
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
