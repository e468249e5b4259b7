"""Z3 where our own search finds no proof: it warns of what cannot matter, its models are witnesses only once
they are replayed, and it never proves anything."""

import json
from dataclasses import replace

import pytest

from tcme.compiler.core import CoreProgram
from tcme.compiler.lower import lower
from tcme.compiler.passes import optimise
from tcme.compiler.pipeline import Checked
from tcme.compiler.semantic import replay, settle
from tcme.compiler.semantic.algebra import Algebra, Budget
from tcme.compiler.semantic.asked import DIFFER, Asked, Differ, Same, ask, stated
from tcme.compiler.semantic.runs import Question, question
from tcme.compiler.semantic.search import prove
from tcme.compiler.smt import solver
from tcme.compiler.smt.solver import ENGINES, Unknown
from tcme.compiler.smt.solver.session import Engine, Impossible, Possible
from tcme.dsl.diagnostics import Answer, Diagnostic
from tests.generate.program import TINY, from_seed
from tests.laws.cases import all_inputs, core_of, run
from tests.semantic.programs import ANSWER, HARMFUL, MODELS, SHOWN, checked, program
from tests.semantic.test_law import moves
from tests.semantic.test_shown import BENT, BOB, HONEST

SAID = "Z3 finds no two runs that differ"
TERMS = 20_000
ENOUGH = 1_000_000
SIGNED = "s : Int[-1_000..1_000] from alice | x : Int[0..100] from bob"
COUNT = "s : Int[0..1_000] from alice | x : Int[0..100] from bob"
PAIR = "s : [Int[0..1_000]; 2] from alice | x : Int[0..100] from bob"
ORDERED = "s : Int[0..1_000] from alice | x : Int[0..1_000] from bob | y : Int[0..1_000] from bob"
JUDGED = "s : Int[-1_000..1_000] from alice | x : Text[1..20] from bob"

SAME = {
    "a square is not below 0": program(SIGNED, "Bool of x", "s * s >= 0 and x > 3"),
    "a mean and a product": program(SIGNED, "Bool of x", "s * s + x * x + 1 > 2 * s * x and x > 50"),
    "a square is not 3 more than fours": program(COUNT, "Bool of x", "(s * s) % 4 != 3 and x > 2"),
    "quotients one after the other": program(COUNT, "Bool of x", "(s / 7) / 3 == s / 21 and x > 3"),
    "a number that is no square": program(COUNT, "Bool of x", "s * s != 500_000 and x > 1"),
    "beside a model's answer": program(
        JUDGED, "Bool of x", f"let a = ask judge(x) {ANSWER};;s * s >= 0 and a == YES", MODELS
    ),
}
CONSTANT = {
    "a square of a difference": program(SIGNED, "Bool of x", "s * s + x * x >= 2 * s * x"),
    "products in order": program(ORDERED, "Bool of x, y", "x < y or s * x >= s * y"),
}
DIFFERENT = {
    "one multiple": program(COUNT, "Bool of x", "17 * s == 11_577 and x > 3"),
    "one sum": program(ORDERED, "Bool of x", "s + x == 1_500"),
    "one product of neighbours": program(COUNT, "Bool of x", "s * (s + 1) == 552_792 and x > 3"),
    "two elements": program(PAIR, "Bool of x", "31 * s[0] + s[1] == 15_333 and s[1] > 700 and x > 3"),
    "beside a truth": program(
        COUNT.replace("x : Int[0..100]", "x : Bool"), "Bool of x", "x and 13 * s == 7_007"
    ),
}


def core(text: str) -> CoreProgram:
    found = checked(text, semantic=False).core
    assert found is not None
    return found


def asking(text: str, source: str = "s") -> Question:
    graph = optimise(lower(core(text)))
    return question(graph, graph.opens[0].leaves, source)


def naming(text: str) -> str:
    """The same program, whose field names `s` too."""
    return text.replace(" of x", " of s, x")


def refused(found: Checked) -> Diagnostic:
    assert not found.ok and found.certificate is None
    (error,) = (d for d in found.diagnostics if d.is_error)
    assert error.code == "TC301"
    return error


