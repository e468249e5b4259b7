"""Rule steer: only owners of a field's sources, and those whom it lists, influence it."""

from collections.abc import Iterator
from functools import partial

from tcme.compiler.core import Field
from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import conj, evaluate, neg, someone
from tcme.compiler.flow.labels import influencers, ordered
from tcme.compiler.flow.obligations import Never, Obligation
from tcme.compiler.flow.paths import steers
from tcme.compiler.flow.repairs import steer_repairs
from tcme.compiler.flow.wording import described, level_notes
from tcme.dsl.diagnostics import Answer, Diagnostic


def steer(analysis: Analysis) -> Iterator[Obligation]:
    for field in analysis.core.fields:
        label = analysis.field(field.name)
        violation = conj(influencers(label), neg(someone(allowed(analysis, field), "crafting")))
        claim = Never(violation, partial(_refusal, analysis, field))
        yield Obligation("steer", field.name, claim, field.span, field=field.name, sources=label.sources)


def allowed(analysis: Analysis, field: Field) -> tuple[str, ...]:
    """Who may steer a field."""
    owners = (analysis.owners[x] for x in field.sources)
    return tuple(dict.fromkeys((*owners, *field.steered_by)))


def _refusal(analysis: Analysis, field: Field, adversary: Adversary) -> Diagnostic:
    label = analysis.field(field.name)
    atoms = [a for a in ordered(label.influence) if evaluate(a, adversary.mapping)]
    who = described(adversary)
    steps = steers(analysis, analysis.leaves(field.name), atoms, f"`{field.name}`")
    return Diagnostic(
        code="TC303",
        message=f"an adversary that is {who} can steer `{field.name}`, which does not say so",
        span=field.span,
        label=f"says that only {listed(allowed(analysis, field)) or 'nobody'} can steer it",
        notes=(*level_notes(analysis.core, adversary), *steps),
        help=steer_repairs(analysis, field, allowed(analysis, field)),
        answer=Answer.NOT_PROVED,
        rule="steer",
    )
