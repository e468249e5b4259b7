"""`std.stats` against exact fractions."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stdlib.calls import array, rounded, value_of

few = settings(max_examples=60, deadline=None)
SMALL = "Int[-9..9]"
CENTS = "Fixed[-2..2 by 0.01]"
numbers = st.lists(st.integers(-9, 9), min_size=1, max_size=7)
cents = st.lists(st.integers(-200, 200), min_size=1, max_size=7)


def decimals(xs: list[int]) -> list[str]:
    """Hundredths as decimal numbers."""
    return [f"{'-' if x < 0 else ''}{abs(x) // 100}.{abs(x) % 100:02d}" for x in xs]


@few
@given(numbers)
def test_count_if(xs: list[int]) -> None:
    found = value_of("stats.count_if(fn(x) => x * x > 9, xs)", f"Int[0..{len(xs)}]", xs=array(SMALL, xs))
    assert found == sum(x * x > 9 for x in xs)


@few
@given(numbers, cents)
def test_mean(xs: list[int], ys: list[int]) -> None:
    found = value_of("stats.mean(xs)", SMALL, xs=array(SMALL, xs))
    assert found == rounded(Fraction(sum(xs), len(xs)))
    found = value_of("stats.mean(ys)", CENTS, ys=array(CENTS, decimals(ys)))
    assert found == rounded(Fraction(sum(ys), len(ys)))


@few
@given(numbers, cents)
def test_mean_list(xs: list[int], ys: list[int]) -> None:
    found = value_of("stats.mean_list(xs)", SMALL, xs=(f"List[{SMALL}; 1..7]", xs))
    assert found == rounded(Fraction(sum(xs), len(xs)))
    found = value_of("stats.mean_list(ys)", CENTS, ys=(f"List[{CENTS}; 1..7]", decimals(ys)))
    assert found == rounded(Fraction(sum(ys), len(ys)))


def spread(xs: list[int]) -> Fraction:
    mean = Fraction(sum(xs), len(xs))
    return sum((x - mean) ** 2 for x in xs) / Fraction(len(xs))


@few
@given(numbers, cents)
def test_variance(xs: list[int], ys: list[int]) -> None:
    found = value_of("stats.variance(xs)", "Int[0..200]", xs=array(SMALL, xs))
    assert found == rounded(spread(xs))
    found = value_of("stats.variance(ys)", "Fixed[0..20 by 0.01]", ys=array(CENTS, decimals(ys)))
    assert found == rounded(spread(ys) / 100)


@few
@given(numbers, st.lists(st.sampled_from(["RED", "GREEN", "BLUE"]), min_size=1, max_size=5))
def test_histogram(xs: list[int], colours: list[str]) -> None:
    found = value_of("stats.histogram([3, -1, 0], xs)", f"[Int[0..{len(xs)}]; 3]", xs=array(SMALL, xs))
    assert found == tuple(xs.count(value) for value in (3, -1, 0))
    found = value_of(
        "stats.histogram([BLUE, RED], cs)", f"[Int[0..{len(colours)}]; 2]", cs=array("Colour", colours)
    )
    assert found == (colours.count("BLUE"), colours.count("RED"))


points = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=6)


@few
@given(points)
def test_linear_regression(pairs: list[tuple[int, int]]) -> None:
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    wide = "Fixed[-1_000_000..1_000_000 by 0.001]"
    found = value_of(
        "stats.linear_regression(xs, ys)", f"({wide}, {wide})", xs=array(SMALL, xs), ys=array(SMALL, ys)
    )
    n, width = len(pairs), spread(xs)
    mean_x, mean_y = Fraction(sum(xs), n), Fraction(sum(ys), n)
    joint = sum((x - mean_x) * (y - mean_y) for x, y in pairs) / Fraction(n)
    slope = joint / width if width else Fraction(0)
    assert found == (rounded(1000 * slope), rounded(1000 * (mean_y - slope * mean_x)))
