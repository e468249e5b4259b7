"""What whoever types `tcme run` or `tcme verify` may meet: hostile receipts, signals, odd deadlines."""

import base64
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tcme.backends.session import keys
from tcme.backends.session.facts import PAYLOAD_TYPE, Occasion, canonical, statement, to_be_signed
from tcme.backends.session.receipt import envelope

ROOT = Path(__file__).resolve().parents[2]
TCME = Path(sys.executable).parent / "tcme"


def tcme(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TCME, *map(str, words)], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("name", ["\x1b[2J", "\x9b2J", "\u202e", "\ud800"])
def test_a_receipt_cannot_steer_the_terminal(tmp_path: Path, name: str) -> None:
    key = keys.generate()
    occasion = Occasion("00", "now", {"eve": key.public_sign.hex()}, {})
    said = json.dumps(json.loads(statement("p", "0", {"values": [1]}, occasion)) | subject(name)).encode()
    signed = {"eve": (key.public_sign, key.sign.sign(to_be_signed(said)))}
    (tmp_path / "receipt.json").write_bytes(envelope(said, signed))
    done = tcme("verify", tmp_path / "receipt.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert name not in done.stdout and done.stdout.startswith("\\u{")
    assert json.loads(tcme("verify", tmp_path / "receipt.json", "--json").stdout)["program"] == name


def subject(name: str) -> dict[str, object]:
    return {"subject": [{"name": name, "digest": {"sha256": "0"}}]}


def test_a_receipt_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    payload = base64.b64encode(statement("p", "0", {}, Occasion("00", "now", {}, {}))).decode()
    envelope_ = {"payload": payload, "payloadType": PAYLOAD_TYPE, "signatures": []}
    (tmp_path / "receipt.json").write_bytes(canonical(envelope_))
    done = tcme("verify", tmp_path / "receipt.json")
    assert done.returncode == 6 and "TC622" in done.stderr


@pytest.mark.parametrize("seconds", ["inf", "nan", "0", "1e300"])
def test_a_deadline_is_a_time(tmp_path: Path, seconds: str) -> None:
    done = tcme("run", ROOT / "examples" / "millionaires", "--deadline", seconds, "--out", tmp_path / "out")
    assert done.returncode == 2 and "--deadline" in done.stderr and not (tmp_path / "out").exists()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_being_told_to_end_takes_the_run_back(tmp_path: Path, sent: signal.Signals) -> None:
    shutil.copytree(ROOT / "examples" / "millionaires", tmp_path / "p", ignore=shutil.ignore_patterns(".*"))
    command = [TCME, "run", tmp_path / "p", "--out", tmp_path / "out"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=listening) as child:
        while not (tmp_path / "out" / "alice").exists():
            assert child.poll() is None
            time.sleep(0.005)
        child.send_signal(sent)
        _, said = child.communicate(timeout=20)
    assert "TC715" in said and child.returncode in (5, 130)
    assert not (tmp_path / "out").exists()


def listening() -> None:
    """A shell's background job ignores interrupts; a terminal's does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
