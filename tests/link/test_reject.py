"""Programs with modules and public files that are refused or warned about, with all that is said; `UPDATE=1`
writes what is said anew.

A folder is one program, `main.tcme`, with its files; its name begins with a code that must show."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tcme.cli.render import render_all
from tcme.compiler.pipeline import check
from tcme.dsl.diagnostics import exit_code
from tcme.dsl.files import Beside, read_source

HERE = Path(__file__).parent / "reject"
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir())


def named(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_says_what_is_written_down(folder: Path) -> None:
    source = replace(read_source(folder / "main.tcme"), name="main.tcme")
    checked = check(source, files=Beside(folder))
    found = f"{render_all(checked.diagnostics, checked.source)}\nexit {exit_code(checked.diagnostics)}\n"
    golden = folder / "main.expected"
    if os.environ.get("UPDATE"):
        golden.write_text(found, "utf-8")
    assert f"[{folder.name[:5]}]: " in found
    assert found == golden.read_text("utf-8")
