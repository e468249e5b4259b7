"""Whole runs: real processes, real sockets, every kind of placement."""

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_placed import alarm, dealt, files, millionaires

from tcme.backends.session.launch import Options, RunResult, run
from tcme.backends.session.receipt import verify_receipt

A, B = 987_654_321, 123_456_789


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "run"


def options(folder: Path, **more: object) -> Options:
    return Options(seconds=40.0, folder=folder, **more)  # type: ignore[arg-type]


def test_millionaires(tmp_path: Path, folder: Path) -> None:
    paths = files(tmp_path, {"alice": {"a": A}, "bob": {"b": B}})
    stages: list[str] = []
    with (tmp_path / "log").open("wb") as log:
        chosen = options(folder, log=log.fileno())
        result = run(millionaires(), paths, options=chosen, progress=lambda s, _: stages.append(s))
    assert result.outputs == {"alice": {"richer": "ALICE"}, "bob": {"richer": "ALICE"}}
    assert stages == ["keys", "start", "connect", "compute", "done"]
    assert list(result.timings) == [*stages, "end"]
    assert set(result.receipts) == {"alice", "bob"}
    assert not (folder / "notary" / "receipt.json").exists()
    assert_says_nothing(tmp_path / "log", folder, result)


def assert_says_nothing(log: Path, folder: Path, result: RunResult) -> None:
    said = [log.read_bytes(), repr(result).encode()]
    said += [p.read_bytes() for p in folder.rglob("*") if p.is_file()]
    for text in said:
        assert str(A).encode() not in text and str(B).encode() not in text


def test_receipts_are_signed_by_all_and_equal(tmp_path: Path, folder: Path) -> None:
    paths = files(tmp_path, {"alice": {"a": 1}, "bob": {"b": 1}})
    result = run(millionaires(), paths, options=options(folder))
    read = {name: path.read_bytes() for name, path in result.receipts.items()}
    assert read["alice"] == read["bob"]
    said = verify_receipt(read["alice"])
    assert said.signers == ("alice", "bob", "notary")
    assert (said.program, said.run_id) == ("millionaires", result.run_id)
    assert said.agreement["values"] == {"richer": 3}
    assert set(said.assurance.values()) == {"simulated"}


def test_recipients_and_owners_outside_the_members(tmp_path: Path, folder: Path) -> None:
    placed = millionaires(members=("x", "y", "z"), to=("bob", "carol"))
    result = run(placed, files(tmp_path, {"alice": {"a": 5}, "bob": {"b": 5}}), options=options(folder))
    assert result.outputs == {"bob": {"richer": "TIE"}, "carol": {"richer": "TIE"}}
    assert set(result.receipts) == {"alice", "bob", "carol"}


def test_an_environment_deals_shares_and_opens(tmp_path: Path, folder: Path) -> None:
    result = run(dealt(), files(tmp_path, {"alice": {"a": 21}, "bob": {"b": 300}}), options=options(folder))
    assert result.outputs == {
        "alice": {"large": 42, "seen": 42},
        "bob": {"total": 342},
        "carol": {"total": 342},
    }
    receipt = verify_receipt(result.receipts["carol"].read_bytes())
    assert receipt.signers == ("alice", "bob", "carol", "enclave", "notary")
    assert receipt.assurance["enclave"] == result.assurance["enclave"]


@pytest.mark.parametrize(("damage", "output"), [(600, {"landlord": {"alarm": 2}}), (500, {})])
def test_an_absent_field_leaves_no_trace(
    tmp_path: Path, folder: Path, damage: int, output: dict[str, object]
) -> None:
    result = run(alarm(), files(tmp_path, {"tenant": {"damage": damage}}), options=options(folder))
    assert result.outputs == output
    assert set(result.receipts) == {"tenant", *output}
    assert sorted(p.name for p in (folder / "landlord").iterdir()) == (
        ["output.json", "receipt.json"] if output else []
    )
    assert result.bytes_sent["landlord"] == 131136


def test_each_party_opens_only_its_own_input(tmp_path: Path, folder: Path) -> None:
    """Inputs are pipes: whoever opens one waits until we write, so /proc shows what was opened."""
    paths = files(tmp_path, {"alice": {}, "bob": {}})
    for path in paths.values():
        path.unlink()
        os.mkfifo(path)
    pipes = {name: os.open(path, os.O_RDWR) for name, path in paths.items()}
    seen: dict[str, set[str]] = {}
    worker = threading.Thread(target=feed, args=(paths, pipes, seen))
    worker.start()
    result = run(millionaires(), paths, options=options(folder))
    worker.join()
    assert result.outputs["alice"] == {"richer": "BOB"}
    assert seen == {"alice": {"alice"}, "bob": {"bob"}}


def feed(paths: dict[str, Path], pipes: dict[str, int], seen: dict[str, set[str]]) -> None:
    for (name, path), value in zip(paths.items(), ({"a": 1}, {"b": 2}), strict=True):
        until = time.monotonic() + 60
        while not (readers := {p for p in children() if str(path) in opened(p)}):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert len(readers) == 1
        seen[name] = {other for other, p in paths.items() for r in readers if str(p) in opened(r)}
        os.write(pipes[name], json.dumps(value).encode())
        os.close(pipes[name])


def children() -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"tcme.backends.session.party" in command:
                yield int(entry.name)


def opened(pid: int) -> set[str]:
    try:
        return {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
    except OSError:
        return set()
