"""A warm process: it has imported what tests need and nothing that is mutated, and forks for each trial.

Its arguments are modules to import at once.  Reads one trial a line, as JSON, and answers with one result a
line."""

import importlib
import json
import os
import select
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.mutation.trial import Result, Trial, in_child, told

SHOWN = 2000
"""Characters of what a trial printed that are shown where it did not run."""


def main() -> None:
    root = Path.cwd()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for name in ("_pytest.assertion.rewrite", "hypothesis.strategies", *sys.argv[1:]):
        importlib.import_module(name)
    for line in sys.stdin:
        said = json.loads(line)
        result = forked(Trial(tuple(said["tests"]), said["module"], said["seconds"]), root)
        print(told(result), file=answers, flush=True)


def forked(trial: Trial, root: Path) -> Result:
    """The result of a trial in a child, which is ended with all that it started when its time is up."""
    with tempfile.TemporaryFile() as output:
        back, answer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(back)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            in_child(trial, root, output.fileno(), answer)
        os.close(answer)
        try:
            data = _read(back, trial.seconds)
        finally:
            os.close(back)
            _end(child)
        result = Result(**json.loads(data)) if data else Result("broken", why=_silent(data, trial))
        if result.outcome == "broken":
            output.seek(0)
            printed = output.read().decode(errors="replace")
            return replace(result, why=f"{result.why}\n{printed[-SHOWN:]}")
        return result


def _silent(data: bytes | None, trial: Trial) -> str:
    return "died" if data is not None else f"no end within {trial.seconds} seconds"


def _read(pipe: int, seconds: int) -> bytes | None:
    """All that is written, None where nothing is in time."""
    ready, _, _ = select.select([pipe], [], [], seconds)
    if not ready:
        return None
    data = b""
    while part := os.read(pipe, 1 << 16):
        data += part
        if data.endswith(b"}"):
            break
    return data


def _end(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
