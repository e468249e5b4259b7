"""Rule sources: a field depends only on the inputs that it names."""

from collections.abc import Iterator

from tcme.compiler.core import Field, file_key
from tcme.compiler.flow.analysis import Analysis, receives
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import Formula, conj
from tcme.compiler.flow.obligations import Fact, Obligation
from tcme.compiler.flow.paths import tells
from tcme.compiler.flow.wording import described
from tcme.dsl.diagnostics import Answer, Diagnostic, Note


def sources(analysis: Analysis) -> Iterator[Obligation]:
    for field in analysis.core.fields:
        found = analysis.field(field.name).sources
        unnamed = tuple(sorted(found - set(field.sources)))
        claim = Fact(not unnamed, _refusal(analysis, field, unnamed), _hears(analysis, field, unnamed))
        yield Obligation("sources", field.name, claim, field.span, field=field.name, sources=found)


def _hears(analysis: Analysis, field: Field, unnamed: tuple[str, ...]) -> Formula:
    """Those that get the field and may not read what it does not name."""
    return conj(receives(field.recipients), analysis.may_not_read(unnamed))


def _told_to(analysis: Analysis, field: Field, unnamed: tuple[str, ...]) -> Iterator[Note]:
    """Who learns what nobody signed; where no such adversary is admitted, the list is wrong all the same."""
    if unnamed:
        hears = analysis.least(_hears(analysis, field, unnamed))
        if hears is None:
            yield Note(f"nobody who gets `{field.name}` is kept from that; the list is for all who sign")
        else:
            yield Note(f"an adversary that is {described(hears)} gets `{field.name}` and may not read that")


def _refusal(analysis: Analysis, field: Field, unnamed: tuple[str, ...]) -> Diagnostic:
    leaves, named = analysis.leaves(field.name), tuple(dict.fromkeys(map(file_key, unnamed)))
    steps = tells(analysis, leaves, unnamed, f"`{field.name}`")
    return Diagnostic(
        code="TC301",
        message=f"`{field.name}` depends on {listed(unnamed)}, which it does not name",
        span=field.span,
        label=f"says it depends only on {listed(field.sources) or 'nothing'}",
        notes=(*_told_to(analysis, field, unnamed), *steps),
        help=f"add {listed(named)} after `of`, if its owner agrees; or compute `{field.name}` without it",
        answer=Answer.NOT_PROVED,
        rule="sources",
    )
