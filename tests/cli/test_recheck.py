"""A program on which compiler and independent checker differ gets no certificate."""

from pathlib import Path

from tcme.compiler.pipeline import check
from tcme.dsl.source import Source
from tests.cli.shell import tcme

PRESENCE = """program presence

party alice, bob, carol
adversary at most 1 of alice, bob, carol crafting

input c : Bool from alice
input zs : [Int[0..9]; 3] from carol

output Z {
    there : Bool of c, zs to alice because "agreed"
}

fn main() -> Z {
    release Z((if c { zs[1] } else { none }) == none)
}
"""


def test_what_the_checker_does_not_follow_is_not_proved(tmp_path: Path) -> None:
    (tmp_path / "main.tcme").write_text(PRESENCE)
    assert check(Source("main.tcme", PRESENCE)).ok, "the compiler alone proves it"
    for command in ("check", "run"):
        done = tcme(command, ".", cwd=tmp_path)
        assert done.code == 4 and "TC406" in done.err
    assert not (tmp_path / "main.flow.json").exists()
