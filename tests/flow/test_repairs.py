"""What a message proposes, written into the program: it must pass then, with a certificate."""

from functools import cache
from pathlib import Path

import pytest

from tcme import checker
from tcme.compiler.flow.rules import RULES
from tcme.compiler.pipeline import Checked, check
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Source
from tests.flow.repairing import repaired, ways
from tests.flow.sources import EXAMPLES
from tests.reject.programs import HERE, PROGRAMS, REPAIRED, checked, code_and_rule, named

REFUSED = sorted((EXAMPLES / "refused").glob("*.tcme"))
TYPED = {"range", "shape"}
FLOW = [p for p in PROGRAMS if code_and_rule(p)[1] in {r.id for r in RULES} - TYPED]
NOTHING_TO_REPAIR: dict[str, str] = {}
"""Programs that no small change makes pass, each with the reason."""
STEPS = 6
"""One repair may bring up what the refusal had covered; this many must do."""


def by_hand(program: Path) -> Path:
    """Of a program whose ways out are no lines to write."""
    return REPAIRED / program.relative_to(HERE)


def said(text: str) -> tuple[Diagnostic, ...]:
    return check(Source("main.tcme", text)).diagnostics


def certified(found: Checked, text: str) -> bool:
    """The independent checker follows the proof."""
    assert found.certificate is not None, [f"{d.code}: {d.message}" for d in found.diagnostics] + [text]
    return checker.check_bytes(found.certificate, text.encode()).verdict == "proved"


def first_refusal(found: Checked) -> Diagnostic | None:
    return next((d for d in found.diagnostics if d.is_error), None)


@cache
def writable(program: Path) -> tuple[tuple[str, str], ...]:
    """The ways out of the first refusal that are text to write, each with the program after it."""
    text, found = program.read_text("utf-8"), checked(program)
    first = first_refusal(found)
    if first is None or found.core is None:
        return ()
    after = ((way, repaired(text, found.core, first, way)) for way in ways(first))
    return tuple((way, changed) for way, changed in after if changed != text)


def followed(program: Path, text: str) -> tuple[Checked, str]:
    """Further refusals, each with the first way out that can be written, until there is none."""
    found = checked(program, text=text)
    for _ in range(STEPS):
        refusal = first_refusal(found)
        if refusal is None or found.core is None:
            break
        after = [repaired(text, found.core, refusal, way) for way in ways(refusal)]
        text = next((changed for changed in after if changed != text), text)
        found = checked(program, text=text)
    return found, text


@pytest.mark.parametrize("program", (*FLOW, *REFUSED), ids=named)
def test_each_way_out_that_can_be_written_leads_to_a_certificate(program: Path) -> None:
    for _, changed in writable(program):
        found, text = followed(program, changed)
        assert certified(found, text)


@pytest.mark.parametrize("program", FLOW, ids=named)
def test_no_refusal_is_without_a_way_out(program: Path) -> None:
    """One that can be written, or one that was written by hand, or a reason why there is none."""
    way_out = by_hand(program).exists() or bool(writable(program))
    assert way_out != (named(program) in NOTHING_TO_REPAIR)


@pytest.mark.parametrize("program", sorted(REPAIRED.glob("*/*.tcme")), ids=named)
def test_what_was_repaired_by_hand_passes(program: Path) -> None:
    assert HERE / program.relative_to(REPAIRED) in PROGRAMS
    found = checked(program)
    assert certified(found, program.read_text("utf-8"))


def test_what_is_done_already_is_not_proposed() -> None:
    text = (HERE / "TC302_robust" / "joint_prompt_half_accepted.tcme").read_text("utf-8")
    (refusal,) = (d for d in said(text) if d.is_error)
    assert "accept influence of acme" not in refusal.help
    third = (HERE / "TC302_robust" / "third_party_in_the_prompt.tcme").read_text("utf-8")
    (refusal,) = said(third)
    assert "patient" not in refusal.help


def test_no_two_steps_of_a_path_point_at_one_place() -> None:
    for program in sorted(HERE.glob("TC302_*/*.tcme")):
        for refusal in said(program.read_text("utf-8")):
            half: list[int] = []
            for note in refusal.notes:
                half = [] if note.span is None else [*half, note.span.start]
                assert len(half) == len(set(half)), (program.name, note)


def told(text: str) -> list[str]:
    (refusal,) = (d for d in said(text) if d.is_error)
    return [note.text for note in refusal.notes if note.span is not None]


LOGIC = """
program logic
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
input a : Int[0..9] from alice
input s : Bool from alice
input b : Bool from bob
output Out { x : Bool of b to bob because "agreed" }
fn main() -> Out { release Out(RESULT) }
"""


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("b and s", ["`s` comes from `alice` here", "joined by `and` here"]),
        ("b xor not s", ["`s` comes from `alice` here", "negated here", "joined by `xor` here"]),
        ("b or a > 3", ["`a` comes from `alice`, then compared here", "joined by `or` here"]),
        ("b or 3 != a", ["`a` comes from `alice` here", "compared here", "joined by `or` here"]),
    ],
)
def test_steps_are_called_what_they_are(expression: str, path: list[str]) -> None:
    assert told(LOGIC.replace("RESULT", expression)) == path
