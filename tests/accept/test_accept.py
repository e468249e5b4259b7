"""Programs that must be accepted: the independent checker proves each certificate, and what runs means what
the reference interpreter says.

`warned/` holds programs with a warning, and what is said (`UPDATE=1` writes it anew)."""

import os
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from tcme import checker
from tcme.backends import cleartext
from tcme.cli.render import render_all
from tcme.compiler.core import AskSite as Asked
from tcme.compiler.core import CoreProgram, Value
from tcme.compiler.interpreter import evaluate, evaluate_requires
from tcme.compiler.ir.nodes import AskSite
from tcme.compiler.pipeline import Checked, check
from tcme.compiler.values import sample
from tcme.dsl.source import Source

HERE = Path(__file__).parent
PROGRAMS = sorted(HERE.glob("*.tcme"))
WARNED = sorted((HERE / "warned").glob("*.tcme"))
RUNS = 60
Inputs = Mapping[str, Value]


def named(path: Path) -> str:
    return path.stem


@cache
def checked(program: Path) -> Checked:
    return check(Source(program.name, program.read_text("utf-8")))


def choice(model: str, prompt: str, args: tuple[str, ...], answers: int) -> int:
    """A model that is some function of what it reads."""
    key = "\x00".join((model, prompt, *args)).encode()
    return sha256(key).digest()[0] % answers


def in_words(site: Asked, args: tuple[str, ...]) -> str:
    answers = answers_of(site)
    return answers[choice(site.model, site.prompt, args, len(answers))]


def by_number(site: AskSite, args: tuple[str, ...]) -> int:
    return choice(site.model, site.prompt, args, len(answers_of(site)))


def answers_of(site: Asked | AskSite) -> tuple[str, ...]:
    return site.values if site.abstain is None else (*site.values, site.abstain)


def inputs_of(program: CoreProgram, random: Random) -> Inputs:
    """Sampled inputs that meet the program's requirements."""
    while True:
        inputs = {i.name: sample(i.ty, random) for i in program.inputs}
        if not evaluate_requires(program, inputs):
            return inputs


@pytest.mark.parametrize("program", [*PROGRAMS, *WARNED], ids=named)
def test_the_independent_checker_proves_it(program: Path) -> None:
    certificate = checked(program).certificate
    assert certificate is not None, [f"{d.code}: {d.message}" for d in checked(program).diagnostics]
    report = checker.check_bytes(certificate, program.read_bytes())
    assert (report.verdict, report.reason) == ("proved", "")


@pytest.mark.parametrize("program", PROGRAMS, ids=named)
def test_nothing_is_said_about_it(program: Path) -> None:
    assert checked(program).diagnostics == ()


@pytest.mark.parametrize("program", [*PROGRAMS, *WARNED], ids=named)
def test_what_runs_means_what_the_interpreter_says(program: Path) -> None:
    core, placed, random = checked(program).core, checked(program).placed, Random(0)
    assert core is not None and placed is not None
    for _ in range(RUNS):
        inputs = inputs_of(core, random)
        values = cleartext.run(placed.graph, inputs, answer=by_number)
        assert cleartext.outputs(placed.graph, values) == evaluate(core, inputs, in_words)


@pytest.mark.parametrize("program", WARNED, ids=named)
def test_the_warning_is_the_one_written_down(program: Path) -> None:
    found = checked(program)
    said = render_all(found.diagnostics, found.source) + "\n"
    golden = program.with_suffix(".expected")
    if os.environ.get("UPDATE"):
        golden.write_text(said, "utf-8")
    assert f"warning[{program.stem[:5]}]" in said
    assert said == golden.read_text("utf-8")


def test_there_are_enough_of_them() -> None:
    assert len(PROGRAMS) >= 20