def notes(said: Diagnostic) -> str:
    return "\n".join(note.text for note in said.notes)


@pytest.mark.parametrize("name", {**SAME, **CONSTANT})
def test_z3_shows_what_our_search_does_not(name: str) -> None:
    text = {**SAME, **CONSTANT}[name]
    assert prove(asking(text), Budget(TERMS)) is None
    code = "TC395" if name in SAME else "TC394"
    found = checked(naming(text), semantic=False)
    ((said),) = (d for d in found.diagnostics if d.code.startswith("TC39"))
    assert found.ok and said.code == code and notes(said).endswith(f": {SAID}")


def test_our_own_proof_is_said_to_be_one() -> None:
    (said,) = checked(naming(SHOWN["what is added is taken away"]), semantic=False).diagnostics
    assert notes(said).endswith(": shown in one case")


@pytest.mark.parametrize("name", {**SAME, **CONSTANT})
def test_without_a_proof_of_ours_nothing_is_proved(name: str) -> None:
    said = refused(checked({**SAME, **CONSTANT}[name]))
    assert said.answer is Answer.NOT_PROVED and not said.witness
    assert f"{SAID}, but there is no proof that the checker could follow" in notes(said)


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_model_that_is_replayed_is_a_witness(name: str) -> None:
    text = DIFFERENT[name]
    plain, said = refused(checked(text, semantic=False)), refused(checked(text))
    assert plain.answer is Answer.NOT_PROVED and not plain.witness
    assert said.answer is Answer.REFUTED and SAID not in notes(said)
    assert sorted(line.rpartition("`f` = ")[2] for line in said.witness) == ["false", "true"]
    assert all(line.startswith("with `s` = ") for line in said.witness)
    assert not [d for d in checked(naming(text), semantic=False).diagnostics if d.code.startswith("TC39")]


