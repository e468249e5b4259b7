"""`std.linear`, `std.nn`, `std.kmeans` and `std.graphs` against plain loops."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stdlib.calls import array, matrix, rounded, value_of

few = settings(max_examples=40, deadline=None)
SMALL = "Int[-9..9]"
TENTHS = "Fixed[-1..1 by 0.1]"
small = st.integers(-9, 9)
sizes = st.integers(1, 3)


@st.composite
def matrices(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]]]:
    """Two that can be multiplied."""
    m, n, k = draw(sizes), draw(sizes), draw(sizes)
    return (
        [[draw(small) for _ in range(n)] for _ in range(m)],
        [[draw(small) for _ in range(k)] for _ in range(n)],
    )


def dot(a: list[int], b: list[int]) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))


@few
@given(matrices())
def test_linear(pair: tuple[list[list[int]], list[list[int]]]) -> None:
    a, b = pair
    columns = [list(column) for column in zip(*b, strict=True)]
    wide, m, k = "Int[-243..243]", len(a), len(columns)
    inputs = {"a": matrix(SMALL, a), "b": matrix(SMALL, b)}
    found = value_of("linear.matmul(a, b)", f"[[{wide}; {k}]; {m}]", **inputs)
    assert found == tuple(tuple(dot(row, column) for column in columns) for row in a)
    found = value_of("linear.transpose(b)", f"[[{SMALL}; {len(b)}]; {k}]", b=matrix(SMALL, b))
    assert found == tuple(map(tuple, columns))
    x = columns[0]
    found = value_of("linear.matvec(a, x)", f"[{wide}; {m}]", a=matrix(SMALL, a), x=array(SMALL, x))
    assert found == tuple(dot(row, x) for row in a)
    assert value_of("linear.dot(x, x)", wide, x=array(SMALL, x)) == dot(x, x)


def tenths(xs: list[int]) -> list[str]:
    return [f"{'-' if x < 0 else ''}{abs(x) // 10}.{abs(x) % 10}" for x in xs]


@few
@given(st.lists(st.integers(-10, 10), min_size=9, max_size=9))
def test_nn(numbers: list[int]) -> None:
    weights, bias, xs = [numbers[0:3], numbers[3:6]], numbers[6:8], numbers[5:8]
    inputs = {
        "weights": matrix(TENTHS, [tenths(row) for row in weights]),
        "bias": array(TENTHS, tenths(bias)),
        "xs": array(TENTHS, tenths(xs)),
    }
    exact = [Fraction(dot(row, xs), 100) + Fraction(b, 10) for row, b in zip(weights, bias, strict=True)]
    layer = "[Fixed[-9..9 by 0.1]; 2]"
    assert value_of("nn.dense(weights, bias, xs)", layer, **inputs) == tuple(rounded(10 * e) for e in exact)
    assert value_of("nn.classify(weights, bias, xs)", "Int[0..1]", **inputs) == exact.index(max(exact))
    found = value_of("nn.relu(xs)", "[Fixed[0..1 by 0.1]; 3]", xs=inputs["xs"])
    assert found == tuple(max(0, x) for x in xs)


Point = list[int]


def _nearest(centres: list[Point], point: Point) -> int:
    away = [sum((x - y) ** 2 for x, y in zip(centre, point, strict=True)) for centre in centres]
    return away.index(min(away))


def clustered(centres: list[Point], points: list[Point], rounds: int) -> list[Point]:
    """Lloyd's algorithm."""
    for _ in range(rounds):
        homes = [_nearest(centres, point) for point in points]
        for c, old in enumerate(list(centres)):
            mine = [p for p, home in zip(points, homes, strict=True) if home == c]
            mean = [rounded(Fraction(sum(xs), len(mine))) for xs in zip(*mine, strict=True)]
            centres = [*centres[:c], mean if mine else old, *centres[c + 1 :]]
    return centres


points = st.lists(st.lists(small, min_size=2, max_size=2), min_size=2, max_size=5)


@few
@given(points, st.integers(1, 3))
def test_kmeans(given: list[Point], rounds: int) -> None:
    start = given[:2]
    found = value_of(
        f"kmeans.cluster({rounds}, start, points)",
        f"[[{SMALL}; 2]; 2]",
        start=matrix(SMALL, start),
        points=matrix(SMALL, given),
    )
    assert found == tuple(map(tuple, clustered(start, given, rounds)))


@few
@given(st.lists(st.sampled_from(["RED", "GREEN", "BLUE"]), min_size=3, max_size=3))
def test_proper_colouring(colours: list[str]) -> None:
    call = "graphs.proper_colouring(colours, [(0, 1), (1, 2), (0, 2)])"
    found = value_of(call, "Bool", colours=array("Colour", colours))
    assert found == all(a != b for a, b in combinations(colours, 2))
