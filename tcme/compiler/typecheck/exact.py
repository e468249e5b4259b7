"""Arithmetic of what is known when the program is compiled: whole numbers, decimals and truth, exactly.

`/` and `%` are those of the language, between whole numbers (rounded down, sign of the divisor)."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from fractions import Fraction
from typing import TypeAlias

from tcme.compiler.typecheck.ranges import WIDEST
from tcme.dsl.syntax import BinaryOp, UnaryOp

Number: TypeAlias = int | Fraction
"""An int where it is whole."""
Value: TypeAlias = bool | int | Fraction

ROUNDING = frozenset({"floor", "ceil", "round"})
CALLS = ROUNDING | {"min", "max", "abs", "bit_length"}


class Wrong(Enum):
    """Why there is no result."""

    DIVISION = auto()
    OPERANDS = auto()
    SHIFT = auto()


def reduced(value: Number) -> Number:
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def unary(op: UnaryOp, value: Value) -> Value | Wrong:
    if op == "not":
        return not value if isinstance(value, bool) else Wrong.OPERANDS
    return Wrong.OPERANDS if isinstance(value, bool) else -value


def binary(op: BinaryOp, a: Value, b: Value) -> Value | Wrong:
    if isinstance(a, bool) != isinstance(b, bool):
        return Wrong.OPERANDS
    if op in COMPARISONS:
        return Wrong.OPERANDS if isinstance(a, bool) and op not in ("==", "!=") else COMPARISONS[op](a, b)
    if isinstance(a, bool) and isinstance(b, bool):
        return LOGIC[op](a, b) if op in LOGIC else Wrong.OPERANDS
    if op in ARITHMETIC:
        return reduced(ARITHMETIC[op](a, b))
    return _whole(op, a, b) if isinstance(a, int) and isinstance(b, int) else Wrong.OPERANDS


def quotient(a: Value, b: Value) -> Value | Wrong:
    """The exact one."""
    if isinstance(a, bool) or isinstance(b, bool):
        return Wrong.OPERANDS
    return Wrong.DIVISION if b == 0 else reduced(Fraction(a) / b)


def _whole(op: BinaryOp, a: int, b: int) -> Value | Wrong:
    match op:
        case "/" | "%":
            return Wrong.DIVISION if b == 0 else a // b if op == "/" else a % b
        case "<<" | ">>":
            return Wrong.SHIFT if not 0 <= b <= WIDEST else a << b if op == "<<" else a >> b
        case "&" | "|" | "^":
            return Wrong.OPERANDS if a < 0 or b < 0 else BITS[op](a, b)
        case _:
            return Wrong.OPERANDS


def call(name: str, values: Sequence[Value]) -> Value | Wrong:
    numbers: list[Number] = [value for value in values if not isinstance(value, bool)]
    if len(numbers) < len(values) or not numbers:
        return Wrong.OPERANDS
    first = numbers[0]
    match name:
        case "min" if len(numbers) > 1:
            return min(numbers, key=Fraction)
        case "max" if len(numbers) > 1:
            return max(numbers, key=Fraction)
        case "abs" if len(numbers) == 1:
            return first if first >= 0 else -first
        case "bit_length" if len(numbers) == 1 and isinstance(first, int) and first >= 0:
            return first.bit_length()
        case "floor" | "ceil" | "round" if len(numbers) <= 2:
            return _rounded(name, Fraction(first), Fraction(*numbers[1:]) if numbers[1:] else Fraction(1))
        case _:
            return Wrong.OPERANDS


def _rounded(name: str, value: Fraction, step: Fraction) -> Value | Wrong:
    """To a multiple of the step: `round` to the nearest, in the middle upwards."""
    if step <= 0:
        return Wrong.OPERANDS
    steps = value / step
    match name:
        case "floor":
            whole = steps.numerator // steps.denominator
        case "ceil":
            whole = -(-steps.numerator // steps.denominator)
        case _:
            whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return reduced(whole * step)


COMPARISONS: Mapping[str, Callable[[Number, Number], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
ARITHMETIC: Mapping[str, Callable[[Number, Number], Number]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
LOGIC: Mapping[str, Callable[[bool, bool], bool]] = {
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "xor": lambda a, b: a != b,
}
BITS: Mapping[str, Callable[[int, int], int]] = {
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}
