"""What the launcher and the worker tell each other before the first sealed frame. All of it is public.

Launcher to worker: `Configuration`, later `Begin`. Worker to launcher: `Report` at once, `Ready` when the
public loading is done. On the wire each is four bytes of length, big endian, and a JSON object; bytes are
base64.

Raises `BadControl` (TC724) on anything else, `EOFError` when the other end is gone, `TimeoutError` at the
deadline.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from tcme.backends.environment.fault import BadControl
from tcme.backends.environment.sandbox import Isolation
from tcme.backends.environment.stream import read_exactly, write_all

LENGTH_BYTES: Final = 4
MAX_CONTROL: Final = 256 * 1024 * 1024
"""Largest control message in bytes; the placed program is the large part."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One message that a step takes or gives. `size` is fixed: contents are padded to that many bytes."""

    peer: str
    tag: str
    size: int


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange: when all inputs are there, compute, then send all outputs.

    Public and fixed, like its order.
    """

    name: str
    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the worker is and does.

    `plugin` is `module:function` under `tcme`; `public` is what it loads from.
    """

    name: str
    plugin: str
    public: bytes
    steps: tuple[Step, ...]
    allow_simulated: bool = False
    memory_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker's fresh public keys, raw: X25519 for sealing, Ed25519 for signing."""

    seal_key: bytes
    sign_key: bytes


@dataclass(frozen=True, slots=True)
class Begin:
    """The roster as far as the worker needs it, and how long the run may take from now."""

    run_id: bytes
    keys: Mapping[str, bytes]
    seconds: float


Control = Configuration | Isolation | Ready | Begin


def write(descriptor: int, message: Control, deadline: float) -> None:
    """Send one control message."""
    text = json.dumps({type(message).__name__: asdict(message)}, default=_text, sort_keys=True).encode()
    write_all(descriptor, len(text).to_bytes(LENGTH_BYTES, "big") + text, deadline)


def read_configuration(descriptor: int, deadline: float) -> Configuration:
    """The next message, which must be a configuration."""
    match _read(descriptor, deadline):
        case {
            "Configuration": {
                "name": str(name),
                "plugin": str(plugin),
                "public": str(public),
                "steps": list(steps),
                "allow_simulated": bool(allowed),
                "memory_bytes": int() | None as memory,
            }
        }:
            return Configuration(name, plugin, _bytes(public), tuple(map(_step, steps)), allowed, memory)
    raise BadControl


def read_isolation(descriptor: int, deadline: float) -> Isolation:
    """The next message, which must be an isolation report."""
    match _read(descriptor, deadline):
        case {"Isolation": dict(parts)} if all(isinstance(value, bool) for value in parts.values()):
            try:
                return Isolation(**parts)
            except TypeError:
                raise BadControl from None
    raise BadControl


def read_ready(descriptor: int, deadline: float) -> Ready:
    """The next message, which must be the worker's keys."""
    match _read(descriptor, deadline):
        case {"Ready": {"seal_key": str(seal), "sign_key": str(sign)}}:
            return Ready(_bytes(seal), _bytes(sign))
    raise BadControl


def read_begin(descriptor: int, deadline: float) -> Begin:
    """The next message, which must be the roster."""
    match _read(descriptor, deadline):
        case {"Begin": {"run_id": str(run_id), "keys": dict(keys), "seconds": float() | int() as seconds}}:
            return Begin(_bytes(run_id), {str(name): _bytes(key) for name, key in keys.items()}, seconds)
    raise BadControl


def _read(descriptor: int, deadline: float) -> Any:
    size = int.from_bytes(read_exactly(descriptor, LENGTH_BYTES, deadline), "big")
    if size > MAX_CONTROL:
        raise BadControl
    try:
        return json.loads(read_exactly(descriptor, size, deadline))
    except ValueError:
        raise BadControl from None


def _step(value: Any) -> Step:
    match value:
        case {"name": str(name), "inputs": list(inputs), "outputs": list(outputs)}:
            return Step(name, tuple(map(_slot, inputs)), tuple(map(_slot, outputs)))
    raise BadControl


def _slot(value: Any) -> Slot:
    match value:
        case {"peer": str(peer), "tag": str(tag), "size": int(size)} if size >= 0:
            return Slot(peer, tag, size)
    raise BadControl


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise BadControl


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error:
        raise BadControl from None
