"""What `accept influence of q on x` excuses: q's own crafting, where every owner whom it newly reads
accepted it."""

from collections.abc import Collection

from tcme.compiler.core import Accept, CoreProgram, Field
from tcme.compiler.flow.formula import AtLeast, Formula, conj, disj, neg
from tcme.compiler.flow.labels import Label, ordered, owners_of, readers


def unaccepted(core: CoreProgram, field: Field, label: Label, accepts: Collection[Accept]) -> Formula:
    """The adversaries that hold an influence which is not accepted.

    An accepted crafting of q drops out for itself only, so that it never covers for the influence of
    another."""
    sources = label.sources | frozenset(field.sources)
    return disj(*(_left(core, sources, atom, accepts) for atom in ordered(label.influence)))


def _left(core: CoreProgram, sources: frozenset[str], atom: AtLeast, accepts: Collection[Accept]) -> Formula:
    accepted = {a.source for a in accepts if a.influencer == atom.principal}
    if atom.level != "crafting" or not accepted & sources:
        return atom
    rest = readers(owners_of(core), sources - accepted)
    return conj(atom, neg(rest))
