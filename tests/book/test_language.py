"""The guide and the README, executed: a block `tcme` is accepted and proved, `tcme TC301` is refused so."""

import json

import pytest

from tcme import checker
from tests.book.fences import ROOT, Block, blocks, errors

BLOCKS = [block for name in ("docs/language.md", "README.md") for block in blocks(ROOT / name)]
ACCEPTED = [block for block in BLOCKS if not block.info]
REFUSED = [block for block in BLOCKS if block.info]


def test_the_guide_has_programs_of_both_kinds() -> None:
    assert len(ACCEPTED) >= 3 and len(REFUSED) >= 5


@pytest.mark.parametrize("block", ACCEPTED, ids=str)
def test_is_accepted_and_certified(block: Block) -> None:
    checked = block.checked()
    assert checked.certificate is not None, [f"{d.code}: {d.message}" for d in checked.diagnostics]
    report = checker.check(json.loads(checked.certificate), block.text.encode())
    assert (report.verdict, report.reason) == ("proved", "")


@pytest.mark.parametrize("block", REFUSED, ids=str)
def test_is_refused_with_exactly_its_code(block: Block) -> None:
    assert errors(block.checked()) == {block.info}
