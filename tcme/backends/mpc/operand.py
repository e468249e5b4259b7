"""What an operation works on: public values or secret shares, flat in row-major order, with a type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

import numpy as np

from tcme.backends.mpc.fault import WrongSize
from tcme.backends.mpc.marshal import Values
from tcme.backends.mpc.runtime import Engine, Shares
from tcme.compiler.ir.nodes import BoolV, IntV, Shape, TextV, VType


@dataclass(frozen=True, slots=True)
class Public:
    """Values that every member knows."""

    values: tuple[int, ...]
    ty: VType


@dataclass(frozen=True, slots=True)
class Secret:
    """Values of which a member has shares only."""

    shares: Shares
    ty: VType


Operand: TypeAlias = Public | Secret


def size(shape: Shape) -> int:
    """Number of elements."""
    return prod(shape)


def bounds(ty: VType) -> tuple[int, int]:
    """Least and greatest integer that stands for a value of the type."""
    match ty:
        case IntV(lo, hi, _):
            return lo, hi
        case BoolV():
            return 0, 1
        case TextV():
            raise WrongSize("texts do not go into secure computation")


def flat(values: Sequence[int]) -> Values:
    """A new array of Python integers."""
    return np.fromiter((int(value) for value in values), dtype=object, count=len(values))


def lift(engine: Engine, operand: Operand) -> Secret:
    """The operand as shares; public values become constant shares."""
    match operand:
        case Public(values, ty):
            return Secret(engine.constant(values), ty)
        case Secret():
            return operand


def linear(engine: Engine, ty: VType, function: Callable[..., Values], *operands: Operand) -> Secret:
    """A linear function of flat arrays, one of them secret; public operands are its constants."""
    secret = [operand.shares for operand in operands if isinstance(operand, Secret)]
    constants = [flat(o.values) if isinstance(o, Public) else None for o in operands]

    def local(*shares: Values) -> Values:
        left = iter(shares)
        return function(*(next(left) if c is None else c for c in constants))

    return Secret(engine.linear(size(ty.shape), local, *secret), ty)


def product(engine: Engine, ty: VType, a: Operand, b: Operand) -> Secret:
    """Elementwise; free of messages when one operand is public."""
    if isinstance(a, Secret) and isinstance(b, Secret):
        return Secret(engine.bilinear(size(ty.shape), lambda x, y: x * y, a.shares, b.shares), ty)
    return linear(engine, ty, lambda x, y: x * y, a, b)


def constant(value: int, ty: VType) -> Public:
    """The same public value everywhere."""
    return Public((value,) * size(ty.shape), ty)
