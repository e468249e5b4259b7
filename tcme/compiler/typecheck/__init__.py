"""Names, types and integer ranges: the surface tree becomes the core tree.

All mistakes are reported at once, each once: what depends on something refused keeps quiet.  What ranges do
not prove is no mistake but a `Goal` of the program, which the proof decides.
"""

from types import MappingProxyType

from tcme.compiler import core
from tcme.compiler.core import CoreProgram
from tcme.compiler.typecheck import policy, principals
from tcme.compiler.typecheck import publics as public_values
from tcme.compiler.typecheck.amounts import check_totals
from tcme.compiler.typecheck.annotations import declared_types
from tcme.compiler.typecheck.constants import constants
from tcme.compiler.typecheck.elaborator import (
    DEEPEST,
    MOST_CALLS,
    MOST_WORK,
    Elaborator,
    Meter,
    Tables,
    Usage,
)
from tcme.compiler.typecheck.entry import entry, requires
from tcme.compiler.typecheck.expressions import expression
from tcme.compiler.typecheck.functions import call_order, check, signatures
from tcme.compiler.typecheck.membership import groups
from tcme.compiler.typecheck.messages import limits
from tcme.compiler.typecheck.messages import program as messages
from tcme.compiler.typecheck.namespace import Names, declare
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.publics import Files
from tcme.compiler.typecheck.refine import assuming, least_owing
from tcme.compiler.typecheck.repeats import once
from tcme.compiler.typecheck.usage import warn_unused
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Source


def elaborate(
    program: syntax.Program,
    sink: Sink,
    *,
    source: Source | None = None,
    publics: Files = MappingProxyType({}),
    modules: tuple[core.Module, ...] = (),
) -> CoreProgram | None:
    """The core of a linked program; None when there were errors, which are in the sink then, as warnings are.

    `source` is only for the words of each `require`; `publics` are the contents of public files; `modules`
    are those that were linked in."""
    own = Sink()
    core_program = _elaborate(program, own, source, publics, modules)
    sink.extend(once(own.diagnostics))
    return None if own.failed else core_program


def _elaborate(
    program: syntax.Program,
    sink: Sink,
    source: Source | None,
    files: Files,
    modules: tuple[core.Module, ...],
) -> CoreProgram | None:
    names = declare(program, sink)
    types = declared_types(names, constants(names, sink), sink)
    inputs, known = policy.inputs(names, types, sink), public_values.publics(names, types, files, sink)
    tables = Tables(names, types, inputs, signatures(names, types, sink), known)
    meter = Meter()
    ctx = Elaborator(tables, meter, Outcome(sink, meter.fresh), Usage(), set(), expression, {}, {})
    _check_functions(ctx)
    output = _output(program, names, sink)
    fields = policy.output(output, types, sink) if output else ()

    def computed(own: Elaborator) -> tuple[tuple[core.Require, ...], core.Expr | None]:
        required = requires(own, program, source)
        return required, entry(assuming(own, required), output, fields, program.name.span)

    required, result = least_owing(ctx, computed)
    whole = _assemble(program, ctx, output, fields, required, result, modules)
    _report_limits(ctx)
    if not sink.failed:
        warn_unused(ctx)
    return whole


def _check_functions(ctx: Elaborator) -> None:
    functions = ctx.tables.functions
    ordered, cyclic = call_order(functions, ctx.outcome.sink)
    ctx.broken.update(cyclic)
    for name in ordered:
        check(ctx, functions[name])


def _output(program: syntax.Program, names: Names, sink: Sink) -> syntax.OutputDecl | None:
    outputs = [node for node in program.declarations if isinstance(node, syntax.OutputDecl)]
    if not outputs:
        sink.add(messages.no_output(program.name.span))
    return outputs[0] if outputs else None


def _report_limits(ctx: Elaborator) -> None:
    if ctx.meter.exhausted is not None:
        ctx.refuse(limits.too_large(MOST_WORK, ctx.meter.exhausted))
    if ctx.meter.too_nested is not None:
        ctx.refuse(limits.calls_too_deep(MOST_CALLS, ctx.meter.too_nested))
    if ctx.meter.too_deep is not None:
        ctx.refuse(limits.too_deep(DEEPEST, ctx.meter.too_deep))


def _assemble(
    program: syntax.Program,
    ctx: Elaborator,
    output: syntax.OutputDecl | None,
    fields: tuple[core.Field | None, ...],
    required: tuple[core.Require, ...],
    result: core.Expr | None,
    modules: tuple[core.Module, ...],
) -> CoreProgram | None:
    """The whole program; the declarations around the computation are checked even where it was refused."""
    names, sink = ctx.tables.names, ctx.outcome.sink
    known = principals.principals(program, names)
    thresholds = principals.thresholds(program, names, sink)
    trusts = principals.trusts(program, names, sink)
    models = principals.models(names, sink)
    leaks, known_groups = policy.leaks(program, names, sink), groups(names, sink)
    inputs = tuple(item for item in ctx.tables.inputs.values() if item is not None)
    accepts = policy.accepts(program, names, inputs, sink)
    whole = tuple(field for field in fields if field is not None)
    check_totals(leaks, whole, sink)
    if output is None or result is None:
        return None
    goals = tuple(sorted(ctx.outcome.goals.values(), key=lambda goal: (goal.span, goal.code)))
    return CoreProgram(
        program.name.text, program.doc, known, thresholds, trusts, models, inputs, required,
        output.name.text, whole, leaks, accepts, goals, result, program.span,
        known_groups, tuple(p[0] for p in ctx.tables.publics.values() if p is not None), modules,
    )  # fmt: skip


__all__ = ["elaborate"]
