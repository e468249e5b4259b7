"""SARIF: valid against the published schema, places that are right, and code flows from source to sink.

`UPDATE=1` writes the three golden files anew."""

import json
import os
import re
import shutil
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from tcme.cli.checking import Checking
from tcme.cli.formats import sarif
from tcme.cli.outcome import Outcome
from tests.cli.shell import ROOT, tcme

HERE = Path(__file__).parent / "sarif"
SCHEMA = HERE / "sarif-schema-2.1.0.json"
PUBLISHED = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
REJECT = ROOT / "tests" / "reject"
PROGRAMS = sorted(REJECT.glob("*/*.tcme"))
BROKEN = sorted((ROOT / "tests" / "dsl" / "reject").rglob("*.tcme"))[::10]
GOLDENS = {
    "leak": REJECT / "TC301_sources" / "if_condition.tcme",
    "joint_prompt": ROOT / "examples" / "refused" / "joint_prompt.tcme",
    "syntax": BROKEN[0],
}
STARTS = re.compile("comes from `|answers|computes this here")


@cache
def validator() -> Draft4Validator:
    data = SCHEMA.read_bytes()
    assert sha256(data).hexdigest() == PUBLISHED
    return Draft4Validator(json.loads(data), format_checker=Draft4Validator.FORMAT_CHECKER)


@cache
def outcome(program: Path) -> Outcome:
    return Checking(write=False).run(program)


def log(*programs: Path) -> Any:
    """The document, valid, as it is written."""
    found = json.loads(json.dumps(sarif.document([outcome(p) for p in programs])))
    assert [error.message for error in validator().iter_errors(found)] == []
    return found["runs"][0]


def locations(result: Any) -> list[Any]:
    """All that a result points to."""
    flows = [t for flow in result.get("codeFlows", ()) for t in flow["threadFlows"]]
    steps = [step["location"] for thread in flows for step in thread["locations"]]
    return [*result["locations"], *steps, *result.get("relatedLocations", ())]


def pointed(location: Any) -> str:
    """The text between the places, counted in code points, in the file that is named."""
    physical = location["physicalLocation"]
    file = Path(unquote(physical["artifactLocation"]["uri"]))
    if physical["artifactLocation"].get("uriBaseId") == "TCME_LIBRARY":
        file = ROOT / "tcme" / "stdlib" / file.name.removeprefix("std.")
    lines = file.read_text("utf-8").split("\n")
    region = physical["region"]
    first, last = region["startLine"] - 1, region["endLine"] - 1
    part = lines[first : last + 1]
    part[-1] = part[-1][: region["endColumn"] - 1]
    part[0] = part[0][region["startColumn"] - 1 :]
    return "\n".join(part)


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("program", [*PROGRAMS, *BROKEN], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_what_is_refused(program: Path) -> None:
    run, found = log(program), outcome(program)
    assert [r["ruleId"] for r in run["results"]] == [d.code for d in found.diagnostics]
    assert run["invocations"][0] == {
        "executionSuccessful": True,
        "exitCode": found.code,
        "toolExecutionNotifications": [],
    }
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        for location in locations(result):
            assert pointed(location) == location["physicalLocation"]["region"]["snippet"]["text"]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_code_flow_leads_from_its_start_to_the_sink(program: Path) -> None:
    for result, said in zip(log(program)["results"], outcome(program).diagnostics, strict=True):
        headed = [n.text for n in said.notes if n.span is None and ": how " in n.text]
        assert [f["message"]["text"] + ":" for f in result.get("codeFlows", ())] == headed
        for flow in result.get("codeFlows", ()):
            (thread,) = flow["threadFlows"]
            steps = [step["location"] for step in thread["locations"]]
            assert STARTS.search(steps[0]["message"]["text"]), steps[0]["message"]
            assert steps[-1]["physicalLocation"] == result["locations"][0]["physicalLocation"]
            assert len(steps) > 1


def test_every_undeclared_source_has_a_code_flow() -> None:
    sources = [p for p in PROGRAMS if p.parent.name == "TC301_sources"]
    results = [r for r in log(*sources)["results"] if r["ruleId"] == "TC301"]
    assert len(results) >= len(sources) > 10 and all("codeFlows" in r for r in results)
    assert {r["properties"]["rule"] for r in results} == {"sources"}
    assert {r["properties"]["answer"] for r in results} == {"refuted", "not proved"}


@pytest.mark.parametrize("name", GOLDENS)
def test_golden(name: str) -> None:
    run = log(GOLDENS[name])
    for rule in run["tool"]["driver"]["rules"]:
        del rule["help"]
    del run["tool"]["driver"]["version"], run["tool"]["driver"]["semanticVersion"]
    text = json.dumps(run, indent=2, ensure_ascii=False) + "\n"
    golden = HERE / f"{name}.expected"
    if os.environ.get("UPDATE"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_a_proved_program_has_no_results() -> None:
    run = log(ROOT / "examples" / "millionaires")
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []
    assert run["invocations"][0]["exitCode"] == 0 and run["columnKind"] == "unicodeCodePoints"


def test_a_warning_is_no_error() -> None:
    warned = sorted((ROOT / "tests" / "accept" / "warned").glob("*.tcme"))[0]
    run = log(warned)
    assert {r["level"] for r in run["results"]} == {"warning"} and run["invocations"][0]["exitCode"] == 0


def test_several_programs_are_one_run(tmp_path: Path) -> None:
    leak, proved = GOLDENS["leak"], ROOT / "examples" / "median"
    run = log(leak, proved, GOLDENS["syntax"], tmp_path / "nowhere.tcme")
    files = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]]
    assert {*files} == {p.relative_to(ROOT).as_posix() for p in (leak, GOLDENS["syntax"])}
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == 2 and not invocation["executionSuccessful"]
    assert [n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]] == ["TC001"]


