"""A worker with toy computations under `tcme.toys`. For tests: the real worker finds no such module."""

import ctypes
import importlib
import logging
import os
import sys
import time
import types
import warnings

from tcme.backends.environment import worker
from tcme.backends.environment.plugin import Compute, Messages, Sign


def reverse(public: bytes, sign: Sign) -> Compute:
    return lambda step, inputs: {(peer, "out"): value[::-1] for (peer, _), value in inputs.items()}


def loud(public: bytes, sign: Sign) -> Compute:
    """Says its secrets wherever a program can, and then computes."""

    def compute(step: str, inputs: Messages) -> Messages:
        for value in inputs.values():
            text = value.decode()
            print(text, flush=True)
            print(text, file=sys.stderr, flush=True)
            logging.error(text)
            warnings.warn(text, stacklevel=1)
            for stream in (1, 2):
                os.write(stream, value)
            for place in ("/tmp", "/dev/shm", "/var/tmp", "."):
                try:
                    with open(f"{place}/tcme-leak-{os.getpid()}", "w") as file:
                        file.write(text)
                except OSError:
                    continue
        return reverse(public, sign)(step, inputs)

    return compute


def failing(public: bytes, sign: Sign) -> Compute:
    def compute(step: str, inputs: Messages) -> Messages:
        raise RuntimeError(*inputs.values())

    return compute


def undeclared(public: bytes, sign: Sign) -> Compute:
    return lambda step, inputs: {(peer, "other"): value for (peer, _), value in inputs.items()}


def too_large(public: bytes, sign: Sign) -> Compute:
    return lambda step, inputs: {(peer, "out"): bytes(1000) for peer, _ in inputs}


def crashing(public: bytes, sign: Sign) -> Compute:
    return lambda step, inputs: {("", ""): ctypes.string_at(0)}


def exiting(public: bytes, sign: Sign) -> Compute:
    return lambda step, inputs: sys.exit("secret")


def slow(public: bytes, sign: Sign) -> Compute:
    def compute(step: str, inputs: Messages) -> Messages:
        time.sleep(60)
        return {}

    return compute


def slow_to_load(public: bytes, sign: Sign) -> Compute:
    time.sleep(60)
    return reverse(public, sign)


def signing(public: bytes, sign: Sign) -> Compute:
    return lambda step, inputs: {(peer, "out"): sign(public + value) for (peer, _), value in inputs.items()}


def counting(public: bytes, sign: Sign) -> Compute:
    """Two steps with a memory: what the first took, the second gives."""
    seen: list[bytes] = []

    def compute(step: str, inputs: Messages) -> Messages:
        seen.extend(inputs.values())
        return {("alice", step): b"".join(seen)}

    return compute


def jax_sum(public: bytes, sign: Sign) -> Compute:
    jax, numpy = importlib.import_module("jax"), importlib.import_module("jax.numpy")
    total = jax.jit(lambda x: x.sum())
    total(numpy.arange(4))
    return lambda step, inputs: {
        (peer, "out"): b"%d" % int(total(numpy.array(list(value)))) for (peer, _), value in inputs.items()
    }


def variables(public: bytes, sign: Sign) -> Compute:
    return lambda step, inputs: {(peer, "out"): " ".join(sorted(os.environ)).encode() for peer, _ in inputs}


if __name__ == "__main__":
    toys = types.ModuleType("tcme.toys")
    vars(toys).update(globals())
    sys.modules["tcme.toys"] = toys
    worker.main(sys.argv[1:])
