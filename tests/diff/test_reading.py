"""What is read from certificates, against the certificates' own lists."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tcme.compiler.diff import compare, described
from tcme.compiler.pipeline import check
from tcme.dsl.files import Beside, read_source

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/main.flow.json"))
ACCEPTED = sorted((ROOT / "tests" / "accept").glob("*.tcme"))[::4]


def certificates() -> list[tuple[str, bytes]]:
    made = [(p.stem, check(read_source(p), files=Beside(p.parent)).certificate) for p in ACCEPTED]
    return [
        *((p.parent.name, p.read_bytes()) for p in EXAMPLES),
        *((name, found) for name, found in made if found is not None),
    ]


def test_what_everybody_learns_is_what_the_totals_say() -> None:
    for name, text in certificates():
        proof = json.loads(text)
        found = described(proof)
        for row in proof["totals"]:
            told = found.told(row["source"], frozenset((row["recipient"],)))
            assert told == int(row["values"]), name


def test_every_program_is_the_same_as_itself_and_no_other() -> None:
    found = {name: described(json.loads(text)) for name, text in certificates()}
    for name, one in found.items():
        assert compare(one, one).verdict == "same", name
    names = list(found)
    for name, other in pairwise(names):
        assert compare(found[name], found[other]).verdict == "more", (name, other)


@pytest.mark.parametrize("section", ["inputs", "models", "publics", "modules", "groups"])
def test_every_list_of_the_certificate_is_read(section: str) -> None:
    """By name: what the description has is what the checker compared with the program."""
    for name, text in certificates():
        proof = json.loads(text)
        declared = described(proof).declared
        rows = {
            "inputs": [(i.name, i.owner, i.endorsed) for i in declared.inputs],
            "models": [(m.name, m.publisher, m.reference) for m in declared.models],
            "publics": [(p.name, p.file, p.sha256) for p in declared.publics],
            "modules": [(m.path, m.sha256) for m in declared.modules],
            "groups": [(g, list(members)) for g, members in declared.groups],
        }
        assert [tuple(row.values()) for row in _ordered(section, proof[section])] == rows[section], name


def _ordered(section: str, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    keys = {
        "inputs": ("name", "owner", "endorsed"),
        "models": ("name", "publisher", "reference"),
        "publics": ("name", "file", "sha256"),
        "modules": ("path", "sha256"),
        "groups": ("name", "members"),
    }
    return [{key: row[key] for key in keys[section]} for row in rows]
