"""What each place lets its host see and bend, and whether a place may hold a value."""

from collections.abc import Callable
from typing import assert_never

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.formula import (
    FALSE,
    TRUE,
    AtLeast,
    AtMost,
    Formula,
    at_least,
    conj,
    disj,
    neg,
    someone,
)
from tcme.compiler.flow.labels import owners_of, readers
from tcme.compiler.ir.nodes import Environment, Local, Mpc, Public, Where
from tcme.dsl.frozen import frozen


@frozen
class Sharing:
    """Shamir shares with `threshold` t over `members`: t of them together learn nothing."""

    members: tuple[str, ...]
    threshold: int


def default_sharing(core: CoreProgram) -> Sharing:
    """All parties and helpers, with the largest t such that 2t < n."""
    members = core.named("party", "helper")
    return Sharing(members, max(0, (len(members) - 1) // 2))


def sees(where: Where, sharing: Sharing | None) -> Formula:
    """C_B: the adversaries that learn what is computed at a place."""
    match where:
        case Public():
            return TRUE
        case Local(host) | Environment(host):
            return at_least(host, "passive")
        case Mpc():
            if sharing is None:
                return TRUE
            active = someone(sharing.members, "active")
            return disj(neg(AtMost(sharing.threshold, sharing.members)), active)
        case _:
            assert_never(where)


def bends(where: Where, sharing: Sharing | None) -> frozenset[AtLeast]:
    """I_B: the influence that running at a place adds to a result."""
    match where:
        case Public():
            return frozenset()
        case Local(host) | Environment(host):
            return frozenset((AtLeast(host, "active"),))
        case Mpc():
            members = () if sharing is None else sharing.members
            return frozenset(AtLeast(m, "active") for m in members)
        case _:
            assert_never(where)


def admissibility(
    core: CoreProgram, *, sharing: Sharing | None = None, space: Space | None = None
) -> Callable[[Where, frozenset[str]], bool]:
    """Whether a place may compute on values that tell about the given inputs (rules place and ask).

    MPC runs over `sharing`, by default all parties and helpers.  Raises Refused where K is too large."""
    admitted = Space.build(core) if space is None else space
    shares = default_sharing(core) if sharing is None else sharing
    owners = owners_of(core)

    def admissible(where: Where, sources: frozenset[str]) -> bool:
        may_not_read = neg(readers(owners, sources))
        return may_not_read == FALSE or not admitted.holds_somewhere(conj(sees(where, shares), may_not_read))

    return admissible
