"""Labels: which inputs a value may tell about, and who may have influenced it.

Both halves stand for sets of adversaries: those that may read every source, and those in which some
influence is present.  Every label of the rules has this form, so labels need no solver to be compared or
joined.
"""

from collections.abc import Iterable, Mapping
from functools import reduce

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.formula import AtLeast, Formula, disj, everyone
from tcme.dsl.frozen import frozen


@frozen
class Label:
    """`sources` are names of inputs; `influence` holds where one of its atoms does."""

    sources: frozenset[str] = frozenset()
    influence: frozenset[AtLeast] = frozenset()

    def join(self, other: "Label") -> "Label":
        if other.sources <= self.sources and other.influence <= self.influence:
            return self
        return Label(self.sources | other.sources, self.influence | other.influence)

    def steered(self, atoms: frozenset[AtLeast]) -> "Label":
        return self if atoms <= self.influence else Label(self.sources, self.influence | atoms)

    def endorsed(self) -> "Label":
        return Label(self.sources)


BOTTOM = Label()


def join(labels: Iterable[Label]) -> Label:
    return reduce(Label.join, labels, BOTTOM)


def owners_of(core: CoreProgram) -> dict[str, str]:
    """The owner of each input."""
    return {i.name: i.owner for i in core.inputs}


def readers(owners: Mapping[str, str], sources: Iterable[str]) -> Formula:
    """C: the adversaries that may learn all of `sources`, because every owner is at least passive."""
    return everyone(sorted({owners[s] for s in sources}), "passive")


def influencers(label: Label) -> Formula:
    """I: the adversaries that may have influenced the value."""
    return disj(*ordered(label.influence))


def ordered(atoms: Iterable[AtLeast]) -> list[AtLeast]:
    return sorted(atoms, key=lambda a: (a.principal, a.level))
