"""Rule sources: a field depends only on the inputs that it names."""

from collections.abc import Iterator

from tcme.compiler.core import Field, file_key
from tcme.compiler.flow.adversaries import Adversary
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

        for fact in (s for s in analysis.shown if s.field == field.name):
            shown = Fact(True, _refusal(analysis, field, (fact.source,)))
            yield Obligation("sources", f"{fact.field} without {fact.source}", shown, field.span)


def _hears(analysis: Analysis, field: Field, unnamed: tuple[str, ...]) -> Formula:
    """Those that get the field and may not read what it does not name."""
    return conj(receives(field.recipients), analysis.may_not_read(unnamed))


def _told_to(field: Field, hears: Adversary | None) -> Note:
    """Who learns what nobody signed; where no such adversary is admitted, the list is wrong all the same."""
    if hears is None:
        return Note(f"nobody who gets `{field.name}` is kept from that; the list is for all who sign")
    return Note(f"an adversary that is {described(hears)} gets `{field.name}` and may not read that")


def _refusal(analysis: Analysis, field: Field, unnamed: tuple[str, ...]) -> Diagnostic:
    leaves, named = analysis.leaves(field.name), tuple(dict.fromkeys(map(file_key, unnamed)))
    hears = analysis.least(_hears(analysis, field, unnamed)) if unnamed else None
    kept = [x for x in unnamed if hears is None or hears.level(analysis.owners[x]) == "honest"]
    steps = tells(analysis, leaves, kept[:2], f"`{field.name}`")
    owners = {analysis.owners[x] for x in unnamed}
    agree = "its owner agrees" if len(owners) == 1 else "their owners agree"
    that = "it" if len(named) == 1 else "them"
    return Diagnostic(
        code="TC301",
        message=f"`{field.name}` depends on {listed(unnamed)}, which it does not name",
        span=field.span,
        label=f"says it depends only on {listed(field.sources) or 'nothing'}",
        notes=(_told_to(field, hears), *steps),
        help=f"add {listed(named)} after `of`, if {agree}; or compute `{field.name}` without {that}",
        answer=Answer.NOT_PROVED,
        rule="sources",
    )
