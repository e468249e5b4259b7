"""Outcomes for people: messages to standard error, what is proved to standard output."""

from tcme.cli.outcome import Outcome
from tcme.cli.output import Output


def show(output: Output, outcome: Outcome, *, named: bool) -> None:
    """One outcome; `named` where it is one of several."""
    if named:
        output.say(str(outcome.path), style="bold")
    output.diagnostics(outcome.diagnostics, outcome.source)
    if outcome.fault is not None:
        output.fault(outcome.fault)
    elif outcome.ok:
        _summary(output, outcome)


def _summary(output: Output, outcome: Outcome) -> None:
    if outcome.module:
        output.say(f"`{outcome.module}` is a module: nothing to prove before a program uses it")
    checked = outcome.checked
    if checked is not None and checked.report is not None:
        report = checked.report
        output.say(
            f"proved: {len(report.verdicts)} obligations, for {report.adversaries} adversaries",
            style="bold green",
        )
        for sentence in report.covered:
            output.say(f"  covered: {sentence}")
        for sentence in report.assumed_away:
            output.say(f"  assumed away: {sentence}")
    for remark in outcome.remarks:
        output.say(f"  {remark}")
