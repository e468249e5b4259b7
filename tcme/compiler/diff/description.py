"""A proved program as far as it can be compared: what its certificate says, spans and layout left out."""

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir.nodes import AskSite, Protocol
from tcme.dsl.frozen import frozen
from tcme.dsl.syntax import Level
from tcme.dsl.ty import Ty


@frozen
class Output:
    """One output field.  `values` is exact; `depends` are the inputs that its label names, `influence` who
    steers it, each from the lowest level on; equal `computed` means calculated by the same steps, whatever
    the type."""

    name: str
    ty: Ty
    values: int
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    because: str
    steered_by: tuple[str, ...]
    depends: tuple[str, ...]
    influence: tuple[tuple[str, Level], ...]
    computed: str


@frozen
class Required:
    """A `require`: its condition as printed, whose inputs it is about, and which; equal `meaning`: the same
    condition, with everything that it reaches.  It holds for `holding` of `values`, those of its inputs
    together (of one member's, where they are from each of a group); None where they were not counted."""

    text: str
    owners: tuple[str, ...]
    sources: tuple[str, ...]
    meaning: str
    holding: int | None
    values: int | None


@frozen
class Description:
    """`declared` has the declarations alone: its `fields` are empty and its `result` is nothing.

    `endorsements` and `claims` are as written, repetitions kept; `readers` are the places outside
    MPC where something that depends on an input of somebody else lies in the clear, each with that input;
    `shared` are the inputs on which MPC computes; `text` is the digest of everything that is written, that
    runs and that is proved by calculation."""

    declared: CoreProgram
    outputs: tuple[Output, ...]
    endorsements: tuple[str, ...]
    requires: tuple[Required, ...]
    claims: tuple[str, ...]
    readers: tuple[tuple[str, str], ...]
    protocol: Protocol | None
    shared: tuple[str, ...]
    questions: tuple[AskSite, ...]
    text: str

    @property
    def owners(self) -> dict[str, str]:
        return {i.name: i.owner for i in self.declared.inputs}

    @property
    def principals(self) -> frozenset[str]:
        return frozenset(p.name for p in self.declared.principals)

    def told(self, source: str, coalition: frozenset[str]) -> int:
        """How many answers about an input a coalition can tell apart: each field once, whoever hears it."""
        total = 1
        for each in self.outputs:
            if source in each.sources and not coalition.isdisjoint(each.recipients):
                total *= each.values
        return total
