"""What programs mean: the examples, every operation, and what an input can break."""

from pathlib import Path

import pytest

from tcme.compiler.core import AskSite
from tcme.compiler.interpreter import Interpreter, Violation, evaluate, evaluate_requires
from tests.typecheck.goldens import accepted

EXAMPLES = Path(__file__).parents[2] / "examples"
PROGRAM = """program sample

party alice, bob
environment enclave
publisher maker
model judge by maker = "m"

type Pair = {{left : Int[0..9], right : Bool}}
type Way = {{UP, DOWN, LEFT}}

input a : Int[-9..9] from alice
input b : Int[-9..9] from alice
input xs : [Int[0..9]; 3] from alice
input way : Way from alice
input maybe : Int[1..9]? from alice
input t : Text[1..9] from alice

output R {{
    x : {} of a to bob because "a sample"
}}

fn next(w : Way) -> Way {{ match w {{ UP => DOWN, DOWN => LEFT, LEFT => UP }} }}

fn main() -> R {{
    release R({})
}}
"""
INPUTS = {"a": 7, "b": -2, "xs": (3, 1, 2), "way": "DOWN", "maybe": None, "t": "hello"}
WIDE = "Int[-1000..1000]"


def nobody(site: AskSite, args: tuple[str, ...]) -> str:
    raise AssertionError("nobody was to be asked")


MEANING = [
    ("a + b", WIDE, 5),
    ("a - b", WIDE, 9),
    ("a * b", WIDE, -14),
    ("a / -2", WIDE, -4),
    ("-a / 2", WIDE, -4),
    ("a % -2", WIDE, -1),
    ("-a % 2", WIDE, 1),
    ("abs(b)", WIDE, 2),
    ("min(a, b)", WIDE, -2),
    ("max(a, b, 8)", WIDE, 8),
    ("min(xs)", WIDE, 1),
    ("sum(xs)", WIDE, 6),
    ("argmin(xs)", WIDE, 1),
    ("argmax([2, 2, 1])", WIDE, 0),
    ("count([x > 1 for x in xs])", WIDE, 2),
    ("any([x > 3 for x in xs])", "Bool", False),
    ("all([x > 0 for x in xs])", "Bool", True),
    ("a > b and not (a == b) xor true", "Bool", False),
    ("a < b or a <= b or a != 7", "Bool", False),
    ("way == UP", "Bool", False),
    ("next(way)", "Way", "LEFT"),
    ("if a > 0 { way } else { none }", "Way?", "DOWN"),
    ("match maybe { none => 4, some => some }", WIDE, 4),
    ("if maybe == none { UP } else { DOWN }", "Way", "UP"),
    ("xs[argmax(xs)]", WIDE, 3),
    ("[x * i for i in 1..2]".replace("x", "a"), f"[{WIDE}; 2]", (7, 14)),
    ("map(next, [UP, way])", "[Way; 2]", ("DOWN", "LEFT")),
    ("fold s = 0 for x in xs { s * 2 + x }", WIDE, 16),
    ("Pair(right = a > 0, left = xs[0])", "Pair", {"left": 3, "right": True}),
    ("Pair(3, true) == Pair(3, a > 0)", "Bool", True),
    ("Pair(3, true).left", WIDE, 3),
    ('endorse a because "a sample"', WIDE, 7),
]


@pytest.mark.parametrize(("text", "ty", "value"), MEANING, ids=[text for text, _, _ in MEANING])
def test_meaning(text: str, ty: str, value: object) -> None:
    assert evaluate(accepted(PROGRAM.format(ty, text)), INPUTS, nobody) == {"x": value}


def test_a_model_is_asked_with_its_arguments() -> None:
    text = 'ask judge(t) as {YES, NO} """Is it?"""'
    asked: list[tuple[str, tuple[str, ...]]] = []

    def answer(site: AskSite, args: tuple[str, ...]) -> str:
        asked.append((site.prompt, args))
        return "NO"

    assert evaluate(accepted(PROGRAM.format("{YES, NO}", text)), INPUTS, answer) == {"x": "NO"}
    assert asked == [("Is it?", ("hello",))]


