"""`tcme check`: decides every rule, writes the certificate."""

from typing import Annotated

import typer

from tcme.cli.commands.options import Json, ProgramPath
from tcme.cli.machine import diagnostic_json
from tcme.cli.output import Output
from tcme.cli.project import find
from tcme.cli.recheck import rechecked
from tcme.cli.refusal import NotProved
from tcme.compiler.link import Linked, link
from tcme.compiler.pipeline import Checked, check_linked
from tcme.dsl.diagnostics import Refused, Sink, exit_code
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
    source, sink = read_source(project.program), Sink()
    try:
        linked = link(source, sink, files=project.files(source))
    except Refused as refused:
        raise NotProved(refused.diagnostics, source) from None
    if linked.program is not None and linked.program.kind == "module":
        return _module(output, linked, sink)
    checked = rechecked(check_linked(linked, sink))
    if checked.certificate is not None and write:
        write_whole(project.certificate, checked.certificate)
    output.diagnostics(checked.diagnostics, checked.source)
    output.result(_json(checked))
    _summary(output, checked)
    return exit_code(checked.diagnostics) or (0 if checked.ok else NOT_PROVED)


def _module(output: Output, linked: Linked, sink: Sink) -> int:
    """What can be said of a module alone: functions with generics are checked where they are used."""
    # Brings the interpreter with it, which programs need only where they are refused.
    from tcme.compiler.testing import mistakes

    sink.extend(mistakes(linked))
    said = sink.diagnostics
    output.diagnostics(said, linked.source)
    found = [diagnostic_json(d, linked.source) for d in said]
    output.result({"ok": not sink.failed, "module": True, "diagnostics": found})
    if not sink.failed and linked.program is not None:
        output.say(f"`{linked.program.name.text}` is a module: nothing to prove before a program uses it")
    return exit_code(said)


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
