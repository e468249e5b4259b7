"""The numbers of the protocol for secure computation: members, statistical error, and its field."""

import hashlib
import math
from collections.abc import Iterable

from tcme.checker.program import Program
from tcme.checker.refusal import refuse
from tcme.checker.schema import Node

ERROR_BITS, ROUNDS = 40, 40


def membership(protocol: Node, program: Program) -> None:
    members, threshold = protocol["members"], protocol["threshold"]
    few = len(set(members)) < max(len(members), 2 * threshold + 1)
    if few or not set(members) <= program.of("party", "helper"):
        refuse("a protocol needs distinct parties and helpers, more than twice its threshold")


def thin(protocol: Node) -> bool:
    """Its masked openings together may show more than 2^-40; a mask is the sum of one piece for each set of
    n - t members, and the piece of an honest one alone must hide."""
    masked: int = protocol["masked"]
    pieces = max(1, math.comb(len(protocol["members"]), protocol["threshold"]))
    spent = ERROR_BITS + 1 + (pieces - 1).bit_length()
    return masked > 0 and (masked - 1).bit_length() > protocol["security"] - spent


def narrow(protocol: Node, types: Iterable[Node]) -> bool:
    """Its field is no prime with room for a value, its sign, a mask and the carry; or does not hold the
    integers that are shared."""
    ranges = [ty for ty in types if ty["node"] == "IntV"]
    wide = any(max(abs(ty["lo"]), abs(ty["hi"])).bit_length() > protocol["bits"] for ty in ranges)
    modulus: int = protocol["modulus"]
    small = modulus.bit_length() <= protocol["bits"] + protocol["security"] + 2 or not is_prime(modulus)
    return wide or small


def is_prime(n: int) -> bool:
    """Miller and Rabin, with bases from the number's digest, so that no number can be made to fit them."""
    if n < 4 or n % 2 == 0:
        return n in (2, 3)
    twos = ((n - 1) & (1 - n)).bit_length() - 1
    digests = (hashlib.sha512(f"{n:x} {i}".encode()).digest() for i in range(ROUNDS))
    return all(passes(n, twos, 2 + int.from_bytes(digest) % (n - 3)) for digest in digests)


def passes(n: int, twos: int, base: int) -> bool:
    """Whether a base does not show that the number is composite."""
    power = pow(base, (n - 1) >> twos, n)
    if power == 1:
        return True
    for _ in range(twos):
        if power == n - 1:
            return True
        power = power * power % n
    return False
