"""When something goes wrong: everybody stops in time, with the right code, and nothing is released."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hand_placed import alarm, asked, files, millionaires, total

from tcme.backends import cleartext
from tcme.backends.environment.fault import MaterialRefused, fault_of, status_of
from tcme.backends.model import AskSpec
from tcme.backends.session import compute, inputs, launch
from tcme.backends.session.launch import Options, Session, run
from tcme.backends.session.moves import Routes
from tcme.compiler.ir.codec import decode, digest
from tcme.dsl.diagnostics import Fault, exit_code_of

INPUTS = {"alice": {"a": 5}, "bob": {"b": 6}}


def left_behind(folder: Path) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file()]


def pids(session: Session) -> list[int]:
    return [p.child.pid for p in session.processes]


def gone(pid: int) -> bool:
    try:
        return (Path(f"/proc/{pid}/stat").read_text().split()[2]) == "Z"
    except OSError:
        return True


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """Every session that `run` makes."""
    made: list[Session] = []

    class Seen(Session):
        def run(self) -> Any:
            made.append(self)
            return super().run()

    monkeypatch.setattr(launch, "Session", Seen)
    return made


@pytest.mark.parametrize("stage", ["keys", "start", "connect", "compute"])
def test_a_killed_party_stops_all(tmp_path: Path, sessions: list[Session], stage: str) -> None:
    def kill(reached: str, _: float) -> None:
        if reached == stage:
            os.kill(sessions[0].processes[1].child.pid, signal.SIGKILL)

    folder = tmp_path / "run"
    began = time.monotonic()
    with pytest.raises(Fault) as caught:
        run(
            millionaires(), files(tmp_path, INPUTS), options=Options(seconds=30, folder=folder), progress=kill
        )
        # After the output phase has begun a party may be done before it can be killed.
        assert stage == "compute"
        raise Fault("TC710", "`bob` was done")
    assert caught.value.code == "TC710" and "`bob`" in caught.value.message
    assert time.monotonic() - began < 20
    if stage != "compute":
        assert left_behind(folder) == []
    assert all(gone(pid) for pid in pids(sessions[0]))


@pytest.mark.parametrize("victim", ["worker", "broker"])
def test_a_killed_environment_stops_all(tmp_path: Path, sessions: list[Session], victim: str) -> None:
    def kill(reached: str, _: float) -> None:
        if reached == "start":
            os.kill(getattr(sessions[0].environments["enclave"], victim).pid, signal.SIGKILL)

    folder = tmp_path / "run"
    paths = files(tmp_path, {"tenant": {"damage": 900}})
    with pytest.raises(Fault) as caught:
        run(alarm(), paths, options=Options(seconds=30, folder=folder), progress=kill)
    assert caught.value.code == "TC722"
    assert left_behind(folder) == []


def test_a_party_that_freezes_is_late(tmp_path: Path, sessions: list[Session]) -> None:
    def freeze(reached: str, _: float) -> None:
        if reached == "start":
            os.kill(sessions[0].processes[1].child.pid, signal.SIGSTOP)

    folder = tmp_path / "run"
    began = time.monotonic()
    with pytest.raises(Fault) as caught:
        run(
            millionaires(),
            files(tmp_path, INPUTS),
            options=Options(seconds=8, folder=folder),
            progress=freeze,
        )
    assert caught.value.code in {"TC711", "TC702", "TC607"}
    assert time.monotonic() - began < 11
    assert all(gone(pid) for pid in pids(sessions[0]))
    assert left_behind(folder) == []


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"alice": {"a": 5}}, "TC713"),
        ({"alice": {"a": 5}, "bob": {"b": 10**9 + 1}}, "TC713"),
        ({"alice": {"a": 5}, "bob": {"b": True}}, "TC713"),
        ({"alice": {"a": 5}, "bob": {"b": 1, "c": 2}}, "TC713"),
        ({"alice": {"a": 5}, "bob": [7, 7, 7]}, "TC713"),
    ],
)
def test_bad_inputs_are_named_and_not_shown(tmp_path: Path, inputs: dict[str, object], code: str) -> None:
    with pytest.raises(Fault) as caught:
        run(millionaires(), files(tmp_path, inputs), options=Options(seconds=30, folder=tmp_path / "run"))
    assert caught.value.code == code
    assert "bob" in caught.value.message or "`b`" in caught.value.message
    assert str(10**9 + 1) not in str(caught.value)


@pytest.mark.parametrize("hook", ["checker", "requirements"])
def test_a_refused_certificate_or_requirement(tmp_path: Path, hook: str) -> None:
    named = {hook: "tcme.backends.session.encoding:is_of"}
    chosen = Options(seconds=30, folder=tmp_path / "run", **named)  # type: ignore[arg-type]
    with pytest.raises(Fault) as caught:
        run(millionaires(), files(tmp_path, INPUTS), options=chosen)
    assert caught.value.code in {"TC624", "TC714", "TC719"}
    assert "5" not in caught.value.message.replace("TC", "")


INTERRUPTED = """
import sys
from pathlib import Path
from tcme.backends.session.launch import Options, run
from tcme.dsl.diagnostics import Fault
placed, folder = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])
paths = {name: Path(path) for name, path in zip(("alice", "bob"), sys.argv[3:])}
def wait(stage, seconds):
    print(stage, flush=True)
    if stage == "start":
        import time; time.sleep(30)
