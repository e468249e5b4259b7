"""Everything that the rules look at: the program, its placed form, the adversaries and the labels."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Adversary, Space
from tcme.compiler.flow.formula import Formula, neg, someone
from tcme.compiler.flow.infer import Labels, field_labels, infer
from tcme.compiler.flow.labels import BOTTOM, Label, owners_of, readers
from tcme.compiler.flow.placement import Sharing
from tcme.compiler.ir.nodes import Open, Placed
from tcme.compiler.semantic.proof import Shown, blanks


@dataclass(frozen=True, slots=True)
class Analysis:
    core: CoreProgram
    placed: Placed
    space: Space
    labels: Labels
    fields: dict[str, Label]
    owners: dict[str, str]
    sharing: Sharing | None
    shown: tuple[Shown, ...] = ()

    @staticmethod
    def of(
        core: CoreProgram,
        placed: Placed,
        space: Space,
        *,
        without: Collection[str] = (),
        shown: tuple[Shown, ...] = (),
    ) -> "Analysis":
        """Fields without the inputs that they are `shown` not to depend on; of endorsements all but those
        named in `without`."""
        labels = infer(core, placed, without=without)
        protocol = placed.protocol
        sharing = None if protocol is None else Sharing(protocol.members, protocol.threshold)
        fields = field_labels(labels, placed.graph)
        for blank, names in blanks(shown).items():
            better = field_labels(infer(core, placed, without=without, blank=blank), placed.graph)
            fields |= {name: better[name] for name in names}
        return Analysis(core, placed, space, labels, fields, owners_of(core), sharing, shown)

    def field(self, name: str) -> Label:
        return self.fields.get(name, BOTTOM)

    def opening(self, name: str) -> Open | None:
        return next((o for o in self.placed.graph.opens if o.field == name), None)

    def leaves(self, name: str) -> tuple[int, ...]:
        opening = self.opening(name)
        return () if opening is None else opening.leaves

    def may_not_read(self, sources: Iterable[str]) -> Formula:
        return neg(readers(self.owners, sources))

    def least(self, formula: Formula) -> Adversary | None:
        """The smallest admitted adversary for which the formula holds, if there is one."""
        found = self.space.set_of(formula)
        return self.space.least(found) if found else None

    def never(self, formula: Formula) -> bool:
        return self.space.never(formula)


def receives(recipients: Iterable[str]) -> Formula:
    """C(to): some recipient reads what it gets."""
    return someone(sorted(set(recipients)), "passive")
