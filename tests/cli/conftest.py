"""A folder with programs of every fate, fresh for each test."""

import shutil
from pathlib import Path

import pytest

from tests.cli.shell import ROOT, put

TESTS = ROOT / "tests"
PROGRAMS = {
    "leak.tcme": TESTS / "reject" / "TC301_sources" / "if_condition.tcme",
    "maybe.tcme": TESTS / "reject" / "TC301_sources" / "same_branches.tcme",
    "millionaires/main.tcme": TESTS / "accept" / "millionaires.tcme",
}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    (tmp_path / "millionaires").mkdir()
    (tmp_path / "empty").mkdir()
    for name, program in PROGRAMS.items():
        shutil.copy(program, tmp_path / name)
    put(tmp_path / "millionaires", alice={"a": 12_500_000}, bob={"b": 9_000_000})
    shutil.copytree(TESTS / "cli" / "tested", tmp_path / "tested")
    shutil.copytree(TESTS / "link" / "accept" / "modules", tmp_path / "modules")
    text = (tmp_path / "millionaires" / "main.tcme").read_text("utf-8")
    (tmp_path / "messy.tcme").write_text(text.replace(" : ", ":").replace("    ", " "))
    (tmp_path / "broken.tcme").write_text(text.replace("from alice", "of alice"))
    (tmp_path / "latin.tcme").write_bytes(text.replace("richer?", "größer?").encode("latin-1"))
    (tmp_path / "huge.tcme").write_text(text + "// " + "x" * (1 << 20) + "\n")
    (tmp_path / "alone.tcme").write_text("module alone\n\nfn f(x : Int[0..9]) -> Int[0..9] {\n    y\n}\n")
    return tmp_path
