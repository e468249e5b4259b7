"""The guides and the README, executed: a block `tcme` is accepted and proved, `tcme TC301` is refused so, and
the tests of a block `tcme module` pass (`tcme module TC245`: are refused so).  Tests in programs pass."""


import pytest

from tcme import checker
from tcme.dsl.formatter import format_program
from tcme.dsl.parser import parse
from tcme.dsl.source import Source
from tests.book.fences import ROOT, Block, blocks, errors

PAGES = ("docs/language.md", "docs/tour.md", "docs/from-mpyc.md", "README.md")
BLOCKS = [block for name in PAGES for block in blocks(ROOT / name)]
MODULES = [block for block in BLOCKS if block.info.startswith("module")]
ACCEPTED = [block for block in BLOCKS if not block.info]
REFUSED = [block for block in BLOCKS if block.info and block not in MODULES]
TESTED = [block for block in ACCEPTED if '\ntest "' in block.text]


def test_the_guides_have_programs_of_all_kinds() -> None:
    assert len(ACCEPTED) >= 12 and len(REFUSED) >= 8 and len(MODULES) >= 8
    assert len([block for block in ACCEPTED if block.page == "tour.md"]) >= 9


def test_the_grammar_is_on_the_page() -> None:
    grammar = (ROOT / "tcme" / "dsl" / "grammar.lark").read_text("utf-8")
    shown = grammar[grammar.index("header:") : grammar.index("// --- terminals")].rstrip()
    assert f"```\n{shown}\n```" in (ROOT / "docs" / "language.md").read_text("utf-8")


@pytest.mark.parametrize("block", MODULES, ids=str)
def test_a_module_does_what_its_tests_say(block: Block) -> None:
    wrong = set().union(*block.tested().values())
    assert wrong == set(block.info.split()[1:])


@pytest.mark.parametrize("block", TESTED, ids=str)
def test_a_programs_tests_pass(block: Block) -> None:
    assert set().union(*block.tested().values()) == set()


@pytest.mark.parametrize("block", ACCEPTED, ids=str)
def test_is_accepted_and_certified(block: Block) -> None:
    checked = block.checked()
    assert checked.certificate is not None, [f"{d.code}: {d.message}" for d in checked.diagnostics]
    report = checker.check_bytes(checked.certificate, block.text.encode())
    assert (report.verdict, report.reason) == ("proved", "")


@pytest.mark.parametrize("block", [*ACCEPTED, *MODULES], ids=str)
def test_is_laid_out_as_the_formatter_does(block: Block) -> None:
    source = Source(block.page, block.text)
    assert format_program(parse(source), source) == block.text


@pytest.mark.parametrize("block", REFUSED, ids=str)
def test_is_refused_with_exactly_its_code(block: Block) -> None:
    assert errors(block.checked()) == {block.info}
