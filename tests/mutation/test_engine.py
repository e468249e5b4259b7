"""The engine on a tiny project: what must be killed is, what nobody notices survives, what does not run is
neither."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.mutation.checkout import Checkout
from tests.mutation.engine import BaselineFails, Verdict, judged
from tests.mutation.mutant import Misfit, Mutant, mutated
from tests.mutation.report import as_json, passed, show

ENGINE = Path(__file__).parent
RULE = '''"""A rule."""


def allowed(age: int, *, member: bool) -> bool:
    return age >= 18 and member


def told(age: int) -> str:
    word = "old" if age > 64 else "not old"
    return word
'''
TEST = '''"""Its tests."""

import os

from tcme.rule import allowed


def test_the_young_are_not_allowed() -> None:
    assert not allowed(17, member=True)


def test_others_are() -> None:
    assert allowed(18, member=True)


def test_the_copy_is_what_runs() -> None:
    assert allowed.__code__.co_filename.startswith(os.getcwd())
'''
MORE = '''"""More tests."""

from tcme.rule import allowed


def test_members_only() -> None:
    assert not allowed(18, member=False)
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A package called `tcme` with one rule, its tests, and the engine beside them."""
    root = tmp_path / "project"
    for name, text in {
        "tcme/__init__.py": "",
        "tcme/rule.py": RULE,
        "tests/near/__init__.py": "",
        "tests/near/test_rule.py": TEST,
        "tests/far/__init__.py": "",
        "tests/far/test_more.py": MORE,
    }.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "tests/mutation").symlink_to(ENGINE)
    return root


def mutant(old: str, new: str, name: str = "m") -> Mutant:
    return Mutant(name, "compiler", "data", "words", "tcme/rule.py", old, new, killers=("tests/near",))


KILLED = mutant("age >= 18 and member", "member", "any_age")
KILLED_BY_MORE = mutant("age >= 18 and member", "age >= 18", "anybody")
EQUIVALENT = mutant("age > 64", "age >= 65", "the_same")
UNNOTICED = mutant('return word', 'return ""', "untested")
NO_IMPORT = mutant("def told", "import nothing_of_that_name\n\n\ndef told", "broken")


def verdicts(project: Path, mutants: Sequence[Mutant], *, wide: Sequence[str] = ()) -> dict[str, Verdict]:
    return {v.mutant.id: v for v in judged(project, mutants, wide)}


def test_killed_survived_and_broken(project: Path) -> None:
    mutants = (KILLED, KILLED_BY_MORE, EQUIVALENT, UNNOTICED, NO_IMPORT)
    found = verdicts(project, mutants, wide=("tests/far",))
    assert {name: v.result.outcome for name, v in found.items()} == {
        "any_age": "killed",
        "anybody": "killed",
        "the_same": "survived",
        "untested": "survived",
        "broken": "broken",
    }
    assert list(found) == [m.id for m in mutants]
    assert found["any_age"].result.test == "tests/near/test_rule.py::test_the_young_are_not_allowed"
    assert found["anybody"].result.test == "tests/far/test_more.py::test_members_only"
    assert "nothing_of_that_name" in found["broken"].result.why
    assert (project / "tcme/rule.py").read_text("utf-8") == RULE


def test_tests_that_fail_anyway_say_nothing(project: Path) -> None:
    (project / "tests/near/test_rule.py").write_text(TEST.replace("assert not", "assert"), "utf-8")
    with pytest.raises(BaselineFails, match="test_the_young_are_not_allowed"):
        verdicts(project, (EQUIVALENT,))


def test_wide_tests_that_fail_anyway_say_nothing(project: Path) -> None:
    (project / "tests/far/test_more.py").write_text(MORE.replace("assert not", "assert"), "utf-8")
    with pytest.raises(BaselineFails, match="test_members_only"):
        verdicts(project, (EQUIVALENT,), wide=("tests/far",))


def test_a_mutant_that_does_not_fit_is_broken(project: Path) -> None:
    found = verdicts(project, (mutant("no such text", "x"),))
    assert found["m"].result.outcome == "broken" and "0 times" in found["m"].result.why


def test_a_file_is_as_it_was_and_no_compiled_one_stands_for_it(tmp_path: Path, project: Path) -> None:
    checkout = Checkout.of(project, tmp_path / "copy")
    file = checkout.root / "tcme/rule.py"
    before = file.stat().st_mtime_ns
    times = []
    for each in (KILLED, KILLED):
        with checkout.with_mutant(each):
            assert "return member" in file.read_text("utf-8")
            times.append(file.stat().st_mtime_ns)
    assert len({*times, before}) == 3
    assert (file.stat().st_mtime_ns, file.read_text("utf-8")) == (before, RULE)
    assert (project / "tcme/rule.py").read_text("utf-8") == RULE


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("age", "x", "4 times"), ("age > 64", "(age > 64)", "same"), ("age > 64", "age >", "not Python")],
)
def test_what_is_no_mutant(old: str, new: str, said: str) -> None:
    with pytest.raises(Misfit, match=said):
        mutated(mutant(old, new), RULE)


def test_a_text_behind_another() -> None:
    behind = Mutant("m", "compiler", "data", "words", "f", "age", "x", after="def told(age: int) -> str:")
    assert mutated(behind, RULE) == RULE.replace("if age > 64", "if x > 64")


def test_the_last_line_counts_survivors(project: Path) -> None:
    found = list(verdicts(project, (KILLED, EQUIVALENT)).values())
    console = Console(record=True, width=200, file=StringIO())
    show(found, console)
    lines = console.export_text().rstrip().splitlines()
    assert lines[-1] == "survivors: 1" and not passed(found)
    assert any("any_age" in line and "test_the_young_are_not_allowed" in line for line in lines)
    assert '"survivors": 1' in as_json(found)
    assert passed(found[:1])
