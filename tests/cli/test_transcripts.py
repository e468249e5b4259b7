"""Transcripts: commands, what they print (standard error after `!`), and their exit codes.

`UPDATE=1` runs the commands of each file and writes what they print anew."""

import os
import shlex
from pathlib import Path

import pytest

from tests.cli.shell import Done, tcme

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


def named(path: Path) -> str:
    return path.stem


def told(command: str, done: Done) -> list[str]:
    errors = [f"! {line}".rstrip() for line in done.err.splitlines()]
    return [f"$ {command}", *done.out.splitlines(), *errors, f"exit {done.code}", ""]


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=named)
def test_a_session_goes_as_it_is_written_down(transcript: Path, world: Path) -> None:
    written = transcript.read_text("utf-8")
    commands = [line.removeprefix("$ ") for line in written.splitlines() if line.startswith("$ ")]
    lines = [line for c in commands for line in told(c, tcme(*shlex.split(c)[1:], cwd=world))]
    found = "\n".join(lines)
    if os.environ.get("UPDATE"):
        transcript.write_text(found, "utf-8")
    assert found == transcript.read_text("utf-8")
