"""What `accept influence of q on x` excuses: q's own crafting, where every owner whom it newly reads accepted it."""

from collections.abc import Collection

from tcme.compiler.core import Accept, CoreProgram
from tcme.compiler.flow.formula import AtLeast, Formula, conj, disj, neg
from tcme.compiler.flow.labels import Label, ordered, owners_of, readers


def unaccepted(core: CoreProgram, label: Label, accepts: Collection[Accept]) -> Formula:
    """The adversaries that hold an influence which is not accepted.

    An accepted crafting of q drops out for itself only, so that it never covers for the influence of another."""
    return disj(*(_left(core, label, atom, accepts) for atom in ordered(label.influence)))


def _left(core: CoreProgram, label: Label, atom: AtLeast, accepts: Collection[Accept]) -> Formula:
    accepted = {a.source for a in accepts if a.influencer == atom.principal}
    if atom.level != "crafting" or not accepted & label.sources:
        return atom
    rest = readers(owners_of(core), label.sources - accepted)
    return conj(atom, neg(rest))
