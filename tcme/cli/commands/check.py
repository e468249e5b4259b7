"""`tcme check`: decides every rule, writes the certificate."""

from typing import Annotated

import typer

from tcme.cli.commands.options import Json, ProgramPath
from tcme.cli.machine import diagnostic_json
from tcme.cli.output import Output
from tcme.cli.project import find
from tcme.cli.recheck import rechecked
from tcme.compiler.pipeline import Checked, check
from tcme.dsl.diagnostics import exit_code
from tcme.dsl.files import read_source, write_whole

NOT_PROVED = 4
"""The exit code without a certificate, whatever was said."""


def command(
    path: ProgramPath,
    write: Annotated[bool, typer.Option(help="Write the certificate beside the program.")] = True,
    json: Json = False,
) -> int:
    """Prove who can learn and steer what. Exit 0 proved, 1 refuted, 3 syntax or type, 4 not proved."""
    output = Output(json=json)
    project = find(path)
    checked = rechecked(check(read_source(project.program)))
    if checked.certificate is not None and write:
        write_whole(project.certificate, checked.certificate)
    output.diagnostics(checked.diagnostics, checked.source)
    output.result(_json(checked))
    _summary(output, checked)
    return exit_code(checked.diagnostics) or (0 if checked.ok else NOT_PROVED)


def _json(checked: Checked) -> dict[str, object]:
    report = checked.report
    return {
        "ok": checked.ok,
        "diagnostics": [diagnostic_json(d, checked.source) for d in checked.diagnostics],
        "adversaries": report.adversaries if report else None,
        "assumed_away": list(report.assumed_away) if report else [],
        "obligations": len(report.verdicts) if report else 0,
    }


def _summary(output: Output, checked: Checked) -> None:
    if checked.ok and checked.report is not None:
        report = checked.report
        output.say(
            f"proved: {len(report.verdicts)} obligations, for {report.adversaries} adversaries",
            style="bold green",
        )
        for sentence in report.assumed_away:
            output.say(f"  assumed away: {sentence}")
