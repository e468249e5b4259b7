"""Every code of the type checker has a page that shows the mistake and its repair, and a refused sample."""

import re
from pathlib import Path

import pytest

from tcme.compiler.typecheck import messages
from tests.typecheck.goldens import elaborated

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "tcme" / "cli" / "errors"
FENCE = re.compile(r"^```tcme\n(.*?)^```", re.DOTALL | re.MULTILINE)
SAID = {
    code
    for module in Path(messages.__file__ or "").parent.glob("*.py")
    for code in re.findall(r"\"(TC\d\d\d)\"", module.read_text(encoding="utf-8"))
}
WITH_FILES = {"TC255"}
"""Of files beside a program: tests/book and tests/link have them."""
OF_THE_FLOW = {"TC311"} | WITH_FILES
SAMPLES = [HERE / "reject", HERE.parent / "reject"]


def codes(text: str) -> set[str]:
    core, diagnostics = elaborated(text)
    return {said.code for said in (*diagnostics, *(core.goals if core else ()))}


@pytest.mark.parametrize("code", sorted(SAID - OF_THE_FLOW))
def test_a_page_shows_the_mistake_and_its_repair(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}: ")
    wrong, repaired = FENCE.findall(text)
    assert codes(wrong) == {code}
    assert codes(repaired) == set()


@pytest.mark.parametrize("code", sorted(SAID - WITH_FILES))
def test_a_sample_is_refused_for_it(code: str) -> None:
    assert any(list(folder.glob(f"{code}_*")) for folder in SAMPLES)
