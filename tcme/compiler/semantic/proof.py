"""A proof that two runs agree: what can happen, divided into cases."""

from collections.abc import Iterable
from typing import TypeAlias

from tcme.dsl.frozen import frozen

Literal: TypeAlias = tuple[tuple[int, tuple[str, ...]], ...]
"""A sum that is at least 0: coefficients and the names of the atoms that are multiplied."""


@frozen
class Equal:
    """Both runs give the same sums."""


@frozen
class Impossible:
    """As often as `multiples` says, the literals on the way here add up to less than 0 (Farkas)."""

    multiples: tuple[int, ...]


@frozen
class Split:
    """`at_least` is at least 0, or it is not."""

    at_least: Literal
    yes: "Proof"
    no: "Proof"


Proof: TypeAlias = Equal | Impossible | Split


@frozen
class Shown:
    """`field` does not depend on `source`; of the nodes that are `opaque` only their sameness is used."""

    field: str
    source: str
    opaque: tuple[int, ...]
    proof: Proof

    @property
    def pair(self) -> tuple[str, str]:
        return self.field, self.source


def blanks(shown: Iterable[Shown]) -> dict[frozenset[str], tuple[str, ...]]:
    """Fields by the inputs that are shown not to matter to them."""
    sources: dict[str, frozenset[str]] = {}
    for fact in shown:
        sources[fact.field] = sources.get(fact.field, frozenset()) | {fact.source}
    distinct = dict.fromkeys(sources.values())
    return {blank: tuple(f for f in sources if sources[f] == blank) for blank in distinct}


def opposite(literal: Literal) -> Literal:
    """Of integers: `p ≥ 0` is false where `-p - 1 ≥ 0`."""
    negated = {names: -c for c, names in literal}
    negated[()] = negated.get((), 0) - 1
    return tuple((c, names) for names, c in sorted(negated.items()) if c)


def cases(proof: Proof) -> int:
    return cases(proof.yes) + cases(proof.no) if isinstance(proof, Split) else 1


@frozen
class How:
    """What shows that inputs make no difference: cases of our own proofs, and whether Z3 was needed too."""

    cases: int = 0
    asked: bool = False

    def plus(self, other: "How") -> "How":
        return How(self.cases + other.cases, self.asked or other.asked)

    @property
    def text(self) -> str:
        if self.asked:
            return "Z3 finds no two runs that differ"
        return "shown in one case" if self.cases == 1 else f"shown in {self.cases} cases"
