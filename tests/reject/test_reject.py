"""Programs that must be refused, with all that is said about them; `UPDATE=1` writes what is said anew.

A folder is named after the code that its programs show and the rule that refuses them, if a rule does."""

import os
from pathlib import Path

import pytest

from tcme.cli.render import render_all
from tcme.compiler.flow.rules import RULES
from tcme.compiler.pipeline import check
from tcme.dsl.diagnostics import exit_code
from tcme.dsl.source import Source

HERE = Path(__file__).parent
PROGRAMS = sorted(HERE.glob("*/*.tcme"))
IDS = {rule.id for rule in RULES}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def said(source: Source) -> str:
    diagnostics = check(source).diagnostics
    return f"{render_all(diagnostics, source)}\nexit {exit_code(diagnostics)}\n"


@pytest.mark.parametrize("program", PROGRAMS, ids=named)
def test_says_what_is_written_down(program: Path) -> None:
    found = said(Source(program.name, program.read_text("utf-8")))
    golden = program.with_suffix(".expected")
    if os.environ.get("UPDATE"):
        golden.write_text(found, "utf-8")
    assert golden.exists(), f"{golden.name} is missing: run with UPDATE=1 and read what it wrote"
    assert found == golden.read_text("utf-8")


@pytest.mark.parametrize("program", PROGRAMS, ids=named)
def test_is_refused_with_the_code_and_rule_of_its_folder(program: Path) -> None:
    code, rule = program.parent.name.split("_", 1)
    lines = program.with_suffix(".expected").read_text("utf-8").splitlines()
    titles = [line for line in lines if f"[{code}]: " in line]
    assert titles, f"no {code} for {program.name}"
    named_rule = f"(rule {rule})" if rule in IDS else ""
    assert all(line.endswith(named_rule) for line in titles)
    assert lines[-1] in ("exit 1", "exit 3", "exit 4")


def test_every_program_has_one_golden() -> None:
    goldens = {golden.with_suffix("") for golden in HERE.glob("*/*.expected")}
    assert goldens == {program.with_suffix("") for program in PROGRAMS}
