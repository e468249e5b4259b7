"""Rule sources: a field depends only on the inputs that it names."""

from collections.abc import Iterator

from tcme.compiler.core import Field, file_key
from tcme.compiler.flow.analysis import Analysis, receives
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import conj
from tcme.compiler.flow.obligations import Fact, Obligation
from tcme.compiler.flow.paths import source_path, told
from tcme.dsl.diagnostics import Answer, Diagnostic


def sources(analysis: Analysis) -> Iterator[Obligation]:
    for field in analysis.core.fields:
        found = analysis.field(field.name).sources
        unnamed = tuple(sorted(found - set(field.sources)))
        suspect = conj(receives(field.recipients), analysis.may_not_read(unnamed))
        claim = Fact(not unnamed, _refusal(analysis, field, unnamed), suspect)
        yield Obligation("sources", field.name, claim, field.span, field=field.name, sources=found)


def _refusal(analysis: Analysis, field: Field, unnamed: tuple[str, ...]) -> Diagnostic:
    leaves, named = analysis.leaves(field.name), tuple(dict.fromkeys(map(file_key, unnamed)))
    steps = (note for x in unnamed for note in told(analysis, source_path(analysis, leaves, x)))
    return Diagnostic(
        code="TC301",
        message=f"`{field.name}` depends on {listed(unnamed)}, which it does not name",
        span=field.span,
        label=f"says it depends only on {listed(field.sources) or 'nothing'}",
        notes=tuple(steps),
        help=f"add {listed(named)} after `of`, if its owner agrees; or compute `{field.name}` without it",
        answer=Answer.NOT_PROVED,
        rule="sources",
    )
