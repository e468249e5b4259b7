"""Rules range, shape and require: decided by the type checker, held here so that no certificate is without
them."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from tcme.compiler.core import InputRef, Require
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.obligations import Fact, Obligation
from tcme.dsl.diagnostics import Answer, Diagnostic


def ranges(analysis: Analysis) -> Iterator[Obligation]:
    return _goals(analysis, "range", "a value may not fit its type")


def shape(analysis: Analysis) -> Iterator[Obligation]:
    return _goals(analysis, "shape", "an index may lie outside its array")


def _goals(analysis: Analysis, rule: str, message: str) -> Iterator[Obligation]:
    """What ranges did not prove stands in the tree as goals; there must be none."""
    open_goals = [g for g in analysis.core.goals if g.rule == rule]
    span = open_goals[0].span if open_goals else analysis.core.span
    code = open_goals[0].code if open_goals else "TC310"
    refusal = Diagnostic(code=code, message=message, span=span, answer=Answer.NOT_PROVED, rule=rule)
    yield Obligation(rule, "program", Fact(not open_goals, refusal), span)


def require(analysis: Analysis) -> Iterator[Obligation]:
    for number, required in enumerate(analysis.core.requires):
        read = frozenset(_inputs(required.condition))
        holds = all(analysis.owners.get(x) == required.owner for x in read)
        claim = Fact(holds, _refusal(required))
        yield Obligation("require", f"require {number}", claim, required.span, sources=read)


def _inputs(tree: object) -> Iterator[str]:
    """Names of all inputs that an expression reads."""
    if isinstance(tree, InputRef):
        yield tree.name
    elif isinstance(tree, tuple):
        for part in tree:
            yield from _inputs(part)
    elif is_dataclass(tree):
        for part in fields(tree):
            yield from _inputs(getattr(tree, part.name))


def _refusal(required: Require) -> Diagnostic:
    return Diagnostic(
        code="TC311",
        message=f"`{required.owner}` cannot check what reads the inputs of others",
        span=required.span,
        label="reads inputs of several owners",
        help="write one `require` for each owner",
        answer=Answer.NOT_PROVED,
        rule="require",
    )
