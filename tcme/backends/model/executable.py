"""The compiled pass of an ask: built once for its shape, stored as bytes, called with the mapped weights.

The only file that runs JAX. S rows are set aside for the arguments, N rows follow for the tail and the
trie, after a prefix of P rows; the executable depends on these three numbers and on the model, never on
what the texts say.
"""

import os
import pickle
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.gemma3 import Rows, Shape, forward

Floats = NDArray[np.float32]
Pair = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class PassShape:
    """prefix P, texts S and nodes N rows."""

    prefix: int
    texts: int
    nodes: int

    @property
    def rows(self) -> int:
        """Suffix rows in all."""
        return self.texts + self.nodes


@dataclass(frozen=True, slots=True)
class Pass:
    """A compiled pass with its weights and prefix bound."""

    call: Callable[..., Any]
    weights: Mapping[str, Any]
    cache: Sequence[tuple[Any, Any]]

    def __call__(
        self, x: Floats, positions: NDArray[np.int32], visible: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Hidden states [N, D] of the node rows for suffix inputs x [S + N, D]."""
        return np.asarray(self.call(self.weights, self.cache, x, positions, visible), np.float64)


def quiet() -> None:
    """Keep JAX on the CPU, and its log, which could hold shapes or paths, off the terminal."""
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def warm() -> None:
    """Import JAX and start its CPU client."""
    quiet()
    import jax
    import jax.experimental.serialize_executable

    jax.devices()


def runtime() -> str:
    """What an executable depends on beside its shape: the version of JAX and, if it can be read, the CPU."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    features = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    model = next((line for line in lines if line.startswith("model name")), "")
    cpu = sha256((platform.machine() + features + model).encode()).hexdigest()[:16] if lines else "*"
    return f"jax{version('jax')}-{version('jaxlib')}-{cpu}"


def compile_pass(shape: Shape, weights: Mapping[str, Floats], size: PassShape) -> bytes:
    """Compile the pass for this machine. The bytes are machine code, so load them under a checked digest."""
    quiet()
    import jax
    from jax.experimental.serialize_executable import serialize

    def run(weights: Any, cache: Any, x: Any, positions: Any, visible: Any) -> Any:
        return forward(shape, weights, cache, x, Rows(positions, visible), size.nodes)[0]

    def spec(dims: tuple[int, ...], dtype: Any = np.float32) -> Any:
        untyped: Any = jax.ShapeDtypeStruct
        return untyped(dims, dtype)

    past = [
        (shape.reach(layer, size.prefix), shape.key_heads, shape.head_size) for layer in range(shape.layers)
    ]
    compiled = (
        jax.jit(run)
        .lower(
            {name: spec(array.shape) for name, array in weights.items()},
            [(spec(dims), spec(dims)) for dims in past],
            spec((size.rows, shape.width)),
            spec((size.rows,), np.int32),
            spec((size.rows, size.rows), np.bool_),
        )
        .compile()
    )
    return pickle.dumps(serialize(compiled))


def load_pass(data: bytes, weights: Mapping[str, Floats], cache: Sequence[Pair]) -> Pass:
    """The pass in data, whose digest the caller has checked, bound to weights and prefix without a copy."""
    quiet()
    import jax
    from jax.experimental.serialize_executable import deserialize_and_load

    call = deserialize_and_load(*pickle.loads(data))
    return Pass(call, jax.device_put(dict(weights)), jax.device_put(list(cache)))


def prefix_cache(shape: Shape, weights: Mapping[str, Floats], x: Floats) -> list[Pair]:
    """Keys and values of the prefix with inputs x [P, D]: for each layer the rows that later ones can see."""
    quiet()
    import jax
    import jax.numpy as jnp

    size = len(x)

    def run(weights: Any, x: Any) -> Any:
        rows = Rows(jnp.arange(size, dtype=jnp.int32), jnp.tril(jnp.ones((size, size), bool)))
        empty = jnp.zeros((0, shape.key_heads, shape.head_size), jnp.float32)
        return forward(shape, weights, [(empty, empty)] * shape.layers, x, rows, 1)[1]

    pairs = jax.jit(run)(jax.device_put(dict(weights)), x)
    seen = [size - shape.reach(layer, size) for layer in range(shape.layers)]
    return [
        (np.asarray(key)[start:], np.asarray(value)[start:])
        for (key, value), start in zip(pairs, seen, strict=True)
    ]
