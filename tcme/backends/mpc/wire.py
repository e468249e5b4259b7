"""Sealed connections between the members of an MPC, in the shape in which MPyC expects its connections.

MPyC's own connections are not used: they send the keys of pseudorandom secret sharing in clear, believe any
stranger who names a party number, and listen on all interfaces. Here every byte after the number of the
dialling member is sealed with a key that only the two members can derive (`transport.sealed`, a run id of our
own, so that the key differs from that of the mailbox). A stranger's connection is closed and does not disturb
the run.

Wire format, little endian: the dialling side sends 2 bytes, its number. Then both sides send records, each 4
bytes length and a sealed body. The first record of the dialling side holds its PRSS keys for the other; the
first record of the other side is empty. All other records hold 8 bytes signed program counter and the
payload.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tcme.backends.transport.fault import TransportFault
from tcme.backends.transport.frames import Frame
from tcme.backends.transport.sealed import Ends, SealedChannel, connect

NUMBER: Final = struct.Struct("<H")
LENGTH: Final = struct.Struct("<I")
COUNTER: Final = struct.Struct("<q")
MAX_RECORD: Final = 256 * 1024 * 1024
RUN_SUFFIX: Final = b" mpc"

Payload = bytes | asyncio.Future[bytes]


@dataclass(frozen=True, slots=True)
class Membership:
    """Who computes, as this member sees it; `keys` are the members' public X25519 keys, in order."""

    names: tuple[str, ...]
    number: int
    keys: tuple[bytes, ...]
    run_id: bytes
    private: X25519PrivateKey

    def channel(self, peer: int) -> SealedChannel:
        ends = Ends(self.names[self.number], self.names[peer], self.run_id + RUN_SUFFIX)
        return connect(ends, self.private, self.keys[peer])


@dataclass(frozen=True, slots=True)
class Events:
    """What a connection asks and tells its owner: PRSS keys to send, keys that came, ready, lost."""

    keys_for: Callable[[int], bytes]
    keys_from: Callable[[int, bytes], bool]
    ready: Callable[[int, "Wire"], bool]
    lost: Callable[[int], None]


class Wire(asyncio.Protocol):
    """One connection; `peer` is None until a dialling member has named itself."""

    def __init__(self, membership: Membership, events: Events, peer: int | None) -> None:
        self.nbytes_sent = 0
        self._membership = membership
        self._events = events
        self._peer = peer
        self._dialled = peer is not None
        self._channel: SealedChannel | None = None
        self._transport: asyncio.WriteTransport | None = None
        self._data = bytearray()
        self._received = 0
        self._waiting: dict[int, Payload] = {}
        self._open = False
        self._closing = False

    # MPyC's side: the three calls that its runtime makes.

    def send(self, counter: int, payload: bytes) -> None:
        """Send one message of the protocol, labelled by the program counter."""
        self._write(COUNTER.pack(counter) + payload)

    def receive(self, counter: int) -> Payload:
        """The message with this label, or a future for it."""
        found = self._waiting.pop(counter, None)
        if found is None:
            found = self._waiting[counter] = asyncio.get_running_loop().create_future()
        return found

    def close_connection(self) -> None:
        """End without telling the owner."""
        self._closing = True
        if self._transport is not None:
            self._transport.close()

    # asyncio's side.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        # asyncio does this only for sockets that it made itself; without it every round waits 40 ms for an
        # acknowledgement.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._peer is None:
            return
        self._channel = self._membership.channel(self._peer)
        transport.write(NUMBER.pack(self._membership.number))
        self._write(self._events.keys_for(self._peer))

    def data_received(self, data: bytes) -> None:
        self._data += data
        try:
            if self._named():
                self._records()
        except (TransportFault, ValueError):
            self._refuse()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._open and not self._closing and self._peer is not None:
            self._events.lost(self._peer)

    def _named(self) -> bool:
        if self._peer is None and len(self._data) >= NUMBER.size:
            (number,) = NUMBER.unpack_from(self._data)
            if number >= self._membership.number:
                raise ValueError("only smaller numbers dial")
            self._peer = number
            self._channel = self._membership.channel(number)
            del self._data[: NUMBER.size]
        return self._peer is not None

    def _records(self) -> None:
        start = 0
        while len(self._data) >= start + LENGTH.size:
            (size,) = LENGTH.unpack_from(self._data, start)
            if size > MAX_RECORD:
                raise ValueError("a record is too large")
            end = start + LENGTH.size + size
            if len(self._data) < end:
                break
            self._take(self._unseal(bytes(self._data[start + LENGTH.size : end])))
            start = end
        del self._data[:start]

    def _unseal(self, body: bytes) -> bytes:
        assert self._channel is not None
        ends = self._channel.ends
        content = self._channel.open(Frame(ends.peer, ends.own, self._received, body))
        self._received += 1
        return content

    def _write(self, content: bytes) -> None:
        assert self._channel is not None and self._transport is not None
        body = self._channel.seal(content).body
        self._transport.write(LENGTH.pack(len(body)) + body)
        self.nbytes_sent += LENGTH.size + len(body)

    def _take(self, content: bytes) -> None:
        if not self._open:
            self._greeted(content)
            return
        (counter,) = COUNTER.unpack_from(content.ljust(COUNTER.size, b"\0"))
        self._deliver(counter, content[COUNTER.size :])

    def _greeted(self, content: bytes) -> None:
        assert self._peer is not None
        fits = not content if self._dialled else self._events.keys_from(self._peer, content)
        if not fits or not self._events.ready(self._peer, self):
            raise ValueError("not a greeting, or a second connection")
        self._open = True
        if not self._dialled:
            self._write(b"")

    def _deliver(self, counter: int, payload: bytes) -> None:
        expected = self._waiting.pop(counter, None)
        if isinstance(expected, asyncio.Future):
            if not expected.done():
                expected.set_result(payload)
        elif expected is None:
            self._waiting[counter] = payload
        else:
            raise ValueError("two messages with one label")

    def _refuse(self) -> None:
        # An open connection that breaks its seal is an attack or a fault: `connection_lost` reports it.
        if self._transport is not None:
            self._transport.abort()
