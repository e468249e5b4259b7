"""No certificate leaves without the independent checker: what it does not follow is not proved."""

from dataclasses import replace

from tcme import checker
from tcme.compiler.pipeline import Checked
from tcme.dsl.diagnostics import Answer, Diagnostic


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
        help="compute without the option in between, or name the source that it finds",
        answer=Answer.NOT_PROVED,
    )
    return replace(checked, certificate=None, diagnostics=(*checked.diagnostics, refusal))
