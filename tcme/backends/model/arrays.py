"""Named arrays in one flat file that can be mapped: aligned raw bytes, and places that say where."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

# JAX takes a mapped array without copying it only when it starts on such a boundary.
ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Where an array lies in the file: offset in bytes, numpy dtype name, shape."""

    offset: int
    dtype: str
    shape: tuple[int, ...]


def layout(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Place]:
    """Places for arrays in their order, each aligned."""
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = Place(offset, array.dtype.name, array.shape)
        offset += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    return places


def write_arrays(file: BinaryIO, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays in the order of `layout`, C-contiguous, zeros between them."""
    for array in arrays.values():
        file.write(np.ascontiguousarray(array).data)
        file.write(bytes(-array.nbytes % ALIGNMENT))


def map_arrays(path: Path, places: Mapping[str, Place]) -> dict[str, NDArray[Any]]:
    """Read-only views of the arrays in the file at path."""
    data = np.memmap(path, np.uint8, "r")

    def view(place: Place) -> NDArray[Any]:
        size = math.prod(place.shape) * np.dtype(place.dtype).itemsize
        return data[place.offset : place.offset + size].view(place.dtype).reshape(place.shape)

    return {name: view(place) for name, place in places.items()}
