"""`--smt`: the script alone, given to each solver as a file; every answer is what its echo expects."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cvc5
import pytest

from tests.cli.shell import ROOT, tcme

Z3 = Path(sys.executable).parent / "z3"


def by_z3(file: Path) -> list[str]:
    done = subprocess.run([Z3, "-smt2", file], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.splitlines()


def by_cvc5(file: Path) -> list[str]:
    solver = cvc5.Solver()
    solver.setOption("incremental", "true")
    symbols = cvc5.SymbolManager(solver)
    parser = cvc5.InputParser(solver, symbols)
    parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, str(file))
    said = []
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, symbols).splitlines()
    return said


PROVED = ("examples/millionaires", "examples/tender", "tests/accept/claims_that_hold.tcme")


@pytest.fixture(scope="module", params=PROVED)
def script(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("smt") / "script.smt2"
    done = tcme("check", ROOT / request.param, "--no-write", "--smt", file, cwd=file.parent)
    assert done.code == 0
    return file


@pytest.mark.parametrize("solve", [by_z3, by_cvc5])
def test_any_solver_can_redo_it(script: Path, solve: Callable[[Path], list[str]]) -> None:
    said = [line.strip('"') for line in solve(script)]
    expected = [line.rsplit(": ", 1)[1] for line in said[::2]]
    assert expected == said[1::2] and {"sat", "unsat"} == {*expected}
    assert len(expected) == script.read_text("utf-8").count("(check-sat)") > 10


@pytest.mark.parametrize("solve", [by_z3, by_cvc5])
def test_what_is_refused_has_an_answer_that_is_not_expected(
    tmp_path: Path, solve: Callable[[Path], list[str]]
) -> None:
    leak = ROOT / "tests" / "reject" / "TC301_sources" / "if_condition.tcme"
    assert tcme("check", leak, "--smt", "leak.smt2", cwd=tmp_path).code == 1
    said = [line.strip('"') for line in solve(tmp_path / "leak.smt2")]
    answers = zip(said[::2], said[1::2], strict=True)
    wrong = [echo for echo, answer in answers if not echo.endswith(f": {answer}")]
    assert wrong == ["sources: amount: unsat"]
