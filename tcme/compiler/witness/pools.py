"""Values worth trying for an input: the ends of its type, the program's own constants, some others."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from random import Random

from tcme.compiler.core import Const, CoreProgram, Value
from tcme.compiler.typecheck.walk import walk
from tcme.compiler.values import boundary, sample
from tcme.dsl.ty import FixedTy, IntTy, ListTy, TextTy, Ty

SIZE = 10
WORDS = ("one text", "another text", "a third text", "a fourth text", "a fifth text", "a sixth text")


def pools_of(program: CoreProgram, types: Mapping[str, Ty], random: Random) -> dict[str, tuple[Value, ...]]:
    """By name, distinct values of each type, at most `SIZE`, the telling ones first."""
    numbers = constants(program)
    return {name: _pool(numbers, ty, random) for name, ty in types.items()}


def _pool(numbers: tuple[Fraction, ...], ty: Ty, random: Random) -> tuple[Value, ...]:
    telling = _telling(numbers, ty)
    if isinstance(ty, TextTy) and len(telling) > 1:
        return telling
    distinct: list[Value] = []
    for value in (*telling, *boundary(ty), *(sample(ty, random) for _ in range(SIZE))):
        if value not in distinct:
            distinct.append(value)
    return tuple(distinct[:SIZE])


def _telling(numbers: tuple[Fraction, ...], ty: Ty) -> tuple[Value, ...]:
    """Short texts; numbers around the program's constants, and the lowest ones."""
    match ty:
        case TextTy(lo, hi):
            return tuple(w for w in WORDS if lo <= len(w) <= hi)
        case IntTy(lo, hi) | FixedTy(lo, hi, _):
            scale = ty.over if isinstance(ty, FixedTy) else 1
            near = [floor(c * scale) + d for c in numbers for d in (0, 1, -1)]
            inside = [n for n in near if lo <= n <= hi][: SIZE // 2]
            return (*inside, *(n for n in (lo + 2, lo + 5, lo + 7) if n <= hi))
        case ListTy(element, lo, hi):
            return tuple((value,) * max(lo, 1) for value in _telling(numbers, element))[: SIZE // 2]
        case _:
            return ()


def constants(program: CoreProgram) -> tuple[Fraction, ...]:
    """The numbers written in the program, in order."""
    found = (_number(node) for node in walk(program.result) if isinstance(node, Const))
    return tuple(dict.fromkeys(number for number in found if number is not None))


def _number(constant: Const) -> Fraction | None:
    match constant.value, constant.ty:
        case bool(), _:
            return None
        case int() as value, FixedTy(_, _, over):
            return Fraction(value, over)
        case int() as value, IntTy():
            return Fraction(value)
        case _:
            return None
