"""The loaded form of a model: what a checkpoint becomes in the cache, and how it is mapped from there.

weights.bin holds the float32 arrays of the layers, embedding.bin the embedding rows as quantised in the
checkpoint, vocabulary.bin the pieces by id between NUL bytes, index.json the model's numbers and where each
array lies.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.arrays import Place, layout, map_arrays, write_arrays
from tcme.backends.model.catalog import Entry, assemble
from tcme.backends.model.checkpoint import read_checkpoint
from tcme.backends.model.fault import ModelFault
from tcme.backends.model.gemma3 import Shape, read_shape, read_weights
from tcme.backends.model.store import check_files, intact, publish
from tcme.backends.model.tokenizer import SPACE, UNIT, Tokenizer

NORMAL, UNIT_KIND, BYTE = 1, 4, 6
Q8_0 = 8
# Q8_0: blocks of a float16 scale and 32 signed bytes.
BLOCK, BLOCK_BYTES = 32, 34


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A mapped model: weights by name (float32, read-only), embedding rows as stored, and the tokenizer."""

    shape: Shape
    weights: Mapping[str, NDArray[np.float32]]
    rows: NDArray[np.uint8]
    tokenizer: Tokenizer

    def embed(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Embedding rows [len(tokens), D] of the tokens, dequantised, unscaled. Only these rows are read."""
        blocks = self.rows[np.asarray(tokens, np.int64)].reshape(len(tokens), -1, BLOCK_BYTES)
        scale = blocks[..., :2].copy().view(np.float16).astype(np.float32)
        return np.asarray(scale * blocks[..., 2:].view(np.int8)).reshape(len(tokens), -1)

    def inputs(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """What the first layer reads: embeddings scaled by sqrt(D)."""
        return self.embed(tokens) * np.float32(self.shape.width**0.5)


def ensure_loaded(entry: Entry, cache: Path) -> Path:
    """The folder of the model's loaded form in the cache, built when absent or damaged."""
    folder = model_folder(entry, cache)
    if not intact(folder, lambda: entry.loaded):
        publish(folder, lambda fresh: convert(entry, fresh))
        check_files(folder, entry.loaded)
    return folder


def model_folder(entry: Entry, cache: Path) -> Path:
    """Where the loaded form of the entry lies: named by what it must be."""
    return cache / "models" / entry.loaded["index.json"][:32]


def convert(entry: Entry, folder: Path) -> None:
    """Write the loaded form of the entry's installed file into folder."""
    assembled = folder / entry.file
    assemble(entry, assembled)
    checkpoint = read_checkpoint(assembled)
    weights = read_weights(checkpoint)
    with (folder / "weights.bin").open("wb") as file:
        write_arrays(file, weights)
    embedding = checkpoint.tensors["token_embd.weight"]
    if embedding.kind != Q8_0:
        raise ModelFault("TC617", "the model file quantises its embedding in an unknown way")
    embedding.raw.tofile(folder / "embedding.bin")
    pieces, index = read_vocabulary(checkpoint.metadata)
    (folder / "vocabulary.bin").write_bytes("\0".join(pieces).encode())
    index |= {
        "shape": asdict(read_shape(checkpoint.metadata)),
        "weights": {name: asdict(place) for name, place in layout(weights).items()},
    }
    (folder / "index.json").write_text(json.dumps(index, sort_keys=True, indent=1))
    assembled.unlink()


def read_vocabulary(metadata: Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """All pieces by id, and what the tokenizer needs beside them; TC617 when it is not one of ours.

    Ordinary pieces must stand in one run in the order of their scores, so that the lower id is the better
    piece.
    """
    pieces, kinds = metadata["tokenizer.ggml.tokens"], np.array(metadata["tokenizer.ggml.token_type"])
    scores = np.array(metadata["tokenizer.ggml.scores"], np.float32)
    normal, byte = np.flatnonzero(kinds == NORMAL), np.flatnonzero(kinds == BYTE)
    plain = len(normal) == normal[-1] - normal[0] + 1 and bool((np.diff(scores[normal]) < 0).all())
    if not plain or [pieces[i] for i in byte] != [f"<0x{b:02X}>" for b in range(256)] or np.ptp(byte) != 255:
        raise ModelFault("TC617", "the model file holds a vocabulary of an unknown kind")
    units = [
        int(i) for i in np.flatnonzero(kinds == UNIT_KIND) if UNIT.fullmatch(pieces[i].replace(" ", SPACE))
    ]
    return list(pieces), {
        "normal": [int(normal[0]), int(normal[-1]) + 1],
        "units": units,
        "first_byte": int(byte[0]),
        "begin": int(metadata["tokenizer.ggml.bos_token_id"]),
    }


def read_tokenizer(folder: Path, index: Mapping[str, Any]) -> Tokenizer:
    """The tokenizer from a loaded form."""
    pieces = (folder / "vocabulary.bin").read_bytes().decode().split("\0")
    start, stop = index["normal"]
    return Tokenizer(
        rank=dict(zip(pieces[start:stop], range(start, stop), strict=True)),
        units={pieces[unit].replace(" ", SPACE): unit for unit in index["units"]},
        first_byte=index["first_byte"],
        begin=index["begin"],
    )


def open_model(folder: Path) -> LoadedModel:
    """Map the loaded form in folder, whose digests the caller has checked."""
    index = json.loads((folder / "index.json").read_text())
    places = {
        name: Place(place["offset"], place["dtype"], tuple(place["shape"]))
        for name, place in index["weights"].items()
    }
    shape = Shape(**index["shape"])
    rows = np.memmap(folder / "embedding.bin", np.uint8, "r")
    return LoadedModel(
        shape=shape,
        weights=map_arrays(folder / "weights.bin", places),
        rows=rows.reshape(-1, shape.width // BLOCK * BLOCK_BYTES),
        tokenizer=read_tokenizer(folder, index),
    )
