"""What is signed, pinned and kept: agreements, locks, keys, receipts, and the encoding of values."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hand_placed import asked, millionaires
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from securesystemslib.signer import Key

from tcme.backends.cleartext import array, nested
from tcme.backends.model import lock_entry
from tcme.backends.session import encoding, keys, lock, pinned
from tcme.backends.session.agreement import agree, check_same
from tcme.backends.session.facts import Occasion, statement, to_be_signed
from tcme.backends.session.receipt import envelope, verify_receipt
from tcme.compiler.ir.codec import decode
from tcme.compiler.ir.nodes import BoolV, IntV, TextV
from tcme.dsl.diagnostics import Fault

PLACED = decode(millionaires())


def make_receipt() -> tuple[bytes, dict[str, keys.Keys]]:
    people = {name: keys.generate() for name in ("alice", "bob")}
    public = {name: key.public_sign.hex() for name, key in people.items()}
    occasion = Occasion("00ff", "2030-01-01T00:00:00+00:00", public, {"alice": "simulated"})
    said = statement("millionaires", "0" * 64, agree(PLACED).facts(), occasion)
    signed = {n: (k.public_sign, k.sign.sign(to_be_signed(said))) for n, k in people.items()}
    return envelope(said, signed), people


def test_receipt_verifies() -> None:
    receipt, people = make_receipt()
    public = {name: key.public_sign for name, key in people.items()}
    said = verify_receipt(receipt, keys=public, agreement=agree(PLACED).facts())
    assert (said.program, said.run_id, said.signers) == ("millionaires", "00ff", ("alice", "bob"))


def test_receipt_is_dsse_for_others() -> None:
    """The reference implementation accepts it."""
    receipt, people = make_receipt()
    dsse = Envelope.from_dict(json.loads(receipt))
    public = [k.public_sign for k in people.values()]
    known = [
        Key.from_dict(
            keys.key_id(p), {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": p.hex()}}
        )
        for p in public
    ]
    assert len(dsse.verify(known, 2)) == 2


def changed(receipt: bytes, what: str) -> bytes:
    raw = json.loads(receipt)
    match what:
        case "payload":
            said = base64.b64decode(raw["payload"]).replace(b"00ff", b"00fe")
            raw["payload"] = base64.b64encode(said).decode()
        case "missing":
            raw["signatures"].pop()
        case "extra":
            raw["signatures"].append(raw["signatures"][0] | {"keyid": "ab"})
        case "type":
            raw["payloadType"] = "text/plain"
        case "no statement":
            raw["payload"] = base64.b64encode(b"{}").decode()
        case "deep":
            raw["payload"] = base64.b64encode(b"[" * 100_000).decode()
        case "nobody":
            said = json.loads(base64.b64decode(raw["payload"]))
            said["predicate"]["keys"] = {}
            raw |= {"payload": base64.b64encode(json.dumps(said).encode()).decode(), "signatures": []}
    return json.dumps(raw).encode()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("payload", "does not verify"),
        ("missing", "is missing"),
        ("extra", "not named"),
        ("type", "another type"),
        ("no statement", "no statement"),
        ("deep", "no statement"),
        ("nobody", "nobody signed"),
    ],
)
def test_a_changed_receipt_is_refused(what: str, said: str) -> None:
    with pytest.raises(Fault, match=said) as caught:
        verify_receipt(changed(make_receipt()[0], what))
    assert caught.value.code == "TC622"


def test_a_receipt_of_others_is_refused() -> None:
    receipt, _ = make_receipt()
    with pytest.raises(Fault, match="keys"):
        verify_receipt(receipt, keys={"alice": b"\0" * 32})
    with pytest.raises(Fault, match="another agreement"):
        verify_receipt(receipt, agreement={})
    with pytest.raises(Fault, match="envelope"):
        verify_receipt(b"hello")


def test_agreement_is_canonical_and_complete() -> None:
    proof = b'{"digests": {"source": "5"}}'
    ours = agree(PLACED, certificate=proof, bounds={"k": 1})
    assert ours.text() == agree(PLACED, certificate=proof, bounds={"k": 1}).text()
    assert ours.facts()["digests"] == {"source": "5"}
    check_same(ours, ours.digest())
    for other in (
        agree(PLACED),
        replace(ours, placed="0"),
        replace(ours, recipients={}),
        replace(ours, keys={"a": "b"}),
    ):
        with pytest.raises(Fault) as caught:
            check_same(ours, other.digest())
        assert caught.value.code == "TC621"


def test_lock(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    good = lock.Lock({"m": {"sha256": "1"}}, {"ask": {"offsets": [0.5]}}, {"z3": {"version": "4"}})
    lock.save(path, good)
    assert lock.load(path) == good
    lock.check(good, lock.Lock({"m": {"sha256": "1"}}))
    with pytest.raises(Fault, match="model `m`") as caught:
        lock.check(good, lock.Lock({"m": {"sha256": "2"}}))
    assert caught.value.code == "TC620"
    path.write_text(path.read_text() + " ")
    with pytest.raises(Fault):
        lock.load(path)
    for damaged in (replace(good, models=[]), replace(good, calibrations=[])):
        lock.save(path, damaged)
        with pytest.raises(Fault, match="cannot be read"):
            lock.load(path)
    path.write_text("[" * 100_000)
    with pytest.raises(Fault, match="cannot be read"):
        lock.load(path)


@pytest.mark.parametrize("row", ["x", {"x": 1}, {"offsets": ["a", "b"]}, {"offsets": 1}])
def test_a_malformed_calibration_is_refused(tmp_path: Path, row: object) -> None:
    graph = decode(asked()).graph
    ((spec, _),) = pinned.asked(graph, tmp_path)
    entry = {"gemma3-270m": lock_entry("gemma3-270m")}
    if isinstance(row, dict):
        row = {"spec": "", "fitted_on": 0, "examples_digest": "", "accuracy": 0.0, **row}
    with pytest.raises(Fault, match="malformed") as caught:
        pinned.pin(graph, tmp_path, lock.Lock(entry, {spec.digest(): row}))
    assert caught.value.code == "TC620"


def test_signing_key_file(tmp_path: Path) -> None:
    path, key = tmp_path / "key", keys.generate().sign
    keys.save_signing_key(path, key)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.load_signing_key(path).private_bytes_raw() == key.private_bytes_raw()
    path.chmod(0o644)
    with pytest.raises(Fault):
        keys.load_signing_key(path)


INTS = st.tuples(st.integers(-(2**70), 2**70), st.integers(0, 2**40), st.integers(0, 2**40))


@given(INTS)
def test_integers_have_one_size_and_one_encoding(drawn: tuple[int, int, int]) -> None:
    lo, span, above = drawn
    ty, value = IntV(lo, lo + span), lo + above % (span + 1)
    data = encoding.encode(ty, array(value, ty))
    assert len(data) == encoding.size(ty)
    assert nested(encoding.decode(ty, data)) == value


@given(st.text(max_size=5).filter(lambda t: "\0" not in t))
def test_texts_have_one_size(text: str) -> None:
    ty = TextV(0, 20)
    data = encoding.encode(ty, array(text, ty))
    assert len(data) == 24 and nested(encoding.decode(ty, data)) == text


@pytest.mark.parametrize(
    ("ty", "data"),
    [
        (IntV(0, 9), b"\x0a"),
        (IntV(0, 9), b""),
        (IntV(0, 9, (2,)), b"\1"),
        (BoolV(), b"\2"),
        (TextV(0, 2), b"\0\0\0\3abc"),
        (TextV(0, 4), b"\0\0\0\1ab\0\0"),
        (TextV(2, 4), b"\0\0\0\1a\0\0\0"),
        (TextV(0, 4), b"\0\0\0\1\xff\0\0\0"),
    ],
)
def test_other_bytes_are_refused(ty: IntV | BoolV | TextV, data: bytes) -> None:
    with pytest.raises(encoding.NotOfType):
        encoding.decode(ty, data)
