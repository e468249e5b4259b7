"""What the plan says beside the proof: bits for each adversary, who steers each field, what was assumed
away."""

from collections.abc import Iterator
from functools import reduce

from tcme.compiler.core import Field
from tcme.compiler.flow.adversaries import Adversaries, Adversary
from tcme.compiler.flow.analysis import Analysis, receives
from tcme.compiler.flow.formula import AtLeast, disj
from tcme.compiler.flow.rules.budget import charged, product
from tcme.dsl.frozen import frozen
from tcme.dsl.syntax import PrincipalKind

STEERING: tuple[PrincipalKind, ...] = ("environment", "helper", "publisher", "party")


@frozen
class Total:
    """The most that an adversary hears about an input that it may not read: exactly `values` answers."""

    source: str
    adversary: Adversary
    fields: tuple[str, ...]
    values: int


def totals(analysis: Analysis) -> tuple[Total, ...]:
    """For each input, the adversaries whose fields no other adversary's include."""
    return tuple(t for i in analysis.core.inputs for t in _of_input(analysis, i.name))


def _of_input(analysis: Analysis, source: str) -> Iterator[Total]:
    groups = {frozenset[str](): analysis.space.set_of(analysis.may_not_read((source,)))}
    for field in charged(analysis, source):
        groups = _split(groups, field, analysis.space.set_of(receives(field.recipients)))
    for heard, hearing in groups.items():
        if heard and not any(heard < other for other in groups):
            adversary = analysis.space.least(hearing)
            names = tuple(f.name for f in analysis.core.fields if f.name in heard)
            yield Total(source, adversary, names, product(analysis, source, adversary))


def _split(
    groups: dict[frozenset[str], Adversaries], field: Field, hearing: Adversaries
) -> dict[frozenset[str], Adversaries]:
    """Adversaries grouped by what they hear, one field further."""
    split: dict[frozenset[str], Adversaries] = {}
    for heard, some in groups.items():
        if some & hearing:
            split[heard | {field.name}] = some & hearing
        if some - hearing:
            split[heard] = some - hearing
    return split


def steerers(analysis: Analysis, field: Field) -> tuple[str, ...]:
    """Who steers a field, in declared order; those left out who only do so together with one listed."""
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
