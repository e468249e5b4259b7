"""Gemma 3 (text) in JAX: one pass over a short suffix after a cached, constant prefix.

Architecture: Gemma Team, "Gemma 3 Technical Report" (2025): RMS norms before and after each block, grouped
queries with normed queries and keys, five sliding-window layers for each global one, GeGLU, embeddings
scaled by sqrt(width), tied head.

Shapes: T suffix rows, P prefix rows, D width, H heads, G key heads, K head size, F hidden size.
Weights of a layer: attn_norm [D], qkv [D, (H+2G)K], q_norm [K], k_norm [K], out [HK, D], attn_post [D],
ffn_norm [D], gate_up [D, 2F], down [F, D], ffn_post [D]; then final_norm [D].
GGUF files hold norms as (1 + w), so a norm multiplies by its weight as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.fault import ModelFault

if TYPE_CHECKING:
    from jax import Array

    from tcme.backends.model.checkpoint import Checkpoint

    Layer = Mapping[str, Array]
    Cache = Sequence[tuple[Array, Array]]

# Not in the metadata of a GGUF file: every sixth layer is global, and the others rotate with this base.
GLOBAL_EVERY = 6
LOCAL_BASE = 10_000.0
LAYER_NAMES = (
    ("attn_norm", ("attn_norm",)),
    ("qkv", ("attn_q", "attn_k", "attn_v")),
    ("q_norm", ("attn_q_norm",)),
    ("k_norm", ("attn_k_norm",)),
    ("out", ("attn_output",)),
    ("attn_post", ("post_attention_norm",)),
    ("ffn_norm", ("ffn_norm",)),
    ("gate_up", ("ffn_gate", "ffn_up")),
    ("down", ("ffn_down",)),
    ("ffn_post", ("post_ffw_norm",)),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers that fix a Gemma 3 model."""

    layers: int
    width: int
    heads: int
    key_heads: int
    head_size: int
    window: int
    global_base: float
    epsilon: float

    def is_global(self, layer: int) -> bool:
        """Whether the layer attends to everything before it."""
        return layer % GLOBAL_EVERY == GLOBAL_EVERY - 1

    def base(self, layer: int) -> float:
        """The rotary base of the layer."""
        return self.global_base if self.is_global(layer) else LOCAL_BASE

    def reach(self, layer: int, prefix: int) -> int:
        """How many of the last prefix rows any suffix row of the layer can see."""
        return prefix if self.is_global(layer) else min(prefix, self.window - 1)


def read_shape(metadata: Mapping[str, Any]) -> Shape:
    """The model's numbers from GGUF metadata; TC617 when it is another architecture."""
    if metadata.get("general.architecture") != "gemma3":
        raise ModelFault("TC617", "the model file does not hold a Gemma 3 model")

    def get(key: str) -> Any:
        return metadata["gemma3." + key]

    return Shape(
        layers=int(get("block_count")),
        width=int(get("embedding_length")),
        heads=int(get("attention.head_count")),
        key_heads=int(get("attention.head_count_kv")),
        head_size=int(get("attention.key_length")),
        window=int(get("attention.sliding_window")),
        global_base=float(get("rope.freq_base")),
        epsilon=float(get("attention.layer_norm_rms_epsilon")),
    )


def read_weights(checkpoint: Checkpoint) -> dict[str, NDArray[np.float32]]:
    """Every array but the embedding, float32, by "layer.name"; matrices are [in, out], fused by input."""
    layers = range(read_shape(checkpoint.metadata).layers)
    weights = {
        f"{layer}.{name}": _fused(checkpoint, [f"blk.{layer}.{part}.weight" for part in parts])
        for layer in layers
        for name, parts in LAYER_NAMES
    }
    return weights | {"final_norm": checkpoint.tensors["output_norm.weight"].values()}


