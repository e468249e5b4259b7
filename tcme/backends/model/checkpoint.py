"""Reads a GGUF file: metadata, vocabulary and tensors.

The layout is that of the GGUF specification, version 3 (ggml project). The `gguf` package dequantises; its
own reader is not used because it takes twenty seconds over a vocabulary of a quarter of a million strings.
"""

import math
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.fault import ModelFault

SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor: shape in numpy order (slowest first), kind the ggml type, raw the quantised bytes."""

    shape: tuple[int, ...]
    kind: int
    raw: NDArray[np.uint8]

    def values(self) -> NDArray[np.float32]:
        """The dequantised tensor, float32, of the given shape."""
        from gguf import GGMLQuantizationType, dequantize

        rows = self.raw.reshape(*self.shape[:-1], -1)
        return np.asarray(dequantize(rows, GGMLQuantizationType(self.kind)), np.float32).reshape(self.shape)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A GGUF file: metadata by key, tensors by name."""

    metadata: Mapping[str, Any]
    tensors: Mapping[str, Tensor]


class Cursor:
    """A position in the mapped file."""

    def __init__(self, data: mmap.mmap) -> None:
        """Start at the first byte of data."""
        self.data = data
        self.at = 0

    def scalar(self, code: str) -> Any:
        """The next little-endian number."""
        (value,) = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize("<" + code)
        return value

    def string(self) -> str:
        """The next string: a 64-bit length, then UTF-8."""
        size = self.scalar("Q")
        self.at += size
        return self.data[self.at - size : self.at].decode()

    def value(self, kind: int) -> Any:
        """The next value of a ggml metadata type."""
        if kind == STRING:
            return self.string()
        if kind != ARRAY:
            return self.scalar(SCALARS[kind])
        kind, count = self.scalar("I"), self.scalar("Q")
        if kind in (STRING, ARRAY):
            return [self.value(kind) for _ in range(count)]
        code = f"<{count}{SCALARS[kind]}"
        self.at += struct.calcsize(code)
        return struct.unpack_from(code, self.data, self.at - struct.calcsize(code))


def read_checkpoint(path: Path) -> Checkpoint:
    """Parse the GGUF file at path; TC617 when it is not one."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    cursor = Cursor(data)
    if data[:4] != MAGIC:
        raise ModelFault("TC617", "the model file is not in GGUF format")
    cursor.at = len(MAGIC)
    cursor.scalar("I")
    tensor_count, pair_count = cursor.scalar("Q"), cursor.scalar("Q")
    metadata = {cursor.string(): cursor.value(cursor.scalar("I")) for _ in range(pair_count)}
    headers = [_header(cursor) for _ in range(tensor_count)]
    alignment = int(metadata.get("general.alignment", 32))
    start = -(-cursor.at // alignment) * alignment
    tensors = {name: _tensor(data, start + offset, shape, kind) for name, shape, kind, offset in headers}
    return Checkpoint(metadata, tensors)


def _header(cursor: Cursor) -> tuple[str, tuple[int, ...], int, int]:
    """Name, shape (the file lists the fastest axis first), type and offset of one tensor."""
    name = cursor.string()
    shape = tuple(cursor.scalar("Q") for _ in range(cursor.scalar("I")))[::-1]
    return name, shape, cursor.scalar("I"), cursor.scalar("Q")


def _tensor(data: mmap.mmap, offset: int, shape: tuple[int, ...], kind: int) -> Tensor:
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    block, size = GGML_QUANT_SIZES[GGMLQuantizationType(kind)]
    return Tensor(shape, kind, np.frombuffer(data, np.uint8, math.prod(shape) // block * size, offset))
