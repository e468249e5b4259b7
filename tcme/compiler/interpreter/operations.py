"""Operations on cleartext values."""

import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tcme.compiler.core import BinaryKind, BuiltinKind, UnaryKind

Function: TypeAlias = Callable[..., Any]

UNARY: Mapping[UnaryKind, Function] = {"neg": operator.neg, "not": operator.not_}
BINARY: Mapping[BinaryKind, Function] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.floordiv,
    "mod": operator.mod,
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "and": operator.and_,
    "or": operator.or_,
    "xor": operator.xor,
    "band": operator.and_,
    "bor": operator.or_,
    "bxor": operator.xor,
}


def _utf8(text: str) -> tuple[int, ...]:
    return tuple(text.encode())


def _argmin(xs: tuple[int, ...]) -> int:
    return xs.index(min(xs))


def _argmax(xs: tuple[int, ...]) -> int:
    return xs.index(max(xs))


BUILTIN: Mapping[BuiltinKind, Function] = {
    "min": min,
    "max": max,
    "abs": abs,
    "sum": sum,
    "any": any,
    "all": all,
    "count": sum,
    "argmin": _argmin,
    "argmax": _argmax,
    "utf8": _utf8,
}
