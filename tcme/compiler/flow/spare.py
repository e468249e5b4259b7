"""Lines that a program does not need: an endorsement or an acceptance without which it still passes."""

from collections.abc import Iterator

from tcme.compiler.core import Accept
from tcme.compiler.flow.acceptance import unaccepted
from tcme.compiler.flow.analysis import Analysis, receives
from tcme.compiler.flow.decide import holds
from tcme.compiler.flow.formula import conj
from tcme.compiler.flow.infer import input_endorsement, site_endorsement
from tcme.compiler.flow.rules import Rule
from tcme.compiler.flow.rules.accept import flaw
from tcme.compiler.ir.nodes import Endorse
from tcme.dsl.diagnostics import Diagnostic, Severity
from tcme.dsl.source import Span

INFLUENCED = ("robust", "steer", "transparent", "claim")
"""The rules that read the influence half of labels: the others cannot change with an endorsement."""


def spare_endorsements(analysis: Analysis, rules: tuple[Rule, ...]) -> Iterator[Diagnostic]:
    """Of a program that passes: each endorsement that can be left out alone."""
    touched = tuple(r for r in rules if r.id in INFLUENCED)
    for name, span in endorsements(analysis).items():
        bare = Analysis.of(
            analysis.core, analysis.placed, analysis.space, without=(name,), shown=analysis.shown
        )
        if all(holds(bare, o) for rule in touched for o in rule.obligations(bare)):
            yield Diagnostic(
                code="TC391",
                message="this endorsement is not needed",
                span=span,
                label="the program passes without it",
                help="leave it out, so that nobody has to vouch for more than must be",
                severity=Severity.WARNING,
                rule="transparent",
            )


def endorsements(analysis: Analysis) -> dict[str, Span]:
    """Every endorsement by name, with its place."""
    found = {input_endorsement(i.name): i.span for i in analysis.core.inputs if i.endorsed is not None}
    for node in analysis.placed.graph.nodes:
        if isinstance(node.op, Endorse):
            found.setdefault(site_endorsement(node.op.site), node.span)
    return found


def spare_acceptances(analysis: Analysis) -> Iterator[Diagnostic]:
    """Acceptances that no release needs; what rule accept refuses has been said already."""
    for accept in analysis.core.accepts:
        if not flaw(analysis, accept) and not _excuses(analysis, accept):
            yield Diagnostic(
                code="TC392",
                message=f"accepting influence of `{accept.influencer}` on `{accept.source}` excuses nothing",
                span=accept.span,
                label="no release needs it",
                help="leave the line out",
                severity=Severity.WARNING,
                rule="accept",
            )


def _excuses(analysis: Analysis, accept: Accept) -> bool:
    """Whether some release has an adversary that only this line excuses."""
    rest = tuple(a for a in analysis.core.accepts if a != accept)
    for field in analysis.core.fields:
        label = analysis.field(field.name)
        reads = conj(receives(field.recipients), analysis.may_not_read(label.sources))
        bare = conj(reads, unaccepted(analysis.core, field, label, rest))
        full = conj(reads, unaccepted(analysis.core, field, label, analysis.core.accepts))
        if analysis.space.set_of(bare) != analysis.space.set_of(full):
            return True
    return False
