"""`tcme.lock`: what a program was checked with, pinned, in JSON beside the program.

Models by name (package, file, digests of file, tokenizer and template), calibrations by digest of their ask,
and the solvers by name (version, seed, resources for one question). The text is canonical, so that equal
locks are equal files and differences show in a review.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from tcme.backends.session.fault import REFUSED_LOCK, SessionFault
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import read_bytes, write_whole

NAME: Final = "tcme.lock"
VERSION: Final = 1
LARGEST: Final = 64 << 20
REMAKE: Final = (
    "take it back from the last commit; or remove it, then run `tcme check`,"
    " and `tcme model prepare` where the program asks a model"
)
REPAIR: Final = "run `tcme model prepare` to make the lock again, then sign the new agreement"


@dataclass(frozen=True, slots=True)
class Lock:
    """Everything pinned; empty parts are those that the program does not use."""

    models: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    calibrations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    solver: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def text(lock: Lock) -> str:
    """The file's content."""
    return (
        json.dumps({"version": VERSION, **asdict(lock)}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )


def save(path: Path, lock: Lock) -> None:
    write_whole(path, text(lock).encode())


def load(path: Path) -> Lock:
    """The lock in the file; refused (TC620) when it is missing, malformed or not canonical."""
    try:
        written = read_bytes(path, LARGEST).decode()
        raw = json.loads(written)
        version = raw.pop("version")
        lock = Lock(**raw)
        parts = (lock.models, lock.calibrations, lock.solver, *lock.solver.values())
        if not all(isinstance(part, dict) for part in parts) or not all(map(_fact, _facts(lock))):
            raise TypeError
    except (Fault, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise SessionFault(REFUSED_LOCK, f"`{path.name}` cannot be read as a lock", help=REMAKE) from None
    if version != VERSION or text(lock) != written:
        raise SessionFault(REFUSED_LOCK, f"`{path.name}` was not written by this version", help=REMAKE)
    return lock


def _facts(lock: Lock) -> Iterator[object]:
    for name, facts in lock.solver.items():
        yield from (name, *facts, *facts.values())


def _fact(fact: object) -> bool:
    """Facts about a solver are shown to people: text on one line."""
    return isinstance(fact, str) and fact.isprintable()


def check(locked: Lock, found: Lock) -> None:
    """Refuse (TC620) when something that is used differs from what is pinned; every difference is named."""
    differences = [
        f"{kind} `{name}`"
        for kind, pinned, used in (
            ("model", locked.models, found.models),
            ("calibration", locked.calibrations, found.calibrations),
        )
        for name in used
        if pinned.get(name) != used[name]
    ]
    if differences:
        raise SessionFault(REFUSED_LOCK, f"not as pinned in {NAME}: {', '.join(differences)}", help=REPAIR)