try:
    run(placed, paths, options=Options(seconds=60, folder=folder), progress=wait)
except Fault as fault:
    print(fault.code, flush=True)
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_launcher_leaves_nothing(tmp_path: Path, sent: signal.Signals) -> None:
    (tmp_path / "placed").write_bytes(millionaires())
    paths = files(tmp_path, INPUTS)
    arguments = [str(tmp_path / "placed"), str(tmp_path / "run"), *map(str, paths.values())]
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, *arguments], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        while child.stdout.readline() != "start\n":
            assert child.poll() is None
        parties = descendants(child.pid)
        assert len(parties) == 3
        child.send_signal(sent)
        rest = child.stdout.read()
    assert rest == ("TC715\n" if sent is signal.SIGINT else "")
    until = time.monotonic() + 5
    while time.monotonic() < until and not all(map(gone, parties)):
        time.sleep(0.05)
    assert all(map(gone, parties))
    assert left_behind(tmp_path / "run") == []


def descendants(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parts = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(parts[1]) == pid:
                found.append(int(entry.name))
    return found


def test_listeners_are_on_loopback_and_inherited(tmp_path: Path, sessions: list[Session]) -> None:
    seen: list[str] = []

    def look(reached: str, _: float) -> None:
        for process in sessions[0].processes:
            for port in (process.mailbox_port, process.mpc_port):
                seen.extend(listens(port))

    run(millionaires(), files(tmp_path, INPUTS), options=Options(seconds=30), progress=look)
    assert seen and set(seen) == {"0100007F"}


def listens(port: int) -> list[str]:
    rows = [
        line.split() for t in ("tcp", "tcp6") for line in Path(f"/proc/net/{t}").read_text().splitlines()[1:]
    ]
    return [r[1].split(":")[0] for r in rows if r[3] == "0A" and int(r[1].split(":")[1], 16) == port]


def test_nothing_is_in_arguments_or_environment(tmp_path: Path, sessions: list[Session]) -> None:
    told: list[bytes] = []

    def look(reached: str, _: float) -> None:
        for process in sessions[0].processes:
            if not gone(process.child.pid):
                told.extend(
                    Path(f"/proc/{process.child.pid}/{f}").read_bytes() for f in ("cmdline", "environ")
                )

    run(millionaires(), files(tmp_path, INPUTS), options=Options(seconds=30), progress=look)
    assert told and not any(b"secret of" in each or b"alice" in each for each in told)


def test_exit_codes() -> None:
    assert [exit_code_of(code) for code in ("TC620", "TC602", "TC720", "TC710", "TC715")] == [6, 6, 6, 5, 5]


def test_routes_refuse_what_nobody_runs() -> None:
    routes = Routes(decode(millionaires()))
    assert routes.parties == ("alice", "bob", "notary")
    assert routes.holders == ("alice", "bob")
    assert socket.gethostbyname("localhost") == "127.0.0.1"


def test_the_files_of_another_run_stay(tmp_path: Path) -> None:
    paths, chosen = files(tmp_path, INPUTS), Options(seconds=30, folder=tmp_path / "run")
    first = run(millionaires(), paths, options=chosen)
    kept = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    with pytest.raises(Fault) as caught:
        run(millionaires(), paths, options=chosen)
    assert caught.value.code == "TC012"
    assert first.receipts and kept == {path: path.read_bytes() for path in kept}


def test_a_failed_run_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="missing"):
        chosen = Options(folder=tmp_path / "run")
        run(millionaires(), files(tmp_path, {"alice": {"a": 1}, "bob": {}}), options=chosen)
    assert not (tmp_path / "run").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    with pytest.raises(Fault) as caught:
        run(millionaires(), files(tmp_path, INPUTS), options=Options(folder=tmp_path / "run"))
    assert caught.value.code == "TC006"


