"""The prime of the field, found the same way by everyone."""

from functools import cache

_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)
"""Bases of the Miller-Rabin test.  The candidates are fixed by the width, nobody chooses them, so that a
composite passes with a chance far under 4^-25; below 3.3 * 10^24 the test is exact [Sorenson, Webster
2017]."""


def is_prime(n: int) -> bool:
    """Miller-Rabin with fixed bases."""
    if n < 2:
        return False
    for p in _BASES:
        if n % p == 0:
            return n == p
    return all(_passes(n, base) for base in _BASES)


def _passes(n: int, base: int) -> bool:
    s = ((n - 1) & -(n - 1)).bit_length() - 1
    x = pow(base, (n - 1) >> s, n)
    if x in (1, n - 1):
        return True
    for _ in range(s - 1):
        x = x * x % n
        if x == n - 1:
            return True
    return False


@cache
def next_blum_prime(bits: int) -> int:
    """The smallest prime p >= 2^bits with p = 3 mod 4, as MPyC's square roots want it."""
    candidate = (1 << bits) + 3
    while not is_prime(candidate):
        candidate += 4
    return candidate
