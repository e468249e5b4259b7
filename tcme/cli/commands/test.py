"""`tcme test`: the tests that programs and modules hold."""

from enum import StrEnum
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from tcme.cli.commands.options import Json
from tcme.cli.junit import junit
from tcme.cli.machine import diagnostic_json
from tcme.cli.output import Output
from tcme.cli.parties import Parties
from tcme.cli.progress import progress
from tcme.cli.project import programs
from tcme.cli.tested import Runner, Tested
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import write_whole

LONGEST = 24 * 3600


class Runs(StrEnum):
    """Who runs the programs."""

    interpreter = "interpreter"
    mpc = "mpc"


def command(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, or folders searched for .tcme files; else here.")
    ] = None,
    text: Annotated[str, typer.Option("-k", metavar="TEXT", help="Only tests with this in the name.")] = "",
    backend: Annotated[
        Runs, typer.Option(help="The reference interpreter, or one process for each party.")
    ] = Runs.interpreter,
    report: Annotated[Path | None, typer.Option("--junit", help="Write a JUnit XML report.")] = None,
    deadline: Annotated[float, typer.Option(help="Seconds for one run.", min=1, max=LONGEST)] = 120.0,
    allow_simulated: Annotated[
        bool, typer.Option(help="With mpc: run models without a sandbox where there is none.")
    ] = False,
    json: Json = False,
) -> int:
    """Run the tests of programs and modules. Exit 0 all passed, 1 some failed, 2 none was selected."""
    output = Output(json=json)
    if isnan(deadline):
        raise Fault("TC002", "`--deadline` is a number of seconds")
    parties = None if backend is Runs.interpreter else lambda p: Parties(p, deadline, allow_simulated)
    runner, where = Runner(text, parties), paths or [Path()]
    with progress(output, "reading") as step:
        results = [tested for path in programs(where) for tested in runner.run(path, step)]
    if not results:
        raise _nothing(where, text)
    if report is not None:
        write_whole(report, junit(results))
    output.result(_json(results))
    _show(output, results)
    return 1 if any(tested.wrong for tested in results) else 0


def _nothing(paths: list[Path], text: str) -> Fault:
    where = ", ".join(f"`{path}`" for path in paths)
    if text:
        said = f"no test in {where} has `{text}` in its name"
        return Fault("TC013", said, help="`-k` takes a part of a name")
    help = 'tests stand in programs and modules: `test "name" { … }`'
    return Fault("TC013", f"there is no test in {where}", help=help)


def _json(results: list[Tested]) -> dict[str, object]:
    failed = sum(1 for tested in results if tested.wrong)
    return {
        "ok": not failed,
        "passed": len(results) - failed,
        "failed": failed,
        "tests": [
            {
                "file": tested.file,
                "name": tested.name or None,
                "line": tested.line,
                "ok": not tested.wrong,
                "seconds": round(tested.seconds, 4),
                "diagnostics": [diagnostic_json(d, tested.source) for d in tested.wrong],
            }
            for tested in results
        ],
    }


def _show(output: Output, results: list[Tested]) -> None:
    file = ""
    for tested in results:
        if tested.file != file:
            file = tested.file
            output.say(file, style="bold")
        style = "bold red" if tested.wrong else "green"
        output.say(f"  {'FAILED' if tested.wrong else 'passed'}  {tested.name or '(the file)'}", style=style)
        output.diagnostics(tested.wrong, tested.source)
    failed = sum(1 for tested in results if tested.wrong)
    counted = f"{len(results) - failed} passed" + (f", {failed} failed" if failed else "")
    output.say(counted, style="bold red" if failed else "bold green")
