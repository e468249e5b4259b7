"""Warnings about fields that tell less than they say: of every input, of every member, and never a guess."""

import pytest

from tests.semantic.programs import ANSWER, BIT, MODELS, SMALL, checked, program

RARE = "s : Int[0..1_000] from alice | x : Int[0..1_000] from bob"
"""That 17 times 681 is 11 577 no run finds, and no proof denies."""


def said(text: str) -> list[tuple[str, str]]:
    """Codes, and what is between the ticks of each message."""
    found = checked(text)
    assert found.ok, [d.message for d in found.diagnostics]
    return [(d.code, " ".join(d.message.split("`")[1::2])) for d in found.diagnostics]


@pytest.mark.parametrize(
    ("inputs", "body", "warned"),
    [
        (SMALL, "s + x > 3", []),
        (SMALL, "s - s + x > 3", [("TC395", "f s")]),
        (SMALL, "x - x + s > 3", [("TC395", "f x")]),
        (SMALL, "x - x + s - s == 0", [("TC394", "f")]),
        (BIT, "(s or not s) and x > 3", [("TC395", "f s")]),
        (RARE, "17 * s == 11_577 and x > 3", []),
        (RARE, "17 * s == 11_577 and x * 0 == 0", [("TC395", "f x")]),
    ],
)
def test_what_makes_no_difference_is_said(inputs: str, body: str, warned: list[tuple[str, str]]) -> None:
    assert said(program(inputs, "Bool of s, x", body)) == warned


def test_an_input_that_nothing_reads_is_not_told_of_twice() -> None:
    codes = [code for code, _ in said(program(SMALL, "Bool of s, x", "x > 3"))]
    assert len(codes) == 1 and codes[0].startswith("TC2")


def test_what_a_model_says_is_not_constant() -> None:
    inputs = "s : Int[0..9] from alice | x : Int[0..9] from bob"
    asked = f'let a = ask judge("one") {ANSWER};;'
    text = program(inputs, "Bool of s, x", f"{asked}a == YES and s * 0 + x * 0 == 0", MODELS)
    assert said(text) == [("TC395", "f s"), ("TC395", "f x")]


GROUP = """program p
party alice, bob, carol
group firms = alice, bob
{extra}
input pay : Int[0..1_000] from each firms
output Out {{ f : Bool of pay to {to} because "r" }}
fn main() -> Out {{
    {lets}
    release Out({value})
}}
"""
PASSIVE = "adversary at most 1 of alice, bob, carol passive"


def group(value: str, *, to: str = "carol", lets: str = "", extra: str = PASSIVE) -> list[tuple[str, str]]:
    return said(GROUP.format(value=value, to=to, lets=lets, extra=extra))


@pytest.mark.parametrize("rare", ["pay[alice]", "pay[bob]"])
def test_every_member_s_input_counts(rare: str) -> None:
    """`pay` of one member makes no difference; that of the other one does, seldom."""
    other = "pay[bob]" if rare == "pay[alice]" else "pay[alice]"
    assert group(f"17 * {rare} == 11_577 and {other} * 0 == 0") == []
    assert group("pay[alice] * 0 == pay[bob] * 0") == [("TC394", "f")]


@pytest.mark.parametrize("values", ["[{rare}, {never}]", "[{never}, {rare}]"])
def test_every_member_s_field_counts(values: str) -> None:
    """What one member hears is constant; what the other one hears is not, seldom."""
    never = "pay[alice] * 0 == pay[bob] * 0"
    for rare in ("17 * pay[bob] == 11_577", "17 * pay[alice] == 11_577"):
        assert group(values.format(rare=rare, never=never), to="each firms") == []
    assert group(f"[{never}, {never}]", to="each firms") == [("TC394", "f")]


@pytest.mark.parametrize("values", ["[{asked}, {never}]", "[{never}, {asked}]"])
def test_what_a_model_says_to_one_member_is_not_constant(values: str) -> None:
    never = "pay[alice] * 0 == pay[bob] * 0"
    value = values.format(never=never, asked=f"(a == YES and {never})")
    lets = f'let a = ask judge("one") {ANSWER}'.replace("\n    ", "\n        ")
    assert group(value, to="each firms", lets=lets, extra=MODELS) == [("TC395", "f pay")]
