"""Outcomes as one JSON object: that of the program, or a list of them where several paths were named."""

from collections.abc import Sequence

from tcme.cli.machine import Json, diagnostic_json, fault_json
from tcme.cli.outcome import Outcome


def document(outcomes: Sequence[Outcome], *, several: bool) -> Json:
    if not several:
        return _object(outcomes[0])
    programs = [{"path": str(outcome.path), **_object(outcome)} for outcome in outcomes]
    return {"ok": all(outcome.ok for outcome in outcomes), "programs": programs}


def _object(outcome: Outcome) -> Json:
    said = [diagnostic_json(d, outcome.source) for d in outcome.diagnostics]
    if outcome.fault is not None:
        said.append(fault_json(outcome.fault))
    found: Json = {"ok": outcome.ok, "diagnostics": said}
    if outcome.module or outcome.checked is None:
        return found | ({"module": True} if outcome.module else {})
    report = outcome.checked.report
    return found | {
        "adversaries": report.adversaries if report else None,
        "covered": list(report.covered) if report else [],
        "assumed_away": list(report.assumed_away) if report else [],
        "obligations": len(report.verdicts) if report else 0,
        "remarks": list(outcome.remarks),
    }
