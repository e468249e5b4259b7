"""Rule covered: for each input somebody is left who may be corrupt and may not read it, so that the proof
says something."""

from collections.abc import Iterator

from tcme.compiler.core import Field, Input
from tcme.compiler.flow.analysis import Analysis, receives
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import AtMost, conj, neg
from tcme.compiler.flow.obligations import Obligation, Somewhere
from tcme.dsl.diagnostics import Answer, Diagnostic, Severity


def covered(analysis: Analysis) -> Iterator[Obligation]:
    corrupt = neg(AtMost(0, analysis.space.principals))
    for source in analysis.core.inputs:
        claim = Somewhere(conj(corrupt, analysis.may_not_read((source.name,))), _refusal(source))
        yield Obligation("covered", source.name, claim, source.span, sources=frozenset((source.name,)))
    for field in analysis.core.fields:
        heard = Somewhere(receives(field.recipients), _unheard(field))
        yield Obligation("covered", f"to {field.name}", heard, field.span, field=field.name)


def _refusal(source: Input) -> Diagnostic:
    return Diagnostic(
        code="TC308",
        message=f"the assumptions leave nobody from whom `{source.name}` is kept: a proof would be empty",
        span=source.span,
        label=f"every admitted adversary that is corrupt at all has `{source.owner}` in it",
        help="admit somebody else: raise the bound of an `adversary` line, or assume less trust",
        answer=Answer.NOT_PROVED,
        rule="covered",
    )


def _unheard(field: Field) -> Diagnostic:
    return Diagnostic(
        code="TC393",
        message=f"`{field.name}` goes to {listed(field.recipients)}, whom the assumptions take to be honest",
        span=field.span,
        label="nothing is proved about what they do with it",
        severity=Severity.WARNING,
        rule="covered",
    )