def test_a_model_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that do not differ, that are not of the types, or that an owner would not start."""
    text = DIFFERENT["one multiple"]
    good = {"1:s/#0": 681, "2:s/#0": 3, "x/#0": 9}

    def with_model(atoms: dict[str, int], text: str = text) -> Diagnostic:
        monkeypatch.setattr(replay, "ask", lambda *_: Differ(tuple(atoms.items())))
        return refused(checked(text))

    assert with_model(good).witness == ("with `s` = 681: `f` = true", "with `s` = 3: `f` = false")
    for wrong in ({"1:s/#0": 682}, {"2:s/#0": 681}, {"x/#0": 3}, {"x/#0": 101}, {"2:s/#0": 1_001}):
        said = with_model({**good, **wrong})
        assert said.answer is Answer.NOT_PROVED and not said.witness and SAID not in notes(said)
    asked_for = text.replace("fn main", "require s < 600\nfn main")
    assert with_model(good, asked_for).answer is Answer.NOT_PROVED


def test_a_starved_solver_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "RESOURCES", 1)
    monkeypatch.setattr(replay, "RESOURCES", 1)
    for text in (SAME["a square is not below 0"], DIFFERENT["one multiple"]):
        assert checked(naming(text), semantic=False).diagnostics == ()
        said = refused(checked(text))
        assert said.answer is Answer.NOT_PROVED and not said.witness and SAID not in notes(said)
        assert isinstance(ask(asking(text), Budget(TERMS), 1), Unknown)


@pytest.mark.parametrize("limit", ["MOST_ASKED", "TERMS_ASKED"])
def test_no_more_is_asked_than_the_limits_say(limit: str) -> None:
    text = naming(SAME["a square is not below 0"])
    assert checked(text, semantic=False).diagnostics
    given = settle.Settling(left=0) if limit == "MOST_ASKED" else settle.Settling(asked=Budget(10))
    assert given.one(asking(text)) is None and settle.Settling().one(asking(text)) is not None


def test_what_is_too_large_to_build_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setitem(solver.ENGINES, "z3", replace(solver.ENGINES["z3"], open=never))
    assert ask(asking(SAME["a square is not below 0"]), Budget(10), ENOUGH) == Unknown("too large")


def test_nothing_is_said_of_what_somebody_may_bend(monkeypatch: pytest.MonkeyPatch) -> None:
    """No two honest runs differ; but bob hands over what he likes."""
    text = BENT.replace("if s {{ y }} else {{ z }}", "if s * s >= 0 {{ y }} else {{ z }}")
    text = text.replace("x * x + 2 * x + 1", "x * x").replace("Int[1..100]", "Int[0..100]")
    text = text.replace("s : Bool", "s : Int[-1_000..1_000]")

    def said(adversary: str) -> list[bool]:
        found = checked(text.format(adversary=adversary)).diagnostics
        return [SAID in notes(d) for d in found if d.code == "TC301"]

    assert said(HONEST) == [True] and said(BOB) == [False]
    monkeypatch.setattr(replay, "honest", lambda analysis, asked: True)
    assert said(BOB) == [True]


@pytest.mark.parametrize("name", {**SHOWN, **HARMFUL})
def test_z3_and_our_search_agree(name: str) -> None:
    text = {**SHOWN, **HARMFUL}[name]
    said = ask(asking(text, "x" if " of s" in text else "s"), Budget(TERMS), ENOUGH)
    if name in SHOWN:
        assert said == Same()
    else:
        assert said != Same()


def test_answers_are_the_same_for_the_same_texts_alone() -> None:
    def asked(one: str, other: str) -> Asked:
        both = f"let a = ask judge({one}) {ANSWER}\nlet b = ask judge({other}) {ANSWER}"
        text = program(
            "s : Int[-9_000..9_000] from alice | x : Text[1..20] from bob | y : Text[1..20] from bob",
            "Bool of x, y",
            f"{both};;if s * s >= s + 5 {{ a == YES }} else {{ b == YES }}",
            MODELS,
        )
        return ask(asking(text), Budget(TERMS), ENOUGH)

    assert asked("x", "x") == Same() and asked("x", "y") != Same() and asked('"it | is; ("', "x") != Same()


def test_the_same_question_has_the_same_script() -> None:
    text = SAME["a mean and a product"]
    assert stated(asking(text), Algebra(Budget(TERMS))) == stated(asking(text), Algebra(Budget(TERMS)))


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize(("name", "possible"), [("quotients one after the other", False), ("one sum", True)])
def test_every_solver_reads_the_script(engine: Engine, name: str, possible: bool) -> None:
    """With a model come the values of all unknowns, and they are within their bounds."""
    script, names = stated(asking({**SAME, **DIFFERENT}[name]), Algebra(Budget(TERMS)))
    answer = engine.open(script, engine.seed, engine.resources).some((DIFFER,), (DIFFER,))
    if not possible:
        assert answer == Impossible()
        return
    assert isinstance(answer, Possible) and answer.shown == {DIFFER}
    found = {names[symbol]: value for symbol, value in answer.numbers}
    assert found.keys() == {"1:s/#0", "2:s/#0", "x/#0"} and all(0 <= v <= 1_000 for v in found.values())
    assert 1_500 - found["x/#0"] in (found["1:s/#0"], found["2:s/#0"])


SEEDS = 60


def answers(seeds: range) -> list[tuple[Asked, bool]]:
    """Z3's answer to every question about tiny programs, and whether any two runs differ."""
    found: list[tuple[Asked, bool]] = []
    for seed in seeds:
        made = core_of(from_seed(seed, TINY))
        runs = [] if made.goals else [(i, run(made, i)) for i in all_inputs(made, most=200)]
        graph = lower(made)
        if not runs or graph.asks or made.requires:
            continue
        for opened in graph.opens:
            for name in (i.name for i in made.inputs):
                said = ask(question(graph, opened.leaves, name), Budget(TERMS), ENOUGH)
                found.append((said, moves(runs, opened.field, name)))
    return found


def test_z3_agrees_with_trying_all_inputs() -> None:
    found = answers(range(SEEDS))
    assert not [said for said, moved in found if moved and said == Same()]
    assert {type(said) for said, _ in found} >= {Same, Differ}


def test_no_certificate_speaks_of_z3() -> None:
    found = checked(naming(SAME["a square is not below 0"]))
    assert found.certificate is not None and json.loads(found.certificate)["semantic"] == []
