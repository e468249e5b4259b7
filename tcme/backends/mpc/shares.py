"""Shamir shares dealt by somebody who does not compute: an environment, or a party outside the members.

Security: perfect secrecy against any `threshold` members together; whoever deals knows the values. Shares are
not authenticated: a member that sends a wrong one changes the result, which the passive model allows for.
Source: A. Shamir, How to share a secret, Communications of the ACM 22(11), 1979. Member number i (from 0)
holds the value of the polynomial at x = i + 1, as MPyC does.
"""

import secrets
from collections.abc import Mapping, Sequence
from math import comb

from tcme.backends.mpc.fault import BadShares


def deal(values: Sequence[int], modulus: int, threshold: int, members: int) -> list[list[int]]:
    """One row for each member: its share of every value, each value with fresh randomness."""
    dealt = [_split(value % modulus, modulus, threshold, members) for value in values]
    return [[shares[member] for shares in dealt] for member in range(members)]


def _split(value: int, modulus: int, threshold: int, members: int) -> list[int]:
    coefficients = [value, *(secrets.randbelow(modulus) for _ in range(threshold))]
    return [_at(coefficients, member + 1, modulus) for member in range(members)]


def _at(coefficients: Sequence[int], x: int, modulus: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * x + coefficient) % modulus
    return value


def recombine(rows: Mapping[int, Sequence[int]], modulus: int) -> list[int]:
    """The values, as signed integers around zero, from the rows of threshold + 1 members."""
    points = {member: member + 1 for member in rows}
    weights = {member: _weight(x, list(points.values()), modulus) for member, x in points.items()}
    columns = zip(*(rows[member] for member in weights), strict=True)
    return [signed(sum(map(_times, weights.values(), column)), modulus) for column in columns]


def _times(weight: int, share: int) -> int:
    return weight * share


def _weight(x: int, points: Sequence[int], modulus: int) -> int:
    """Lagrange's coefficient of the point x at 0."""
    weight = 1
    for other in points:
        if other != x:
            weight = weight * other * pow(other - x, -1, modulus) % modulus
    return weight


def signed(value: int, modulus: int) -> int:
    """The representative in -modulus/2 .. modulus/2."""
    value %= modulus
    return value - modulus if value > modulus // 2 else value


def pack(shares: Sequence[int], modulus: int) -> bytes:
    """Field elements in a size that depends on their number only."""
    width = element_bytes(modulus)
    return b"".join(int(share).to_bytes(width, "little") for share in shares)


def unpack(data: bytes, modulus: int) -> list[int]:
    """What `pack` wrote; everything else is refused."""
    width = element_bytes(modulus)
    if len(data) % width:
        raise BadShares()
    shares = [int.from_bytes(data[i : i + width], "little") for i in range(0, len(data), width)]
    if any(share >= modulus for share in shares):
        raise BadShares()
    return shares


def element_bytes(modulus: int) -> int:
    """Bytes of one field element."""
    return (modulus.bit_length() + 7) // 8


def mask_loss(members: int, threshold: int) -> int:
    """Bits that a jointly generated mask loses against `threshold` members.

    A mask is a sum of one bounded pseudorandom number for each of the C(m, t) sets of m - t members; t
    corrupt members miss exactly one of them, so only that one hides anything, and each is C(m, t) times
    smaller than the sum.
    """
    return (comb(members, threshold) - 1).bit_length()
