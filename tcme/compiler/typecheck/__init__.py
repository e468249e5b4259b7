"""Names, types and integer ranges: the surface tree becomes the core tree.

All mistakes are reported at once, each once: what depends on something refused keeps quiet.  What ranges do
not prove is no mistake but a `Goal` of the program, which the proof decides.
"""

from tcme.compiler import core
from tcme.compiler.core import CoreProgram
from tcme.compiler.typecheck import policy, principals
from tcme.compiler.typecheck.annotations import declared_types
from tcme.compiler.typecheck.constants import constants
from tcme.compiler.typecheck.elaborator import DEEPEST, MOST_WORK, Elaborator, Meter, Tables, Usage
from tcme.compiler.typecheck.entry import entry, requires
from tcme.compiler.typecheck.expressions import expression
from tcme.compiler.typecheck.functions import call_order, check, signatures
from tcme.compiler.typecheck.messages import limits
from tcme.compiler.typecheck.messages import program as messages
from tcme.compiler.typecheck.namespace import Names, declare
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.usage import warn_unused
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Source


def elaborate(program: syntax.Program, sink: Sink, *, source: Source | None = None) -> CoreProgram | None:
    """The core of a program; None when there were errors, which are in the sink then, as warnings are.

    `source` is only for the words of each `require`."""
    own = Sink()
    core_program = _elaborate(program, own, source)
    sink.extend(own.diagnostics)
    return None if own.failed else core_program


def _elaborate(program: syntax.Program, sink: Sink, source: Source | None) -> CoreProgram | None:
    names = declare(program, sink)
    types = declared_types(names, constants(names, sink), sink)
    tables = Tables(names, types, policy.inputs(names, types, sink), signatures(names, types, sink))
    ctx = Elaborator(tables, Meter(), Outcome(sink), Usage(), set(), expression)
    _check_functions(ctx)
    output = _output(program, names, sink)
    fields = policy.output(output, types, sink) if output else ()
    required = requires(ctx, program, source)
    result = entry(ctx, output, fields, program.name.span)
    whole = _assemble(program, ctx, output, fields, required, result)
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
    if ctx.meter.too_deep is not None:
        ctx.refuse(limits.too_deep(DEEPEST, ctx.meter.too_deep))


def _assemble(
    program: syntax.Program,
    ctx: Elaborator,
    output: syntax.OutputDecl | None,
    fields: tuple[core.Field | None, ...],
    required: tuple[core.Require, ...],
    result: core.Expr | None,
) -> CoreProgram | None:
    """The whole program; the declarations around the computation are checked even where it was refused."""
    names, sink = ctx.tables.names, ctx.outcome.sink
    known = principals.principals(program, names)
    thresholds = principals.thresholds(program, names, sink)
    trusts = principals.trusts(program, names, sink)
    models = principals.models(names, sink)
    leaks, accepts = policy.leaks(program, names, sink), policy.accepts(program, names, sink)
    if output is None or result is None:
        return None
    inputs = tuple(item for item in ctx.tables.inputs.values() if item is not None)
    goals = tuple(sorted(ctx.outcome.goals.values(), key=lambda goal: (goal.span, goal.code)))
    whole = tuple(field for field in fields if field is not None)
    return CoreProgram(
        program.name.text, program.doc, known, thresholds, trusts, models, inputs, required,
        output.name.text, whole, leaks, accepts, goals, result, program.span,
    )  # fmt: skip


__all__ = ["elaborate"]
