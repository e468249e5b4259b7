"""A composite GitHub Action on this machine: its `run` steps in order, under the rules of the hosted runner.

Expressions are those that the action has: inputs, `runner.temp`, outputs of steps, and equality in `if`.  A
step of another action is noted with its words and not run."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*([^}]*?)\s*\}\}")
EQUAL = re.compile(r"([\w.-]+) == '([^']*)'")


@dataclass(slots=True)
class Done:
    """How the action ended: the exit code of the step that failed, what all printed, its outputs, and the
    other actions that it used, with what they were given."""

    code: int = 0
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Runner:
    """`workspace` is the user's checkout, `temp` the runner's folder, `path` the programs that are found."""

    action: Path
    workspace: Path
    temp: Path
    environment: Mapping[str, str]
    known: dict[str, str] = field(default_factory=dict)

    def run(self, **inputs: str) -> Done:
        """Stops at the first step that fails, as the runner does without `always()`."""
        stated: dict[str, Any] = yaml.safe_load((self.action / "action.yml").read_text("utf-8"))
        given = {name: words["default"] for name, words in stated["inputs"].items()}
        unknown = inputs.keys() - given.keys()
        assert not unknown, unknown
        self.known = {f"inputs.{name}": value for name, value in (given | inputs).items()}
        self.known["runner.temp"] = str(self.temp)
        done = Done()
        for step in stated["runs"]["steps"]:
            if done.code == 0 and self._wanted(step):
                self._step(step, done)
        done.outputs = {name: self._filled(words["value"]) for name, words in stated["outputs"].items()}
        return done

    def _wanted(self, step: dict[str, Any]) -> bool:
        if "if" not in step:
            return True
        condition = EQUAL.fullmatch(step["if"].removeprefix("${{").removesuffix("}}").strip())
        assert condition is not None, step["if"]
        return self._known(condition[1]) == condition[2]

    def _step(self, step: dict[str, Any], done: Done) -> None:
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", step["uses"])
            done.used[step["uses"]] = {k: self._filled(v) for k, v in step["with"].items()}
            return
        assert step["shell"] == "bash"
        script, said = self.temp / "step.sh", self.temp / "output"
        script.write_text(self._filled(step["run"]))
        said.write_text("")
        own = {name: self._filled(value) for name, value in step.get("env", {}).items()}
        places = {"GITHUB_OUTPUT": said, "GITHUB_ACTION_PATH": self.action}
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace,
            env={**self.environment, **{k: str(v) for k, v in places.items()}, "CI": "true", **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        done.code, done.log = ended.returncode, done.log + ended.stdout
        for line in said.read_text().splitlines():
            name, _, value = line.partition("=")
            self.known[f"steps.{step['id']}.outputs.{name}"] = value

    def _filled(self, text: str) -> str:
        return EXPRESSION.sub(lambda match: self._known(match[1]), text)

    def _known(self, name: str) -> str:
        """Outputs that no step gave are empty; another name would be a mistake."""
        assert name in self.known or re.fullmatch(r"steps\.\w+\.outputs\.[\w-]+", name), name
        return self.known.get(name, "")


def plain() -> dict[str, str]:
    """The environment of a runner: no colours, and nothing of ours."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TCME", "GITHUB_"))}
    return kept | {"NO_COLOR": "1", "TERM": "dumb"}
