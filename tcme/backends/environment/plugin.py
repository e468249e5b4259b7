"""The computation of a worker, found by its import path.

A plug-in is a function `prepare(public, sign) -> compute`. It runs inside the sandbox, before any secret
arrives, and does all loading: `public` is the agreed bytes from the configuration, `sign` signs with the
worker's Ed25519 key. `compute(step, inputs) -> outputs` then runs once for each step; both sides are keyed
by (peer, tag). What it prints goes nowhere, and what it raises reaches nobody but as a code.
"""

import importlib
from collections.abc import Callable, Mapping
from typing import Final

from tcme.backends.environment.control import Slot, Step
from tcme.backends.environment.fault import BadControl, ComputationFailed

PACKAGE: Final = "tcme"

Port = tuple[str, str]
"""(peer, tag)."""
Messages = Mapping[Port, bytes]
Sign = Callable[[bytes], bytes]
Compute = Callable[[str, Messages], Messages]
Prepare = Callable[[bytes, Sign], Compute]


def load(path: str) -> Prepare:
    """The function at `module:function`, which must lie under `tcme`. Raises `BadControl` (TC724)."""
    module, _, name = path.partition(":")
    parts = module.split(".")
    if parts[0] != PACKAGE or len(parts) < 2 or not all(part.isidentifier() for part in (*parts, name)):
        raise BadControl
    try:
        prepare: Prepare = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        raise BadControl from None
    return prepare


def run_step(compute: Compute, step: Step, inputs: Messages) -> list[tuple[Slot, bytes]]:
    """The outputs of a step in their declared order.

    Raises `ComputationFailed` if they are not the declared ones.

    Inputs that are larger than declared are refused as well, before anything sees them.
    """
    if any(len(inputs[slot.peer, slot.tag]) > slot.size for slot in step.inputs):
        raise ComputationFailed
    outputs = compute(step.name, inputs)
    if set(outputs) != {(slot.peer, slot.tag) for slot in step.outputs}:
        raise ComputationFailed
    found = [(slot, outputs[slot.peer, slot.tag]) for slot in step.outputs]
    if not all(isinstance(value, bytes) and len(value) <= slot.size for slot, value in found):
        raise ComputationFailed
    return found
