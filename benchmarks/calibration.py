"""Calibration, compared: nothing, an offset per value, and what ships (offsets and pulls), on held-out cases.

`python benchmarks/calibration.py [--json]`.  All three see the same model, prompt and shots in one run.  The
offset is the best of a grid for accuracy on the lines of the examples file that the prompt does not show; the
cases are used for nothing but counting."""

import argparse
import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model import AskSpec, Calibration, default_cache, load
from tcme.backends.model.prompt import TEMPLATE
from tcme.backends.session.lock import load as load_lock
from tcme.backends.session.pinned import calibrations, pin
from tcme.compiler.pipeline import check
from tcme.dsl.files import read_source

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TASKS = {"damage_monitoring": "scenes.jsonl", "tender": "grades.jsonl"}
GRID = np.linspace(-6, 6, 49)


def lines(path: Path) -> list[tuple[str, str]]:
    return [(row["text"], row["value"]) for row in map(json.loads, path.read_text().splitlines())]


def unseen(rows: list[tuple[str, str]], values: tuple[str, ...]) -> list[tuple[str, str]]:
    """The lines that the prompt does not show: all but the first few of each value."""
    left = dict.fromkeys(values, TEMPLATE.shots_per_value)
    found = []
    for text, value in rows:
        if left[value]:
            left[value] -= 1
        else:
            found.append((text, value))
    return found


def scores(spec: AskSpec, calibration: Calibration, rows: list[tuple[str, str]]) -> NDArray[np.float64]:
    model = load([spec], {spec.digest(): calibration}, default_cache())
    return np.array([model.scores(spec, (text,)) for text, _ in rows])


def share(found: NDArray[np.float64], rows: list[tuple[str, str]], values: tuple[str, ...]) -> float:
    right = np.array([values.index(value) for _, value in rows])
    return float((found.argmax(1) == right).mean())


def best_offset(
    found: NDArray[np.float64], rows: list[tuple[str, str]], values: tuple[str, ...]
) -> NDArray[np.float64]:
    trials = [np.array([0.0, *rest]) for rest in product(GRID, repeat=len(values) - 1)]
    return max(trials, key=lambda offset: share(found + offset, rows, values))


def compare(name: str, file: str) -> dict[str, float]:
    folder = EXAMPLES / name
    checked = check(read_source(folder / "main.tcme"))
    assert checked.placed is not None
    pinned = pin(checked.placed.graph, folder, load_lock(folder / "tcme.lock"))
    spec = pinned.specs[0][0]
    shipped = calibrations(pinned.lock)[spec.digest()]
    nothing = replace(shipped, offsets=(0.0,) * len(spec.values), pulls=())
    fitted, cases = unseen(lines(folder / file), spec.values), lines(folder / "cases.jsonl")
    raw = scores(spec, nothing, cases)
    offset = best_offset(scores(spec, nothing, fitted), fitted, spec.values)
    counts = [sum(value == v for _, value in cases) for v in spec.values]
    return {
        "cases": len(cases),
        "most frequent answer": max(counts) / len(cases),
        "no calibration": share(raw, cases, spec.values),
        "offset per value": share(raw + offset, cases, spec.values),
        "offsets and pulls": share(scores(spec, shipped, cases), cases, spec.values),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = {name: compare(name, file) for name, file in TASKS.items()}
    if options.json:
        print(json.dumps(result, indent=2))
        return
    for name, shares in result.items():
        parts = "  ".join(f"{k} {v:.0%}" for k, v in shares.items() if k != "cases")
        print(f"{name:20} {shares['cases']:.0f} cases  {parts}")


if __name__ == "__main__":
    main()
