"""What a party checks itself, where a requirement speaks of public values."""

from pathlib import Path

import pytest

from tcme.backends.session.consent import meets
from tcme.compiler.pipeline import check
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import Beside
from tcme.dsl.source import Source

PROGRAM = """
program limited
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
public limits : [Int[0..100]; 2] = file "limits.json"
input a : Int[0..100] from alice
input b : Int[0..100] from bob
require a <= limits[0]
output Out { more : Bool of a, b to alice, bob because "both learn the order" }
fn main() -> Out { release Out(a + limits[1] > b) }
"""


@pytest.fixture
def certificate(tmp_path: Path) -> bytes:
    (tmp_path / "limits.json").write_text("[50, 3]")
    made = check(Source("main.tcme", PROGRAM), files=Beside(tmp_path)).certificate
    assert made is not None
    return made


@pytest.mark.parametrize(("a", "met"), [(50, True), (51, False)])
def test_a_requirement_about_a_public_value(tmp_path: Path, certificate: bytes, a: int, met: bool) -> None:
    assert meets(certificate, "alice", {"a": a}, tmp_path) == met


@pytest.mark.parametrize("changed", ["[60, 3]", "[50,3]", "[]", ""])
def test_other_public_files_are_refused(tmp_path: Path, certificate: bytes, changed: str) -> None:
    (tmp_path / "limits.json").write_text(changed)
    with pytest.raises(Fault) as caught:
        meets(certificate, "alice", {"a": 1}, tmp_path)
    assert caught.value.code == "TC624"


def test_no_public_files_are_refused(certificate: bytes) -> None:
    with pytest.raises(Fault) as caught:
        meets(certificate, "alice", {"a": 1}, None)
    assert caught.value.code == "TC624"
