"""The real model, prepared once in the user's cache and loaded once in a test session."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tcme.backends.model import AskSpec, Calibration, PreparedModel, default_cache, load, prepare
from tcme.backends.model.scoring import Reader

from . import tiny

EXAMPLES = Path(__file__).parents[2] / "examples"
DAMAGE = "Does this scene show significant damage to the property?"
CONCRETE = (
    "How concrete is this plan for delivering the work? "
    "WEAK: empty promises. FAIR: some plan. STRONG: dates, quantities and evidence."
)


@dataclass(frozen=True, slots=True)
class Shipped:
    """The asks of the shipped examples, prepared and loaded."""

    specs: Mapping[str, AskSpec]
    calibrations: Mapping[str, Calibration]
    model: PreparedModel
    cache: Path


def shipped_ask(prompt: str, values: tuple[str, ...], size: int, path: Path) -> tuple[AskSpec, Path]:
    """The spec of an ask and its examples file."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return AskSpec("gemma3-270m", prompt, values, (size,), digest), path


def cases(name: str) -> list[tuple[str, str]]:
    """Held-out texts and the values they deserve."""
    lines = (EXAMPLES / name / "cases.jsonl").read_text().splitlines()
    return [(row["text"], row["value"]) for row in map(json.loads, lines)]


@pytest.fixture(scope="session")
def shipped() -> Shipped:
    """Both shipped asks. The first run on a machine takes about a minute, later ones two seconds."""
    asks = {
        "damage_monitoring": shipped_ask(
            DAMAGE, ("YES", "NO"), 600, EXAMPLES / "damage_monitoring" / "scenes.jsonl"
        ),
        "tender": shipped_ask(
            CONCRETE, ("WEAK", "FAIR", "STRONG"), 400, EXAMPLES / "tender" / "grades.jsonl"
        ),
    }
    cache = default_cache()
    calibrations = prepare(list(asks.values()), cache)
    specs = {name: spec for name, (spec, _) in asks.items()}
    return Shipped(specs, calibrations, load(list(specs.values()), calibrations, cache), cache)


@pytest.fixture(scope="session")
def small() -> Reader:
    """The tiny model with values that share tokens."""
    return tiny.reader(tiny.model(), tiny.SPEC)
