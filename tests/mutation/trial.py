"""One run of tests in a process of its own, forked from a warm one; the mutated package is loaded there."""

import importlib
import json
import os
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import hypothesis
import pytest

Outcome: TypeAlias = Literal["survived", "killed", "broken"]
OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow", "--tb=short")


@dataclass(frozen=True, slots=True)
class Trial:
    """Which tests to run over which mutated module (none: as it is), within how many seconds."""

    tests: tuple[str, ...]
    module: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Result:
    """`test` is the first that failed; `why` says more about what did not even run."""

    outcome: Outcome
    test: str = ""
    why: str = ""


@dataclass(eq=False)
class _Listener:
    """Notes what failed: tests, or their collection."""

    failed: list[str] = field(default_factory=list)
    uncollected: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.uncollected.append(report.nodeid)


def steady() -> None:
    """The same examples in every run, none remembered, none made smaller, none too slow."""
    hypothesis.settings.register_profile(
        "mutation",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("mutation")


def attempt(trial: Trial, root: Path) -> Result:
    """Runs the tests against the copy in `root`, in this process.

    Nothing that imports the mutated module was imported before, since it would have been imported too."""
    if trial.module != "tcme" and trial.module in sys.modules:
        return Result("broken", why=f"{trial.module} was imported before it was mutated")
    try:
        module = importlib.import_module(trial.module)
    except Exception as error:
        return Result("broken", why=f"{trial.module} cannot be imported: {error!r}")
    loaded = Path(module.__file__ or "").resolve()
    if not loaded.is_relative_to(root.resolve()):
        return Result("broken", why=f"{loaded} was imported, which is not the copy")
    steady()
    listener = _Listener()
    code = pytest.main([*OPTIONS, f"--rootdir={root}", *trial.tests], plugins=[listener])
    if listener.uncollected or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return Result("broken", why=f"not collected: {listener.uncollected}, pytest ended with {code!r}")
    if listener.failed:
        return Result("killed", listener.failed[0])
    return Result("survived")


def told(result: Result) -> str:
    return json.dumps(asdict(result))


def in_child(trial: Trial, root: Path, output: int, answer: int) -> None:
    """The child's whole life: what is printed goes to `output`, the result to `answer`."""
    os.setpgid(0, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    try:
        result = attempt(trial, root)
    except BaseException as error:
        result = Result("broken", why=repr(error))
    os.write(answer, told(result).encode())
    os._exit(0)
