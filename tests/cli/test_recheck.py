"""No certificate leaves that the independent checker does not follow."""

import json
from dataclasses import replace
from pathlib import Path

from tcme.cli.recheck import rechecked
from tcme.compiler.certificate import canonical
from tcme.compiler.pipeline import Checked, check
from tcme.dsl.files import read_source
from tests.cli.shell import ROOT

PROGRAM = ROOT / "tests" / "accept" / "millionaires.tcme"


def proved(program: Path = PROGRAM) -> Checked:
    checked = check(read_source(program))
    assert checked.ok
    return checked


def test_what_the_checker_follows_stays_as_it_is() -> None:
    checked = proved()
    assert rechecked(checked) is checked


def test_what_the_checker_does_not_follow_is_not_proved() -> None:
    """As if the compiler had overlooked a source."""
    checked = proved()
    assert checked.certificate is not None
    claimed = json.loads(checked.certificate)
    claimed["obligations"] = claimed["obligations"][1:]
    refused = rechecked(replace(checked, certificate=canonical(claimed)))
    assert not refused.ok and [d.code for d in refused.diagnostics] == ["TC406"]
