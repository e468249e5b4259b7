"""The pre-commit hooks: what they match, what they run, and the real `pre-commit` with them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.shell import ROOT, Done, tcme

BIN = Path(sys.executable).parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
MILLIONAIRES = ROOT / "tests" / "accept" / "millionaires.tcme"
LEAK = ROOT / "tests" / "reject" / "TC301_sources" / "if_condition.tcme"
OURS = ("tcme", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


def hook(name: str) -> dict[str, Any]:
    (found,) = (h for h in yaml.safe_load(MANIFEST.read_text("utf-8")) if h["id"] == name)
    return dict(found)


def git(*words: str, cwd: Path) -> str:
    alone = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    names = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *names, *words], cwd=cwd, env=os.environ | alone, capture_output=True, text=True, check=True
    )
    return done.stdout


def run(name: str, folder: Path) -> Done:
    """As pre-commit does: nothing where no file matches; else entry, arguments, and the files if it passes
    them."""
    given = hook(name)
    names = [f for f in git("ls-files", cwd=folder).splitlines() if re.search(given["files"], f)]
    command, *words = given["entry"].split()
    assert command == "tcme" and given["language"] == "python"
    if not names:
        return Done("", "", 0)
    words += given.get("args", []) + (names if given.get("pass_filenames", True) else [])
    return tcme(*words, cwd=folder)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a proved program, its certificate and its lock."""
    folder = tmp_path / "project"
    (folder / "deal").mkdir(parents=True)
    shutil.copy(MILLIONAIRES, folder / "deal" / "main.tcme")
    assert tcme("check", "deal", cwd=folder).code == 0
    git("init", "--quiet", cwd=folder)
    git("add", ".", cwd=folder)
    return folder


def test_the_manifest_is_valid() -> None:
    subprocess.run([BIN / "pre-commit", "validate-manifest", MANIFEST], check=True)


@pytest.mark.parametrize("name", ["main.tcme", "a/b.tcme", "deal/main.flow.json", "deal/tcme.lock", "x.csv"])
def test_what_the_check_looks_at(name: str) -> None:
    assert re.search(hook("tcme-check")["files"], name)
    assert not re.search(hook("tcme-check")["files"], "README.md")
    assert bool(re.search(hook("tcme-fmt")["files"], name)) == name.endswith(".tcme")


def test_what_is_committed_and_fresh_passes(project: Path) -> None:
    assert run("tcme-check", project).code == 0 and run("tcme-fmt", project).code == 0
    assert git("status", "--short", cwd=project).count("A ") == 3
    assert git("diff", cwd=project) == ""


def test_a_changed_program_is_stale(project: Path) -> None:
    with (project / "deal" / "main.tcme").open("a") as program:
        program.write("// changed\n")
    done = run("tcme-check", project)
    assert done.code == 6 and "error[TC625]" in done.err


def test_a_program_that_leaks_is_refused(project: Path) -> None:
    shutil.copy(LEAK, project / "leak.tcme")
    done = run("tcme-check", project)
    assert done.code == 1 and "refuted[TC301]" in done.err and "deal/main.tcme" in done.out


def test_the_layout_is_written(project: Path) -> None:
    program = project / "deal" / "main.tcme"
    text = program.read_text("utf-8")
    program.write_text(text.replace(" : ", ":"), "utf-8")
    assert run("tcme-fmt", project).code == 0 and program.read_text("utf-8") == text


def test_pre_commit_itself(project: Path, tmp_path: Path) -> None:
    """With this project installed by pre-commit into an environment of its own; what it depends on is
    borrowed from the environment of the tests."""
    ours = tmp_path / "ours"
    ours.mkdir()
    for name in OURS:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, ours / name)
    git("init", "--quiet", cwd=ours)
    git("add", ".", cwd=ours)
    git("commit", "--quiet", "-m", "all", cwd=ours)
    borrowed = {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p.endswith("site-packages"))}
    quick = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PRE_COMMIT_HOME": str(tmp_path / "home")}
    revision = git("rev-parse", "HEAD", cwd=ours).strip()
    hooks = [{"id": "tcme-check"}, {"id": "tcme-fmt"}]
    config = {"repos": [{"repo": str(ours), "rev": revision, "hooks": hooks}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git("add", ".", cwd=project)
    words = [BIN / "pre-commit", "run", "--all-files", "--verbose"]
    for status in (0, 1):
        done = subprocess.run(
            words, cwd=project, env=os.environ | borrowed | quick, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == status, done.stdout + done.stderr
        shutil.copy(LEAK, project / "leak.tcme")
        git("add", ".", cwd=project)
    assert "refuted[TC301]" in done.stdout and str(ROOT) not in done.stdout
