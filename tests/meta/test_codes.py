"""Codes: every one in the source has a page, every page's code is in the source, every mistake in a program
is shown by a file, and `tcme explain` finds each page."""

import re
from itertools import chain
from pathlib import Path

import pytest

from tcme.cli.pages import codes, page
from tcme.compiler.pipeline import check
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import read_source
from tests.book.fences import blocks

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "tcme" / "cli" / "errors"
CODE = re.compile(r"\bTC\d{3}\b")
IN_SOURCE = {
    code
    for module in sorted((ROOT / "tcme").rglob("*.py"))
    for code in re.findall(r"\"(TC\d{3})\"", module.read_text("utf-8"))
}
GOLDENS = ("dsl/reject", "link/reject", "typecheck/reject", "reject", "accept/warned")
BEYOND_PROGRAMS = {
    "TC310": "what runs does not open what was declared: tests/flow changes a placed program",
    "TC404": "the solver gives no answer: tests/smt takes its steps away",
    "TC405": "the solver and the sets disagree: tests/smt breaks one of them",
    "TC406": "compiler and checker come to different results: tests/cli has a program",
    "TC506": "the placement avoids it: tests/flow places programs wrongly",
}


def documented() -> set[str]:
    return {path.stem for path in PAGES.glob("*.md")}


def shown() -> set[str]:
    """Codes named by goldens, and those that the programs of the guide and of the pages are refused with."""
    goldens = chain.from_iterable((ROOT / "tests" / d).rglob("*.expected") for d in GOLDENS)
    texts = [golden.read_text("utf-8") for golden in goldens]
    fences = chain.from_iterable(blocks(path) for path in sorted(PAGES.glob("*.md")))
    found = {d.code for block in fences for d in block.checked().diagnostics}
    return found.union(*map(CODE.findall, texts))


def test_every_code_has_a_page() -> None:
    assert sorted(IN_SOURCE - documented()) == []


def test_every_page_is_about_a_code_of_the_source() -> None:
    assert sorted(documented() - IN_SOURCE) == []


def test_every_mistake_in_a_program_is_shown_by_a_file() -> None:
    about_programs = {code for code in IN_SOURCE if code[2] in "12345"}
    assert sorted(about_programs - shown() - set(BEYOND_PROGRAMS)) == []


def test_examples_are_refused_with_exactly_one_code() -> None:
    for program in sorted((ROOT / "examples" / "refused").glob("*.tcme")):
        assert len({d.code for d in check(read_source(program)).diagnostics}) == 1, program.name


@pytest.mark.parametrize("code", sorted(documented()))
def test_explain_finds_the_page(code: str) -> None:
    assert page(code) == (PAGES / f"{code}.md").read_text("utf-8")


def test_explain_lists_all_pages() -> None:
    assert set(codes()) == documented()


def test_explain_names_the_nearest_code() -> None:
    with pytest.raises(Fault) as fault:
        page("TC3O1")
    assert fault.value.code == "TC003" and fault.value.help.startswith("near: TC")
