"""Values worth trying for an input: the ends of its type, the program's own constants, some others."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from random import Random

from tcme.compiler.core import Const, CoreProgram, Value
from tcme.compiler.values import boundary, sample
from tcme.dsl.ty import IntTy, Ty

SIZE = 10


def pool(program: CoreProgram, ty: Ty, random: Random) -> tuple[Value, ...]:
    """Distinct values of the type, at most `SIZE`, the telling ones first."""
    candidates: list[Value] = [*_near_constants(program, ty), *boundary(ty)]
    candidates += [sample(ty, random) for _ in range(SIZE)]
    distinct: list[Value] = []
    for value in candidates:
        if value not in distinct:
            distinct.append(value)
    return tuple(distinct[:SIZE])


def _near_constants(program: CoreProgram, ty: Ty) -> tuple[Value, ...]:
    if not isinstance(ty, IntTy):
        return ()
    near = (c + d for c in constants(program) for d in (0, 1, -1))
    return tuple(v for v in near if ty.lo <= v <= ty.hi)[: SIZE // 2]


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
