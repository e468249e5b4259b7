"""Gemma 3 in plain numpy, float64, whole sequence at once, to check the JAX pass."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.loaded import LoadedModel

Floats = NDArray[np.float64]


def hidden(model: LoadedModel, tokens: Sequence[int]) -> Floats:
    """Hidden states [T, D] of all tokens after the final norm."""
    shape, epsilon = model.shape, model.shape.epsilon
    x = model.embed(tokens).astype(np.float64) * np.sqrt(shape.width)
    for layer in range(shape.layers):
        w = {
            key.split(".", 1)[1]: array.astype(np.float64)
            for key, array in model.weights.items()
            if key.startswith(f"{layer}.")
        }
        x = x + rms(attend(model, layer, w, rms(x, w["attn_norm"], epsilon)), w["attn_post"], epsilon)
        gate, up = np.split(rms(x, w["ffn_norm"], epsilon) @ w["gate_up"], 2, axis=1)
        gelu = 0.5 * gate * (1 + np.tanh(np.sqrt(2 / np.pi) * (gate + 0.044715 * gate**3)))
        x = x + rms((gelu * up) @ w["down"], w["ffn_post"], epsilon)
    return rms(x, model.weights["final_norm"].astype(np.float64), epsilon)


def rms(x: Floats, weight: Floats, epsilon: float) -> Floats:
    """RMS norm."""
    return np.asarray(x * weight / np.sqrt((x**2).mean(-1, keepdims=True) + epsilon))


def attend(model: LoadedModel, layer: int, w: dict[str, Floats], x: Floats) -> Floats:
    """Attention of one layer, head by head."""
    shape, size = model.shape, model.shape.head_size
    parts = (x @ w["qkv"]).reshape(len(x), -1, size)
    place = np.arange(len(x))
    distance = place[:, None] - place[None, :]
    everything = layer % 6 == 5
    seen = (distance >= 0) & (everything | (distance < shape.window))
    base = shape.global_base if everything else 10_000.0
    out = []
    for head in range(shape.heads):
        group = shape.heads + head // (shape.heads // shape.key_heads)
        query = turn(rms(parts[:, head], w["q_norm"], shape.epsilon), base)
        key = turn(rms(parts[:, group], w["k_norm"], shape.epsilon), base)
        logits = np.where(seen, query @ key.T / np.sqrt(size), -np.inf)
        shares = np.exp(logits - logits.max(1, keepdims=True))
        out.append(shares / shares.sum(1, keepdims=True) @ parts[:, group + shape.key_heads])
    return np.asarray(np.concatenate(out, 1) @ w["out"])


def turn(x: Floats, base: float) -> Floats:
    """Rotary embedding as complex numbers: first half real, second half imaginary."""
    half = x.shape[1] // 2
    angle = np.arange(len(x))[:, None] / base ** (np.arange(half) / half)
    turned = (x[:, :half] + 1j * x[:, half:]) * np.exp(1j * angle)
    return np.concatenate([turned.real, turned.imag], 1)


def log_probabilities(
    model: LoadedModel, prompt: Sequence[int], spellings: Sequence[tuple[int, ...]], end: int
) -> Floats:
    """Log-probabilities of the spellings, one whole forward for each step, renormalised where they part."""
    closed = [
        spelling + (end,) * any(o != spelling and o[: len(spelling)] == spelling for o in spellings)
        for spelling in spellings
    ]
    return np.array([sum(step(model, prompt, closed, s, depth) for depth in range(len(s))) for s in closed])


def step(
    model: LoadedModel,
    prompt: Sequence[int],
    closed: Sequence[tuple[int, ...]],
    spelling: tuple[int, ...],
    depth: int,
) -> float:
    """Log-probability of the spelling's token at depth among those that any spelling has there."""
    options = sorted({s[depth] for s in closed if len(s) > depth and s[:depth] == spelling[:depth]})
    if len(options) == 1:
        return 0.0
    logits = model.embed(options) @ hidden(model, [*prompt, *spelling[:depth]])[-1]
    logits = logits - logits.max()
    return float(logits[options.index(spelling[depth])] - np.log(np.exp(logits).sum()))
