"""Public values: read from files beside the program, known to all, with the digests of the files."""

import json
from hashlib import sha256
from pathlib import Path

from tcme.compiler.core import Const, PublicFile
from tcme.compiler.pipeline import Checked, check
from tcme.compiler.typecheck.walk import walk
from tcme.dsl.files import Beside
from tcme.dsl.source import NOWHERE, Source

PROGRAM = """program page
party alice, bob
adversary at most 1 of alice, bob passive
input a : Int[0..9] from alice
public rates : [Int[0..9]; 2] = file "rates.json"
public rows : [{{price : Fixed[0..10 by 0.5]}}; 2] = file "rows.csv"
output Out {{ x : Fixed[0..99 by 0.5] of a to alice because "hers" }}
fn main() -> Out {{ release Out({}) }}
"""
FILES = {"rates.json": b"[3, 4]\n", "rows.csv": b"price\n1.5\n2\n"}


class Given:
    def __init__(self, **changed: bytes) -> None:
        self.files = FILES | {name.replace("_", "."): data for name, data in changed.items()}

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)


def checked(expression: str = "a + rates[1] + rows[0].price", **changed: bytes) -> Checked:
    return check(Source("main.tcme", PROGRAM.format(expression)), files=Given(**changed))


def test_a_public_value_is_a_constant_with_the_digest_of_its_file() -> None:
    core = checked().core
    assert core is not None
    found = [(p.name, p.file, p.sha256) for p in core.publics]
    assert found == [(name.partition(".")[0], name, sha256(data).hexdigest()) for name, data in FILES.items()]
    assert all(isinstance(p, PublicFile) and p.span != NOWHERE for p in core.publics)
    assert any(isinstance(node, Const) and node.value == (3, 4) for node in walk(core.result))


def test_the_certificate_holds_the_digests() -> None:
    certificate = checked().certificate
    assert certificate is not None
    written = json.loads(certificate)["publics"]
    assert [p["sha256"] for p in written] == [sha256(data).hexdigest() for data in FILES.values()]


def test_another_file_is_another_certificate() -> None:
    assert checked().certificate != checked(rates_json=b"[3,4]").certificate


def test_a_value_that_does_not_fit_is_refused_without_being_shown() -> None:
    (refusal,) = checked(rates_json=b"[3, 77]").diagnostics
    assert refusal.is_error and "rates.json" in refusal.message + refusal.label + refusal.help
    assert "77" not in refusal.message + refusal.label


def test_a_link_that_leads_out_of_the_folder_is_no_file(tmp_path: Path) -> None:
    """Nothing of another folder is shown in a message, or goes into a certificate."""
    (tmp_path / "secret.json").write_text("[7, 7]", "utf-8")
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "rates.json").symlink_to("../secret.json")
    (folder / "inside.json").write_text("[3, 4]", "utf-8")
    (folder / "linked.json").symlink_to("inside.json")
    assert Beside(folder).read("rates.json") is None
    assert Beside(folder).read("linked.json") == b"[3, 4]"
    (folder / "shared").symlink_to(tmp_path)
    assert Beside(folder).read("shared/secret.json") is None
    (folder / "module.tcme").symlink_to("/proc/self/environ")
    found = check(Source("main.tcme", "program page\nuse module\n"), files=Beside(folder))
    assert [d.code for d in found.diagnostics][:1] == ["TC260"]
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    assert Beside(linked).read("inside.json") == b"[3, 4]"
