"""The command line as people have it: a process of its own, in a folder of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TCME = Path(sys.executable).parent / "tcme"
PLAIN = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "110"}


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def data(self) -> Any:
        """The one JSON object on standard output; with it, nothing is on standard error."""
        assert self.err == ""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def codes(self) -> list[str]:
        return [d["code"] for d in self.data["diagnostics"]]


def tcme(*words: str | Path, cwd: Path) -> Done:
    """Runs a command; no command ever shows a traceback or a path of this project's source."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TCME")} | PLAIN
    done = subprocess.run(
        [TCME, *map(str, words)], cwd=cwd, env=environment, capture_output=True, text=True, timeout=180
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert "tcme/cli" not in done.stdout + done.stderr
    return Done(done.stdout, done.stderr, done.returncode)


def put(folder: Path, **inputs: object) -> None:
    """Writes `NAME.json` for each party."""
    for name, value in inputs.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
