"""The GitHub Action: valid, installs this checkout, and says what it found: exit code, outputs and SARIF."""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
import yaml

from tests.cli.shell import ROOT, tcme
from tests.cli.test_hooks import LEAK, MILLIONAIRES
from tests.cli.workflow import Done, Runner, plain

BIN = Path(sys.executable).parent
UPLOAD = "github/codeql-action/upload-sarif@v4"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `setup-python` gives: an environment to install into. What this project depends on is borrowed
    from the environment of the tests; the project itself is not."""
    folder = tmp_path_factory.mktemp("python")
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text("\n".join(p for p in sys.path if p.endswith("site-packages")))
    return folder / "bin"


@pytest.fixture
def runner(tmp_path: Path, python: Path) -> Runner:
    """A checkout with a proved program in it."""
    workspace, temp = tmp_path / "work", tmp_path / "temp"
    (workspace / "deal one").mkdir(parents=True)
    temp.mkdir()
    shutil.copy(MILLIONAIRES, workspace / "deal one" / "main.tcme")
    assert tcme("check", "deal one", cwd=workspace).code == 0
    path = {"PATH": f"{python}{os.pathsep}{os.environ['PATH']}"}
    quick = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    return Runner(ROOT, workspace, temp, plain() | path | quick)


def results(done: Done) -> list[str]:
    found = json.loads(Path(done.outputs["sarif"]).read_text("utf-8"))
    return [result["ruleId"] for result in found["runs"][0]["results"]]


def test_it_is_valid_against_the_published_schema() -> None:
    words = ["--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")]
    subprocess.run([BIN / "check-jsonschema", *words], check=True)


def test_inputs_never_become_part_of_a_script() -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


def test_what_is_proved_and_fresh_passes(runner: Runner, python: Path) -> None:
    done = runner.run()
    assert done.code == 0, done.log
    assert done.outputs["exit-code"] == "0" and results(done) == [] and "proved: " in done.log
    assert list(done.used) == ["actions/setup-python@v6"] and (python / "tcme").exists()


def test_what_leaks_fails_after_the_upload(runner: Runner) -> None:
    shutil.copy(LEAK, runner.workspace / "leak.tcme")
    done = runner.run(**{"upload-sarif": "true", "paths": "leak.tcme\ndeal one\n", "args": "--locked"})
    assert done.code == 1 and done.outputs["exit-code"] == "1" and results(done) == ["TC301"]
    assert done.used[UPLOAD] == {"sarif_file": done.outputs["sarif"], "category": "tcme"}
    assert "refuted[TC301]" in done.log and "deal one/main.tcme" in done.log


def test_all_lines_of_an_input_count(runner: Runner) -> None:
    with (runner.workspace / "deal one" / "main.tcme").open("a") as program:
        program.write("// changed\n")
    done = runner.run(args="--all\n--locked\n")
    assert done.code == 6 and results(done) == ["TC625"]


def test_a_stale_certificate_fails(runner: Runner) -> None:
    with (runner.workspace / "deal one" / "main.tcme").open("a") as program:
        program.write("// changed\n")
    done = runner.run()
    assert done.code == 6 and done.outputs["exit-code"] == "6" and results(done) == ["TC625"]


def test_a_wrong_word_fails_without_a_file(runner: Runner) -> None:
    done = runner.run(args="--frob; touch x", **{"upload-sarif": "true"})
    assert done.code == 2 and done.outputs == {"sarif": "", "exit-code": "2"} and UPLOAD not in done.used
    assert "no such option `--frob;`" in done.log and not (runner.workspace / "x").exists()
