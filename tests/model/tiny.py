"""A model of a few thousand random numbers with the same parts as the real one."""

import numpy as np

from tcme.backends.model.executable import compile_pass, load_pass, prefix_cache
from tcme.backends.model.gemma3 import Shape
from tcme.backends.model.loaded import LoadedModel
from tcme.backends.model.prompt import prefix_tokens
from tcme.backends.model.question import pose
from tcme.backends.model.scoring import Reader
from tcme.backends.model.spec import AskSpec
from tcme.backends.model.tokenizer import SPACE, Tokenizer

SHAPE = Shape(layers=7, width=32, heads=4, key_heads=2, head_size=8, window=9, global_base=1e6, epsilon=1e-6)
PIECES = (*"abcdefghijklmnopqrstuvwxyz", SPACE, ":", "?", "ab", "abc", SPACE + "ab", "T", "A", "Te", "An")
SPEC = AskSpec("tiny", "is it?", ("ab", "abc", "abd", "q"), (20,), "")


def tokenizer() -> Tokenizer:
    """Bytes from id 2, then a newline, then the pieces."""
    rank = {piece: 260 + index for index, piece in enumerate(PIECES)}
    return Tokenizer(rank, {"\n": 258, "\n\n": 259}, 2, 1)


def model() -> LoadedModel:
    """Weights from a fixed seed; embedding rows in Q8_0."""
    draw = np.random.default_rng(5)
    d, k = SHAPE.width, SHAPE.head_size
    dims = {
        "attn_norm": (d,), "qkv": (d, 8 * k), "q_norm": (k,), "k_norm": (k,), "out": (4 * k, d),
        "attn_post": (d,), "ffn_norm": (d,), "gate_up": (d, 128), "down": (64, d), "ffn_post": (d,),
    }  # fmt: skip
    weights = {
        f"{layer}.{name}": draw.normal(0, 0.3, dim).astype(np.float32) + np.float32(len(dim) == 1)
        for layer in range(SHAPE.layers)
        for name, dim in dims.items()
    }
    scale = np.full((300, 1), 0.01, np.float16).view(np.uint8)
    rows = np.concatenate([scale, draw.integers(0, 256, (300, d), np.uint8)], 1)
    return LoadedModel(SHAPE, weights | {"final_norm": np.ones(d, np.float32)}, rows, tokenizer())


def reader(loaded: LoadedModel, spec: AskSpec) -> Reader:
    """A reader of the spec, compiled, stored and loaded as the real ones are."""
    question = pose(spec, prefix_tokens(spec, (), loaded.tokenizer), loaded.tokenizer)
    code = compile_pass(loaded.shape, loaded.weights, question.size)
    cache = prefix_cache(loaded.shape, loaded.weights, loaded.inputs(question.layout.prefix))
    return Reader(loaded, question, load_pass(code, loaded.weights, cache))
