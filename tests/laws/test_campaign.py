"""A seeded part of the campaign, and that the campaign would see what it looks for."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tcme import checker
from tcme.compiler import pipeline
from tcme.compiler.certificate import canonical
from tests.generate.flows import flow_from_seed
from tests.generate.program import given_text
from tests.laws.campaign.__main__ import main
from tests.laws.campaign.judging import Case, Plan, judged, judged_all
from tests.laws.campaign.result import Result, Totals, table
from tests.laws.campaign.tampering import changed_bytes, changed_field, places, resealed
from tests.laws.cases import checked
from tests.laws.test_oracle import program

FEW, MANY = 60, 2000
FOUND = sorted((Path(__file__).parent / "found").glob("*.tcme"))
EVERYTHING = Plan(whole=5, solvers=1)


def totals(results: "list[Result]") -> Totals:
    found = Totals()
    found.add(results)
    return found


def test_few_programs() -> None:
    found = totals(list(judged_all(range(FEW), EVERYTHING)))
    assert not found.findings, table(found)
    assert found.counts["questions to both solvers"] > FEW


@pytest.mark.slow
def test_many_programs() -> None:
    found = totals(list(judged_all(range(1_000_000, 1_000_000 + MANY), Plan())))
    assert not found.findings, table(found)
    assert 0.3 < found.accepted / found.programs < 0.6, table(found)
    rules = (
        "TC301 TC302 TC303 TC304 TC305 TC306 TC307 TC308 TC311 TC312 TC313 "
        "TC501 TC502 TC503 TC504 TC505 TC506 TC507"
    )
    rare = {code for code in rules.split() if found.codes[code] < found.programs / 400}
    assert not rare, table(found)
    assert all(found.counts[f"placed otherwise {code}"] > 20 for code in ("TC310", "TC506")), table(found)


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.stem)
def test_what_was_found_stays_repaired(file: Path) -> None:
    case = Case(0, given_text(file.read_text("utf-8")), Plan(solvers=1))
    case.judge()
    assert not case.findings, case.findings


def test_the_same_seed_gives_the_same_result() -> None:
    assert judged(3, EVERYTHING) == judged(3, EVERYTHING)
    assert flow_from_seed(3).text == flow_from_seed(3).text


# --- it would see ------------------------------------------------------------------------------------


def certified(text: str) -> dict[str, Any]:
    found = checked(given_text(text))
    assert found.certificate is not None
    made: dict[str, Any] = json.loads(found.certificate)
    return made


def findings(text: str, monkeypatch: pytest.MonkeyPatch, said: pipeline.Checked) -> set[str]:
    """What is found where the compiler says something else about a program."""
    monkeypatch.setattr("tests.laws.campaign.judging.checked", lambda _, **how: said)
    case = Case(0, given_text(text), Plan(solvers=1))
    case.judge()
    return {f.kind for f in case.findings}


def test_an_unsound_compiler_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It certifies the harmless program where it was given the one that does harm."""
    good, bad = program(), program(of="a")
    accepted, refused = checked(given_text(good)), checked(given_text(bad))
    said = replace_(accepted, core=refused.core)
    assert {"soundness", "disagreement"} <= findings(bad, monkeypatch, said)


def test_a_checker_that_proves_anything_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    proved = checker.check_bytes(canonical(certified(program())))
    monkeypatch.setattr("tcme.checker.check_bytes", lambda *_: proved)
    assert findings(program(of="a"), monkeypatch, checked(given_text(program(of="a")))) == {"disagreement"}
    assert "tampering" in findings(program(), monkeypatch, checked(given_text(program())))


def test_a_solver_that_says_something_else_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers about another program, in which more is possible."""
    found, other = checked(given_text(program())), checked(given_text(program(level="crafting")))
    assert other.report is not None
    assert "solvers" in findings(program(), monkeypatch, replace_(found, report=other.report))


def replace_(found: pipeline.Checked, **changed: Any) -> pipeline.Checked:
    return replace(found, **changed)


# --- placed otherwise --------------------------------------------------------------------------------


def placed_otherwise(text: str, times: int) -> Totals:
    """The same program judged often, with another change each time."""
    found = totals([])
    for seed in range(times):
        case = Case(seed, given_text(text), Plan(solvers=times + 1, tampered=times + 1, misplaced=1))
        case.judge()
        found.counts.update(case.counts)
        found.findings.extend(case.findings)
    return found


def test_another_placement_is_judged_by_all() -> None:
    found = placed_otherwise(program(), 40)
    changed, refused = (found.counts[f"placed otherwise{more}"] for more in ("", " refused by the checker"))
    assert not found.findings, table(found)
    assert all(found.counts[f"placed otherwise {code}"] > 5 for code in ("TC310", "TC506")), table(found)
    assert 0 < found.counts["placed otherwise harmful"] <= refused <= changed


def test_a_compiler_that_lets_others_in_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says of every placement what holds of its own."""
    own = checked(given_text(program())).report
    monkeypatch.setattr("tests.laws.campaign.judging.analyse", lambda *_, **how: own)
    assert "soundness" in {f.kind for f in placed_otherwise(program(), 12).findings}


# --- tampering ---------------------------------------------------------------------------------------


def test_changes_are_changes() -> None:
    good, random = certified(program()), Random(0)
    known, data = list(places(good)), canonical(good)
    assert all(changed_bytes(data, random) != data for _ in range(200))
    assert all(changed_field(good, known, random) != good for _ in range(200))
    assert json.loads(data) == good
    assert checker.check_bytes(resealed(good)).verdict == "proved"


def test_nodes_that_read_themselves_are_refused() -> None:
    """Under a new seal too, before anything follows arguments."""
    for wrong in (0, 10**6):
        good = certified(program(lets="let v = [a > b, a < b]", value="v[0]"))
        for node in good["ir"]["graph"]["nodes"]:
            node["args"] = [node["id"] + wrong for _ in node["args"]]
        assert "before it" in checker.check_bytes(resealed(good)).reason


# --- the command -------------------------------------------------------------------------------------


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--programs", "4", "--seed", "1", "--findings", str(tmp_path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["programs"] == 4 and said["findings"] == [] and not list(tmp_path.iterdir())


def test_a_finding_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.laws.campaign.judging.checked", lambda _, **how: 1 // 0)
    assert main(["--programs", "2", "--seed", "1", "--findings", str(tmp_path / "new")]) == 1
    files = sorted((tmp_path / "new").iterdir())
    assert [f.name for f in files] == ["crash_1.tcme", "crash_2.tcme"]
    assert files[0].read_text("utf-8").startswith("// seed 1, crash: ZeroDivisionError")
    assert "crashes: 2" in capsys.readouterr().out
