"""Programs with mistakes, and every word that is said about them."""

from pathlib import Path

import pytest

from tests.typecheck.goldens import assert_golden, elaborated, rendered

REJECT = sorted((Path(__file__).parent / "reject").glob("*.tcme"))


@pytest.mark.parametrize("path", REJECT, ids=lambda path: path.stem)
def test_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    core, diagnostics = elaborated(text)
    goals = core.goals if core else ()
    assert path.stem.split("_")[0] in {said.code for said in (*diagnostics, *goals)}
    assert (core is None) == any(d.is_error for d in diagnostics)
    assert_golden(path.with_suffix(".expected"), rendered(text, diagnostics, goals))
