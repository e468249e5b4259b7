"""No certificate leaves without the independent checker: what it does not follow is not proved."""

from dataclasses import replace

from tcme import checker
from tcme.compiler.pipeline import Checked
from tcme.dsl.diagnostics import Answer, Diagnostic

COARSER = "name the source that it finds, or compute it as `tcme explain TC406` says"
MISTAKE = "this is our mistake: report this program; nothing is proved about it"


def rechecked(checked: Checked) -> Checked:
    """The same, or without its certificate and with TC406 where the checker refuses that."""
    if checked.certificate is None or checked.surface is None:
        return checked
    report = checker.check_bytes(checked.certificate, checked.source.own.encode())
    if report.verdict == "proved":
        return checked
    failed = [f"{rule} of {subject}" for rule, subject, answer, _ in report.obligations if answer != "proved"]
    refusal = Diagnostic(
        "TC406",
        "the independent checker does not follow the proof of this program",
        checked.surface.name.span,
        label=", ".join(failed[:3]) or report.reason,
        help=COARSER if failed else MISTAKE,
        answer=Answer.NOT_PROVED,
    )
    return replace(checked, certificate=None, diagnostics=(*checked.diagnostics, refusal))
