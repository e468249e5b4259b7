"""Streams that are closed, nobody reads, or end in one log; folders that cannot be read; interrupts."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tcme.cli.project import every, programs
from tcme.dsl.diagnostics import Fault
from tests.cli.shell import TCME
from tests.cli.test_hooks import LEAK, MILLIONAIRES

BUFFERED = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"} | {"NO_COLOR": "1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(LEAK, tmp_path / "leak.tcme")
    shutil.copy(MILLIONAIRES, tmp_path / "right.tcme")
    return tmp_path


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = ["bash", "-c", script.replace("tcme ", f"'{TCME}' ", 1)]
    return subprocess.run(words, cwd=folder, env=BUFFERED, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("program, code", [("leak.tcme", 1), ("right.tcme", 0)])
@pytest.mark.parametrize("end", [">&-", "| true; exit ${PIPESTATUS[0]}"])
def test_nobody_reads(folder: Path, program: str, code: int, end: str) -> None:
    done = shell(f"tcme check {program} --no-write --json {end}", folder)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


SAID = ("check right.tcme", "check right.tcme --json", "check leak.tcme --json", "plan right.tcme --steps")
SHOWN = ("explain TC301", "explain list", "--version", "--help", "check --help")
DIRECT = "PYTHONUNBUFFERED=1 "


@pytest.mark.parametrize("words", [*SAID, *SHOWN])
@pytest.mark.parametrize("before", ["", DIRECT])
def test_what_cannot_be_written_is_said_and_is_no_success(folder: Path, before: str, words: str) -> None:
    done = shell(f"{before}tcme {words} >/dev/full", folder)
    said = "error[TC015]: standard output cannot be written: No space left on device"
    lines = [line for line in done.stderr.splitlines() if line.startswith("error")]
    assert (done.returncode, lines) == (2, [said]) and "Traceback" not in done.stderr
    assert (folder / "right.flow.json").exists() == words.startswith("check right")


@pytest.mark.parametrize("before", ["", DIRECT])
def test_nothing_can_be_said_anywhere(folder: Path, before: str) -> None:
    assert shell(f"{before}tcme check right.tcme >/dev/full 2>&1", folder).returncode == 2
    assert shell(f"{before}tcme check leak.tcme 2>/dev/full", folder).returncode == 1


@pytest.mark.parametrize("before", ["", DIRECT])
def test_what_is_written_in_part_is_no_success(folder: Path, before: str) -> None:
    done = shell(f"trap '' XFSZ; ulimit -f 1; {before}tcme plan right.tcme --json >out", folder)
    assert (done.returncode, done.stderr.count("error[TC015]")) == (2, 1)
    assert (folder / "out").stat().st_size > 0


@pytest.mark.parametrize("words", ["plan right.tcme --steps", *SHOWN])
@pytest.mark.parametrize("before", ["", DIRECT])
def test_a_reader_who_has_left_is_no_failure(folder: Path, before: str, words: str) -> None:
    done = shell(f"{before}tcme {words} | true; exit ${{PIPESTATUS[0]}}", folder)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_message_stands_below_its_program(folder: Path) -> None:
    lines = shell("tcme check --all . --no-write 2>&1", folder).stdout.splitlines()
    assert lines[0] == "leak.tcme" and lines[1].startswith("refuted[TC301]")


def test_a_name_that_is_no_text_has_an_address(folder: Path) -> None:
    shutil.move(folder / "leak.tcme", os.fsencode(folder) + b"/\xff.tcme")
    found = json.loads(shell("tcme check --all . --no-write --format sarif", folder).stdout)
    (place,) = found["runs"][0]["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "%FF.tcme"


def test_a_long_line_is_not_repeated_whole(folder: Path) -> None:
    (folder / "leak.tcme").write_text("\0" * 5_000)
    done = shell("tcme check leak.tcme", folder)
    assert done.returncode == 3 and len(done.stderr) < 100_000


@pytest.mark.parametrize("hidden", [False, True])
def test_a_folder_that_cannot_be_read_is_never_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch, hidden: bool
) -> None:
    """Simulated: the user of the tests may have all rights."""
    closed = folder / (".closed" if hidden else "closed")
    closed.mkdir()
    scan = os.scandir

    def refusing(path: Any) -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    for look in (every, programs):
        if hidden:
            assert len(list(look([folder]))) == 2
        else:
            with pytest.raises(Fault, match="cannot be read") as refused:
                list(look([folder]))
            assert refused.value.code == "TC006"


def test_an_interrupted_check_says_so(folder: Path) -> None:
    for n in range(20):
        shutil.copy(MILLIONAIRES, folder / f"p{n}.tcme")
    command = [TCME, "check", "--all", ".", "--json"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, preexec_fn=listening) as child:
        while not (folder / "p0.flow.json").exists():
            assert child.poll() is None
            time.sleep(0.005)
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=20)
    assert child.returncode == 130
    assert [d["code"] for d in json.loads(said)["diagnostics"]] == ["TC715"]


def listening() -> None:
    """A shell's background job ignores interrupts; a terminal's does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
