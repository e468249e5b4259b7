"""The pages of the codes: the first program of a page shows its code, the second is the repair.

A block `tcme refused=TC302` says of itself what it must be refused with."""

from pathlib import Path

import pytest

from tests.book.fences import ROOT, Block, blocks, codes, errors

PAGES = sorted((ROOT / "tcme" / "cli" / "errors").glob("TC*.md"))
WITH_PROGRAMS = [page for page in PAGES if any(True for _ in blocks(page))]
UNREACHABLE = {"TC255", "TC310", "TC404", "TC405", "TC406", "TC504", "TC506"}
"""The compiler alone gives these for no text: they speak of changed and public files, of the solver, of
the checker, and of what other codes catch before."""
SHORT = {"TC202", "TC206", "TC503"}


def named(page: Path) -> str:
    return page.stem


def plain(page: Path) -> list[Block]:
    return [block for block in blocks(page) if not block.info]


def allowed(page: Path) -> set[str]:
    """Errors that a repair may have: a page about syntax shows a few lines, without `output` and `main`."""
    return SHORT if page.stem[2] == "1" else set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_starts_with_its_code_and_a_title(page: Path) -> None:
    title = page.read_text("utf-8").splitlines()[0]
    assert title.startswith(f"# {page.stem}: ") and not title.endswith(".")


@pytest.mark.parametrize("page", [p for p in PAGES if p.stem[2] in "12345"], ids=named)
def test_a_page_about_programs_has_the_mistake_and_the_repair(page: Path) -> None:
    assert len(plain(page)) == (0 if page.stem in UNREACHABLE else 2)


@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=named)
def test_the_first_program_shows_the_code(page: Path) -> None:
    first = plain(page)[0]
    assert page.stem in codes(first.checked()), str(first)


@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=named)
def test_the_repair_is_accepted(page: Path) -> None:
    for repair in plain(page)[1:]:
        checked = repair.checked()
        assert page.stem not in codes(checked)
        assert errors(checked) <= allowed(page), f"{repair}: {sorted(errors(checked))}"
        assert checked.ok or errors(checked)


def test_other_programs_are_refused_as_they_say() -> None:
    for page in WITH_PROGRAMS:
        for block in (b for b in blocks(page) if b.info):
            code = block.info.removeprefix("refused=")
            assert errors(block.checked()) == {code}, str(block)
