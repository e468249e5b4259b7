"""Who steers each field, for the plan."""

from functools import reduce

from tcme.compiler.core import Field
from tcme.compiler.flow.adversaries import Adversaries
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.formula import AtLeast, disj
from tcme.dsl.syntax import PrincipalKind

STEERING: tuple[PrincipalKind, ...] = ("environment", "helper", "publisher", "party")


def steerers(analysis: Analysis, field: Field) -> tuple[str, ...]:
    """In declared order; those left out who only steer it together with one listed."""
    atoms = analysis.field(field.name).influence
    sets = {p: _steers(analysis, atoms, p) for p in analysis.space.principals}
    kept = {p: some for p, some in sets.items() if some}
    for kind in STEERING:
        for principal in analysis.core.named(kind):
            rest = (some for p, some in kept.items() if p != principal)
            if principal in kept and not reduce(Adversaries.__sub__, rest, kept[principal]):
                del kept[principal]
    return tuple(kept)


def _steers(analysis: Analysis, atoms: frozenset[AtLeast], principal: str) -> Adversaries:
    return analysis.space.set_of(disj(*(a for a in sorted(atoms, key=str) if a.principal == principal)))
