"""Frames: one encoding each, and nothing else is a frame."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcme.backends.transport import BadFrame, Frame
from tcme.backends.transport.frames import HEADER, LENGTH, MAX_FRAME, Kind, decode, encode, length

names = st.text(string.ascii_letters + string.digits + "_.[]", min_size=1, max_size=48)
frames = st.builds(Frame, names, names, st.integers(0, 2**64 - 1), st.binary(max_size=300))


def parse(data: bytes) -> Frame:
    """What a reader does with a buffer that holds exactly one frame."""
    size = length(data[: LENGTH.size])
    if size != len(data) - LENGTH.size:
        raise BadFrame("it is not complete")
    return decode(data[LENGTH.size :])


@given(frames)
def test_round_trip(frame: Frame) -> None:
    assert parse(encode(frame)) == frame


@given(frames, st.data())
def test_whatever_parses_has_this_one_encoding(frame: Frame, data: st.DataObject) -> None:
    wire = bytearray(encode(frame))
    position = data.draw(st.integers(0, len(wire) - 1))
    wire[position] ^= data.draw(st.integers(1, 255))
    try:
        changed = parse(bytes(wire))
    except BadFrame:
        return
    assert changed != frame
    assert encode(changed) == bytes(wire)


@given(frames, st.data())
def test_cut_off_anywhere_is_refused(frame: Frame, data: st.DataObject) -> None:
    wire = encode(frame)
    with pytest.raises(BadFrame):
        parse(wire[: data.draw(st.integers(0, len(wire) - 1))])


@given(st.binary(max_size=200))
def test_noise_is_refused_or_canonical(noise: bytes) -> None:
    try:
        frame = decode(noise)
    except BadFrame:
        return
    assert encode(frame)[LENGTH.size :] == noise


@pytest.mark.parametrize("name", ["", "a" * 49, "two words", "naïve", "nul\0", "new\nline"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadFrame):
        encode(Frame(name, "bob", 0, b""))
    with pytest.raises(BadFrame):
        encode(Frame("alice", name, 0, b""))


def test_the_size_is_refused_before_anything_is_read() -> None:
    with pytest.raises(BadFrame, match="larger"):
        length(LENGTH.pack(MAX_FRAME + 1))
    with pytest.raises(BadFrame, match="shorter"):
        length(LENGTH.pack(HEADER.size - 1))
    with pytest.raises(BadFrame, match="larger"):
        encode(Frame("alice", "bob", 0, bytes(100)), limit=150)


def test_a_notice_has_no_body() -> None:
    assert parse(encode(Frame("a", "b", 0, b"", Kind.GONE))).kind is Kind.GONE
    with pytest.raises(BadFrame, match="kind"):
        parse(encode(Frame("a", "b", 0, b"x", Kind.GONE)))


def test_a_sequence_number_out_of_range_is_refused() -> None:
    with pytest.raises(BadFrame, match="sequence"):
        encode(Frame("a", "b", 2**64, b""))
