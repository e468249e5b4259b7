"""Every syntax error has a page with a program that shows it and its repair, and a refused sample."""

import re
from pathlib import Path

import pytest

from tcme.dsl.diagnostics import Refused
from tcme.dsl.parser import parse
from tcme.dsl.source import Source

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "tcme" / "cli" / "errors"
FENCE = re.compile(r"^```tcme\n(.*?)^```", re.DOTALL | re.MULTILINE)
CODES = sorted(
    {
        code
        for module in sorted((HERE.parents[1] / "tcme" / "dsl").rglob("*.py"))
        for code in re.findall(r"\"(TC1\d\d)\"", module.read_text(encoding="utf-8"))
    }
)


def codes(text: str) -> set[str]:
    try:
        parse(Source("page", text))
    except Refused as refused:
        return {d.code for d in refused.diagnostics}
    return set()


@pytest.mark.parametrize("code", CODES)
def test_a_page_shows_the_mistake_and_its_repair(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}: ")
    wrong, repaired = FENCE.findall(text)
    assert codes(wrong) == {code}
    assert codes(repaired) == set()


@pytest.mark.parametrize("code", CODES)
def test_a_sample_is_refused_for_it(code: str) -> None:
    assert list((HERE / "reject").glob(f"{code}_*.tcme"))
