"""Operations that only move elements: where each one of the result lies in the arguments laid end to end."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tcme.backends.mpc.operand import Operand, Public, Secret, linear, size
from tcme.backends.mpc.runtime import Engine
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Shape, VType

Positions = npt.NDArray[np.intp]


def moved(engine: Engine, args: Sequence[Operand], positions: Positions, ty: VType) -> Operand:
    """The elements of the arguments, laid end to end, at `positions`."""
    if all(isinstance(arg, Public) for arg in args):
        values = [value for arg in args if isinstance(arg, Public) for value in arg.values]
        return Public(tuple(values[p] for p in positions.ravel()), ty)
    if len(args) == 1 and isinstance(args[0], Secret) and _identity(positions, size(args[0].ty.shape)):
        return Secret(args[0].shares, ty)
    chosen = positions.ravel()
    return linear(engine, ty, lambda *parts: np.concatenate(parts)[chosen], *args)


def _identity(positions: Positions, count: int) -> bool:
    return positions.size == count and bool((positions.ravel() == np.arange(count)).all())


def numbered(shape: Shape) -> Positions:
    """Row-major numbers of the elements, in their shape."""
    return np.arange(size(shape), dtype=np.intp).reshape(shape)


def repeat(op: ir.Repeat, shapes: Sequence[Shape], result: Shape) -> Positions:
    return np.repeat(np.expand_dims(numbered(shapes[0]), op.axis), result[op.axis], axis=op.axis)


def stack(op: ir.Stack, shapes: Sequence[Shape]) -> Positions:
    block = size(shapes[0])
    return np.stack([numbered(shape) + i * block for i, shape in enumerate(shapes)], axis=op.axis)


def take(op: ir.Take, shapes: Sequence[Shape]) -> Positions:
    wanted = op.indices[0] if op.scalar else np.array(op.indices, dtype=np.intp)
    return np.asarray(np.take(numbered(shapes[0]), wanted, axis=op.axis), dtype=np.intp)


def row(shape: Shape, axis: int, index: int) -> Positions:
    """One index of an axis, the axis dropped."""
    return np.asarray(np.take(numbered(shape), index, axis=axis), dtype=np.intp)


def looked_up(array: Shape, index: Shape, indices: Sequence[int]) -> Positions:
    """A lookup at public indices."""
    axis = len(index)
    where = np.array(indices, dtype=np.intp).reshape(index)
    wide = where.reshape((*index, *[1] * (len(array) - axis)))
    return np.take_along_axis(numbered(array), wide, axis=axis).reshape((*index, *array[axis + 1 :]))
