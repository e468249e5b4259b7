"""What the launcher and a party's process tell each other: one JSON object a line.

The line is a socket, the party's standard input.

Launcher to party: `Configuration`, later `Roster`. Party to launcher: `keys`, stages as they are reached,
`done`, or a `fault` with a code and a sentence. The configuration names the party's own files only; nothing
in it is secret, and nothing that a party reports depends on a value.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

LINE_BYTES: Final = 1 << 28
STAGES: Final = ("start", "keys", "connect", "compute", "output")
"""In order: process started and inputs checked, roster known, connected, computed, outputs delivered."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything one party's process is told at its start."""

    name: str
    placed: bytes
    facts: Mapping[str, Any]
    mailbox_fd: int
    mpc_fd: int
    seconds: float
    input_path: str | None = None
    output_path: str | None = None
    receipt_path: str | None = None
    certificate: bytes | None = None
    checker: str | None = None
    requirements: str | None = None
    public_path: str | None = None
    models: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A principal in the roster; keys in hexadecimal; `mpc_port` is 0 for environments."""

    port: int
    mpc_port: int
    seal: str
    sign: str
    environment: bool = False
    assurance: str = "simulated"


@dataclass(frozen=True, slots=True)
class Roster:
    """Who takes part, for one run."""

    run_id: str
    started: str
    addresses: Mapping[str, Address]


@dataclass(frozen=True, slots=True)
class Report:
    """What a party reports; `at` is on the clock of `time.monotonic()`."""

    event: str
    at: float
    detail: Mapping[str, Any] = field(default_factory=dict)


Message = Configuration | Roster | Report


def write(message: Message) -> bytes:
    """The message as one line."""
    return json.dumps(asdict(message), default=_text, sort_keys=True).encode() + b"\n"


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError


def configuration(line: bytes) -> Configuration:
    raw = json.loads(line)
    for name in ("placed", "certificate"):
        raw[name] = None if raw[name] is None else base64.b64decode(raw[name])
    return Configuration(**raw)


def roster(line: bytes) -> Roster:
    raw = json.loads(line)
    addresses = {name: Address(**each) for name, each in raw["addresses"].items()}
    return Roster(raw["run_id"], raw["started"], addresses)


def report(line: bytes) -> Report:
    return Report(**json.loads(line))
