"""The shipped examples, run for real: processes, sockets, the model in its sandbox."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
TCME = Path(sys.executable).parent / "tcme"
PROGRAMS = sorted(path.parent.name for path in EXAMPLES.glob("*/main.tcme"))
WITH_MODEL = sorted(
    path.parent.name for path in EXAMPLES.glob("*/tcme.lock") if json.loads(path.read_text("utf-8"))["models"]
)


def tcme(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(a) for a in (TCME, *arguments)], capture_output=True, text=True, timeout=180)


def answered(*arguments: str | Path) -> dict[str, Any]:
    done = tcme(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def test_every_example_is_complete() -> None:
    assert len(PROGRAMS) >= 16
    for name in PROGRAMS:
        files = {path.name for path in (EXAMPLES / name).iterdir()}
        assert {"README.md", "expected.json", "main.flow.json"} <= files


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_run_gives_what_the_example_says(name: str, tmp_path: Path) -> None:
    result = answered("run", EXAMPLES / name, "--out", tmp_path / "run")
    assert result["outputs"] == read(EXAMPLES / name / "expected.json")
    assert result["assurance"] == ("isolated" if name in WITH_MODEL else "mpc")
    for receipt in result["receipts"].values():
        pinned = ("--certificate", EXAMPLES / name / "main.flow.json", "--keys", result["keys"])
        done = tcme("verify", receipt, *pinned)
        assert done.returncode == 0 and "with the keys of the run" in done.stdout, done.stderr


def test_keys_of_another_run_are_refused(tmp_path: Path) -> None:
    runs = [answered("run", EXAMPLES / "millionaires", "--out", tmp_path / str(i)) for i in range(2)]
    done = tcme("verify", runs[0]["receipts"]["alice"], "--keys", runs[1]["keys"])
    assert done.returncode == 6 and "TC622" in done.stderr


def test_silence_leaves_nothing_at_the_landlord(tmp_path: Path) -> None:
    """No output, no receipt, no file: as if there had been no run. The tenant has a receipt."""
    program, quiet = EXAMPLES / "damage_monitoring", EXAMPLES / "damage_monitoring" / "quiet.json"
    result = answered("run", program, "--input", f"tenant={quiet}", "--out", tmp_path / "run")
    assert result["outputs"] == {}
    assert list(result["receipts"]) == ["tenant"]
    assert list((tmp_path / "run" / "landlord").iterdir()) == []


def test_no_process_writes_the_inputs_anywhere(tmp_path: Path) -> None:
    result = answered("run", EXAMPLES / "tender", "--out", tmp_path / "run")
    secrets = [read(EXAMPLES / "tender" / f"{p}.json") for p in ("acme", "bolt", "core")]
    files = [p for p in (tmp_path / "run").rglob("*") if p.is_file()]
    written = "".join(p.read_text() for p in files) + json.dumps(result)
    for values in secrets:
        for value in values.values():
            assert str(value) not in written


def test_a_lock_that_differs_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "program"
    copy.mkdir()
    for file in (EXAMPLES / "damage_monitoring").iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    lock = (copy / "tcme.lock").read_text()
    digest = read(copy / "tcme.lock")["models"]["gemma3-270m"]["sha256"]
    (copy / "tcme.lock").write_text(lock.replace(digest, "0" * 64))
    done = tcme("run", copy)
    assert done.returncode == 6 and "TC620" in done.stderr


def test_a_changed_examples_file_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "program"
    copy.mkdir()
    for file in (EXAMPLES / "damage_monitoring").iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    with (copy / "scenes.jsonl").open("a") as scenes:
        scenes.write('{"text": "A door is open.", "value": "YES"}\n')
    done = tcme("run", copy)
    assert done.returncode == 6 and "TC620" in done.stderr


def test_a_model_that_was_not_prepared_is_refused(tmp_path: Path) -> None:
    env = os.environ | {"TCME_CACHE": str(tmp_path / "empty")}
    command = [str(TCME), "run", str(EXAMPLES / "damage_monitoring"), "--out", str(tmp_path / "run")]
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)
    assert done.returncode in (5, 6) and "Traceback" not in done.stderr
    assert not any(p.is_file() for p in (tmp_path / "run").rglob("*"))


@pytest.mark.parametrize("name", WITH_MODEL)
def test_the_models_beat_the_most_frequent_answer_clearly(name: str) -> None:
    result = answered("model", "vet", EXAMPLES / name)
    assert result["cases"] >= 20
    assert result["accuracy"] >= result["baseline"] + 0.2


@pytest.mark.parametrize("program", sorted((EXAMPLES / "refused").glob("*.tcme")), ids=lambda p: p.stem)
def test_what_is_refused_says_who_and_how(program: Path) -> None:
    done = tcme("check", program, "--json")
    result = json.loads(done.stdout)
    assert not result["ok"]
    errors = [d for d in result["diagnostics"] if d["severity"] == "error"]
    refuted = [d for d in errors if d["answer"] == "refuted"]
    assert done.returncode == (1 if refuted else 4)
    assert all(d["witness"] for d in refuted) and all(d["help"] for d in errors)
    assert not program.with_suffix(".flow.json").exists()


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_committed_certificate_is_the_programs(name: str, tmp_path: Path) -> None:
    copy = tmp_path / name
    shutil.copytree(EXAMPLES / name, copy, ignore=shutil.ignore_patterns(".tcme", "main.flow.json"))
    answered("check", copy)
    answered("check", EXAMPLES / name, "--locked")
    assert (copy / "main.flow.json").read_bytes() == (EXAMPLES / name / "main.flow.json").read_bytes()


def test_the_programs_own_tests_pass() -> None:
    done = tcme("test", EXAMPLES)
    assert done.returncode == 0, done.stdout + done.stderr
