"""Frames: what travels on a connection, before anything about it is believed.

Wire format, big endian, no variable part in the header::

    length   4 bytes   header and body, without these four
    magic    4 bytes   b"TCM1"
    kind     1 byte    1 data, 2 gone
    sender   48 bytes  printable ASCII without spaces, padded with NUL
    receiver 48 bytes  likewise
    sequence 8 bytes   counts the frames of one direction of one channel from 0
    body     the rest  sealed, empty for `gone`

Parsing is strict: there is exactly one encoding of each frame. The header is not secret; it is
authenticated, as associated data, by the seal of the body. A `gone` frame is a broker's unauthenticated
notice that a party's connection ended: a broker that lies with it can stop a run, which it can do anyway,
and nothing else.

Raises `BadFrame` (TC703) with a fixed reason that never depends on the body.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from tcme.backends.transport.fault import BadFrame

MAGIC: Final = b"TCM1"
NAME_BYTES: Final = 48
MAX_FRAME: Final = 64 * 1024 * 1024
"""Largest frame in bytes, header included."""

LENGTH: Final = struct.Struct(">I")
HEADER: Final = struct.Struct(f">4sB{NAME_BYTES}s{NAME_BYTES}sQ")


class Kind(IntEnum):
    """What a frame is for."""

    DATA = 1
    GONE = 2


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `body` is sealed."""

    sender: str
    receiver: str
    sequence: int
    body: bytes
    kind: Kind = Kind.DATA


def is_name(name: str) -> bool:
    """Whether `name` can stand in a header."""
    return 0 < len(name) <= NAME_BYTES and all("!" <= letter <= "~" for letter in name)


def header(frame: Frame) -> bytes:
    """The header bytes of a frame, also the associated data of its seal."""
    if not (is_name(frame.sender) and is_name(frame.receiver)):
        raise BadFrame("the name of a principal cannot stand in a header")
    if not 0 <= frame.sequence < 2**64:
        raise BadFrame("the sequence number is out of range")
    return HEADER.pack(MAGIC, frame.kind, frame.sender.encode(), frame.receiver.encode(), frame.sequence)


def encode(frame: Frame, *, limit: int = MAX_FRAME) -> bytes:
    """The frame as it is written to a connection, length included."""
    size = HEADER.size + len(frame.body)
    return LENGTH.pack(checked_length(size, limit=limit)) + header(frame) + frame.body


def checked_length(size: int, *, limit: int = MAX_FRAME) -> int:
    """`size` if a frame may have it."""
    if size < HEADER.size:
        raise BadFrame("it is shorter than a header")
    if size > limit:
        raise BadFrame("it is larger than allowed")
    return size


def length(prefix: bytes, *, limit: int = MAX_FRAME) -> int:
    """How many bytes follow a length prefix; to be asked before any of them is read."""
    if len(prefix) != LENGTH.size:
        raise BadFrame("its length is cut off")
    (size,) = LENGTH.unpack(prefix)
    return checked_length(size, limit=limit)


def decode(data: bytes) -> Frame:
    """The frame in `data`, which is everything after the length prefix."""
    if len(data) < HEADER.size:
        raise BadFrame("it is shorter than a header")
    magic, kind, sender, receiver, sequence = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise BadFrame("it does not start like a frame")
    body = data[HEADER.size :]
    return Frame(_name(sender), _name(receiver), sequence, body, _kind(kind, body))


def _kind(number: int, body: bytes) -> Kind:
    if number not in tuple(Kind) or (number == Kind.GONE and body):
        raise BadFrame("its kind is unknown")
    return Kind(number)


def _name(field: bytes) -> str:
    try:
        name = field.rstrip(b"\0").decode("ascii")
    except UnicodeDecodeError:
        raise BadFrame("it holds a name that is none") from None
    if not is_name(name):
        raise BadFrame("it holds a name that is none")
    return name
