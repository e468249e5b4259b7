"""The numbers of the protocol: just enough, and one less."""

import pytest

from tcme.checker.protocol import is_prime, narrow, thin
from tests.checker.builders import PRIME, integer, protocol


@pytest.mark.parametrize(
    ("changes", "small"),
    [
        ({"bits": 65, "security": 60}, False),
        ({"bits": 66, "security": 60}, True),
        ({"bits": 65, "security": 61}, True),
        ({"bits": 10, "security": 10, "modulus": 2**61 - 1}, False),
        ({"bits": 10, "security": 10, "modulus": 2**61 - 3}, True),
    ],
)
def test_the_field_holds_a_masked_value_and_a_carry(changes: dict[str, int], small: bool) -> None:
    assert PRIME.bit_length() == 127
    assert narrow(protocol("alice", **changes), []) == small


@pytest.mark.parametrize(
    ("lo", "hi", "wide"), [(-15, 15, False), (-16, 0, True), (0, 16, True), (0, 15, False)]
)
def test_shared_numbers_fit_on_both_sides_of_zero(lo: int, hi: int, wide: bool) -> None:
    assert narrow(protocol("alice", bits=4), [integer(0, 1), integer(lo, hi)]) == wide


@pytest.mark.parametrize(
    ("masked", "security", "much"),
    [(1, 40, False), (1, 39, True), (2, 40, True), (4, 42, False), (5, 42, True)],
)
def test_masked_openings_add_up(masked: int, security: int, much: bool) -> None:
    assert thin(protocol("alice", masked=masked, security=security)) == much


def test_primes() -> None:
    assert [n for n in range(30) if is_prime(n)] == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
