"""`tcme run` with real processes: the outputs, and inputs that are refused without showing them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.shell import ROOT, tcme

EXAMPLE = ROOT / "examples" / "millionaires"
SECRET = "987654321987"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("main.tcme", "alice.json", "bob.json"):
        shutil.copy(EXAMPLE / name, tmp_path / name)
    return tmp_path


def released(folder: Path) -> list[Path]:
    return [*folder.rglob("output.json"), *folder.rglob("receipt.json")]


def test_the_example_gives_what_it_promises(folder: Path) -> None:
    done = tcme("run", ".", "--out", "out", "--json", cwd=folder)
    assert done.code == 0 and done.data["ok"]
    assert done.data["outputs"] == json.loads((EXAMPLE / "expected.json").read_text())
    assert (done.data["bits"], done.data["assurance"]) == ({"richer": 1.58}, "mpc")
    receipt = done.data["receipts"]["alice"]
    said = tcme("verify", receipt, "--json", cwd=folder)
    assert (said.code, said.data["run"]) == (0, done.data["run"])
    (folder / "other.flow.json").write_text("{}")
    other = tcme("verify", receipt, "--certificate", "other.flow.json", "--json", cwd=folder)
    assert (other.code, other.codes) == (6, ["TC622"])


BAD = {
    "not json": ("{" + SECRET, "TC713"),
    "no object": (f"[{SECRET}]", "TC713"),
    "out of range": (f'{{"a": {SECRET}}}', "TC713"),
    "wrong type": (f'{{"a": "{SECRET}"}}', "TC713"),
    "unknown name": (f'{{"a": 5, "b": {SECRET}}}', "TC713"),
    "missing": (f'{{"c": {SECRET}}}', "TC713"),
    "nested deeply": ("[" * 100_000 + SECRET, "TC713"),
}


@pytest.mark.parametrize("name", BAD)
def test_an_input_that_is_refused_is_never_shown(folder: Path, name: str) -> None:
    text, code = BAD[name]
    (folder / "alice.json").write_text(text)
    done = tcme("run", ".", "--json", cwd=folder)
    assert (done.codes, done.code) == ([code], 5)
    assert SECRET not in done.out and SECRET[:6] not in done.out
    assert released(folder) == []


def test_for_people_too(folder: Path) -> None:
    (folder / "alice.json").write_text(f'{{"a": {SECRET}}}')
    done = tcme("run", ".", cwd=folder)
    assert (done.code, done.out) == (5, "") and "error[TC713]" in done.err and SECRET not in done.err


def test_a_missing_file_is_found_before_anything_runs(folder: Path) -> None:
    (folder / "bob.json").unlink()
    done = tcme("run", ".", "--json", cwd=folder)
    assert (done.codes, done.code) == (["TC010"], 2) and released(folder) == []


def test_a_requirement_that_does_not_hold(folder: Path) -> None:
    shutil.copy(ROOT / "tests" / "accept" / "required.tcme", folder / "main.tcme")
    (folder / "alice.json").write_text('{"low": 17, "high": 4}')
    (folder / "bob.json").write_text('{"guess": 5}')
    done = tcme("run", ".", "--json", cwd=folder)
    assert (done.codes, done.code) == (["TC714"], 5) and "17" not in done.data["diagnostics"][0]["message"]


def test_requirements_that_hold(folder: Path) -> None:
    shutil.copy(ROOT / "tests" / "accept" / "required.tcme", folder / "main.tcme")
    (folder / "alice.json").write_text('{"low": 4, "high": 17}')
    (folder / "bob.json").write_text('{"guess": 5}')
    done = tcme("run", ".", "--json", cwd=folder)
    assert done.code == 0 and done.data["outputs"] == {"bob": {"inside": True}}
