"""`tcme test` for machines, with real parties, and of programs that ask models."""

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tcme.backends.session import fault
from tcme.compiler.testing import suite
from tests.cli.shell import ROOT, tcme

GROUPS = """program groups

group firms = acme, bolt, core
party acme, bolt, core
helper notary
adversary at most 1 of firms, notary passive

input pay : [Fixed[0..100 by 0.01]; 2] from each firms
input ids : [Key; 2] from acme
input key : Key from bolt
input blob : Bytes[0..4] from bolt
public rates : [Int[0..9]; 3] = file "rates.json"

output Out {
    total : Fixed[0..600 by 0.01] of pay to firms because "agreed"
    part : Fixed[0..200 by 0.01] of pay to each firms because "agreed"
    same : Bool of ids, key to acme because "agreed"
    blobs : Bool of blob to bolt because "his own"
    rate : Int[0..27] of ids to acme because "public"
    maybe : {YES}? of ids, key to acme because "agreed"
}

fn main() -> Out {
    let parts = for f in firms { sum(pay[f]) }
    let same = ids[0] == ids[1] and ids[0] == key
    release Out(sum(parts), parts, same, blob == [1, 255], sum(rates), if same { none } else { YES })
}

test "three firms" {
    pay[acme] = [1.00, 2.00]
    pay[bolt] = [1.50, 2]
    pay[core] = [0, 0.25]
    ids = [17, 17]
    key = 17
    blob = [1, 255]
    expect total == 6.75
    expect part[acme] == 3 and part[bolt] == 3.5
    expect part == [3, 3.5, 0.25]
    expect same and blobs
    expect rate == 6 and rate == sum(rates)
    expect maybe == none
    expect at most 31 bits of pay to firms
}

test "wrong" {
    pay[acme] = [1.00, 2.00]
    pay[bolt] = [1.50, 2]
    pay[core] = [0, 0.25]
    ids = [17, 18]
    key = "seventeen"
    blob = []
    expect total == 6.74
    expect part[bolt] == 3.51
    expect maybe == none
    expect at most 30 bits of pay to firms
}

test "members" {
    pay = [1.00, 2.00]
    pay[dolt] = [1.50, 2]
    ids[acme] = [17, 17]
    expect same
}
"""
ASKS = """
test "wet" {
    scene = "The ceiling is wet and the floor is gone."
    expect alarm == YES
}

test "one bit" {
    expect at most 1 bit of scene to landlord
}
"""


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    (tmp_path / "groups.tcme").write_text(GROUPS)
    (tmp_path / "rates.json").write_text("[1, 2, 3]\n")
    return tmp_path


@pytest.mark.parametrize("backend", ["interpreter", "mpc"])
def test_the_interpreter_and_real_parties_agree(groups: Path, backend: str) -> None:
    done = tcme("test", "groups.tcme", "-k", "three", "--backend", backend, cwd=groups)
    assert (done.out, done.err, done.code) == ("groups.tcme\n  passed  three firms\n1 passed\n", "", 0)


def test_what_fails_shows_both_sides(groups: Path) -> None:
    done = tcme("test", "groups.tcme", "-k", "wrong", cwd=groups)
    sides = [line.strip() for line in done.err.splitlines() if "side is" in line]
    assert [side.removeprefix("= note: the ") for side in sides] == [
        "left side is 6.75",
        "right side is 6.74",
        "left side is 3.5",
        "right side is 3.51",
        "left side is YES",
        "right side is none",
    ]
    assert done.err.count("error[TC750]") == 3 and done.err.count("error[TC753]") == 1


def test_inputs_of_a_group_are_given_for_each_member(groups: Path) -> None:
    done = tcme("test", "groups.tcme", "-k", "members", cwd=groups)
    titles = [line for line in done.err.splitlines() if line.startswith("error")]
    assert titles == [
        "error[TC751]: `pay` has a value of each member of its group",
        "error[TC751]: `dolt` is no member of the group that gives `pay`",
        "error[TC751]: `ids` is asked of one party, not of a group",
    ]


def test_json_has_every_test(groups: Path) -> None:
    data = tcme("test", "groups.tcme", "--json", cwd=groups).data
    assert (data["ok"], data["passed"], data["failed"]) == (False, 1, 2)
    first, second, _ = data["tests"]
    assert (first["file"], first["name"], first["line"]) == ("groups.tcme", "three firms", 29)
    assert first["ok"] and not first["diagnostics"] and not second["ok"]
    assert [d["code"] for d in second["diagnostics"]] == ["TC750", "TC750", "TC750", "TC753"]


def test_junit_is_xml_with_every_test(groups: Path) -> None:
    done = tcme("test", "groups.tcme", "--junit", "report.xml", cwd=groups)
    assert done.code == 1
    root = ElementTree.parse(groups / "report.xml").getroot()
    assert root.tag == "testsuites" and root.attrib["tests"] == "3" and root.attrib["failures"] == "2"
    cases = list(root.iter("testcase"))
    assert [case.attrib["name"] for case in cases] == ["three firms", "wrong", "members"]
    assert [len(case) for case in cases] == [0, 1, 1]
    failure = cases[1][0]
    assert failure.attrib["type"] == "TC750" and "the left side is 6.75" in (failure.text or "")


def test_a_file_that_cannot_be_linked_fails(tmp_path: Path) -> None:
    (tmp_path / "broken.tcme").write_text('program broken\nuse nothing\ntest "x" { expect true }\n')
    done = tcme("test", ".", cwd=tmp_path)
    assert done.out == "broken.tcme\n  FAILED  (the file)\n0 passed, 1 failed\n" and done.code == 1
    assert done.err.startswith("error[TC260]")


def test_the_interpreter_has_no_models(tmp_path: Path) -> None:
    folder = ROOT / "examples" / "damage_monitoring"
    for name in ("main.tcme", "scenes.jsonl"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with (tmp_path / "main.tcme").open("a") as program:
        program.write(ASKS)
    done = tcme("test", "main.tcme", "-k", "wet", cwd=tmp_path)
    assert done.code == 1 and "error[TC755]" in done.err
    assert tcme("test", "main.tcme", "-k", "one bit", cwd=tmp_path).code == 0


def test_the_library_passes_its_own_tests(tmp_path: Path) -> None:
    done = tcme("test", ROOT / "tcme" / "stdlib", cwd=tmp_path)
    assert done.code == 0, done.err


def test_an_unmet_requirement_has_the_code_of_a_run(tmp_path: Path) -> None:
    assert suite.UNMET == fault.UNMET
    text = (ROOT / "tests" / "cli" / "tested" / "main.tcme").read_text("utf-8")
    head, _, tests = text.partition('test "')
    unmet = next(t for t in tests.split('test "') if t.startswith("unmet requirements are refused"))
    shutil.copytree(ROOT / "tests" / "cli" / "tested", tmp_path, dirs_exist_ok=True)
    for code, passes in ((fault.UNMET, True), (fault.BAD_INPUT, False)):
        (tmp_path / "main.tcme").write_text(f'{head}test "{unmet.replace("TC714", code)}')
        assert (tcme("test", "main.tcme", cwd=tmp_path).code == 0) is passes, code
