"""What a program's asks mean: specs from the program and its folder, models and calibrations from the lock.

A run uses the calibration that the lock pins, never one fitted anew: fits on two machines may differ in the
last digit."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from tcme.backends.model import AskSpec, Calibration, default_cache, lock_entry
from tcme.backends.session.facts import canonical
from tcme.backends.session.fault import REFUSED_LOCK, SessionFault
from tcme.backends.session.lock import REPAIR, Lock, check
from tcme.backends.session.questions import tuples
from tcme.compiler.ir.nodes import AskSite, Graph
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import read_bytes

LARGEST_EXAMPLES = 4 << 20


@dataclass(frozen=True, slots=True)
class Pinned:
    """One spec and examples file for each site; `lock` holds what these asks use of the file."""

    specs: tuple[tuple[AskSpec, Path | None], ...]
    lock: Lock

    def models(self) -> dict[str, Any]:
        """What the hosts of the models are told."""
        return {
            "asks": [asdict(spec) for spec, _ in self.specs],
            "calibrations": {d: dict(c) for d, c in self.lock.calibrations.items()},
            "cache": str(default_cache()),
        }

    def calibration_digests(self) -> dict[str, str]:
        return {spec: sha256(canonical(c)).hexdigest() for spec, c in self.lock.calibrations.items()}


def pin(graph: Graph, folder: Path, lock: Lock) -> Pinned:
    """Raises Fault TC620 where the lock differs from what is here, TC001 without an examples file."""
    specs = asked(graph, folder)
    used = {spec.digest() for spec, _ in specs}
    missing: dict[str, Mapping[str, Any]] = {d: {} for d in used if d not in lock.calibrations}
    kept = {d: c for d, c in lock.calibrations.items() if d in used}
    found = replace(lock, models=_entries(specs), calibrations=kept | missing)
    check(lock, found)
    _check_shape(found)
    return Pinned(specs, found)


def _check_shape(lock: Lock) -> None:
    try:
        numbers = [(*c.offsets, *chain(*c.pulls)) for c in calibrations(lock).values()]
        shaped = all(isinstance(number, int | float) for row in numbers for number in row)
    except (TypeError, ValueError, AttributeError):
        shaped = False
    if not shaped:
        raise SessionFault(REFUSED_LOCK, "a calibration in `tcme.lock` is malformed", help=REPAIR)


def locked(graph: Graph, folder: Path, fitted: Mapping[str, Calibration], old: Lock | None) -> Lock:
    """The lock that pins these asks; a calibration that is pinned already stays as it is."""
    specs = asked(graph, folder)
    known = old.calibrations if old else {}
    fresh: dict[str, Mapping[str, Any]] = {}
    for spec, _ in specs:
        digest = spec.digest()
        fresh[digest] = known[digest] if digest in known else json.loads(json.dumps(asdict(fitted[digest])))
    return Lock(models=_entries(specs), calibrations=fresh, solver=old.solver if old else {})


def asked(graph: Graph, folder: Path) -> tuple[tuple[AskSpec, Path | None], ...]:
    """The public facts of each ask, with its examples file."""
    return tuple(_spec(site, folder) for site in graph.asks)


def _spec(site: AskSite, folder: Path) -> tuple[AskSpec, Path | None]:
    path = None if site.examples is None else _inside(folder, site.examples)
    digest = "" if path is None else sha256(read_bytes(path, LARGEST_EXAMPLES)).hexdigest()
    margin = None if site.margin is None else float(_fraction(site.margin))
    return (
        AskSpec(site.reference, site.prompt, site.values, site.max_bytes, digest, margin, site.abstain),
        path,
    )


def _fraction(text: str) -> float:
    numerator, _, denominator = text.partition("/")
    return float(numerator) / float(denominator or 1)


def _inside(folder: Path, name: str) -> Path:
    """A file beside the program: a program may not name others of this machine."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Fault(
            "TC009", f"`{name}` is not in the program's folder", help="put the file beside the program"
        )
    return path


def _entries(specs: tuple[tuple[AskSpec, Path | None], ...]) -> dict[str, Mapping[str, str]]:
    return {spec.model: lock_entry(spec.model) for spec, _ in specs}


def calibrations(lock: Lock) -> dict[str, Calibration]:
    """The pinned calibrations by digest of their ask."""
    return {digest: Calibration(**tuples(raw)) for digest, raw in lock.calibrations.items()}
