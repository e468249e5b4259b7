"""End-to-end sealed channels between two principals.

Security model. Both ends know each other's X25519 public key from the run's roster; keys are fresh for
every run and live in memory only, so a key taken later opens nothing older. The static-static
Diffie-Hellman secret goes through HKDF-SHA256 (RFC 5869; salt: the run id, info: this protocol's name, both
names and both public keys) to one ChaCha20-Poly1305 key (RFC 8439) for each direction. The nonce is the
sequence number, which starts at 0 and is enforced on arrival: a changed, replayed, reordered, dropped or
cut frame does not open. The end of a stream proves nothing; whoever waits for a message notices that it is
missing. The frame header is associated data.

A host, a broker or anybody on the path sees names, sequence numbers and sizes, and sizes say nothing where
the sender pads. Not covered: traffic timing, and a stolen key during the run (it also allows impersonation
*to* its owner, as in every static-static scheme).

The key pair must not be used for two runs with the same run id: nonces would repeat.

Raises `SealBroken` (TC704) and `BadFrame` (TC703), neither with any content.
"""

import struct
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tcme.backends.transport.fault import BadFrame, SealBroken
from tcme.backends.transport.frames import HEADER, Frame, Kind, checked_length, header

PROTOCOL: Final = b"tcme sealed channel 1"
KEY_BYTES: Final = 32
MAC_BYTES: Final = 16
SIZE: Final = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of a channel as one of them sees it; public."""

    own: str
    peer: str
    run_id: bytes


@dataclass(slots=True)
class SealedChannel:
    """One channel; stateful only in its two counters."""

    ends: Ends
    _outward: ChaCha20Poly1305 = field(repr=False)
    _inward: ChaCha20Poly1305 = field(repr=False)
    _sent: int = 0
    _opened: int = 0

    def seal(self, payload: bytes, *, pad_to: int | None = None) -> Frame:
        """The next frame to the peer. `pad_to` fixes the plaintext at that many bytes."""
        blank = Frame(self.ends.own, self.ends.peer, self._sent, b"")
        plain = pad(payload, pad_to)
        # Refused before the counter moves, so that a message that is too large does not break the channel.
        checked_length(HEADER.size + len(plain) + MAC_BYTES)
        body = self._outward.encrypt(_nonce(self._sent), plain, header(blank))
        self._sent += 1
        return Frame(blank.sender, blank.receiver, blank.sequence, body)

    def open(self, frame: Frame) -> bytes:
        """The payload of the next frame from the peer. A refused frame leaves the channel as it was."""
        if (frame.sender, frame.receiver, frame.kind) != (self.ends.peer, self.ends.own, Kind.DATA):
            raise BadFrame("it belongs to another channel")
        if frame.sequence != self._opened:
            raise SealBroken(self.ends.peer)
        try:
            plain = self._inward.decrypt(_nonce(frame.sequence), frame.body, header(frame))
        except InvalidTag:
            raise SealBroken(self.ends.peer) from None
        self._opened += 1
        return unpad(plain)


def connect(ends: Ends, private: X25519PrivateKey, peer_key: bytes) -> SealedChannel:
    """The channel to the peer that holds the private half of `peer_key`."""
    own_key = private.public_key().public_bytes_raw()
    pairs = sorted([(ends.own, own_key), (ends.peer, peer_key)])
    material = _derive(_agree(ends.peer, private, peer_key), ends.run_id, pairs)
    from_first, from_second = ChaCha20Poly1305(material[:KEY_BYTES]), ChaCha20Poly1305(material[KEY_BYTES:])
    if pairs[0][0] == ends.own:
        return SealedChannel(ends, from_first, from_second)
    return SealedChannel(ends, from_second, from_first)


def pad(payload: bytes, pad_to: int | None) -> bytes:
    """Length, payload, zeros up to `pad_to` payload bytes."""
    room = len(payload) if pad_to is None else pad_to
    if len(payload) > room:
        raise BadFrame("its content does not fit into its fixed size")
    return SIZE.pack(len(payload)) + payload.ljust(room, b"\0")


def unpad(plain: bytes) -> bytes:
    """The payload in a padded plaintext; the padding must be zeros."""
    if len(plain) < SIZE.size:
        raise BadFrame("its content is cut off")
    (size,) = SIZE.unpack_from(plain)
    payload, rest = plain[SIZE.size : SIZE.size + size], plain[SIZE.size + size :]
    if len(payload) != size or rest.strip(b"\0"):
        raise BadFrame("its padding is not padding")
    return payload


def _agree(peer: str, private: X25519PrivateKey, peer_key: bytes) -> bytes:
    # A low-order or malformed public key has no shared secret; it is the peer that does not verify.
    try:
        return private.exchange(X25519PublicKey.from_public_bytes(peer_key))
    except ValueError:
        raise SealBroken(peer) from None


def _derive(secret: bytes, run_id: bytes, pairs: list[tuple[str, bytes]]) -> bytes:
    parts = [PROTOCOL, *(part for name, key in pairs for part in (name.encode(), key))]
    info = b"".join(SIZE.pack(len(part)) + part for part in parts)
    return HKDF(algorithm=SHA256(), length=2 * KEY_BYTES, salt=run_id, info=info).derive(secret)


def _nonce(sequence: int) -> bytes:
    return sequence.to_bytes(12, "big")
