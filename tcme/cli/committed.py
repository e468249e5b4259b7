"""What is committed beside a program, the certificate and the solver in `tcme.lock`, and what is stale."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tcme.backends.session.fault import REFUSED_LOCK
from tcme.backends.session.lock import NAME, Lock, load, save
from tcme.cli.project import Project
from tcme.compiler.pipeline import Checked
from tcme.compiler.proving import SolverName
from tcme.compiler.smt.solver import ENGINES, engines
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import LARGEST_PUBLIC, is_file, read_bytes

Solvers = Mapping[str, Mapping[str, str]]
RELEASE = re.compile(r"\A[0-9]+(\.[0-9]+)*\Z")
AGAIN = "run `tcme check` without `--locked`, read what changed, and commit what it writes"


def pinned(path: Path) -> SolverName:
    """The solver that a lock names, Z3 where none does; raises Fault TC620 for one that we do not have."""
    names = set(load(path).solver) if is_file(path) else set()
    if names - set(ENGINES):
        raise Fault(REFUSED_LOCK, f"`{NAME}` pins a solver that this version does not have", help=AGAIN)
    if len(names) > 1:
        return "both"
    return next((name for name in ENGINES if name in names), "z3")


def used(solver: SolverName) -> Solvers:
    """Version, seed and resources of each solver that a choice means."""
    return {engine.name: engine.pinned() for engine in engines(solver)}


def pin(path: Path, solver: SolverName) -> tuple[str, ...]:
    """Writes the solver into the lock and leaves the rest; a line for people where another was pinned."""
    old = load(path) if is_file(path) else Lock()
    new = used(solver)
    if old.solver == new:
        return ()
    save(path, Lock(old.models, old.calibrations, new))
    return (f"{NAME} now pins {_listed(new)}, before {_listed(old.solver)}",) if old.solver else ()


def refuse_other_solver(path: Path, solver: SolverName) -> None:
    """Raises Fault TC620 where the lock is missing or pins another solver than the one that was used."""
    if not is_file(path):
        raise Fault(REFUSED_LOCK, f"there is no `{NAME}` beside the program", help=AGAIN)
    pinned(path)
    old, new = load(path).solver, used(solver)
    if old != new:
        said = f"`{NAME}` pins {_listed(old)}, and {_listed(new)} is used"
        raise Fault(REFUSED_LOCK, said, help=f"{_install(old, new)}{AGAIN}")


def refuse_stale(path: Path, certificate: bytes) -> None:
    """Raises Fault TC625 where the committed certificate is missing or is not the one that checking gives."""
    if not is_file(path):
        raise Fault("TC625", f"there is no certificate `{path.name}` beside the program", help=AGAIN)
    committed = read_bytes(path, LARGEST_PUBLIC)
    if committed != certificate:
        where = ", ".join(f"`{section}`" for section in _differences(committed, certificate))
        said = f"the certificate `{path.name}` is stale: {where or 'its layout'} would be another"
        raise Fault("TC625", said, help=AGAIN)


def refuse_other_asks(project: Project, checked: Checked) -> None:
    """Raises Fault where a lock that pins calibrations pins those of other questions or examples (TC620), or
    examples are missing (TC001) or elsewhere (TC009)."""
    placed = checked.placed
    if placed is not None and placed.graph.asks and (lock := load(project.lock)).calibrations:
        # Brings NumPy with it, which programs need only where they ask a model.
        from tcme.backends.session.pinned import pin as pinned_asks

        pinned_asks(placed.graph, project.folder, lock)


def _differences(committed: bytes, certificate: bytes) -> Iterator[str]:
    """The sections in which they differ, and the parts of those that have names."""
    try:
        old = json.loads(committed)
    except (ValueError, RecursionError):
        old = None
    if not isinstance(old, dict):
        yield "everything"
        return
    for section, before, after in _unequal(old, json.loads(certificate)):
        parts = isinstance(before, dict) and isinstance(after, dict)
        names = [part for part, _, _ in _unequal(before, after)] if parts else []
        yield f"{section}.{'/'.join(names)}" if names else section


def _unequal(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Keys with what is there under each, where that is not the same."""
    pairs = ((key, old.get(key), new.get(key)) for key in sorted({*old, *new}))
    yield from (pair for pair in pairs if pair[1] != pair[2] or (pair[0] in old) != (pair[0] in new))


def _install(pinned: Solvers, installed: Solvers) -> str:
    """How to use what a lock pins."""
    if set(pinned) != set(installed):
        return "leave `--solver` out, or "
    wanted = {name: facts.get("version", "") for name, facts in pinned.items()}
    others = {name: v for name, v in wanted.items() if v != installed.get(name, {}).get("version")}
    if not others or not all(RELEASE.match(v) for v in others.values()):
        return ""
    packages = " ".join(f"{e.package}=={others[e.name]}" for e in ENGINES.values() if e.name in others)
    return f"`pip install {packages}`, or "


def _listed(solvers: Solvers) -> str:
    parts = (f"{name} {facts.get('version', '?')}{_limits(facts)}" for name, facts in sorted(solvers.items()))
    return " and ".join(parts) or "no solver"


def _limits(facts: Mapping[str, str]) -> str:
    return f" (seed {facts.get('seed', '?')}, {facts.get('resources', '?')} steps)"
