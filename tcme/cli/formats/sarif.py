"""Outcomes as SARIF 2.1.0 (OASIS, errata 01), which code hosts and editors read.

Every diagnostic is a result; how something gets from its source to where it must not be is a code flow.  All
results are of kind `fail`, since the standard knows no error of another kind: whether something is refuted
or not proved is a property.  Faults of a program that was checked are results on its file, others
notifications."""

from collections.abc import Iterable, Sequence
from importlib.metadata import version

from tcme.cli.formats import flows
from tcme.cli.formats.fingerprints import fingerprints
from tcme.cli.formats.places import LIBRARY, Places
from tcme.cli.machine import Json
from tcme.cli.outcome import Outcome, status
from tcme.cli.pages import page, title
from tcme.compiler.flow.rules import RULES
from tcme.dsl.diagnostics import Diagnostic, Fault, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def document(outcomes: Sequence[Outcome]) -> Json:
    """A log with one run."""
    results = [result for outcome in outcomes for result in _results(outcome)]
    codes = sorted({str(result["ruleId"]) for result in results})
    for result, fingerprint in zip(results, fingerprints(results), strict=True):
        result["ruleIndex"] = codes.index(str(result["ruleId"]))
        result["partialFingerprints"] = {"tcme/v1": fingerprint}
    run: Json = {
        "tool": {"driver": _driver(codes)},
        "invocations": [_invocation(outcomes)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {LIBRARY: {"description": {"text": "the library that comes with tcme"}}},
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(codes: Iterable[str]) -> Json:
    release = version("tcme")
    rules = [_rule(code) for code in codes]
    return {"name": "tcme", "version": release, "semanticVersion": release, "rules": rules}


def _rule(code: str) -> Json:
    text = page(code)
    stated = [rule for rule in RULES if code in rule.codes]
    found: Json = {"id": code, "shortDescription": {"text": title(code)}}
    if stated:
        found["fullDescription"] = {"text": " ".join(rule.statement for rule in stated)}
    return found | {
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": "error"},
        "properties": {"rules": [rule.id for rule in stated], "tags": ["security"]},
    }


def _invocation(outcomes: Sequence[Outcome]) -> Json:
    """Whether the tool could do its work; what it found does not count as failing."""
    faults = [o.fault for o in outcomes if o.fault is not None and o.checked is None]
    return {
        "executionSuccessful": not faults,
        "exitCode": status(outcomes),
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": _advised(f.message, f.help)}, "descriptor": {"id": f.code}}
            for f in faults
        ],
    }


def _results(outcome: Outcome) -> Iterable[Json]:
    places = Places(outcome.path, outcome.source)
    yield from (_result(d, places) for d in outcome.diagnostics)
    if outcome.fault is not None and outcome.checked is not None:
        yield _fault(outcome.fault, places)


def _result(diagnostic: Diagnostic, places: Places) -> Json:
    label = f": {diagnostic.label}" if diagnostic.label else ""
    shown = "".join(f"\nwitness: {line}" for line in diagnostic.witness)
    found: Json = {
        "ruleId": diagnostic.code,
        "kind": "fail",
        "level": LEVELS[diagnostic.severity],
        "message": {"text": _advised(f"{diagnostic.message}{label}{shown}", diagnostic.help)},
        "locations": [places.location(diagnostic.span)],
        "properties": {
            "rule": diagnostic.rule or None,
            "answer": diagnostic.answer.value if diagnostic.answer else None,
            "notes": [note.text for note in diagnostic.notes if note.span is None],
            "witness": list(diagnostic.witness),
            "help": diagnostic.help or None,
        },
    }
    ways, others = flows.split(diagnostic)
    if ways:
        found["codeFlows"] = [flows.code_flow(way, diagnostic, places) for way in ways]
    if others:
        found["relatedLocations"] = [places.noted(note, id=n) for n, note in enumerate(others, 1)]
    return found


def _fault(fault: Fault, places: Places) -> Json:
    return {
        "ruleId": fault.code,
        "kind": "fail",
        "level": "error",
        "message": {"text": _advised(fault.message, fault.help)},
        "locations": [places.whole()],
    }


def _advised(said: str, help: str) -> str:
    return f"{said}\nhelp: {help}" if help else said
