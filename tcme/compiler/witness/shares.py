"""Rule place: the adversary really puts its shares together.

Shamir's scheme (CACM 1979) over a prime field: a value is shared, and the corrupt members interpolate it from
theirs.  The randomness is fixed: nothing secret is shared here, and messages stay deterministic."""

from collections.abc import Mapping
from random import Random

from tcme.compiler.ir.nodes import Environment, Local, Mpc, Placed, Protocol
from tcme.dsl.syntax import Level

DEMONSTRATION = 2**61 - 1


def reconstruction(placed: Placed, node: int | None, adversary: Mapping[str, Level]) -> tuple[str, ...]:
    """How the adversary gets at what runs at a node's place; empty where it only could deviate."""
    match placed.places[node] if node is not None else None:
        case Local(host) | Environment(host):
            return (f"`{host}` computes on it in the clear",) if adversary.get(host) != "honest" else ()
        case Mpc() if placed.protocol is not None:
            return _shares(placed.protocol, adversary)
        case _:
            return ()


def _shares(protocol: Protocol, adversary: Mapping[str, Level]) -> tuple[str, ...]:
    corrupt = tuple(m for m in protocol.members if adversary.get(m, "honest") != "honest")
    return together(protocol.members, protocol.threshold, corrupt)


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
