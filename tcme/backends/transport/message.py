"""A message is a tag and a payload. The tag is public in length, and sealed like the payload.

Layout of the sealed content: one byte with the length of the tag in UTF-8, the tag, the payload. The empty
tag is the greeting that proves, on both sides of a new connection, who is at the other end.
"""

from dataclasses import dataclass
from typing import Final

from tcme.backends.transport.fault import BadFrame
from tcme.backends.transport.frames import Frame
from tcme.backends.transport.sealed import SealedChannel

GREETING: Final = ""
TAG_BYTES: Final = 255


@dataclass(frozen=True, slots=True)
class Message:
    """One opened message; `repr` shows no payload."""

    tag: str
    payload: bytes

    def __repr__(self) -> str:
        return f"Message({self.tag!r})"


def seal(channel: SealedChannel, message: Message, *, pad_to: int | None = None) -> Frame:
    """The next frame on `channel`; `pad_to` is the fixed size of the payload in bytes, tag not counted."""
    tag = message.tag.encode()
    if len(tag) > TAG_BYTES:
        raise BadFrame("its tag is too long")
    fixed = None if pad_to is None else 1 + len(tag) + pad_to
    return channel.seal(bytes([len(tag)]) + tag + message.payload, pad_to=fixed)


def unseal(channel: SealedChannel, frame: Frame) -> Message:
    """The message in the next frame from the peer."""
    content = channel.open(frame)
    if not content or len(content) <= content[0]:
        raise BadFrame("its tag is cut off")
    end = 1 + content[0]
    try:
        return Message(content[1:end].decode(), content[end:])
    except UnicodeDecodeError:
        raise BadFrame("its tag is not text") from None


def greet(channel: SealedChannel) -> Frame:
    """The first frame of each direction."""
    return seal(channel, Message(GREETING, b""))


def is_greeting(message: Message) -> bool:
    """Whether this is exactly what `greet` sends."""
    return message == Message(GREETING, b"")