def test_every_branch_is_evaluated() -> None:
    text = 'if a > 100 { match ask judge(t) as {YES, NO} """Is it?""" { YES => 1, NO => 2 } } else { 3 }'
    asked: list[str] = []

    def answer(site: AskSite, args: tuple[str, ...]) -> str:
        asked.append(site.model)
        return "NO"

    assert evaluate(accepted(PROGRAM.format(WIDE, text)), INPUTS, answer) == {"x": 3}
    assert asked == ["judge"]


VIOLATIONS = [
    ("a", "Int[0..9]", {"a": -1}),
    ("xs[0] / a", WIDE, {"a": 0}),
    ("xs[0] / xs[1]", WIDE, {"xs": (1, 0, 1)}),
    ("xs[0] % a", WIDE, {"a": 0}),
    ("xs[a]", WIDE, {"a": 3}),
    ("if a > 0 { 1 } else { xs[0] / xs[1] }", WIDE, {"xs": (1, 0, 1)}),
    ("[a]", "[Int[0..9]; 1]", {"a": -1}),
    ("fold s : Int[0..5] = 0 for x in xs { s + x }", WIDE, {}),
]


@pytest.mark.parametrize(("text", "ty", "bad"), VIOLATIONS, ids=[text for text, _, _ in VIOLATIONS])
def test_an_input_breaks_a_goal_at_the_place_of_the_goal(text: str, ty: str, bad: dict[str, object]) -> None:
    program = accepted(PROGRAM.format(ty, text))
    with pytest.raises(Violation) as violation:
        evaluate(program, {**INPUTS, **bad}, nobody)  # type: ignore[dict-item]
    assert violation.value.span in {goal.span for goal in program.goals}


def test_goals_that_hold_change_nothing() -> None:
    assert evaluate(accepted(PROGRAM.format("Int[0..9]", "a")), INPUTS, nobody) == {"x": 7}


def test_only_the_chosen_branch_must_fit() -> None:
    program = accepted(PROGRAM.format("Int[0..9]", "if a % 7 == 0 { a } else { 0 }"))
    assert [goal.code for goal in program.goals] == ["TC401"]
    assert evaluate(program, {**INPUTS, "a": -3}, nobody) == {"x": 0}


def test_what_an_owner_checks() -> None:
    text = PROGRAM.format(WIDE, "a") + "require a > b\nrequire sum(xs) == 7\n"
    program = accepted(text)
    assert [r.text for r in evaluate_requires(program, INPUTS)] == ["sum(xs) == 7"]
    assert evaluate_requires(program, {**INPUTS, "xs": (3, 2, 2)}) == ()
    assert {r.owner for r in program.requires} == {"alice"}


def test_long_blocks_and_long_chains() -> None:
    lets = "".join(f"    let v{i} = min(v{i - 1} + 1, 900)\n" for i in range(1, 2000))
    text = PROGRAM.format(WIDE, "v1999").replace("    release", f"    let v0 = a\n{lets}    release")
    assert evaluate(accepted(text), INPUTS, nobody) == {"x": 900}
    chain = " else ".join(f"if a == {i} {{ {i * 2} }}" for i in range(90)) + " else { 0 }"
    assert evaluate(accepted(PROGRAM.format(WIDE, chain)), INPUTS, nobody) == {"x": 14}


def test_millionaires() -> None:
    program = accepted((EXAMPLES / "millionaires" / "main.tcme").read_text(encoding="utf-8"))
    run = Interpreter(program).run
    outcomes = [run({"a": a, "b": b}, nobody)["richer"] for a, b in ((2, 1), (1, 2), (1, 1))]
    assert outcomes == ["ALICE", "BOB", "TIE"]


def test_tender() -> None:
    program = accepted((EXAMPLES / "tender" / "main.tcme").read_text(encoding="utf-8"))
    plans = {"plan_acme": "poor", "plan_bolt": "great", "plan_core": "fine"}
    prices = {"price_acme": 100, "price_bolt": 300, "price_core": 150}
    grades = {"poor": "WEAK", "great": "STRONG", "fine": "FAIR"}
    run = Interpreter(program).run
    assert run({**plans, **prices}, lambda site, args: grades[args[0]]) == {"winner": "BOLT"}
    dearer = {**plans, **prices, "price_bolt": 301}
    assert run(dearer, lambda site, args: grades[args[0]]) == {"winner": "CORE"}
    assert run({**plans, **prices}, lambda site, args: site.values[0]) == {"winner": "ACME"}
