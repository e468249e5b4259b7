"""What a message proposes, written into the program: it must pass then, with a certificate."""

import re
from pathlib import Path

import pytest

from tcme.compiler.pipeline import check
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Source
from tests.flow.sources import EXAMPLES

REJECT = Path(__file__).parents[1] / "reject"
PROSE = ("ask about each owner's words apart", "endorse what depends", "trust an `environment`", "compute `")
"""Ways out that are no lines to write."""


def said(text: str) -> tuple[Diagnostic, ...]:
    return check(Source("main.tcme", text)).diagnostics


def proposals(refusal: Diagnostic) -> list[str]:
    """The ways out that consist of lines."""
    return [
        way for way in refusal.help.split("; or ") if not way.startswith(PROSE) and "add helpers" not in way
    ]


def repaired(text: str, refusal: Diagnostic, way: str) -> str:
    """The program with everything that one way out says."""
    replacing, _, replaced = way.partition(" in place of ")
    present = re.findall(r"`(.*?)`", replaced)
    lines = [line for line in re.findall(r"`(.*?)`", replacing) if " " in line]
    for line in lines:
        text = written(text, refusal, line.replace("…", "agreed"), present[0] if present else "")
    named = re.search(r"add `(\w+)` after `of`", way)
    return declaring(text, refusal, " of ", f" of {named[1]}, ") if named else text


def written(text: str, refusal: Diagnostic, line: str, present: str) -> str:
    """One proposed line, in the place where it belongs."""
    if line.startswith("input "):
        name = line.split()[1]
        return re.sub(rf"(input {name} : .*)", r'\1 endorsed because "agreed"', text)
    if line.startswith("steered by "):
        field = re.split(r" steered by ", text[refusal.span.start : refusal.span.end])[0]
        return text[: refusal.span.start] + f"{field} {line}" + text[refusal.span.end :]
    if present and line.startswith("adversary "):
        assert present in text
        return text.replace(present, line)
    first = re.search(r"^(adversary|input|model)", text, re.MULTILINE)
    at = text.index("output ") if line.startswith("accept ") else first.start() if first else 0
    return f"{text[:at]}{line}\n{text[at:]}"


def declaring(text: str, refusal: Diagnostic, old: str, new: str) -> str:
    at = text.index(old, refusal.span.start)
    return text[:at] + new + text[at + len(old) :]


REFUSED = [
    EXAMPLES / "refused" / "crafting_millionaires.tcme",
    EXAMPLES / "refused" / "joint_prompt.tcme",
    EXAMPLES / "refused" / "two_parties.tcme",
    EXAMPLES / "refused" / "hidden_source.tcme",
    REJECT / "TC302_robust" / "untrusted_publisher.tcme",
    REJECT / "TC302_robust" / "joint_prompt_half_accepted.tcme",
    REJECT / "TC302_robust" / "third_party_in_the_prompt.tcme",
    REJECT / "TC302_robust" / "unendorsed_bids.tcme",
    *sorted((REJECT / "TC303_steer").glob("*.tcme")),
    REJECT / "TC304_transparent" / "untrusted_publisher.tcme",
    *sorted((REJECT / "TC501_place").glob("*.tcme")),
    *sorted((REJECT / "TC502_place").glob("*.tcme")),
]


@pytest.mark.parametrize("program", REFUSED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_each_proposal_lets_the_program_pass(program: Path) -> None:
    text = program.read_text("utf-8")
    (refusal,) = (d for d in said(text) if d.is_error)
    ways = proposals(refusal)
    assert ways, refusal.help
    for way in ways:
        changed = repaired(text, refusal, way)
        found = check(Source("main.tcme", changed))
        assert changed != text
        assert found.ok, (way, [f"{d.code}: {d.message}" for d in found.diagnostics], changed)


def test_what_is_done_already_is_not_proposed() -> None:
    text = (REJECT / "TC302_robust" / "joint_prompt_half_accepted.tcme").read_text("utf-8")
    (refusal,) = (d for d in said(text) if d.is_error)
    assert "accept influence of acme" not in refusal.help
    third = (REJECT / "TC302_robust" / "third_party_in_the_prompt.tcme").read_text("utf-8")
    (refusal,) = said(third)
    assert "patient" not in refusal.help


def test_no_two_steps_of_a_path_point_at_one_place() -> None:
    for program in sorted(REJECT.glob("TC302_*/*.tcme")):
        for refusal in said(program.read_text("utf-8")):
            half: list[int] = []
            for note in refusal.notes:
                half = [] if note.span is None else [*half, note.span.start]
                assert len(half) == len(set(half)), (program.name, note)


def steps(text: str) -> list[str]:
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
    ("expression", "told"),
    [
        ("b and s", ["`s` comes from `alice` here", "joined by `and` here"]),
        ("b xor not s", ["`s` comes from `alice` here", "negated here", "joined by `xor` here"]),
        ("b or a > 3", ["`a` comes from `alice`, then compared here", "joined by `or` here"]),
        ("b or 3 != a", ["`a` comes from `alice` here", "compared here", "joined by `or` here"]),
    ],
)
def test_steps_are_called_what_they_are(expression: str, told: list[str]) -> None:
    assert steps(LOGIC.replace("RESULT", expression)) == told
