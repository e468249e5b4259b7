"""Programs that must be refused, with all that is said about them; `UPDATE=1` writes what is said anew."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tcme.cli.render import render_all
from tcme.dsl.diagnostics import exit_code
from tests.reject.programs import HERE, IDS, PROGRAMS, checked, code_and_rule, named

BY_HAND = 200
"""Written one by one, about flows, claims and places; what a generator makes is counted elsewhere."""
LONGEST = 45


def said(program: Path) -> str:
    found = checked(program)
    return f"{render_all(found.diagnostics, found.source)}\nexit {exit_code(found.diagnostics)}\n"


@pytest.mark.parametrize("program", PROGRAMS, ids=named)
def test_says_what_is_written_down(program: Path) -> None:
    found = said(program)
    golden = program.with_suffix(".expected")
    if os.environ.get("UPDATE"):
        golden.write_text(found, "utf-8")
    assert golden.exists(), f"{golden.name} is missing: run with UPDATE=1 and read what it wrote"
    assert found == golden.read_text("utf-8")


@pytest.mark.parametrize("program", PROGRAMS, ids=named)
def test_is_refused_with_the_code_and_rule_of_its_folder(program: Path) -> None:
    code, rule = code_and_rule(program)
    lines = program.with_suffix(".expected").read_text("utf-8").splitlines()
    titles = [line for line in lines if f"[{code}]: " in line]
    assert titles, f"no {code} for {program.name}"
    named_rule = f"(rule {rule})" if rule in IDS else ""
    assert all(line.endswith(named_rule) for line in titles)
    assert lines[-1] in ("exit 1", "exit 3", "exit 4")


def test_every_program_has_one_golden() -> None:
    goldens = {golden.with_suffix("") for golden in HERE.glob("*/*.expected")}
    assert goldens == {program.with_suffix("") for program in PROGRAMS}


def test_enough_are_written_by_hand() -> None:
    by_rule = [p for p in PROGRAMS if code_and_rule(p)[1] in IDS]
    assert len(by_rule) >= BY_HAND


def test_the_first_line_of_each_says_what_is_tried() -> None:
    """In one sentence, and none says what another one says."""
    first = {named(p): p.read_text("utf-8").splitlines()[0] for p in PROGRAMS}
    assert not [name for name, line in first.items() if not line.startswith("/// ") or line[-1] not in ".?!"]
    assert not [line for line, times in Counter(first.values()).items() if times > 1]


def test_each_is_short_enough_to_read() -> None:
    assert not [named(p) for p in PROGRAMS if len(p.read_text("utf-8").splitlines()) > LONGEST]
