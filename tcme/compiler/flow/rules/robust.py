"""Rule robust: nobody who newly reads a field could have steered it."""

from collections.abc import Iterator
from functools import partial

from tcme.compiler.core import Field
from tcme.compiler.flow.acceptance import unaccepted
from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.analysis import Analysis, receives
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import AtLeast, Formula, conj, evaluate
from tcme.compiler.flow.labels import ordered
from tcme.compiler.flow.obligations import Never, Obligation
from tcme.compiler.flow.paths import steers, tells
from tcme.compiler.flow.repairs import robust_repairs
from tcme.compiler.flow.wording import described, level_notes
from tcme.dsl.diagnostics import Answer, Diagnostic, Note


def robust(analysis: Analysis) -> Iterator[Obligation]:
    for field in analysis.core.fields:
        yield Obligation(
            "robust",
            field.name,
            Never(violation(analysis, field), partial(_refusal, analysis, field)),
            field.span,
            field=field.name,
            sources=analysis.field(field.name).sources,
        )


def violation(analysis: Analysis, field: Field) -> Formula:
    """The adversaries that newly read the field and hold an influence on it that nobody accepted."""
    label = analysis.field(field.name)
    return conj(
        receives(field.recipients),
        analysis.may_not_read(label.sources),
        unaccepted(analysis.core, field, label, analysis.core.accepts),
    )


def _refusal(analysis: Analysis, field: Field, adversary: Adversary) -> Diagnostic:
    label = analysis.field(field.name)
    atoms = [a for a in ordered(label.influence) if evaluate(a, adversary.mapping)]
    secrets = [x for x in sorted(label.sources) if adversary.level(analysis.owners[x]) == "honest"]
    who, about = described(adversary), listed(secrets)
    return Diagnostic(
        code="TC302",
        message=f"an adversary that is {who} can steer what `{field.name}` tells it about {about}",
        span=field.span,
        label=f"opened to {listed(field.recipients)}",
        notes=(*level_notes(analysis.core, adversary), *_paths(analysis, field, atoms, secrets)),
        help=robust_repairs(analysis, field),
        answer=Answer.NOT_PROVED,
        rule="robust",
    )


def _paths(analysis: Analysis, field: Field, atoms: list[AtLeast], secrets: list[str]) -> Iterator[Note]:
    """Both halves of the label that failed: who got in, and what gets out."""
    leaves = analysis.leaves(field.name)
    yield from steers(analysis, leaves, atoms[:2], f"`{field.name}`")
    yield from tells(analysis, leaves, secrets[:1], f"`{field.name}`")
