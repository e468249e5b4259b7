"""`tcme check` in CI: formats, several paths, what is committed, and the solver that the lock pins."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tcme.cli.app import application, guarded
from tcme.compiler.smt.solver import ENGINES
from tests.cli.shell import Done, tcme

Check = Callable[..., Done]
DEAL = "millionaires"
TENDER = Path(__file__).parents[2] / "examples" / "tender"
USAGE = [
    ("check", "leak.tcme", "--json", "--format", "sarif"),
    ("check", "leak.tcme", "--output", "x.json"),
    ("check", "leak.tcme", "maybe.tcme", "--smt", "x.smt2"),
    ("check", "leak.tcme", "--format", "xml"),
    ("check", "leak.tcme", "--solver", "yices"),
    ("check", "leak.tcme", "--smt", "leak.tcme"),
    ("check", "leak.tcme", "--smt", "tcme.lock"),
    ("check", "leak.tcme", "--smt", "x", "--format", "json", "--output", "./x"),
    ("check", "leak.tcme", "--format", "sarif", "--output", "leak.flow.json"),
    ("check", "modules/pricing.tcme", "--smt", "x.smt2"),
]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """`tcme check` in this process, which is faster."""

    def run(world: Path, *words: str) -> Done:
        monkeypatch.chdir(world)
        monkeypatch.setattr(sys, "argv", ["tcme", "check", *words])
        code = guarded(lambda: application(sys.argv[1:])(standalone_mode=False))
        return Done(*capsys.readouterr(), code)

    return run


def lock_of(world: Path) -> Any:
    return json.loads((world / DEAL / "tcme.lock").read_text("utf-8"))


def listing(world: Path) -> dict[str, bytes]:
    return {str(p.relative_to(world)): p.read_bytes() for p in sorted(world.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("words", USAGE, ids=lambda words: " ".join(words[2:]))
def test_what_is_misused(world: Path, check: Check, words: tuple[str, ...]) -> None:
    before = listing(world)
    done = check(world, *words[1:])
    assert done.code == 2 and (done.err or done.out).count("TC002") == 1 and listing(world) == before


@pytest.mark.parametrize("words", [("--json",), ("--format", "json"), ("--format=json",)])
def test_ways_to_ask_for_json(world: Path, check: Check, words: tuple[str, ...]) -> None:
    done = check(world, "leak.tcme", *words)
    assert done.code == 1 and done.codes == ["TC301"]
    assert check(world, "nowhere.tcme", *words).codes == ["TC001"]
    assert check(world, "leak.tcme", "--frob", *words).codes == ["TC002"]


def test_several_paths_and_the_worst_exit_code(world: Path, check: Check) -> None:
    done = check(world, DEAL, "leak.tcme", "maybe.tcme", "--json", "--no-write")
    assert done.code == 1 and not done.data["ok"]
    programs = done.data["programs"]
    assert [p["path"] for p in programs] == [f"{DEAL}/main.tcme", "leak.tcme", "maybe.tcme"]
    assert [p["ok"] for p in programs] == [True, False, False]
    assert check(world, DEAL, "maybe.tcme", "--no-write").code == 4
    assert check(world, "leak.tcme", "broken.tcme").code == 3
    assert check(world, "broken.tcme", "nowhere.tcme").code == 2


def test_every_program_below_a_folder(world: Path, check: Check) -> None:
    hidden = world / "modules" / ".venv"
    hidden.mkdir()
    (hidden / "broken.tcme").write_text("program", "utf-8")
    done = check(world, "--all", "modules", "--no-write", "--json")
    found = [p["path"] for p in done.data["programs"]]
    assert done.code == 0 and "modules/main.tcme" in found and "modules/shared/deep.tcme" in found
    assert not [p for p in found if ".venv" in p]
    assert check(world, "--all", "empty", "--json").codes == ["TC001"]


def test_json_in_a_file_and_people_are_told(world: Path, check: Check) -> None:
    done = check(world, DEAL, "--format", "json", "--output", "found.json")
    assert done.code == 0 and done.out.startswith("proved: ")
    assert json.loads((world / "found.json").read_text("utf-8"))["ok"]


def test_the_solver_is_pinned(world: Path, check: Check) -> None:
    assert "pins" not in check(world, DEAL).out
    pinned = lock_of(world)["solver"]
    assert pinned == {"z3": ENGINES["z3"].pinned()}
    assert set(pinned["z3"]) == {"version", "seed", "resources"}
    again = (world / DEAL / "tcme.lock").stat().st_mtime_ns
    assert check(world, DEAL).code == 0 and (world / DEAL / "tcme.lock").stat().st_mtime_ns == again


def test_the_pinned_solvers_are_those_that_are_used(world: Path, check: Check) -> None:
    said = check(world, DEAL, "--solver", "both").out
    assert set(lock_of(world)["solver"]) == {"z3", "cvc5"} and "pins" not in said
    assert check(world, DEAL, "--locked").code == 0
    assert check(world, DEAL).code == 0 and set(lock_of(world)["solver"]) == {"z3", "cvc5"}
    other = check(world, DEAL, "--locked", "--solver", "z3", "--json")
    assert other.codes == ["TC620"] and other.code == 6
    changed = check(world, DEAL, "--solver", "cvc5").out
    assert "tcme.lock now pins cvc5" in changed and set(lock_of(world)["solver"]) == {"cvc5"}


def test_the_rest_of_the_lock_stays(world: Path, check: Check) -> None:
    check(world, DEAL)
    lock = lock_of(world)
    lock["models"], lock["solver"] = {"m": {"sha256": "x"}}, {}
    text = json.dumps(lock, indent=2, sort_keys=True) + "\n"
    (world / DEAL / "tcme.lock").write_text(text, "utf-8")
    assert check(world, DEAL).code == 0
    assert lock_of(world)["models"] == lock["models"] and set(lock_of(world)["solver"]) == {"z3"}


def test_locked_passes_and_writes_nothing(world: Path, check: Check) -> None:
    check(world, DEAL)
    before = listing(world)
    assert check(world, DEAL, "--locked").code == 0
    assert check(world, DEAL, "--locked", "--format", "sarif").data["runs"][0]["results"] == []
    assert check(world, "modules/pricing.tcme", "--locked").code == 0
    assert listing(world) == before


@pytest.mark.parametrize("missing", ["main.flow.json", "tcme.lock"])
def test_locked_wants_what_is_to_be_committed(world: Path, check: Check, missing: str) -> None:
    check(world, DEAL)
    (world / DEAL / missing).unlink()
    before = listing(world)
    done = check(world, DEAL, "--locked", "--json")
    assert done.code == 6 and done.codes == ["TC625" if missing == "main.flow.json" else "TC620"]
    assert listing(world) == before and not done.data["ok"]


def test_locked_wants_the_examples_that_were_pinned(world: Path, check: Check) -> None:
    """Answers depend on them, and the certificate has only their name."""
    shutil.copytree(TENDER, world / "tender")
    assert check(world, "tender", "--locked").code == 0
    examples = world / "tender" / "grades.jsonl"
    examples.write_bytes(examples.read_bytes() + b"\n")
    assert (done := check(world, "tender", "--locked", "--json")).code == 6 and done.codes == ["TC620"]
    examples.unlink()
    assert check(world, "tender", "--locked", "--json").codes == ["TC001"]


def changed_reason(text: str) -> str:
    return text.replace("both agreed", "both have agreed")


def comment(text: str) -> str:
    return text + "// nothing\n"


@pytest.mark.parametrize(
    ("change", "sections"),
    [
        (comment, {"digests.source", "seal"}),
        (changed_reason, {"fields", "seal"}),
    ],
)
def test_locked_names_the_sections_that_differ(
    world: Path, check: Check, change: Callable[[str], str], sections: set[str]
) -> None:
    check(world, DEAL)
    program = world / DEAL / "main.tcme"
    text = program.read_text("utf-8")
    assert change(text) != text
    program.write_text(change(text), "utf-8")
    done = check(world, DEAL, "--locked", "--json")
    (said,) = done.data["diagnostics"]
    assert (said["code"], done.code) == ("TC625", 6) and "`tcme check`" in said["help"]
    named = set(said["message"].split("`")[3::2])
    assert sections <= named and "totals" not in named


@pytest.mark.parametrize("committed", [b"", b"[]", b"{}", b"\xff", b"[" * 10_000])
def test_locked_refuses_what_is_no_certificate(world: Path, check: Check, committed: bytes) -> None:
    check(world, DEAL)
    (world / DEAL / "main.flow.json").write_bytes(committed)
    assert check(world, DEAL, "--locked", "--json").codes == ["TC625"]


def test_locked_refuses_another_layout_of_the_same_certificate(world: Path, check: Check) -> None:
    check(world, DEAL)
    file = world / DEAL / "main.flow.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")), indent=1), "utf-8")
    done = check(world, DEAL, "--locked")
    assert done.code == 6 and "its layout" in done.err


def test_locked_refuses_what_is_refused_as_such(world: Path, check: Check) -> None:
    before = listing(world)
    assert check(world, "leak.tcme", "--locked").code == 1
    assert check(world, "maybe.tcme", "--locked").code == 4
    assert check(world, "broken.tcme", "--locked").code == 3
    assert listing(world) == before


@pytest.mark.parametrize(
    ("fact", "value", "help"),
    [
        ("version", "4.8.1", "`pip install z3-solver==4.8.1`, or run `tcme check`"),
        ("version", "4; rm -rf x", "run `tcme check`"),
        ("seed", "7", "run `tcme check`"),
        ("resources", "1", "run `tcme check`"),
    ],
)
def test_locked_refuses_another_solver(world: Path, check: Check, fact: str, value: str, help: str) -> None:
    check(world, DEAL)
    lock = lock_of(world)
    lock["solver"]["z3"][fact] = value
    file = world / DEAL / "tcme.lock"
    file.write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n", "utf-8")
    done = check(world, DEAL, "--locked", "--json")
    (said,) = done.data["diagnostics"]
    assert (said["code"], done.code) == ("TC620", 6) and said["help"].startswith(help)
    plain = check(world, DEAL)
    assert plain.code == 0 and f"before z3 {lock['solver']['z3']['version']}" in plain.out
    assert check(world, DEAL, "--locked").code == 0


@pytest.mark.parametrize("fact", [5, {"a": 1}, "5.4\nproved: 26 obligations", "\x1b[31m"])
def test_a_lock_with_facts_that_are_no_line_of_text(world: Path, check: Check, fact: object) -> None:
    check(world, DEAL)
    lock = lock_of(world)
    lock["solver"]["z3"]["version"] = fact
    text = json.dumps(lock, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (world / DEAL / "tcme.lock").write_text(text, "utf-8")
    done = check(world, DEAL, "--locked", "--json")
    assert (done.code, done.codes) == (6, ["TC620"]) and "cannot be read as a lock" in done.out


@pytest.mark.parametrize("lock", ["", "{}", '{"version": 1}', '{"solver": {"z3": 1}}'])
def test_a_broken_lock_is_never_written_over(world: Path, check: Check, lock: str) -> None:
    (world / DEAL / "tcme.lock").write_text(lock, "utf-8")
    for words in ((), ("--locked",)):
        assert check(world, DEAL, "--json", *words).codes == ["TC620"]
    assert (world / DEAL / "tcme.lock").read_text("utf-8") == lock


def test_a_lock_with_a_solver_that_we_do_not_have(world: Path, check: Check) -> None:
    check(world, DEAL)
    lock = lock_of(world)
    lock["solver"] = {"yices": {"version": "2"}}
    (world / DEAL / "tcme.lock").write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n", "utf-8")
    done = check(world, DEAL, "--json")
    assert done.codes == ["TC620"] and done.code == 6
    assert check(world, DEAL, "--solver", "z3").code == 0


def test_the_commands_that_read_the_lock_go_on(world: Path, check: Check) -> None:
    check(world, DEAL, "--solver", "both")
    assert tcme("plan", DEAL, "--json", cwd=world).code == 0
    assert tcme("model", "prepare", DEAL, "--json", cwd=world).code == 0
    assert set(lock_of(world)["solver"]) == {"z3", "cvc5"}
