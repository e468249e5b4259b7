"""The outcome of a run as a table, or as JSON."""

import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.mutation.engine import Verdict

WIDTH = 200


def survivors(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [v for v in verdicts if v.result.outcome == "survived"]


def broken(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [v for v in verdicts if v.result.outcome == "broken"]


def passed(verdicts: Sequence[Verdict]) -> bool:
    return not survivors(verdicts) and not broken(verdicts)


def show(verdicts: Sequence[Verdict], console: Console) -> None:
    """The table, what went wrong in words, and last how many survived."""
    table = Table(box=None, pad_edge=False)
    for name in ("mutant", "side", "rule", "killed by"):
        table.add_column(name, overflow="fold")
    table.add_column("seconds", justify="right")
    for v in verdicts:
        told = v.result.test or v.result.outcome.upper()
        table.add_row(v.mutant.id, v.mutant.side, v.mutant.rule, told, f"{v.seconds:.1f}")
    console.print(table, markup=False)
    for v in survivors(verdicts):
        console.print(f"survived: {v.mutant.id}: {v.mutant.weakens} ({v.mutant.file})", markup=False)
    for v in broken(verdicts):
        console.print(f"broken: {v.mutant.id}: {v.result.why}", markup=False)
    if broken(verdicts):
        console.print(f"broken: {len(broken(verdicts))}", highlight=False)
    console.print(f"survivors: {len(survivors(verdicts))}", highlight=False)


def as_json(verdicts: Sequence[Verdict]) -> str:
    rows = [
        {
            "mutant": v.mutant.id,
            "side": v.mutant.side,
            "rule": v.mutant.rule,
            "weakens": v.mutant.weakens,
            "file": v.mutant.file,
            "outcome": v.result.outcome,
            "killed_by": v.result.test,
            "why": v.result.why,
            "seconds": round(v.seconds, 1),
        }
        for v in verdicts
    ]
    return json.dumps({"mutants": rows, "survivors": len(survivors(verdicts))}, indent=2)
