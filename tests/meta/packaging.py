"""Wheel and sdist, built and then imported in clean environments; run by `make package`."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "examples" / "median" / "main.tcme"
"""It uses the library, which must come with the package."""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return out


def top_levels(names: list[str]) -> set[str]:
    return {name.split("/")[0] for name in names}


def test_the_wheel_holds_nothing_but_tcme(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {n for n in top_levels(names) if not n.endswith(".dist-info")} == {"tcme"}
    assert "tcme/dsl/grammar.lark" in names and "tcme/py.typed" in names


@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_installs_and_checks_a_program(built: Path, tmp_path: Path, pattern: str) -> None:
    (package,) = built.glob(pattern)
    run(sys.executable, "-m", "venv", "clean", cwd=tmp_path)
    python = tmp_path / "clean" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package, cwd=tmp_path)
    where = run(python, "-c", "import tcme; print(tcme.__file__)", cwd=tmp_path)
    assert str(tmp_path) in where
    copy = tmp_path / "main.tcme"
    copy.write_text(PROGRAM.read_text())
    run(tmp_path / "clean" / "bin" / "tcme", "check", copy, cwd=tmp_path)
    assert (tmp_path / "main.flow.json").exists()
    assert "TC101" in run(tmp_path / "clean" / "bin" / "tcme", "explain", "TC101", cwd=tmp_path)
    for name in ("dsl", "compiler", "backends", "stdlib"):
        probe = f"import importlib.util as u; assert u.find_spec({name!r}) is None"
        run(python, "-c", probe, cwd=tmp_path)


def test_the_sdist_builds_without_the_links(built: Path, tmp_path: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert not any(name.split("/")[1:2] in (["dsl"], ["compiler"], ["backends"]) for name in names)
