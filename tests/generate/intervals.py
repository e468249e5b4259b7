"""Ranges of results, worked out apart from the compiler."""

from itertools import product

from tcme.dsl.ty import IntTy


def hull(*values: int) -> IntTy:
    return IntTy(min(values), max(values))


def arithmetic(op: str, a: IntTy, b: IntTy) -> IntTy:
    """Every result of the operation lies inside; of a divisor without zero."""
    match op:
        case "+":
            return IntTy(a.lo + b.lo, a.hi + b.hi)
        case "-":
            return IntTy(a.lo - b.hi, a.hi - b.lo)
        case "*":
            return hull(*(x * y for x, y in product((a.lo, a.hi), (b.lo, b.hi))))
        case "/":
            ends = [e for e in (b.lo, b.hi, -1, 1) if e != 0 and b.lo <= e <= b.hi]
            return hull(*(x // y for x, y in product((a.lo, a.hi), ends)))
        case "%":
            return IntTy(min(0, b.lo + 1), max(0, b.hi - 1))
        case "&":
            return IntTy(0, min(a.hi, b.hi))
        case "|" | "^":
            return IntTy(0, (1 << max(a.hi, b.hi).bit_length()) - 1)
        case "<<":
            return arithmetic("*", a, IntTy(1 << b.lo, 1 << b.lo))
        case ">>":
            return IntTy(a.lo >> b.lo, a.hi >> b.lo)
        case _:
            raise AssertionError(op)


def extreme(op: str, a: IntTy, b: IntTy) -> IntTy:
    f = min if op == "min" else max
    return IntTy(f(a.lo, b.lo), f(a.hi, b.hi))


def absolute(a: IntTy) -> IntTy:
    ends = (abs(a.lo), abs(a.hi))
    return IntTy(0 if a.lo <= 0 <= a.hi else min(ends), max(ends))


def drifted(start: IntTy, step: IntTy, steps: int) -> IntTy:
    """Where `steps` steps lead."""
    return IntTy(start.lo + steps * min(step.lo, 0), start.hi + steps * max(step.hi, 0))


def inside(a: IntTy, b: IntTy) -> bool:
    return b.lo <= a.lo and a.hi <= b.hi
