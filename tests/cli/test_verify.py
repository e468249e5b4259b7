"""`tcme verify`: a certificate by the independent checker; whatever was changed is refused."""

import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tcme.checker import check_bytes
from tests.checker.builders import canonical, resealed
from tests.checker.programs import millionaires_certificate
from tests.cli.shell import ROOT, TCME, tcme

PROGRAM = ROOT / "tests" / "accept" / "millionaires.tcme"


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proved")
    shutil.copy(PROGRAM, folder / "main.tcme")
    assert tcme("check", "main.tcme", cwd=folder).code == 0
    return folder


def test_a_certificate_prints_the_program_that_it_is_about(proved: Path) -> None:
    done = tcme("verify", "main.flow.json", "--source", "main.tcme", cwd=proved)
    assert (done.code, done.err, done.out.splitlines()[-1]) == (0, "", "proved")
    assert "richer : {ALICE, BOB, TIE} of a, b to alice, bob" in done.out


def test_as_json(proved: Path) -> None:
    done = tcme("verify", "main.flow.json", "--json", cwd=proved)
    assert (done.code, done.data["ok"], done.data["verdict"]) == (0, True, "proved")
    assert {answer for _, _, answer, _ in done.data["obligations"]} == {"proved"}


def test_the_compiler_has_no_part_in_it(proved: Path) -> None:
    """Python lists each module that it loads."""
    told = os.environ | {"PYTHONPROFILEIMPORTTIME": "1"}
    words = [TCME, "verify", "main.flow.json"]
    done = subprocess.run(words, cwd=proved, env=told, capture_output=True, text=True, timeout=60)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 0 and "tcme.checker" in loaded
    assert not {name for name in loaded if name.startswith("tcme.compiler")}


def test_the_same_program_gives_the_same_bytes(proved: Path, tmp_path: Path) -> None:
    shutil.copy(PROGRAM, tmp_path / "main.tcme")
    tcme("check", ".", cwd=tmp_path)
    assert (tmp_path / "main.flow.json").read_bytes() == (proved / "main.flow.json").read_bytes()


def weakened(proof: Any) -> None:
    """The bound on the adversary is taken out of the tree."""
    kept = [d for d in proof["tree"]["declarations"] if d["node"] != "AdversaryDecl"]
    proof["tree"]["declarations"] = kept


def reworded(proof: Any) -> None:
    """It claims to be about another text."""
    proof["digests"]["source"] = "0" * 64


def opened_to_others(proof: Any) -> None:
    """What runs opens the field to somebody else."""
    proof["ir"]["graph"]["opens"][0]["recipients"] = ["notary"]


def uncounted(proof: Any) -> None:
    """It claims to cover one adversary more."""
    proof["adversaries"]["count"] += 1


@pytest.mark.parametrize("tamper", [weakened, reworded, opened_to_others, uncounted])
def test_a_tampered_certificate_is_refused(proved: Path, tmp_path: Path, tamper: Any) -> None:
    proof = json.loads((proved / "main.flow.json").read_text())
    tamper(proof)
    shutil.copy(PROGRAM, tmp_path / "main.tcme")
    reasons = set()
    for written in (proof, resealed(proof)):
        (tmp_path / "main.flow.json").write_bytes(canonical(written))
        done = tcme("verify", "main.flow.json", "--source", "main.tcme", "--json", cwd=tmp_path)
        assert (done.code, done.data["ok"]) == (6, False)
        reasons.add(done.data["reason"])
    assert len(reasons) == 2 and any("seal" in reason for reason in reasons)


@pytest.mark.parametrize("old, new", [(b'"program":', b'"program":"x","program":'), (b":", b": ")])
def test_a_file_that_is_written_otherwise_is_refused(
    proved: Path, tmp_path: Path, old: bytes, new: bytes
) -> None:
    (tmp_path / "main.flow.json").write_bytes((proved / "main.flow.json").read_bytes().replace(old, new, 1))
    done = tcme("verify", "main.flow.json", "--json", cwd=tmp_path)
    assert done.code == 6 and "canonical" in done.data["reason"]


def test_a_certificate_of_what_does_not_hold_is_refuted(tmp_path: Path) -> None:
    program = PROGRAM.read_text().replace("notary passive", "notary crafting")
    (tmp_path / "main.flow.json").write_bytes(canonical(millionaires_certificate(program)))
    done = tcme("verify", "main.flow.json", cwd=tmp_path)
    assert (done.code, done.out.splitlines()[-1]) == (1, "refuted")
    assert "refuted: robust of richer: crafting `bob` newly reads it and steers it" in done.out


def test_the_same_is_said_as_by_the_checker_alone(proved: Path) -> None:
    done = tcme("verify", "main.flow.json", cwd=proved)
    assert done.out == check_bytes((proved / "main.flow.json").read_bytes()).text() + "\n"
    assert "field richer to alice, bob: 1.58 bits" in done.out
    assert "4 adversaries covered; assumed: adversary at most 1 of alice, bob, notary passive" in done.out


def test_another_program_is_refused(proved: Path, tmp_path: Path) -> None:
    (tmp_path / "main.tcme").write_text(PROGRAM.read_text().replace("a > b", "b > a"))
    done = tcme("verify", proved / "main.flow.json", "--source", "main.tcme", "--json", cwd=tmp_path)
    assert (done.code, done.data["ok"]) == (6, False)


