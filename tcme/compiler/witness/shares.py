"""Rule place: the adversary really puts its shares together.

Shamir's scheme (CACM 1979) over a prime field: a value is shared, and the corrupt members interpolate it from
theirs.  The randomness is fixed: nothing secret is shared here, and messages stay deterministic."""

from collections.abc import Mapping
from random import Random

from tcme.compiler.flow.placement import Sharing
from tcme.compiler.ir.nodes import Environment, Local, Mpc, Where
from tcme.dsl.syntax import Level

DEMONSTRATION = 2**61 - 1


def reconstruction(
    where: Where | None, sharing: Sharing | None, adversary: Mapping[str, Level]
) -> tuple[str, ...]:
    """How the adversary gets at what runs at a place; empty where it only could deviate."""
    match where:
        case Local(host) | Environment(host):
            return (f"`{host}` computes on it in the clear",) if adversary.get(host) != "honest" else ()
        case Mpc() if sharing is not None:
            return _shares(sharing, adversary)
        case _:
            return ()


def _shares(sharing: Sharing, adversary: Mapping[str, Level]) -> tuple[str, ...]:
    corrupt = tuple(m for m in sharing.members if adversary.get(m, "honest") != "honest")
    return together(sharing.members, sharing.threshold, corrupt)


def together(members: tuple[str, ...], threshold: int, corrupt: tuple[str, ...]) -> tuple[str, ...]:
    """A line where the shares of `corrupt` really give a shared value back."""
    secret = 123_456_789
    random = Random(0)
    polynomial = [secret, *(random.randrange(DEMONSTRATION) for _ in range(threshold))]
    shares = {m: _at(polynomial, x) for x, m in enumerate(members, 1)}
    points = {members.index(m) + 1: shares[m] for m in corrupt}
    if len(corrupt) <= threshold or _interpolate(points) != secret:
        return ()
    names = " and ".join(f"`{m}`" for m in corrupt)
    return (
        f"from {len(corrupt)} of {len(members)} shares with threshold {threshold}, {names} got {secret} back",
    )


def _at(polynomial: list[int], x: int) -> int:
    return sum(c * pow(x, i, DEMONSTRATION) for i, c in enumerate(polynomial)) % DEMONSTRATION


def _interpolate(points: Mapping[int, int]) -> int:
    """Value at 0 of the polynomial through the points."""
    total = 0
    for x, y in points.items():
        weight = 1
        for other in points:
            if other != x:
                weight = weight * other * pow(other - x, -1, DEMONSTRATION) % DEMONSTRATION
        total += y * weight
    return total % DEMONSTRATION