def test_an_input_file_without_end(tmp_path: Path) -> None:
    paths = files(tmp_path, INPUTS)
    paths["bob"].write_bytes(b"{" + b" " * inputs.LARGEST)
    with pytest.raises(Fault, match="larger than") as caught:
        inputs.load(paths["bob"], decode(millionaires()).graph.inputs, "bob")
    assert caught.value.code == "TC713"


def test_a_model_that_is_not_there_is_named_by_its_code(tmp_path: Path) -> None:
    spec = AskSpec("gemma3-270m", "?", ("YES", "NO"), (20,), "")
    models = {"asks": [asdict(spec)], "calibrations": {}, "cache": str(tmp_path / "empty")}
    with pytest.raises(Fault) as caught:
        run(asked(), files(tmp_path, {"tenant": {"scene": "dry"}}), options=Options(models=models))
    assert (caught.value.code, exit_code_of(caught.value.code)) == ("TC613", 6)


def test_answers_of_a_changed_model_are_not_signed() -> None:
    def changed() -> None:
        raise Fault("TC611", "a cached file has changed")

    placed = decode(alarm())
    share = compute.Share(Routes(placed), "enclave")
    worker = compute.Worker(share, {}, lambda _: b"", cleartext.Run(placed.graph, {}), changed)
    said = json.dumps({"subject": [{"digest": {"sha256": digest(placed)}}], "predicate": {"agreement": {}}})
    with pytest.raises(MaterialRefused) as caught:
        worker.compute(compute.RELEASE, {("tenant", compute.READY): said.encode()})
    assert fault_of(status_of(caught.value.code)).code == "TC611"


LIAR = """
from tcme.backends import cleartext
from tcme.backends.session import encoding
honest = cleartext.input_arrays
def lying(graph, own):
    if "a" in own:
        encoding.is_of = lambda ty, value: True
    return {k: v + 100 if k[0] == "a" else v for k, v in honest(graph, own).items()}
cleartext.input_arrays = lying
"""


def test_an_output_outside_its_type_is_never_delivered(tmp_path: Path) -> None:
    """Alice's process shares a number that her input's type does not admit: bob's own check stops the run."""
    (tmp_path / "liar").mkdir()
    (tmp_path / "liar" / "sitecustomize.py").write_text(LIAR)
    chosen = Options(seconds=30, folder=tmp_path / "run", search=(str(tmp_path / "liar"),))
    with pytest.raises(Fault) as caught:
        run(total(), files(tmp_path, INPUTS), options=chosen)
    assert caught.value.code == "TC712" and "`f` at `bob`" in caught.value.message
    assert "111" not in caught.value.message and left_behind(tmp_path / "run") == []
