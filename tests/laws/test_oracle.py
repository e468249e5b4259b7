"""The oracle finds what is wrong with programs that are refused, and nothing where it is put right."""

import pytest

from tcme.compiler.pipeline import check
from tests.laws.cases import source
from tests.laws.oracle import JUDGEMENTS, adversaries, all_runs, exceeds, leaks, probes, steers

HEAD = "program p\nparty alice, bob\nhelper notary\nadversary at most 1 of alice, bob, notary"
BODY = """
input a : Int[0..2] from alice
input b : Int[0..2] from bob
output Out { o : Bool of a, b to alice, bob because "r" }
fn main() -> Out { release Out(a > b) }
"""
REFUSED = {
    "TC301": (leaks, f"{HEAD} passive{BODY.replace('of a, b to', 'of a to')}"),
    "TC302": (probes, f"{HEAD} crafting{BODY}"),
    "TC303": (steers, f"{HEAD} crafting{BODY.replace('of a, b to alice, bob', 'of a to alice')}"),
    "TC307": (exceeds, f"{HEAD} passive\nleak at most 0 bits of a to bob{BODY}"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_refused_does_harm(code: str) -> None:
    judge, text = REFUSED[code]
    found = check(source(text))
    assert code in {d.code for d in found.diagnostics}
    assert found.core is not None
    assert judge(found.core, all_runs(found.core, most=99)) is not None


def test_what_is_accepted_does_none() -> None:
    found = check(source(f"{HEAD} passive{BODY}"))
    assert found.ok and found.core is not None
    runs = all_runs(found.core, most=99)
    assert len(runs) == 9 and all(judge(found.core, runs) is None for judge in JUDGEMENTS)


def test_adversaries_are_those_that_are_admitted() -> None:
    found = check(source(f"{HEAD} passive{BODY}"))
    assert found.core is not None
    assert len(list(adversaries(found.core))) == found.report.adversaries  # type: ignore[union-attr]
