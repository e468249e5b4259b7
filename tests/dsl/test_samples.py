"""Programs that are accepted and refused, each with what the front end makes of it."""

from pathlib import Path

import pytest

from tcme.dsl.canonical import canonical_bytes, from_json, same, to_json
from tcme.dsl.diagnostics import Refused
from tcme.dsl.formatter import format_program
from tcme.dsl.parser import parse
from tcme.dsl.source import Source
from tests.dsl.goldens import assert_golden, load, rendered

HERE = Path(__file__).parent
ACCEPT = sorted((HERE / "accept").glob("*.tcme"))
REJECT = sorted((HERE / "reject").glob("*.tcme"))
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("*/main.tcme"))


def name(path: Path) -> str:
    return path.parent.name if path.stem == "main" else path.stem


@pytest.mark.parametrize("path", ACCEPT, ids=name)
def test_accepts(path: Path) -> None:
    source = load(path)
    assert_golden(path.with_suffix(".expected"), format_program(parse(source), source))


@pytest.mark.parametrize("path", [*ACCEPT, *EXAMPLES], ids=name)
def test_formatting_keeps_the_program_and_the_comments(path: Path) -> None:
    source = load(path)
    before = parse(source)
    text = format_program(before, source)
    after = parse(Source("formatted", text))
    assert same(before.program, after.program)
    assert sorted(c.text for c in before.comments) == sorted(c.text for c in after.comments)
    assert format_program(after, Source("formatted", text)) == text


@pytest.mark.parametrize("path", [*ACCEPT, *EXAMPLES], ids=name)
def test_canonical_tree_has_an_exact_inverse(path: Path) -> None:
    program = parse(load(path)).program
    assert from_json(to_json(program)) == program
    assert canonical_bytes(from_json(to_json(program))) == canonical_bytes(program)


@pytest.mark.parametrize("path", REJECT, ids=name)
def test_rejects(path: Path) -> None:
    source = load(path)
    with pytest.raises(Refused) as refused:
        parse(source)
    diagnostics = refused.value.diagnostics
    assert path.stem.split("_")[0] in {d.code for d in diagnostics}
    assert_golden(path.with_suffix(".expected"), rendered(diagnostics, source))


def test_the_samples_of_the_language_are_among_the_accepted() -> None:
    assert {"millionaires", "damage_monitoring"} <= {name(path) for path in ACCEPT}
