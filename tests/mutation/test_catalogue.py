"""The catalogue fits the present source, and speaks of every rule and every part that decides."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tcme.compiler.flow.rules import RULES
from tests.mutation.catalogue import FILES, MUTANTS, WARM, WIDE
from tests.mutation.catalogue.parsing import parsed
from tests.mutation.mutant import Misfit, Mutant, fitted

PROJECT = Path(__file__).parents[2]
CATALOGUE = Path(__file__).parent / "catalogue"
FEWEST = 150


def file_of(test: str) -> Path:
    return PROJECT / test.partition("::")[0]


def unfit(mutant: Mutant) -> str:
    try:
        fitted(mutant, PROJECT)
    except (Misfit, OSError) as error:
        return str(error)
    return ""


def test_every_mutant_applies_is_python_and_differs() -> None:
    assert [said for mutant in MUTANTS if (said := unfit(mutant))] == []


def test_no_mutant_uses_a_name_that_is_not_there(tmp_path: Path) -> None:
    """It would be killed by that, and not by a test of the rule."""
    for mutant in MUTANTS:
        (tmp_path / f"{mutant.id}.py").write_text(fitted(mutant, PROJECT), "utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_each_has_its_own_id_and_its_own_change() -> None:
    assert [i for i, n in Counter(m.id for m in MUTANTS).items() if n > 1] == []
    assert [c for c, n in Counter((m.file, m.after, m.old, m.new) for m in MUTANTS).items() if n > 1] == []


def test_each_names_tests_that_are_there() -> None:
    assert [m.id for m in MUTANTS if not m.killers] == []
    named = {test for m in MUTANTS for test in m.killers} | set(WIDE)
    assert sorted(test for test in named if not file_of(test).exists()) == []


def test_every_rule_is_removed_and_weakened() -> None:
    """In the compiler, and in the checker whatever it decides itself; `-` stands for all rules."""
    ids = {rule.id for rule in RULES}
    assert {m.rule for m in MUTANTS} == ids | {"-"}
    assert {m.rule for m in MUTANTS if m.side == "compiler"} >= ids
    assert {m.rule for m in MUTANTS if m.side == "checker"} >= ids - {"range", "shape"}
    removed = {m.rule for m in MUTANTS if m.file.endswith("flow/rules/__init__.py")}
    assert removed == ids - {"data"}


@pytest.mark.parametrize("side", ["compiler", "checker", "smt"])
def test_there_are_enough_of_them(side: str) -> None:
    assert len([m for m in MUTANTS if m.side == side]) >= FEWEST // 3
    assert len(MUTANTS) >= FEWEST


def test_what_is_warm_is_not_mutated() -> None:
    """Nothing that is imported once for all mutants imports what is mutated."""
    program = f"import sys, importlib\nfor n in {WARM!r}: importlib.import_module(n)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {m.module for m in MUTANTS} & set(done.stdout.split()) == set()


def test_every_file_is_read() -> None:
    assert {path.stem for path in CATALOGUE.glob("*.mutants")} == set(FILES)


HEAD = "side compiler\nfile a.py\nrule data\ntry tests/a\n"


def test_a_file_of_mutants() -> None:
    text = f"{HEAD}\n# first\nsays one\n- a\n-   b\n+ c\n\n# second\nrule ask\nsays two\n- d\ntry tests/b\n"
    first, second = parsed(text, "a")
    assert (first.id, first.old, first.new, first.rule) == ("compiler.a.first", "a\n  b", "c", "data")
    assert (second.new, second.rule, second.killers) == ("", "ask", ("tests/b",))


@pytest.mark.parametrize("lines", ["says one\n+ c\n", "- a\n+ b\n", "says one\nsays two\n- a\n", "other x\n"])
def test_a_mutant_that_says_too_little_is_an_error(lines: str) -> None:
    with pytest.raises(ValueError):
        list(parsed(f"{HEAD}\n# first\n{lines}", "a"))
