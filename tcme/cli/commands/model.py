"""`tcme model`: prepare what a program asks, show what is known, measure a model on public cases."""

import json as jsonlib
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from tcme.backends.model import AskSpec, default_cache, lock_entry
from tcme.backends.model import load as load_model
from tcme.backends.model import prepare as prepare_asks
from tcme.backends.session.lock import Lock, save
from tcme.backends.session.lock import load as load_lock
from tcme.backends.session.pinned import asked, calibrations, locked, pin
from tcme.cli.command import Command
from tcme.cli.commands.options import Json, ProgramPath
from tcme.cli.output import Output
from tcme.cli.progress import progress
from tcme.cli.project import Project, find
from tcme.cli.proved import proved
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import read_bytes

LARGEST_CASES = 4 << 20

app = typer.Typer(help="Models: prepare, vet.", no_args_is_help=True)


@app.command("prepare", cls=Command)
def prepare(
    path: ProgramPath,
    every: Annotated[
        bool, typer.Option("--all", help="Every program below the folder that has a tcme.lock.")
    ] = False,
    json: Json = False,
) -> int:
    """Cache the loaded model, the compiled executable and the calibration; write tcme.lock."""
    output = Output(json=json)
    projects = [find(p.parent) for p in sorted(path.rglob("tcme.lock"))] if every else [find(path)]
    for project in projects:
        _prepare(project, output)
    output.result({"ok": True, "prepared": [str(p.program) for p in projects], "cache": str(default_cache())})
    return 0


def _prepare(project: Project, output: Output) -> None:
    graph = proved(project, output).placed.graph
    if not graph.asks:
        output.say(f"{project.program}: asks no model")
        return
    old = load_lock(project.lock) if project.lock.exists() else None
    with progress(output, "preparing") as step:
        fitted = prepare_asks(asked(graph, project.folder), default_cache(), progress=step)
    lock = locked(graph, project.folder, fitted, old)
    if lock != old:
        save(project.lock, lock)
    output.say(f"{project.program}: ready; {project.lock.name} {'unchanged' if lock == old else 'written'}")


@app.command("vet", cls=Command)
def vet(
    path: ProgramPath,
    cases: Annotated[Path | None, typer.Option(help="Lines of {text, value}; else cases.jsonl.")] = None,
    json: Json = False,
) -> int:
    """Measure a program's first ask on public labelled cases, beside the most frequent answer."""
    output = Output(json=json)
    project = find(path)
    graph = proved(project, output).placed.graph
    if not graph.asks:
        raise Fault("TC011", f"`{project.program}` asks no model")
    pinned = pin(graph, project.folder, load_lock(project.lock))
    right, values = _score(pinned.specs[0][0], pinned.lock, cases or project.folder / "cases.jsonl")
    most = Counter(values).most_common(1)[0][1]
    result: dict[str, object] = {"ok": True, "cases": len(values), "right": right}
    result |= {"accuracy": right / len(values), "baseline": most / len(values)}
    output.result(result)
    output.say(
        f"{right} of {len(values)} right ({right / len(values):.0%});"
        f" always the most frequent answer: {most / len(values):.0%}"
    )
    return 0


def _score(spec: AskSpec, lock: Lock, path: Path) -> tuple[int, list[str]]:
    """Number of cases decided rightly, and the right values."""
    lines = read_bytes(path, LARGEST_CASES).decode().splitlines()
    known = [jsonlib.loads(line) for line in lines if line.strip()]
    model = load_model([spec], calibrations(lock), default_cache())
    right = sum(model.decide(spec, (case["text"],)) == case["value"] for case in known)
    return right, [case["value"] for case in known]


@app.command("list", cls=Command)
def known(json: Json = False) -> int:
    """The models that are known, with what a lock pins of them."""
    from tcme.backends.model.catalog import CATALOG

    output = Output(json=json)
    entries = {name: lock_entry(name) for name in CATALOG}
    output.result({"ok": True, "models": entries})
    for name, entry in entries.items():
        output.say(f"{name}: {entry['package']}, SHA-256 {entry['sha256']}")
    return 0
