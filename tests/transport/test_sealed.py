"""Sealed channels: what one end seals, only the other end opens, once and in order."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tcme.backends.transport import BadFrame, Frame, SealBroken
from tcme.backends.transport.message import Message, greet, is_greeting, seal, unseal
from tcme.backends.transport.sealed import Ends, SealedChannel, connect, pad, unpad

ALICE, BOB, EVE = (X25519PrivateKey.generate() for _ in range(3))
payloads = st.binary(max_size=200)


def public(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def channels(*, run: bytes = b"run", bob_run: bytes = b"run") -> tuple[SealedChannel, SealedChannel]:
    return (
        connect(Ends("alice", "bob", run), ALICE, public(BOB)),
        connect(Ends("bob", "alice", bob_run), BOB, public(ALICE)),
    )


@given(st.lists(st.tuples(st.booleans(), payloads), max_size=10))
def test_both_directions_in_any_mixture(traffic: list[tuple[bool, bytes]]) -> None:
    alice, bob = channels()
    for from_alice, payload in traffic:
        source, target = (alice, bob) if from_alice else (bob, alice)
        assert target.open(source.seal(payload)) == payload


@given(payloads, st.data())
def test_any_changed_byte_is_refused(payload: bytes, data: st.DataObject) -> None:
    alice, bob = channels()
    frame = alice.seal(payload)
    body = bytearray(frame.body)
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        bob.open(replace(frame, body=bytes(body)))
    assert bob.open(frame) == payload


@given(payloads, st.data())
def test_a_cut_or_lengthened_body_is_refused(payload: bytes, data: st.DataObject) -> None:
    alice, bob = channels()
    frame = alice.seal(payload)
    cut = frame.body[: data.draw(st.integers(0, len(frame.body) - 1))]
    for body in (cut, frame.body + b"\0"):
        with pytest.raises(SealBroken):
            bob.open(replace(frame, body=body))


@given(st.permutations(range(4)), st.integers(0, 3))
def test_reorder_and_replay_are_refused(order: list[int], again: int) -> None:
    alice, bob = channels()
    frames = [alice.seal(bytes([number])) for number in range(4)]
    opened = 0
    for number in order:
        if number == opened:
            assert bob.open(frames[number]) == bytes([number])
            opened += 1
        else:
            with pytest.raises(SealBroken):
                bob.open(frames[number])
    if again < opened:
        with pytest.raises(SealBroken):
            bob.open(frames[again])


def test_a_changed_header_is_refused() -> None:
    alice, bob = channels()
    frame = alice.seal(b"x")
    second = alice.seal(b"y")
    with pytest.raises(SealBroken):
        bob.open(replace(second, sequence=0))
    for wrong in (replace(frame, sender="eve"), replace(frame, receiver="carol")):
        with pytest.raises(BadFrame):
            bob.open(wrong)


def test_a_frame_does_not_open_in_the_direction_it_came_from() -> None:
    alice, bob = channels()
    frame = alice.seal(b"x")
    with pytest.raises(SealBroken):
        alice.open(replace(frame, sender="bob", receiver="alice"))
    assert bob.open(frame) == b"x"


def test_another_run_another_name_or_another_key_does_not_open() -> None:
    alice, bob = channels(bob_run=b"other")
    with pytest.raises(SealBroken):
        bob.open(alice.seal(b"x"))
    impostor = connect(Ends("alice", "bob", b"run"), EVE, public(BOB))
    with pytest.raises(SealBroken):
        channels()[1].open(impostor.seal(b"x"))
    renamed = connect(Ends("alicia", "bob", b"run"), ALICE, public(BOB))
    with pytest.raises(SealBroken):
        channels()[1].open(replace(renamed.seal(b"x"), sender="alice"))


@pytest.mark.parametrize("key", [bytes(32), b"\1" + bytes(31), b"short"])
def test_a_public_key_without_a_secret_is_refused(key: bytes) -> None:
    with pytest.raises(SealBroken, match="`bob`"):
        connect(Ends("alice", "bob", b"run"), ALICE, key)


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_padding_hides_the_size(first: bytes, second: bytes) -> None:
    alice, bob = channels()
    one, two = alice.seal(first, pad_to=64), alice.seal(second, pad_to=64)
    assert len(one.body) == len(two.body)
    assert [bob.open(one), bob.open(two)] == [first, second]


def test_what_does_not_fit_is_refused_and_breaks_nothing() -> None:
    alice, bob = channels()
    with pytest.raises(BadFrame, match="fit"):
        alice.seal(b"too long", pad_to=4)
    with pytest.raises(BadFrame, match="larger"):
        alice.seal(b"", pad_to=64 * 1024 * 1024)
    assert bob.open(alice.seal(b"next")) == b"next"


@given(payloads, st.integers(0, 300))
def test_padding_round_trip_is_strict(payload: bytes, room: int) -> None:
    padded = pad(payload, max(room, len(payload)))
    assert unpad(padded) == payload
    with pytest.raises(BadFrame):
        unpad(padded + b"\1")


@given(st.text(min_size=1, max_size=60), st.binary(max_size=50))
def test_messages_round_trip_with_a_size_that_depends_on_the_tag_only(tag: str, payload: bytes) -> None:
    alice, bob = channels()
    frame = seal(alice, Message(tag, payload), pad_to=50)
    assert len(frame.body) == len(seal(alice, Message(tag, b""), pad_to=50).body)
    assert unseal(bob, frame) == Message(tag, payload)


def test_a_greeting_is_one_and_no_message_is() -> None:
    alice, bob = channels()
    assert is_greeting(unseal(bob, greet(alice)))
    assert not is_greeting(Message("", b"x"))


@pytest.mark.parametrize("content", [b"", b"\5tag", b"\1\xff"])
def test_malformed_content_is_refused(content: bytes) -> None:
    alice, bob = channels()
    with pytest.raises(BadFrame):
        unseal(bob, alice.seal(content))


def test_a_tag_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadFrame, match="tag"):
        seal(channels()[0], Message("t" * 256, b""))


def test_nothing_shows_content() -> None:
    alice, bob = channels()
    marker = b"the-secret-marker"
    frame = alice.seal(marker)
    with pytest.raises(SealBroken) as broken:
        bob.open(Frame(frame.sender, frame.receiver, 0, marker * 3))
    shown = (repr(alice), repr(frame), repr(Message("tag", marker)), str(broken.value), repr(broken.value))
    assert not any(marker.decode() in text for text in shown)
