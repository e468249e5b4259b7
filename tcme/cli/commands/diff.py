"""`tcme diff`: what a change newly reveals or lets steer."""

from pathlib import Path
from typing import Annotated

import typer

from tcme.cli.commands.options import Json
from tcme.cli.compared import description
from tcme.cli.output import Output
from tcme.compiler.diff import Amount, Change, Comparison, Description, Fact, compare
from tcme.compiler.flow.wording import bits, counted

MORE = 1
EXACT = 1 << 53
"""Beyond, a number is not the same in every reader of JSON: it is written as text."""
Side = Annotated[
    Path, typer.Argument(help="A program (.tcme file, or folder with a main.tcme) or a certificate.")
]
TITLES = {
    "learned": "who learns how much",
    "fields": "fields",
    "steering": "who steers",
    "inputs": "inputs and what is forgiven",
    "promises": "promises",
    "adversaries": "adversaries",
    "places": "places",
    "models": "models",
    "files": "files",
    "program": "program",
}
VERDICTS = {
    "more": "more may be learned or steered, or less is proved",
    "changed": "not more, but other",
    "less": "not more: less",
    "same": "not more: the same",
}


def command(
    old: Side,
    new: Side,
    allow: Annotated[bool, typer.Option("--allow", help="Exit 0 though it is more.")] = False,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Prove as `tcme check --semantic` does.")
    ] = False,
    json: Json = False,
) -> int:
    """Show what a change newly reveals or lets steer, to whom, in bits. Exit 1 where it is more.

    OLD and NEW are programs, which are compiled and proved, or certificates (*.flow.json), which are checked.
    In CI: keep the certificate that was agreed to and run `tcme diff agreed.flow.json main.tcme`; `--allow`
    where the people who sign have said yes to what it prints."""
    output = Output(json=json)
    sides = description(old, "old", semantic=semantic), description(new, "new", semantic=semantic)
    found = compare(*sides)
    output.result(_json(*sides, found, allow=allow))
    _show(output, found)
    more = found.verdict == "more"
    if more and not allow:
        output.say("  = help: `--allow` accepts it")
    return MORE if more and not allow else 0


def _show(output: Output, found: Comparison) -> None:
    for topic, title in TITLES.items():
        changes = [c for c in found.changes if c.topic == topic]
        if changes:
            output.say(title, style="bold")
        for change in changes:
            # Reasons may hold ends of lines, and nobody's reason is to look like a line of ours.
            output.say(f"  {change.direction}: {' '.join(change.says.split())}")
    output.say(VERDICTS[found.verdict], style="bold red" if found.verdict == "more" else "bold green")


def _json(old: Description, new: Description, found: Comparison, *, allow: bool) -> dict[str, object]:
    return {
        "ok": allow or found.verdict != "more",
        "verdict": found.verdict,
        "allowed": allow,
        "old": old.declared.name,
        "new": new.declared.name,
        "learned": [
            {"recipient": e.recipient, "source": e.source, "old": _amount(e.old), "new": _amount(e.new)}
            for e in found.learned
        ],
        "changes": [_change(change) for change in found.changes],
        "diagnostics": [],
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "topic": change.topic,
        "kind": change.kind,
        "direction": change.direction,
        "says": change.says,
        "subject": change.subject or None,
        "who": list(change.who),
        "old": _fact(change.old),
        "new": _fact(change.new),
    }


def _fact(fact: Fact) -> object:
    match fact:
        case Amount(values):
            return _amount(values)
        case tuple():
            return list(fact)
        case int():
            return _exact(fact)
        case _:
            return fact


def _amount(values: int) -> dict[str, object]:
    return {"values": _exact(values), "bits": bits(values)}


def _exact(number: int) -> int | str:
    return number if number <= EXACT else counted(number)
