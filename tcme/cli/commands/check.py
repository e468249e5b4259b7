"""`tcme check`: decides every rule, writes the certificate."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tcme.cli.checking import Checking
from tcme.cli.commands.options import Json
from tcme.cli.formats import data, human, sarif
from tcme.cli.outcome import Outcome, status
from tcme.cli.output import Output, document
from tcme.cli.project import every
from tcme.compiler.smt import emit
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import write_whole


class Format(StrEnum):
    """For whom the results are."""

    human = "human"
    json = "json"
    sarif = "sarif"


class Solver(StrEnum):
    """Who confirms what the sets of adversaries say."""

    z3 = "z3"
    cvc5 = "cvc5"
    both = "both"


def command(
    paths: Annotated[
        list[Path],
        typer.Argument(help="A .tcme file, or a folder with a main.tcme; or several."),
    ],
    whole: Annotated[bool, typer.Option("--all", help="Every .tcme file below the folders.")] = False,
    write: Annotated[
        bool, typer.Option(help="Write the certificate and tcme.lock beside the program.")
    ] = True,
    locked: Annotated[
        bool, typer.Option("--locked", help="Write nothing; exit 6 where what is committed is stale.")
    ] = False,
    solver: Annotated[
        Solver | None, typer.Option(help="Who confirms the proof; else what tcme.lock pins, else z3.")
    ] = None,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Ask also whether a field really depends on what labels show.")
    ] = False,
    smt: Annotated[
        Path | None, typer.Option(help="Write the SMT-LIB 2 script, which any solver can redo.")
    ] = None,
    format: Annotated[Format | None, typer.Option(help="What is printed; human if nothing is said.")] = None,
    report: Annotated[
        Path | None, typer.Option("--output", help="Write json or sarif here, and print for people.")
    ] = None,
    json: Json = False,
) -> int:
    """Prove who can learn and steer what.

    Exit 0 proved, 1 refuted, 3 syntax or type, 4 not proved, 6 stale; of several paths, the worst."""
    shape = _shape(format, report, json=json)
    several = whole or len(paths) > 1
    if smt is not None and several:
        raise Fault("TC002", "`--smt` takes the script of one program", help="name one path")
    _spare(smt, report)
    output = Output(json=shape is not Format.human and report is None)
    how = Checking(None if solver is None else solver.value, semantic=semantic, write=write, locked=locked)
    outcomes = []
    for path in _programs(paths, whole=whole):
        outcomes.append(how.run(path))
        if not output.json:
            human.show(output, outcomes[-1], named=several)
    if smt is not None:
        _script(smt, outcomes[0])
    _publish(output, outcomes, shape, report, several=several)
    return status(outcomes)


def _shape(format: Format | None, report: Path | None, *, json: bool) -> Format:
    """What is printed, or goes into the report."""
    if json and format not in (None, Format.json):
        raise Fault("TC002", f"`--json` and `--format {format}` differ", help="give one of them")
    shape = Format.json if json else format or Format.human
    if report is not None and shape is Format.human:
        raise Fault("TC002", "`--output` takes json or sarif", help="add `--format json` or `--format sarif`")
    return shape


def _spare(*targets: Path | None) -> None:
    """What is written never replaces a program, what is committed beside it, or the other file."""
    named = [path for path in targets if path is not None]
    taken = [path for path in named if path.name.endswith((".tcme", ".flow.json", "tcme.lock"))]
    if taken or len({path.absolute() for path in named}) < len(named):
        said = f"`{(taken or named)[0]}` is the name of another file, which would be lost"
        raise Fault("TC002", said, help="name a file of its own")


def _programs(paths: list[Path], *, whole: bool) -> Iterator[Path]:
    """Raises Fault TC001 where there is nothing to check below all of the folders."""
    if not whole:
        yield from paths
        return
    found = list(every(paths))
    if not found:
        where = ", ".join(f"`{path}`" for path in paths)
        raise Fault("TC001", f"there is no .tcme file below {where}", help="name a folder that has some")
    yield from found


def _script(path: Path, outcome: Outcome) -> None:
    """What the solver is asked, of a program that got as far as the proof; also where the sets refute it."""
    if outcome.module:
        said = "`--smt` takes the script of a program, and this is a module"
        raise Fault("TC002", said, help="name a program that uses it")
    checked = outcome.checked
    if checked is not None and checked.core is not None and checked.placed is not None:
        confirmed = checked.report.smt if checked.report is not None else ""
        write_whole(path, (confirmed or emit(checked.core, checked.placed).text).encode())


def _publish(
    output: Output, outcomes: list[Outcome], shape: Format, report: Path | None, *, several: bool
) -> None:
    if shape is Format.human:
        return
    found = sarif.document(outcomes) if shape is Format.sarif else data.document(outcomes, several=several)
    if report is None:
        output.result(found)
    else:
        write_whole(report, document(found).encode())
