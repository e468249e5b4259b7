"""Each change, there and back: the verdicts stand in `cases.py`, what is said in `pairs/*.expected`.

`UPDATE=1` writes what is said anew; read it."""

import os
from pathlib import Path

import pytest

from tcme.compiler.diff import Comparison, compare
from tests.diff.cases import CASES, Case
from tests.diff.programs import description

PAIRS = Path(__file__).parent / "pairs"


def named(case: Case) -> str:
    return case.name.replace(" ", "_")


def both(case: Case) -> tuple[Comparison, Comparison]:
    old, new = description(case.program), description(case.changed, case.files)
    return compare(old, new), compare(new, old)


def told(title: str, found: Comparison) -> list[str]:
    return [f"{title}: {found.verdict}", *(f"  {c.topic} {c.direction}: {c.says}" for c in found.changes)]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_says_what_is_written_down(case: Case) -> None:
    there, back = both(case)
    assert (there.verdict, back.verdict) == (case.there, case.back)
    found = "\n".join([*told("there", there), *told("back", back)]) + "\n"
    golden = PAIRS / f"{named(case)}.expected"
    if os.environ.get("UPDATE"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


def test_every_golden_is_of_a_case() -> None:
    assert {golden.stem for golden in PAIRS.iterdir()} == {named(case) for case in CASES}
