"""`tcme run`: all principals as real processes on this machine."""

from collections.abc import Mapping
from json import dumps
from math import isnan
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Annotated, Any

import typer

from tcme.backends.session.launch import RunResult
from tcme.cli.commands.options import Json, ProgramPath
from tcme.cli.output import Output
from tcme.cli.parties import Parties
from tcme.cli.progress import progress
from tcme.cli.project import Project, find
from tcme.cli.proved import Proved, proved
from tcme.compiler.flow.wording import bits
from tcme.compiler.values import json_text
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import is_file, refuse_special, write_whole
from tcme.dsl.ty import cardinality

KEYS = "keys.json"
"""Public keys of the run, as its operator saw them: what `tcme verify --keys` compares a receipt with."""
LONGEST = 7 * 24 * 3600


def command(
    path: ProgramPath,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", help="PARTY=FILE, where it is not PARTY.json beside the program."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for outputs and receipts.")] = None,
    deadline: Annotated[float, typer.Option(help="Seconds for the whole run.", min=1, max=LONGEST)] = 120.0,
    allow_simulated: Annotated[
        bool, typer.Option(help="Run models without a sandbox where there is none; the receipt says so.")
    ] = False,
    json: Json = False,
) -> int:
    """Check, then run the program with one process for each party, helper and environment."""
    output = Output(json=json)
    if isnan(deadline):
        raise Fault("TC002", "`--deadline` is a number of seconds")
    project = find(path)
    compiled = proved(project, output)
    files = _files(project, compiled, inputs or [])
    folder = out or project.fresh_run()
    parties = Parties(project, deadline, allow_simulated)
    with progress(output, "starting") as step:
        result = parties.run(compiled, files, folder, step)
    write_whole(folder / KEYS, dumps(dict(result.keys), indent=1, sort_keys=True).encode() + b"\n")
    output.result(_json(compiled, result) | {"keys": str(folder / KEYS)})
    _show(output, compiled, result)
    return 0


def _files(project: Project, compiled: Proved, given: list[str]) -> dict[str, Path]:
    """The input file of each owner: as given, else beside the program."""
    owners = dict.fromkeys(i.owner for i in compiled.core.inputs)
    chosen = dict(_given(each, list(owners)) for each in given)
    files = {owner: chosen.get(owner, project.input_of(owner)) for owner in owners}
    for owner, file in files.items():
        if not is_file(file):
            refuse_special(file)
            raise Fault(
                "TC010",
                f"`{owner}` has inputs and there is no file `{file}`",
                help=f"write it, or name another with `--input {owner}=FILE`",
            )
    return files


def _given(text: str, owners: list[str]) -> tuple[str, Path]:
    party, equals, file = text.partition("=")
    if not equals or party not in owners:
        raise Fault(
            "TC002", f"`--input {text}` does not name an owner of inputs", help=f"owners: {', '.join(owners)}"
        )
    return party, Path(file)


def _bits(compiled: Proved) -> dict[str, str]:
    return {f.name: bits(cardinality(f.ty) or 1) for f in compiled.core.fields}


def _json(compiled: Proved, result: RunResult) -> dict[str, Any]:
    return {
        "ok": True,
        "program": compiled.core.name,
        "run": result.run_id,
        "outputs": {who: dict(fields) for who, fields in result.outputs.items()},
        "bits": {name: float(value) for name, value in _bits(compiled).items()},
        "assurance": assurance(result.assurance),
        "receipts": {who: str(file) for who, file in result.receipts.items()},
        "seconds": {stage: round(value, 4) for stage, value in result.timings.items()},
        "bytes": dict(result.bytes_sent),
        "peak_mib": round(getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
    }


def assurance(levels: Mapping[str, str]) -> str:
    """The weakest level among the environments; `mpc` where there is none."""
    found = set(levels.values())
    return "simulated" if "simulated" in found else "isolated" if found else "mpc"


def _show(output: Output, compiled: Proved, result: RunResult) -> None:
    for who, fields in result.outputs.items():
        for name, value in fields.items():
            output.say(f"{who}: {name} = {_word(value)}", style="bold green")
    if not result.outputs:
        output.say("no field was released to anybody")
    counted = ", ".join(f"{name} {value} bit" for name, value in _bits(compiled).items())
    output.say(f"at most: {counted}; {assurance(result.assurance)}; {result.timings['end']:.2f} s")
    for who, file in result.receipts.items():
        output.say(f"receipt of {who}: {file}")


def _word(value: object) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else json_text(value)