def prints(folder: Path, text: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    (folder / "main.tcme").write_text(text, "utf-8")
    found = Checking(write=False).run(folder)
    return [r["partialFingerprints"]["tcme/v1"] for r in sarif.document([found])["runs"][0]["results"]]  # type: ignore[index]


def test_fingerprints_stay_when_lines_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = GOLDENS["leak"].read_text("utf-8")
    first = prints(tmp_path, text)
    assert len(first) == 1 and prints(tmp_path, "// one more\n\n" + text) == first
    assert prints(tmp_path, text.replace("sick_days", "ill_days")) != first
    assert prints(tmp_path / "other", text) != first


def test_columns_count_code_points_and_paths_are_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "größe 1"
    folder.mkdir()
    field = 'x : Bool of y to a because "𝔘𝔫𝔦 ü"'
    text = f'program p\nparty a\noutput O {{ {field} }}\nfn main() -> O {{ release O("𝔘" == z) }}\n'
    (folder / "main.tcme").write_text(text, "utf-8")
    run = log(Path("größe 1"))
    places = [location for result in run["results"] for location in locations(result)]
    assert places and all(pointed(p) == p["physicalLocation"]["region"]["snippet"]["text"] for p in places)
    files = {p["physicalLocation"]["artifactLocation"]["uri"] for p in places}
    assert files == {"gr%C3%B6%C3%9Fe%201/main.tcme"}


def test_a_module_of_the_library_has_a_base_of_its_own() -> None:
    run = log(REJECT / "TC301_sources" / "sorted_together.tcme")
    bases = {
        place["physicalLocation"]["artifactLocation"].get("uriBaseId")
        for result in run["results"]
        for place in locations(result)
    }
    assert bases == {None, "TCME_LIBRARY"} and "TCME_LIBRARY" in run["originalUriBaseIds"]


def test_the_file_is_written_and_people_are_told(tmp_path: Path) -> None:
    shutil.copy(GOLDENS["leak"], tmp_path / "leak.tcme")
    done = tcme("check", "leak.tcme", "--format", "sarif", "--output", "out.sarif", cwd=tmp_path)
    assert done.code == 1 and done.err.startswith("refuted[TC301]") and done.out == ""
    found = json.loads((tmp_path / "out.sarif").read_text("utf-8"))
    assert list(validator().iter_errors(found)) == []
    printed = tcme("check", "leak.tcme", "--format", "sarif", cwd=tmp_path)
    assert printed.code == 1 and printed.data == found
