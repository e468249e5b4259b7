"""Values worth trying for an input: the ends of its type, the program's own constants, some others."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from random import Random

from tcme.compiler.core import Const, CoreProgram, Value
from tcme.compiler.values import boundary, sample
from tcme.dsl.ty import IntTy, TextTy, Ty

SIZE = 10
WORDS = ("one text", "another text", "a third text", "a fourth text", "a fifth text", "a sixth text")


def pool(program: CoreProgram, ty: Ty, random: Random) -> tuple[Value, ...]:
    """Distinct values of the type, at most `SIZE`, the telling ones first."""
    telling = _telling(program, ty)
    if isinstance(ty, TextTy) and len(telling) > 1:
        return telling
    distinct: list[Value] = []
    for value in (*telling, *boundary(ty), *(sample(ty, random) for _ in range(SIZE))):
        if value not in distinct:
            distinct.append(value)
    return tuple(distinct[:SIZE])


def _telling(program: CoreProgram, ty: Ty) -> tuple[Value, ...]:
    """Short texts; numbers around the program's constants, and the lowest ones."""
    match ty:
        case TextTy(lo, hi):
            return tuple(w for w in WORDS if lo <= len(w) <= hi)
        case IntTy(lo, hi):
            near = [c + d for c in constants(program) for d in (0, 1, -1)]
            numbers = (*near[: SIZE // 2], lo + 2, lo + 5, lo + 7)
            return tuple(n for n in numbers if lo <= n <= hi)
        case _:
            return ()


@cache
def constants(program: CoreProgram) -> tuple[int, ...]:
    """The integers written in the program, in order."""
    found = (c.value for c in _constants(program.result))
    return tuple(dict.fromkeys(v for v in found if isinstance(v, int) and not isinstance(v, bool)))


def _constants(node: object) -> Iterator[Const]:
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Const):
            yield item
        elif isinstance(item, tuple):
            stack.extend(reversed(item))
        elif is_dataclass(item):
            stack.extend(getattr(item, f.name) for f in reversed(fields(item)))
