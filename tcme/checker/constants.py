"""Arithmetic of what is known before the program runs: sizes, ends of ranges, steps."""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

from tcme.checker.refusal import refuse

Value: TypeAlias = "int | Fraction | bool"
MAX_SHIFT = 4096

ANY: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "+": operator.add, "-": operator.sub, "*": operator.mul,
    "and": lambda a, b: a and b, "or": lambda a, b: a or b, "xor": operator.ne,
}  # fmt: skip
WHOLE: dict[str, Callable[[Any, Any], Any]] = {
    "/": operator.floordiv, "%": operator.mod, "&": operator.and_, "|": operator.or_, "^": operator.xor,
    "<<": operator.lshift, ">>": operator.rshift,
}  # fmt: skip
CALLS = {"min", "max", "abs", "bit_length", "floor", "ceil", "round"}


def binary(op: str, a: Value, b: Value) -> Value:
    if op in ANY:
        return plain(ANY[op](a, b))
    if not isinstance(a, int) or not isinstance(b, int) or op not in WHOLE:
        refuse("a constant is no whole number where one is needed")
    if (op in "/%" and b == 0) or (op in ("<<", ">>") and not 0 <= b <= MAX_SHIFT):
        refuse("a constant divides by zero or shifts too far")
    return plain(WHOLE[op](a, b))


def quotient(a: Value, b: Value) -> Value:
    return plain(Fraction(a) / b) if b else refuse("a constant divides by zero")


def called(name: str, values: list[Value]) -> Value:
    first, *rest = [Fraction(value) for value in values]
    match name:
        case "min":
            return plain(min([first, *rest]))
        case "max":
            return plain(max([first, *rest]))
        case "abs":
            return plain(abs(first))
        case "bit_length":
            return (
                first.numerator.bit_length()
                if first.denominator == 1
                else refuse("a constant is no whole number")
            )
    return rounded(name, first, rest[0] if rest else Fraction(1))


def rounded(name: str, value: Fraction, step: Fraction) -> Value:
    """To a multiple of the step; `round` to the nearest, in the middle upwards."""
    if step <= 0:
        refuse("a constant is rounded to nothing")
    steps = value / step
    if name == "ceil":
        return plain(-(-steps // 1) * step)
    return plain((steps + (Fraction(1, 2) if name == "round" else 0)) // 1 * step)


def plain(value: Value) -> Value:
    """An int where it is whole."""
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value
