"""Files that are none: pipes with and without a writer, folders, devices.  Nothing waits for nobody."""

import os
import resource
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tcme.dsl import files
from tcme.dsl.diagnostics import Fault
from tests.cli.shell import TCME, tcme
from tests.cli.test_verify import proved as proved

COMMANDS = [
    ("verify", "pipe.json"),
    ("verify", "main.flow.json", "--source", "pipe.json"),
    ("diff", "pipe.json", "main.tcme"),
    ("diff", "main.tcme", "pipe.json"),
    ("diff", "pipe.tcme", "main.tcme"),
    ("check", "pipe.tcme"),
    ("plan", "pipe.tcme"),
    ("fmt", "pipe.tcme"),
    ("test", "pipe.tcme"),
    ("run", "main.tcme", "--input", "alice=pipe.json"),
    ("check", "main.tcme", "--smt", "pipe.json"),
    ("test", "main.tcme", "--junit", "pipe.json"),
]


@pytest.fixture
def folder(proved: Path, tmp_path: Path) -> Path:
    for name in ("main.tcme", "main.flow.json"):
        (tmp_path / name).write_bytes((proved / name).read_bytes())
    for name in ("pipe.json", "pipe.tcme"):
        os.mkfifo(tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_pipe_that_nobody_writes_to_is_refused(folder: Path, words: tuple[str, ...]) -> None:
    if "--junit" in words:
        with (folder / "main.tcme").open("a") as program:
            program.write('\ntest "more" {\n    a = 1\n    b = 0\n    expect richer == ALICE\n}\n')
    done = tcme(*words, cwd=folder)
    assert (done.code, done.err.count("TC006"), done.err.count("`pipe.")) == (2, 1, 1)
    assert "help: " in done.err or "cannot be written" in done.err


def test_a_lock_that_is_a_pipe_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "tcme.lock")
    done = tcme("check", "main.tcme", "--locked", cwd=folder)
    assert (done.code, done.err.count("TC620")) == (6, 1)


def test_what_a_shell_substitutes_is_read(folder: Path) -> None:
    script = f"'{TCME}' verify <(sleep 0.2; cat main.flow.json) --source <(cat main.tcme)"
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr, done.stdout.splitlines()[-1]) == (0, "", "proved")


def test_standard_input_is_read(folder: Path) -> None:
    for script in ("cat main.flow.json |", "< main.flow.json"):
        done = subprocess.run(
            ["bash", "-c", f"{script} '{TCME}' verify /dev/stdin"],
            cwd=folder,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 0


@pytest.mark.parametrize("handles", [0, 1024])
def test_who_writes_nothing_is_waited_for_no_longer_than_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, handles: int
) -> None:
    """Also with so many files open that the next one has a large number."""
    monkeypatch.setattr(files, "IDLE", 0.1)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as held:
        held.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
        for _ in range(handles):
            held.enter_context(open(os.devnull, "rb"))
        held.callback(os.close, os.open(folder / "pipe.json", os.O_RDWR))
        began = time.monotonic()
        with pytest.raises(Fault, match="nothing came for") as refused:
            files.read_bytes(folder / "pipe.json", 10)
    assert refused.value.code == "TC006" and time.monotonic() - began < 10


def test_all_parts_of_a_pipe_are_read_up_to_the_limit(folder: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"x" * 1000)
    os.close(writer)
    path = Path(f"/proc/self/fd/{reader}")
    try:
        with pytest.raises(Fault, match="larger than 999"):
            files.read_bytes(path, 999)
    finally:
        os.close(reader)


@pytest.mark.parametrize("name", [".", "/dev/null"])
def test_what_has_no_content_is_refused(folder: Path, name: str) -> None:
    done = tcme("verify", name, cwd=folder)
    assert done.code in (2, 6) and done.err.startswith("error[TC")


def test_the_checker_alone_waits_for_nobody(folder: Path) -> None:
    words = [TCME.parent / "python", "-m", "tcme.checker", "pipe.json"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.partition(":")[0]) == (6, "refused")
