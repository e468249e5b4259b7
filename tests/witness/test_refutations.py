"""What is shown really happened: every cell is run again, and what does not hold is found by no search."""

from dataclasses import replace
from pathlib import Path

import pytest

from tcme.compiler.core import Claim, CoreProgram, Endorse
from tcme.compiler.flow.obligations import Failure
from tcme.compiler.pipeline import check
from tcme.compiler.typecheck.walk import walk
from tcme.compiler.witness import search
from tcme.compiler.witness.alone import isolate, only
from tcme.compiler.witness.answer import witness
from tcme.compiler.witness.frozen import freeze
from tcme.compiler.witness.hosts import bend
from tcme.compiler.witness.oracle import Oracle
from tcme.compiler.witness.questions import WHERE, questioned
from tcme.compiler.witness.search import Found, chooses, differs, influences_unread, steers
from tcme.compiler.witness.shares import together
from tcme.compiler.witness.table import Attack, Roles, Subject, Table, run
from tcme.dsl.diagnostics import Answer
from tcme.dsl.source import Source
from tests.reject.programs import HERE, checked

SECRETS = ({"secret": 0}, {"secret": 1})
ATTACKS = (Attack({"mask": 0}, Oracle(0)), Attack({"mask": 1}, Oracle(0)))
SEARCHES = {"differs": differs, "steers": steers, "chooses": chooses, "unread": influences_unread}


def program(folder: str, name: str) -> CoreProgram:
    core = checked(HERE / folder / f"{name}.tcme").core
    assert core is not None
    return core


@pytest.mark.parametrize("name", SEARCHES)
def test_equal_cells_are_no_witness(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A table in which nothing differs, and one in which no run counts, refute nothing."""
    subject = Subject(program("TC302_robust", "bit_mask_of_the_reader"), "bits")
    for value in (7, search.BROKEN):
        table = Table({}, ATTACKS, SECRETS, ((value, value), (value, value)))
        monkeypatch.setattr(search, "tables", lambda *_, table=table: iter((table,)))
        assert SEARCHES[name](subject, Roles(("mask",), ("secret",), models=False)) is None


def test_one_attack_that_always_tells_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a field differs with the secret under every attack is what it declares."""
    table = Table({}, ATTACKS, SECRETS, ((0, 1), (1, 2)))
    monkeypatch.setattr(search, "tables", lambda *_: iter((table,)))
    subject = Subject(program("TC302_robust", "bit_mask_of_the_reader"), "bits")
    assert chooses(subject, Roles(("mask",), ("secret",), models=False)) is None
    assert steers(subject, Roles(("mask",), ("secret",), models=False)) is not None


def test_too_few_shares_give_nothing_back() -> None:
    assert together(("ann", "ben", "cleo"), 1, ("ann",)) == ()
    assert together(("ann", "ben", "cleo"), 1, ()) == ()


def refailed(path: Path, **changes: object) -> tuple[str, ...]:
    """What is shown for the first failure of a program after something about it has been changed."""
    report = checked(path).report
    assert report is not None and report.failures
    failure: Failure = replace(report.failures[0], **changes)
    return witness(failure)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("TC301_sources/if_condition", {"sources": ()}),
        ("TC302_robust/bit_mask_of_the_reader", {"secrets": ()}),
        ("TC302_robust/bit_mask_of_the_reader", {"controlled": ()}),
        ("TC303_steer/publisher_steers", {"publishers": ()}),
        ("TC303_steer/pinned_to_a_host", {"adversary": {"tenant": "passive", "enclave": "passive"}}),
        ("TC304_transparent/endorsed_sum", {"controlled": ()}),
        ("TC305_ask/asked_in_a_loop", {"adversary": {"reader": "passive", "enclave": "honest"}}),
        ("TC307_budget/two_recipients_together", {"adversary": {"insurer": "passive", "broker": "honest"}}),
        ("TC312_claim/in_a_loop", {"sources": ()}),
    ],
)
def test_an_adversary_without_the_means_refutes_nothing(name: str, changes: dict[str, object]) -> None:
    path = HERE / f"{name}.tcme"
    assert refailed(path) != ()
    assert refailed(path, **changes) == ()


