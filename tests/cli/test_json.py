"""`--json`: one object on standard output, nothing on standard error, the exit code of the same command."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import tcme

REFUSED = {
    "leak.tcme": ("TC301", 1, "refuted"),
    "maybe.tcme": ("TC301", 4, "not proved"),
    "broken.tcme": ("TC101", 3, None),
}
FAULTS = [
    (("check", "nowhere.tcme"), "TC001", 2),
    (("plan", "empty"), "TC001", 2),
    (("fmt", "latin.tcme"), "TC008", 2),
    (("check",), "TC002", 2),
    (("new", "Big"), "TC004", 2),
    (("new", "empty"), "TC005", 2),
    (("new", "alone.tcme/a"), "TC006", 2),
    (("new", "a" * 300), "TC006", 2),
    (("check", "a" * 300), "TC001", 2),
    (("explain", "a" * 300), "TC003", 2),
    (("run", "millionaires", "--out", "a" * 300), "TC006", 2),
    (("run", "millionaires", "--input", "alice=" + "a" * 300), "TC010", 2),
    (("test", "tested", "-k", "alice has", "--junit", "nowhere/x.xml"), "TC006", 2),
    (("test", "tested", "-k", "alice has", "--junit", "empty"), "TC006", 2),
    (("run", "leak.tcme"), "TC301", 1),
    (("run", "millionaires", "--input", "carol=x"), "TC002", 2),
    (("verify", "leak.tcme"), "TC640", 6),
]


@pytest.mark.parametrize("program", REFUSED)
def test_check_of_what_is_refused(world: Path, program: str) -> None:
    code, status, answer = REFUSED[program]
    done = tcme("check", program, "--json", cwd=world)
    (said,) = done.data["diagnostics"]
    assert (said["code"], done.code, said["answer"], done.data["ok"]) == (code, status, answer, False)
    assert said["file"] == program and said["span"]["start"]["line"] > 1
    assert not list(world.glob("*.flow.json"))


@pytest.mark.parametrize(("words", "code", "status"), FAULTS, ids=lambda value: str(value))
def test_what_goes_wrong(world: Path, words: tuple[str, ...], code: str, status: int) -> None:
    done = tcme(*words, "--json", cwd=world)
    assert (done.codes, done.code, done.data["ok"]) == ([code], status, False)


def test_check_writes_the_certificate_unless_told_not_to(world: Path) -> None:
    certificate = world / "millionaires" / "main.flow.json"
    done = tcme("check", "millionaires", "--no-write", "--json", cwd=world)
    assert (done.code, done.data["ok"], done.data["diagnostics"]) == (0, True, [])
    assert done.data["adversaries"] == 4 and done.data["assumed_away"] and not certificate.exists()
    tcme("check", "millionaires", cwd=world)
    assert json.loads(certificate.read_text())["format"] == "tcme-flow-3"


def test_plan(world: Path) -> None:
    done = tcme("plan", "millionaires", "--json", cwd=world)
    plan = done.data["plan"]
    assert (done.code, plan["program"], plan["adversaries"]) == (0, "millionaires", 4)


def test_fmt(world: Path) -> None:
    done = tcme("fmt", "--check", "messy.tcme", "--json", cwd=world)
    assert (done.code, done.data) == (1, {"ok": False, "changed": ["messy.tcme"]})
    done = tcme("fmt", "messy.tcme", "--json", cwd=world)
    assert (done.code, done.data) == (0, {"ok": True, "changed": ["messy.tcme"]})


def test_new(world: Path) -> None:
    done = tcme("new", "fresh", "--json", cwd=world)
    files = ["alice.json", "bob.json", "main.tcme"]
    assert (done.code, done.data) == (0, {"ok": True, "folder": "fresh", "files": files})
    assert sorted(path.name for path in (world / "fresh").iterdir()) == files


def test_explain(world: Path) -> None:
    done = tcme("explain", "tc301", "--json", cwd=world)
    assert (done.code, done.data["code"]) == (0, "TC301")
    assert done.data["page"].startswith("# TC301: ")
    done = tcme("explain", "list", "--json", cwd=world)
    assert done.code == 0 and done.data["codes"]["TC301"]
    done = tcme("explain", "TC999", "--json", cwd=world)
    assert (done.code, done.codes) == (2, ["TC003"])


def test_explain_for_people(world: Path) -> None:
    done = tcme("explain", "TC301", cwd=world)
    assert done.code == 0 and "TC301" in done.out and done.err == ""


def test_help_and_version(world: Path) -> None:
    for words in ((), ("-h",), ("--help",), ("check", "--help")):
        assert "Usage" in tcme(*words, cwd=world).out
    done = tcme("--version", cwd=world)
    assert (done.code, done.err) == (0, "") and done.out.startswith("tcme ")
