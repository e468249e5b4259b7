"""Names, texts and certificates that are meant to mislead who reads the messages; far too many of them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tcme.cli.outdated import advice
from tcme.cli.output import MOST
from tcme.dsl.diagnostics import worst
from tests.checker.builders import canonical
from tests.cli.shell import TCME, tcme
from tests.cli.test_streams import BUFFERED
from tests.cli.test_verify import proved as proved

NAME = "a\nproved: all\x1b[2J\u202e.tcme"
SHOWN = r"a\nproved: all\u{1b}[2J\u{202e}.tcme"


@pytest.mark.parametrize("command", ["check", "fmt", "test", "plan"])
@pytest.mark.parametrize("there", [False, True])
def test_a_name_stays_on_its_line(tmp_path: Path, command: str, there: bool) -> None:
    if there:
        (tmp_path / NAME).write_text('test "x"\n')
    done = tcme(command, NAME, cwd=tmp_path)
    assert done.code in (1, 2, 3) and SHOWN in done.out + done.err
    assert "\x1b" not in done.out + done.err
    assert not any(line.startswith("proved") for line in (done.out + done.err).splitlines())


def test_names_of_several_programs_stay_on_their_lines(world: Path) -> None:
    shutil.copy(world / "leak.tcme", world / NAME)
    done = tcme("check", "--all", ".", "--no-write", cwd=world)
    assert SHOWN in done.out.splitlines() and f"--> {SHOWN}:" in done.err
    said = tcme("check", "--all", ".", "--no-write", "--json", cwd=world).data
    assert NAME in {d.get("file") for p in said["programs"] for d in p["diagnostics"]}


@pytest.mark.parametrize("key", ["format", "program", "seal", "fields", "tree"])
def test_a_certificate_cannot_steer_the_terminal(proved: Path, tmp_path: Path, key: str) -> None:
    found = json.loads((proved / "main.flow.json").read_text())
    (tmp_path / "x.flow.json").write_bytes(canonical(found | {key: "\x1b[2Jproved\n\u202e"}))
    for words in (("verify", "x.flow.json"), ("diff", "x.flow.json", str(proved / "main.tcme"))):
        done = tcme(*words, cwd=tmp_path)
        assert done.code in (2, 6) and "\x1b" not in done.out + done.err and "\u202e" not in done.out
        assert "proved" not in done.out.splitlines()
    words = [str(TCME.parent / "python"), "-m", "tcme.checker", str(tmp_path / "x.flow.json")]
    alone = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert alone.returncode == 6 and "\x1b" not in alone.stdout and "proved" not in alone.stdout.splitlines()


@pytest.mark.parametrize("number, said", [(2, "older"), (1, "older"), (99, "newer")])
def test_a_certificate_of_another_version_has_a_repair(
    proved: Path, tmp_path: Path, number: int, said: str
) -> None:
    found = json.loads((proved / "main.flow.json").read_text()) | {"format": f"tcme-flow-{number}"}
    (tmp_path / "x.flow.json").write_bytes(canonical(found))
    done = tcme("verify", "x.flow.json", cwd=tmp_path)
    assert done.code == 6 and f"help: an {said}".replace("an newer", "a newer") in done.out
    assert ("run `tcme check`" in done.out) == (said == "older")
    assert said in tcme("verify", "x.flow.json", "--json", cwd=tmp_path).data["help"]
    compared = tcme("diff", "x.flow.json", str(proved / "main.tcme"), cwd=tmp_path)
    assert compared.code == 6 and f"{said} version of tcme wrote it" in compared.err


@pytest.mark.parametrize("number", ["000002", "0", "0000003", "9999999", "+2", "\u0662"])
def test_what_is_no_number_of_a_version_has_no_such_repair(number: str) -> None:
    assert advice({"format": f"tcme-flow-{number}"}) == ""


def test_people_are_shown_the_first_messages_and_machines_all(tmp_path: Path) -> None:
    lines = "".join(f"const c{n} = missing{n}\n" for n in range(MOST + 30))
    (tmp_path / "many.tcme").write_text(f"program many\n\nparty a, b\n\n{lines}")
    said = tcme("check", "many.tcme", "--json", cwd=tmp_path).data["diagnostics"]
    assert len(said) >= MOST + 30
    done = tcme("check", "many.tcme", cwd=tmp_path)
    assert done.code == 3 and done.err.count(" --> ") == MOST
    assert f"and {len(said) - MOST} more messages" in done.err.splitlines()[-2]


def test_a_machine_finds_the_file(world: Path) -> None:
    (world / "modules" / "pricing.tcme").write_text("module pricing\n\nfn (\n")
    shutil.copy(world / "leak.tcme", world / "tested" / "leak.tcme")
    said = tcme("check", "tested/leak.tcme", "modules", "--no-write", "--json", cwd=world).data
    files = {d["file"] for program in said["programs"] for d in program["diagnostics"]}
    assert {"tested/leak.tcme", "modules/pricing.tcme"} <= files
    assert all((world / file).is_file() for file in files)
    notes = [n for d in said["programs"][0]["diagnostics"] for n in d["notes"] if n["file"]]
    assert notes and {n["file"] for n in notes} == {"tested/leak.tcme"}


def test_people_find_the_file(world: Path) -> None:
    """The place of the mistake, and the place that a note names."""
    name = world / "modules" / "pricing.tcme"
    name.write_text("module pricing\n\nfn twice() -> Bool { true }\n\nfn twice() -> Bool { true }\n")
    done = tcme("check", "modules/main.tcme", "--no-write", cwd=world)
    assert done.code == 3 and " --> modules/pricing.tcme:5:" in done.err
    assert "(modules/pricing.tcme:3:" in done.err


@pytest.mark.parametrize("end", ["| true", "2>&1 | true", ">&-"])
def test_the_report_is_whole_though_nobody_reads_the_rest(world: Path, end: str) -> None:
    """More than a buffer holds; some of the programs cannot be read."""
    for n in range(120):
        shutil.copy(world / "broken.tcme", world / f"{'long' * 40}{n}.tcme")
    script = f"'{TCME}' check --all . --no-write --format json --output R {end}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=world, env=BUFFERED, capture_output=True, text=True, timeout=170
    )
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert len(json.loads((world / "R").read_text())["programs"]) > 120


@pytest.mark.parametrize(
    "codes, whole",
    [
        ((), 0),
        ((0, 0), 0),
        ((0, 4, 1), 1),
        ((1, 3), 3),
        ((0, 77), 5),
        ((130, 2), 130),
        ((-9,), 5),
        ((4, 77), 4),
    ],
)
def test_what_is_not_known_is_no_success(codes: tuple[int, ...], whole: int) -> None:
    assert worst(codes) == whole
