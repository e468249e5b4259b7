"""`tcme diff` as people have it: programs and certificates, exit codes, one JSON object."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import Done, tcme
from tests.diff.programs import BAND, BIT, PRICES, certificate

WIDER = BAND.replace("of pay to ben because", "of pay to ben, cleo because")
SAME = "not more: the same\n"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "main.tcme").write_text(BAND)
    (tmp_path / "old.tcme").write_text(BAND)
    (tmp_path / "new.tcme").write_text(WIDER)
    (tmp_path / "broken.tcme").write_text(BAND.replace("from ann", "of ann"))
    (tmp_path / "leaks.tcme").write_text(BAND.replace("age > 60", "age > 60 and pay > 0"))
    (tmp_path / "old.flow.json").write_bytes(certificate(BAND))
    (tmp_path / "new.flow.json").write_bytes(certificate(WIDER))
    return tmp_path


def diff(world: Path, *words: str) -> Done:
    return tcme("diff", *words, cwd=world)


@pytest.mark.parametrize("old", ["old.tcme", "folder", "old.flow.json"])
@pytest.mark.parametrize("new", ["old.tcme", "folder", "old.flow.json"])
def test_a_program_and_its_certificate_are_the_same(world: Path, old: str, new: str) -> None:
    assert diff(world, old, new) == Done(SAME, "", 0)


@pytest.mark.parametrize("old", ["old.tcme", "old.flow.json"])
@pytest.mark.parametrize("new", ["new.tcme", "new.flow.json"])
def test_more_is_exit_1_and_less_is_0(world: Path, old: str, new: str) -> None:
    there, back = diff(world, old, new), diff(world, new, old)
    assert (there.code, back.code) == (1, 0)
    assert there.out.splitlines() == [
        "who learns how much",
        "  more: `cleo` learns up to 1.58 bits of `pay` (was nothing)",
        "fields",
        "  more: `band` now goes to `cleo`",
        "more may be learned or steered, or less is proved",
        "  = help: `--allow` accepts it",
    ]
    assert back.out.splitlines() == [
        "who learns how much",
        "  less: `cleo` learns nothing of `pay` any more (was up to 1.58 bits)",
        "fields",
        "  less: `band` no longer goes to `cleo`",
        "not more: less",
    ]


def test_a_new_requirement_is_exit_1(world: Path) -> None:
    (world / "old.tcme").write_text(BIT)
    (world / "new.tcme").write_text(BIT.replace("leak at", "require x == 42\nleak at"))
    there, back = diff(world, "old.tcme", "new.tcme"), diff(world, "new.tcme", "old.tcme")
    assert (there.code, back.code) == (1, 0)
    assert there.out.splitlines()[1:3] == [
        "  more: `require x == 42` is new: that `alice` takes part tells everyone that it holds;"
        " it does for 1 of 100 values of `x`, 6.64 bits",
        "more may be learned or steered, or less is proved",
    ]
    (changed,) = diff(world, "old.tcme", "new.tcme", "--json").data["changes"]
    assert (changed["kind"], changed["subject"], changed["who"]) == ("require added", "x", ["alice"])


def test_allowed_says_the_same_and_exits_0(world: Path) -> None:
    refused, allowed = (diff(world, "old.tcme", "new.tcme", *more) for more in ((), ("--allow",)))
    assert allowed.code == 0
    assert allowed.out.splitlines() == refused.out.splitlines()[:-1]


def test_json_has_the_same_and_the_whole_table(world: Path) -> None:
    done = diff(world, "old.tcme", "new.tcme", "--json")
    assert done.code == 1
    assert (done.data["ok"], done.data["verdict"], done.data["allowed"]) == (False, "more", False)
    nothing, three = {"values": 1, "bits": "0"}, {"values": 3, "bits": "1.58"}
    assert done.data["learned"] == [
        {"recipient": "ben", "source": "pay", "old": three, "new": three},
        {"recipient": "cleo", "source": "pay", "old": nothing, "new": three},
        {
            "recipient": "ann",
            "source": "age",
            "old": {"values": 2, "bits": "1"},
            "new": {"values": 2, "bits": "1"},
        },
    ]
    first = done.data["changes"][0]
    assert first == {
        "topic": "learned",
        "kind": "bits",
        "direction": "more",
        "says": "`cleo` learns up to 1.58 bits of `pay` (was nothing)",
        "subject": "pay",
        "who": ["cleo"],
        "old": nothing,
        "new": three,
    }
    allowed = diff(world, "old.tcme", "new.tcme", "--json", "--allow")
    assert allowed.code == 0 and allowed.data == done.data | {"ok": True, "allowed": True}


def test_numbers_that_a_reader_of_json_may_round_are_texts(world: Path) -> None:
    exact, over = 1 << 53, (1 << 53) + 1
    for number in (exact, over):
        text = BAND.replace("old : Bool", f"old : Int[0..{number - 1}]")
        text = text.replace("{ HIGH }, old)", "{ HIGH }, if old { 1 } else { 0 })")
        (world / f"{number}.tcme").write_text(text)
    done = diff(world, f"{exact}.tcme", f"{over}.tcme", "--json")
    (changed,) = (c for c in done.data["changes"] if c["topic"] == "learned")
    assert (changed["old"]["values"], changed["new"]["values"]) == (exact, str(over))


@pytest.mark.parametrize(("name", "code", "shown"), [("broken.tcme", 3, "TC1"), ("leaks.tcme", 4, "TC301")])
@pytest.mark.parametrize("side", ["old", "new"])
def test_a_refused_program_ends_with_its_own_diagnostics(
    world: Path, name: str, code: int, shown: str, side: str
) -> None:
    words = (name, "old.tcme") if side == "old" else ("old.tcme", name)
    done = diff(world, *words)
    assert done.code == code == tcme("check", name, cwd=world).code
    assert done.out == ""
    assert shown in done.err and f"note: in the {side} program, `{name}`" in done.err
    found = diff(world, *words, "--json")
    assert found.code == code and not found.data["ok"]
    notes = [n["text"] for d in found.data["diagnostics"] for n in d["notes"]]
    assert f"in the {side} program, `{name}`" in notes


def test_allow_does_not_excuse_a_refused_program(world: Path) -> None:
    assert diff(world, "old.tcme", "leaks.tcme", "--allow").code == 4
    assert diff(world, "old.tcme", "broken.tcme", "--allow").code == 3


def test_a_certificate_that_was_changed_is_never_believed(world: Path) -> None:
    proof = json.loads(certificate(WIDER))
    proof["fields"][0]["recipients"] = ["ben"]
    (world / "tampered.flow.json").write_text(json.dumps(proof, sort_keys=True, separators=(",", ":")))
    (world / "cut.flow.json").write_bytes(certificate(WIDER)[:-9])
    (world / "list.json").write_text("[]")
    for name in ("tampered.flow.json", "cut.flow.json", "list.json"):
        for words in ((name, "old.tcme"), ("old.tcme", name, "--allow")):
            done = diff(world, *words)
            side = "old" if words[0] == name else "new"
            assert (done.code, done.out) == (6, "")
            assert done.err.startswith(f"error[TC642]: the {side} certificate `{name}` does not hold: ")


def test_a_reason_cannot_look_like_a_verdict(world: Path) -> None:
    reason = 'endorse age > 60 because "his word\\n\\nnot more: the same"'
    (world / "new.tcme").write_text(BAND.replace("age > 60", reason))
    done = diff(world, "old.tcme", "new.tcme")
    assert done.out.splitlines()[:2] == [
        "inputs and what is forgiven",
        "  more: a value is newly endorsed: his word not more: the same",
    ]


def test_a_module_is_no_program(world: Path) -> None:
    (world / "module.tcme").write_text(PRICES)
    done = diff(world, "module.tcme", "old.tcme")
    assert done.code == 2 and "`module.tcme` is a module, not a program" in done.err


def test_a_file_that_is_not_there_is_named(world: Path) -> None:
    for words in (("none.tcme", "old.tcme"), ("old.tcme", "none.tcme"), ("old.tcme", "none.flow.json")):
        done = diff(world, *words)
        assert done.code == 2 and "TC001" in done.err and "`none" in done.err
    assert diff(world, "old.tcme").code == 2


def test_help_says_what_ci_needs(world: Path) -> None:
    said = " ".join(diff(world, "--help").out.split())
    assert "tcme diff agreed.flow.json main.tcme" in said and "--allow" in said and "--json" in said
