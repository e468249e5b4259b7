"""What is shown for a claim that fails, by the rule that it is of; where nothing was found, nothing is."""

import pytest

from tcme.compiler.flow import analyse
from tcme.compiler.pipeline import check
from tcme.compiler.witness.answer import witness
from tcme.dsl.diagnostics import Answer, Diagnostic, Sink
from tcme.dsl.source import Source
from tcme.dsl.syntax import Level
from tests.flow.programs import millionaires

PASSIVE = "adversary at most 1 of alice, bob, carol passive"


def refused(declared: str, field: str, value: str) -> Diagnostic:
    """The one error about a program of alice, bob and carol."""
    output = f"output Out {{\n    {field}\n}}\nfn main() -> Out {{ release Out({value}) }}"
    text = f"program p\nparty alice, bob, carol\n{declared}\n{output}\n"
    (error,) = (d for d in check(Source("p", text)).diagnostics if d.is_error)
    return error


def test_inputs_that_only_change_together() -> None:
    """Alice does not start where hers differ, so neither makes a difference alone."""
    declared = f"""{PASSIVE}
input p : Bool from alice
input q : Bool from alice
input x : Bool from bob
require p == q"""
    error = refused(declared, 'f : Bool of x to carol because "agreed"', "if q { p } else { x }")
    assert error.witness == (
        "with `p` = false, `q` = false: `f` = false",
        "with `p` = true, `q` = true: `f` = true",
    )


HOSTED = """environment enclave
adversary at most 2 of alice, bob, carol passive
assume alice, bob trust enclave for secrecy
input a : Int[0..9] from alice
input b : Int[0..9] from bob"""


def test_a_host_bends_only_what_it_computes() -> None:
    """Of two values one is computed by alice, who does not deviate: it stays what it is."""
    field = 'f : (Bool, Bool) of a, b to alice, bob because "agreed"'
    error = refused(HOSTED, field, "(at enclave { a > b }, at alice { a > 5 })")
    assert (error.code, error.answer) == ("TC303", Answer.REFUTED)
    assert error.witness == (
        "with `at enclave` = false chosen by `enclave`: `f` = [false, false]",
        "with `at enclave` = true chosen by `enclave`: `f` = [true, false]",
    )


@pytest.mark.parametrize(
    ("most", "level", "shown"),
    [
        (2, "passive", [("from 2 of 3 shares with threshold 1, `alice` and `notary` got 123456789 back",)]),
        (1, "active", [()]),
    ],
)
def test_one_share_gives_nothing_back(most: int, level: Level, shown: list[tuple[str, ...]]) -> None:
    """A member that deviates may break the protocol; what it holds alone is no witness."""
    world = millionaires(endorsed="a b")
    world.at_most = [(most, "alice bob notary", level)]
    report = analyse(*world.done(), Sink())
    assert [witness(f) for f in report.failures if f.rule == "place"] == shown


LEAKS = f"""{PASSIVE}
input age : Int[0..9] from alice
input pay : Int[0..8] from alice
leak at most 10 bits of age to bob
leak at most 3 bits of pay to bob"""


def test_a_line_bounds_what_it_names() -> None:
    """Neither the bound nor the fields of the other line count."""
    fields = """old : Bool of age to bob because "agreed"
    step : Int[0..8] of pay to bob because "agreed"
    """
    error = refused(LEAKS, fields, "age > 5, pay")
    assert (error.code, error.answer) == ("TC307", Answer.REFUTED)
    assert error.witness == ("9 answers; 3 bits allow 8",)
