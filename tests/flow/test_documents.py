"""The table of rules, its page, the pages of its codes; certificates that the independent checker accepts."""

from pathlib import Path

import pytest

from tcme import checker
from tcme.checker import sections
from tcme.compiler.certificate import certify, rules_digest
from tcme.compiler.flow import RULES
from tcme.compiler.flow.rules import described
from tcme.dsl.parser import parse
from tcme.dsl.source import Source
from tests.flow.sources import EXAMPLES, core_of, example, judged, proved
from tests.flow.test_consequences import APART, CRAFTING, PLANS, endorsed

DOCS = EXAMPLES.parent / "docs"
OWN = ("TC309", "TC391", "TC392", "TC393", "TC404", "TC405")


def test_the_page_is_the_table() -> None:
    assert (DOCS / "rules.md").read_text("utf-8") == described()


def test_ids_are_unique_and_digested() -> None:
    assert len({r.id for r in RULES}) == len(RULES)
    assert rules_digest() == sections.RULES, "the checker decides other rules: read both, then set `RULES`"


@pytest.mark.parametrize("code", sorted({c for r in RULES for c in r.codes if c[2] == "3"} | set(OWN)))
def test_every_code_has_a_page(code: str) -> None:
    page = Path(EXAMPLES.parent / "tcme" / "cli" / "errors" / f"{code}.md").read_text("utf-8")
    assert page.startswith(f"# {code}: ")


ACCEPTING = PLANS.replace(
    "output Out",
    'accept influence of alice on plan_b because "yes"\n'
    'accept influence of bob on plan_a because "yes"\n'
    "output Out",
)
REQUIRING = """
program pay
party alice, bob, carol
helper notary
adversary at most 1 of alice, bob, carol, notary passive
input a : [Int[0..100]; 4] from alice
input k : Int[1..20_000] from alice
input b : Int[0..1000] from bob
require (a[0]+k)*2 > 10_003 and not (k == 5)
leak at most 9 bits of a, k to bob
output Out {
    total : Int[0..1400] of a, b to alice because "agreed"
    big : Bool of a, b, k to bob, carol because "agreed"
}
fn main() -> Out {
    let s = sum(a) + b
    release Out(s, s > 500 + k)
}
"""
CERTIFIED = {
    "millionaires": example("millionaires"),
    "damage": example("damage_monitoring"),
    "tender": example("tender"),
    "endorsed": endorsed(CRAFTING, "a", "b"),
    "apart": APART,
    "accepting": ACCEPTING,
    "requiring": REQUIRING,
}


def certified(text: str) -> bytes:
    source = Source("main.tcme", text)
    report = proved(text)
    return certify(source, parse(source).program, core_of(text), report.analysis.placed, report)


@pytest.mark.parametrize("name", CERTIFIED)
def test_the_checker_accepts_the_certificate(name: str) -> None:
    text = CERTIFIED[name]
    found = checker.check_bytes(certified(text), text.encode())
    assert (found.verdict, found.reason) == ("proved", "")


def test_the_same_program_gives_the_same_bytes() -> None:
    assert certified(APART) == certified(APART)


def test_only_what_is_proved_is_certified() -> None:
    source = Source("main.tcme", PLANS)
    report, _ = judged(PLANS)
    assert report is not None
    with pytest.raises(ValueError, match="proved"):
        certify(source, parse(source).program, core_of(PLANS), report.analysis.placed, report)