@pytest.mark.parametrize(
    "name",
    [
        "TC301_sources/same_branches",
        "TC301_sources/times_zero",
        "TC301_sources/clamped_to_one_value",
        "TC301_sources/and_with_false",
        "TC301_sources/compared_with_itself",
        "TC302_robust/grades_in_one_array",
        "TC312_claim/cancels_out",
    ],
)
def test_where_nothing_leaks_nothing_is_refuted(name: str) -> None:
    (refusal,) = (d for d in checked(HERE / f"{name}.tcme").diagnostics if d.is_error)
    assert (refusal.answer, refusal.witness) == (Answer.NOT_PROVED, ())


def replayed(core: CoreProgram, field: str, found: Found) -> list[list[object]]:
    """Every cell, run again."""
    cells = [[{**attack.inputs, **secret} for secret in found.secrets] for attack in found.attacks]
    return [
        [run(core, field, inputs, attack.oracle) for inputs in row]
        for attack, row in zip(found.attacks, cells, strict=True)
    ]


def test_the_cells_of_a_witness_are_runs() -> None:
    core = program("TC302_robust", "bit_mask_of_the_reader")
    found = chooses(Subject(core, "bits"), Roles(("mask",), ("secret",), models=False))
    assert found is not None
    assert replayed(core, "bits", found) == [list(row) for row in found.cells]


LOOPS = """program loops
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary crafting
input xs : [[Int[0..9]; 2]; 3] from alice
input ys : [Int[0..9]; 2] from bob
output Out { f : [[Bool; 2]; 3] of xs, ys to alice because "agreed" }
fn main() -> Out {
    release Out([[(endorse x because "as it is") > y for (x, y) in zip(row, ys)] for row in xs])
}
"""


def test_what_is_endorsed_in_two_loops_keeps_its_values() -> None:
    """Each step reads its own: without an attack the frozen program gives what the program gives."""
    core = check(Source("loops", LOOPS)).core
    assert core is not None
    still = freeze(core)
    assert not [node for node in walk(still.program.result) if isinstance(node, Endorse)]
    inputs = {"xs": ((1, 9), (4, 4), (0, 7)), "ys": (3, 5)}
    given = {name: run(alone, "value", inputs, Oracle(0)) for name, alone in still.values}
    assert set(given.values()) == {inputs["xs"]}
    assert run(still.program, "f", {**inputs, **given}, Oracle(0)) == run(core, "f", inputs, Oracle(0))
    changed = {**inputs, "xs": ((9, 0), (9, 0), (9, 0)), **given}
    assert run(still.program, "f", changed, Oracle(0)) == run(core, "f", inputs, Oracle(0))


FOLDED = """program folded
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
input a : Int[0..9] from alice
input bs : [Int[0..9]; 3] from bob
output Out { f : Int[0..9] of a, bs to alice because "agreed" }
fn main() -> Out {
    release Out(fold best : Int[0..9] = a for b in bs {
        let better learn alice, bob = max(best, b)
        min(better, 7)
    })
}
"""


def test_a_value_in_a_fold_is_known_for_every_step() -> None:
    core = check(Source("folded", FOLDED)).core
    assert core is not None
    (made,) = (node for node in walk(core.result) if isinstance(node, Claim))
    value = isolate(core.result, made)
    assert value is not None
    assert run(only(core, value), "value", {"a": 2, "bs": (1, 9, 5)}, Oracle(0)) == (2, 9, 7)


def test_a_host_computes_as_written_or_as_it_likes() -> None:
    bent = bend(program("TC303_steer", "pinned_to_a_host"), ("enclave",))
    (choice,) = bent.choices
    said = [run(bent.program, "f", {"a": 9, choice: chosen}, Oracle(0)) for chosen in (None, True, False)]
    assert said == [True, True, False]
    assert bend(bent.program, ("somebody",)).choices == ()


def test_what_is_endorsed_in_a_question_is_a_choice_again() -> None:
    core = program("TC302_robust", "text_by_the_readers_index")
    asked = questioned(core, ("which",))
    assert asked.choices == (f"which{WHERE}",)
    assert questioned(core, ("letters_of_nobody",)).choices == ()
