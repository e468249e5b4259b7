"""Widths, masks and primes."""

from math import comb

from hypothesis import given
from hypothesis import strategies as st

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import BoolV, IntV
from tcme.compiler.place.masking import masked_openings
from tcme.compiler.place.primes import is_prime, next_blum_prime
from tcme.compiler.place.protocol import security
from tcme.compiler.place.widths import node_bits, signed_bits
from tcme.dsl.source import NOWHERE

LARGE = 1 << 80


@given(st.integers(-LARGE, LARGE), st.integers(0, LARGE))
def test_signed_bits_are_least(lo: int, width: int) -> None:
    hi = lo + width
    n = signed_bits(lo, hi)
    assert -(1 << n - 1) <= lo and hi < 1 << n - 1
    assert n == 1 or not (-(1 << n - 2) <= lo and hi < 1 << n - 2) or (lo, hi) == (0, 0)


@given(st.integers(-99, 99), st.integers(0, 99), st.integers(-99, 99), st.integers(0, 99))
def test_a_comparison_has_room_for_the_difference(a: int, n: int, b: int, m: int) -> None:
    x, y = IntV(a, a + n), IntV(b, b + m)
    half = 1 << node_bits(ir.Compare("lt"), (x, y), BoolV()) - 1
    assert all(-half <= p - q < half for p in (x.lo, x.hi) for q in (y.lo, y.hi))


@given(st.integers(1, 10**9), st.integers(3, 9))
def test_statistical_errors_add_up_to_less_than_2_to_the_minus_40(masked: int, m: int) -> None:
    t = (m - 1) // 2
    k = security(masked, m, t)
    piece = 1 << ((1 << k) // comb(m, t)).bit_length() - 1
    assert masked << 40 < piece


@given(st.integers(4, 300))
def test_the_modulus_is_the_least_blum_prime(bits: int) -> None:
    p = next_blum_prime(bits)
    assert p % 4 == 3 and p.bit_length() == bits + 1 and is_prime(p)
    assert not any(is_prime(q) for q in range((1 << bits) + 3, p, 4))


def test_primes_agree_with_a_sieve() -> None:
    sieve = [n for n in range(2, 3000) if all(n % d for d in range(2, int(n**0.5) + 1))]
    assert [n for n in range(3000) if is_prime(n)] == sieve
    assert not any(map(is_prime, (561, 41041, 825265, 3215031751, 3317044064679887385961981)))


def test_masked_openings_count_every_element_and_step() -> None:
    x = IntV(0, 9, (5,))
    compare = ir.Node(2, ir.Compare("lt"), (0, 1), BoolV((5,)), NOWHERE)
    assert masked_openings(compare.op, (x, x), BoolV((5,))) == 10
    region = ir.Region(
        (BoolV((5,)), x, x), (ir.Node(3, ir.Compare("lt"), (1, 2), BoolV((5,)), compare.span),), (3,)
    )
    fold = ir.Fold(region, 1, 1, 1, 7, 0, False)
    assert masked_openings(fold, (BoolV((5,)), IntV(0, 9, (5, 7)), x), BoolV((5,))) == 70
    assert masked_openings(ir.Arith("band"), (x, x), IntV(0, 9, (5,))) == 10
    assert masked_openings(ir.Arith("mod"), (x, IntV(4, 4, (5,))), IntV(0, 3, (5,))) == 5
    assert masked_openings(compare.op, (x, x), BoolV((5,)), (True, True)) == 0
    assert masked_openings(ir.Arith("mul"), (x, x), IntV(0, 81, (5,))) == 0
