"""Fixed point, rounding, bits and shifts beside the same laws over exact fractions."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcme.compiler.interpreter import Violation
from tcme.compiler.values import boundary, sample
from tcme.dsl.ty import IntTy, show
from tests.interpreter.samples import Expression, expression, fraction

INPUTS = (
    ("a", "Int[-9..9]"),
    ("n", "Int[1..7]"),
    ("f", "Fixed[-3..5 by 0.01]"),
    ("g", "Fixed[0..2 by 0.25]"),
    ("h", "Fixed[-1..1 by 0.1]"),
)


def floor(value: Fraction, step: Fraction | int = 1) -> Fraction:
    """The greatest multiple of the step that is not above."""
    return (value / step).__floor__() * Fraction(step)


def ceil(value: Fraction, step: Fraction | int = 1) -> Fraction:
    return (value / step).__ceil__() * Fraction(step)


def nearest(value: Fraction, step: Fraction | int = 1) -> Fraction:
    """The multiple that is nearest, in the middle the upper one."""
    lower, upper = floor(value, step), ceil(value, step)
    return lower if value - lower < upper - value else upper


CENT, TENTH = Fraction(1, 100), Fraction(1, 10)
LAWS: dict[str, Callable[[Fraction, Fraction, Fraction, Fraction, Fraction], Fraction]] = {
    "f + g": lambda a, n, f, g, h: f + g,
    "f - h": lambda a, n, f, g, h: f - h,
    "f * g": lambda a, n, f, g, h: f * g,
    "a * h - 0.125": lambda a, n, f, g, h: a * h - Fraction(1, 8),
    "-f": lambda a, n, f, g, h: -f,
    "abs(h - g)": lambda a, n, f, g, h: abs(h - g),
    "min(f, a, h)": lambda a, n, f, g, h: min(f, a, h),
    "max(g, 1)": lambda a, n, f, g, h: max(g, Fraction(1)),
    "sum([f, g, h])": lambda a, n, f, g, h: f + g + h,
    "if f < a { g } else { h }": lambda a, n, f, g, h: g if f < a else h,
    "[f, g][if g == h { 1 } else { 0 }]": lambda a, n, f, g, h: g if g == h else f,
    "round(f)": lambda a, n, f, g, h: nearest(f),
    "floor(f)": lambda a, n, f, g, h: floor(f),
    "ceil(f)": lambda a, n, f, g, h: ceil(f),
    "round(f, 0.1)": lambda a, n, f, g, h: nearest(f, TENTH),
    "floor(f, 0.1)": lambda a, n, f, g, h: floor(f, TENTH),
    "ceil(f * 3, 0.1)": lambda a, n, f, g, h: ceil(f * 3, TENTH),
    "round(f, 0.25)": lambda a, n, f, g, h: nearest(f, Fraction(1, 4)),
    "round(f, 0.3)": lambda a, n, f, g, h: nearest(f, Fraction(3, 10)),
    "floor(f, 2)": lambda a, n, f, g, h: floor(f, 2),
    "round(a, 3)": lambda a, n, f, g, h: nearest(a, 3),
    "ceil(a, 0.5)": lambda a, n, f, g, h: a,
    "round(f * g * h, 0.01)": lambda a, n, f, g, h: nearest(f * g * h, CENT),
    "round(a / n)": lambda a, n, f, g, h: nearest(a / n),
    "round(a / -n)": lambda a, n, f, g, h: nearest(a / -n),
    "floor(a / n, 0.01)": lambda a, n, f, g, h: floor(a / n, CENT),
    "ceil((a / n), 0.1)": lambda a, n, f, g, h: ceil(a / n, TENTH),
    "round(f / n, 0.01)": lambda a, n, f, g, h: nearest(f / n, CENT),
    "ceil(a / (h - 1.1), 0.01)": lambda a, n, f, g, h: ceil(a / (h - Fraction(11, 10)), CENT),
    "round(f / (g + 0.25), 0.01)": lambda a, n, f, g, h: nearest(f / (g + Fraction(1, 4)), CENT),
    "round(f / h, 0.01)": lambda a, n, f, g, h: nearest(f / h, CENT),
    "floor(f / 0.07)": lambda a, n, f, g, h: floor(f / Fraction(7, 100)),
}


@pytest.mark.parametrize("text", LAWS)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_exact(text: str, seed: int) -> None:
    found, random = expression(text, *INPUTS), Random(seed)
    inputs = {
        name: random.choice(boundary(ty)) if random.random() < 0.3 else sample(ty, random)
        for name, ty in found.types.items()
    }
    exact = [fraction(ty, inputs[name]) for name, ty in found.types.items()]
    try:
        value = found(**inputs)
    except Violation as violation:
        assert violation.span in {goal.span for goal in found.program.goals}
        return
    assert fraction(found.ty, value) == LAWS[text](*exact)


TIGHT = {
    "round(a / n)": "Int[-9..9]",
    "round(f / (g + 0.25), 0.01)": "Fixed[-12..20 by 0.01]",
    "floor(f, 2)": "Int[-4..4]",
    "round(f, 0.3)": "Fixed[-3..5.1 by 0.1]",
    "ceil(a, 0.5)": "Fixed[-9..9 by 0.5]",
    "f * g": "Fixed[-6..10 by 0.0025]",
}


@pytest.mark.parametrize("text", TIGHT)
def test_ranges_are_tight(text: str) -> None:
    assert show(expression(text, *INPUTS).ty) == TIGHT[text]


BITS: dict[str, Callable[[int, int], int]] = {
    "x & y": lambda x, y: x & y,
    "x | y": lambda x, y: x | y,
    "x ^ y": lambda x, y: x ^ y,
    "x << 3": lambda x, y: x << 3,
    "x >> 2": lambda x, y: x >> 2,
    "(x - 20) >> 2": lambda x, y: (x - 20) >> 2,
    "(x & 5 | y ^ 3) << 1 >> 1": lambda x, y: x & 5 | y ^ 3,
}


@pytest.mark.parametrize("text", BITS)
@given(st.data())
def test_bits(text: str, data: st.DataObject) -> None:
    found = expression(text, ("x", "Int[3..40]"), ("y", "Int[0..9]"))
    x, y = data.draw(st.integers(3, 40)), data.draw(st.integers(0, 9))
    assert found(x=x, y=y) == BITS[text](x, y)


def test_the_step_of_a_literal_is_the_coarsest() -> None:
    assert [show(Expression(t, {"a": "Bool"}).ty) for t in ("0.50", "2.0", "-0.125")] == [
        "Fixed[0.5..0.5 by 0.5]",
        "Int[2..2]",
        "Fixed[-0.125..-0.125 by 0.125]",
    ]


def test_the_divisor_is_cut_where_zero_is_an_end() -> None:
    found = Expression("round(1 / f, 0.1)", {"f": "Fixed[0..1 by 0.5]"})
    assert [goal.code for goal in found.program.goals] == ["TC402"]
    assert found(f=1) == 20
    with pytest.raises(Violation):
        found(f=0)


def test_an_integer_has_no_step() -> None:
    assert Expression("f", {"f": "Fixed[0..9 by 1]"}).ty == IntTy(0, 9)