def _fused(checkpoint: Checkpoint, names: Sequence[str]) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.concatenate([checkpoint.tensors[name].values() for name in names]).T)


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the T suffix rows stand.

    positions [T] int32 count from the start of the prompt; visible [T, T] bool says which suffix rows a row
    may see.
    """

    positions: Array
    visible: Array


def forward(
    shape: Shape, weights: Mapping[str, Array], cache: Cache, x: Array, rows: Rows, last: int
) -> tuple[Array, list[tuple[Array, Array]]]:
    """Final hidden states [last, D] of the last rows, and the keys and values [T, G, K] of each layer.

    cache holds for each layer the keys and values [P', G, K] of the last P' = reach(layer, P) prefix rows,
    x is the scaled embeddings [T, D].
    """
    made = []
    for index in range(shape.layers):
        layer = {name: weights[f"{index}.{name}"] for name, _ in LAYER_NAMES}
        # Only the last rows of the last layer are read by anyone.
        keep = last if index == shape.layers - 1 else x.shape[0]
        mixed, pair = attention(
            shape, index, layer, cache[index], norm(shape, x, layer["attn_norm"]), rows, keep
        )
        x = x[-keep:] + norm(shape, mixed, layer["attn_post"])
        x = x + norm(shape, feed_forward(layer, norm(shape, x, layer["ffn_norm"])), layer["ffn_post"])
        made.append(pair)
    return norm(shape, x[-last:], weights["final_norm"]), made


def norm(shape: Shape, x: Array, weight: Array) -> Array:
    """RMS norm over the last axis."""
    import jax.numpy as jnp

    return x / jnp.sqrt(jnp.mean(x * x, -1, keepdims=True) + np.float32(shape.epsilon)) * weight


def feed_forward(layer: Layer, x: Array) -> Array:
    """GeGLU with the tanh approximation of GELU."""
    import jax
    import jax.numpy as jnp

    gate, up = jnp.split(x @ layer["gate_up"], 2, axis=-1)
    return (jax.nn.gelu(gate, approximate=True) * up) @ layer["down"]


def rotate(shape: Shape, index: int, x: Array, positions: Array) -> Array:
    """Rotary embedding of x [T, heads, K], first half against second half."""
    import jax.numpy as jnp

    half = shape.head_size // 2
    rates = np.asarray(shape.base(index) ** (-np.arange(half) / half), np.float32)
    angle = positions[:, None, None].astype(jnp.float32) * rates
    low, high = x[..., :half], x[..., half:]
    cos, sin = jnp.cos(angle), jnp.sin(angle)
    return jnp.concatenate([low * cos - high * sin, high * cos + low * sin], -1)


def attention(
    shape: Shape, index: int, layer: Layer, past: tuple[Array, Array], x: Array, rows: Rows, keep: int
) -> tuple[Array, tuple[Array, Array]]:
    """Output [keep, D] of the last keep rows, and the keys and values [T, G, K] of all rows."""
    import jax.numpy as jnp

    heads, groups, size = shape.heads, shape.key_heads, shape.head_size
    parts = (x @ layer["qkv"]).reshape(x.shape[0], heads + 2 * groups, size)
    query, key, value = jnp.split(parts, [heads, heads + groups], axis=1)
    query = rotate(shape, index, norm(shape, query[-keep:], layer["q_norm"]), rows.positions[-keep:])
    key = rotate(shape, index, norm(shape, key, layer["k_norm"]), rows.positions)
    keys, values = (jnp.concatenate(pair) for pair in zip(past, (key, value), strict=True))
    mask = allowed(shape, index, past[0].shape[0], rows, keep)
    # One product per key head: its queries of all rows stand below each other.
    query = query.reshape(keep, groups, heads // groups, size) * np.float32(size**-0.5)
    logits = jnp.einsum("tghk,sgk->gths", query, keys)
    logits = jnp.where(mask[None, :, None, :], logits, np.float32(-1e30))
    shares = jnp.exp(logits - logits.max(-1, keepdims=True))
    mixed = jnp.einsum("gths,sgk->tghk", shares, values) / jnp.einsum("gths->tgh", shares)[..., None]
    return mixed.reshape(keep, heads * size) @ layer["out"], (key, value)


def allowed(shape: Shape, index: int, past: int, rows: Rows, keep: int) -> Array:
    """Mask [keep, past + T]: what each of the last keep rows may see in this layer.

    Prefix rows lie directly before the first suffix row.
    """
    import jax.numpy as jnp

    position = rows.positions[-keep:, None]
    before = jnp.broadcast_to(rows.positions[0] - past + jnp.arange(past), (keep, past))
    near = jnp.concatenate([before, jnp.broadcast_to(rows.positions, (keep, rows.positions.shape[0]))], 1)
    seen = jnp.concatenate([jnp.ones((keep, past), bool), rows.visible[-keep:]], 1)
    return seen if shape.is_global(index) else seen & (position - near < shape.window)
