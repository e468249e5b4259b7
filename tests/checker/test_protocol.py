"""The numbers of the protocol: just enough, and one less."""

import pytest

from tcme.checker.protocol import is_prime, narrow, thin
from tests.checker.builders import PRIME, integer, protocol


@pytest.mark.parametrize(
    ("changes", "small"),
    [
        ({"bits": 64, "security": 60}, False),
        ({"bits": 65, "security": 60}, True),
        ({"bits": 64, "security": 61}, True),
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
    [(0, 0, False), (1, 41, False), (1, 40, True), (2, 41, True), (4, 43, False), (5, 43, True)],
)
def test_masked_openings_add_up(masked: int, security: int, much: bool) -> None:
    assert thin(protocol("alice", masked=masked, security=security)) == much


@pytest.mark.parametrize(
    ("members", "threshold", "bits"), [(3, 1, 2), (4, 1, 2), (5, 1, 3), (5, 2, 4), (9, 4, 7)]
)
def test_one_honest_piece_of_a_mask_hides_alone(members: int, threshold: int, bits: int) -> None:
    """There is a piece for each set of members that misses `threshold` of them."""
    names = [f"p{i}" for i in range(members)]
    enough = protocol(*names, threshold=threshold, masked=1, security=41 + bits)
    assert not thin(enough)
    assert thin(enough | {"security": 40 + bits})


def test_primes() -> None:
    assert [n for n in range(30) if is_prime(n)] == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]


@pytest.mark.parametrize("twos", [12, 18, 30, 36, 41, 66, 189, 201, 209, 276])
def test_primes_that_are_one_more_than_many_twos(twos: int) -> None:
    """Every round squares to the end; each of these is prime, its neighbour with one two more is not."""
    assert is_prime(3 * 2**twos + 1)
    assert not is_prime(3 * 2 ** (twos + 1) + 1)


@pytest.mark.parametrize("number", [561, 1105, 1729, 2465, 41041, 825265, 321197185])
def test_carmichael_numbers_are_no_primes(number: int) -> None:
    assert not is_prime(number)