def test_a_cut_off_file_is_refused(proved: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.flow.json").write_bytes((proved / "main.flow.json").read_bytes()[:-100])
    done = tcme("verify", "cut.flow.json", "--json", cwd=tmp_path)
    assert (done.code, done.codes) == (6, ["TC640"])


def test_what_only_looks_like_a_receipt_is_refused(tmp_path: Path) -> None:
    (tmp_path / "receipt.json").write_text('{"payloadType": "application/vnd.in-toto+json", "payload": 7}')
    done = tcme("verify", "receipt.json", "--json", cwd=tmp_path)
    assert (done.code, done.codes) == (6, ["TC622"])


@pytest.mark.parametrize("option", ["--keys", "--certificate"])
def test_a_certificate_in_the_place_of_a_receipt_is_refused(proved: Path, option: str) -> None:
    done = tcme("verify", "main.flow.json", option, "main.flow.json", "--json", cwd=proved)
    assert (done.code, done.codes) == (6, ["TC640"])


def test_a_receipt_in_the_place_of_a_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "main.flow.json").write_text('{"payloadType": "application/vnd.in-toto+json", "payload": 7}')
    done = tcme("verify", "main.flow.json", "--source", "main.flow.json", "--json", cwd=tmp_path)
    assert (done.code, done.codes) == (6, ["TC640"])


MODULES = ROOT / "tests" / "link" / "accept" / "modules"
FLOOR = """program floors

party alice, bob
environment enclave
adversary at most 1 of alice, bob passive
assume alice, bob trust enclave

public floor : Int[0..9] = file "floor.json"
input x : Int[0..9] from alice

output Out {
    above : Bool of x to bob because "agreed"
}

fn main() -> Out {
    release Out(x > floor)
}
"""


@pytest.fixture(scope="module")
def pinning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program with modules, one of them in a folder, and one with a public file."""
    folder = tmp_path_factory.mktemp("pinning")
    shutil.copytree(MODULES, folder, dirs_exist_ok=True)
    (folder / "floors.tcme").write_text(FLOOR)
    (folder / "floor.json").write_text("3")
    assert tcme("check", "main.tcme", "floors.tcme", cwd=folder).code == 0
    return folder


def line(kind: str, folder: Path, file: str) -> str:
    return f"{kind} {file} sha256:{sha256((folder / file).read_bytes()).hexdigest()}"


def test_every_pinned_file_is_printed_with_its_digest(pinning: Path) -> None:
    modules = [line("module", pinning, file) for file in ("pricing.tcme", "shared/deep.tcme")]
    for words in (("verify", "main.flow.json"), ("plan", "main.tcme")):
        said = [each.strip() for each in tcme(*words, cwd=pinning).out.splitlines()]
        assert [each for each in said if " sha256:" in each] == modules
    for words in (("verify", "floors.flow.json"), ("plan", "floors.tcme")):
        assert line("public file", pinning, "floor.json") in tcme(*words, cwd=pinning).out
    (row,) = tcme("verify", "floors.flow.json", "--json", cwd=pinning).data["files"]
    digest = sha256(b"3").hexdigest()
    assert row == {"kind": "public file", "file": "floor.json", "sha256": digest, "beside": None}
    (row,) = tcme("plan", "floors.tcme", "--json", cwd=pinning).data["plan"]["pinned"]
    assert row == {"kind": "public file", "file": "floor.json", "sha256": digest}


@pytest.mark.parametrize(
    ("program", "file", "said"),
    [
        ("main", "shared/deep.tcme", "the module `shared/deep.tcme`"),
        ("main", "pricing.tcme", "the module `pricing.tcme`"),
        ("floors", "floor.json", "the public file `floor.json`"),
    ],
)
def test_another_file_beside_the_program_is_refused(
    pinning: Path, tmp_path: Path, program: str, file: str, said: str
) -> None:
    shutil.copytree(pinning, tmp_path, dirs_exist_ok=True)
    words = ("verify", f"{program}.flow.json", "--source", f"{program}.tcme")
    assert tcme(*words, cwd=tmp_path).code == 0
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes() + b"\n")
    done = tcme(*words, cwd=tmp_path)
    assert (done.code, done.out.splitlines()[-2]) == (6, f"refused: {said} beside the program is another")
    assert ", and another lies beside the program" in done.out
    found = tcme(*words, "--json", cwd=tmp_path).data
    assert (found["ok"], found["verdict"]) == (False, "refused")
    assert [row["file"] for row in found["files"] if row["beside"] == "other"] == [file]
    assert tcme("verify", f"{program}.flow.json", cwd=tmp_path).code == 0
    (tmp_path / file).unlink()
    done = tcme(*words, cwd=tmp_path)
    assert (done.code, done.out.splitlines()[-1]) == (0, "proved")
    assert f"{file} sha256:" in done.out and ", and none lies beside the program" in done.out


def test_modules_of_the_library_are_printed_and_not_compared() -> None:
    folder = ROOT / "examples" / "shared_customers"
    done = tcme("verify", "main.flow.json", "--source", "main.tcme", cwd=folder)
    assert done.code == 0 and "\nmodule std.sets sha256:" in done.out and "beside" not in done.out
