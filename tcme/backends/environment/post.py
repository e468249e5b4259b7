"""The worker's end of its sealed channels. Everything passes through the one descriptor to the broker.

The broker is not trusted with anything but delivery. Frames that do not open, before their sender has
greeted, are dropped like noise; after that they are a fault. Deadlines are moments on the clock of
`time.monotonic()`.

Raises `PeerLost` (TC701), `PeerLate` (TC702), `BadFrame` (TC703), `SealBroken` (TC704).
"""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tcme.backends.environment.stream import read_exactly, write_all
from tcme.backends.transport.fault import BadFrame, PeerLate, PeerLost, TransportFault
from tcme.backends.transport.frames import LENGTH, Frame, Kind, decode, encode, length
from tcme.backends.transport.message import Message, greet, is_greeting, seal, unseal
from tcme.backends.transport.sealed import Ends, connect

Found = TypeVar("Found")


class Post:
    """Blocking, for one thread; the state is what arrived and who is known."""

    def __init__(
        self, name: str, descriptor: int, private: X25519PrivateKey, keys: Mapping[str, bytes], run_id: bytes
    ) -> None:
        self._descriptor = descriptor
        self._channels = {peer: connect(Ends(name, peer, run_id), private, key) for peer, key in keys.items()}
        self._greeted: set[str] = set()
        self._gone: set[str] = set()
        self._arrived: defaultdict[tuple[str, str], deque[bytes]] = defaultdict(deque)

    def send(self, to: str, message: Message, deadline: float, *, pad_to: int) -> None:
        """Send one message, padded to its fixed size, once the peer has proved who it is."""
        channel = self._channels[to]
        self._until(to, lambda: to in self._greeted or None, deadline)
        if to in self._gone:
            raise PeerLost(to)
        self._write(seal(channel, message, pad_to=pad_to), to, deadline)

    def receive(self, sender: str, tag: str, deadline: float) -> bytes:
        """The next payload of a peer under a tag."""
        queue = self._arrived[sender, tag]
        return self._until(sender, lambda: queue.popleft() if queue else None, deadline)

    def _until(self, peer: str, find: Callable[[], Found | None], deadline: float) -> Found:
        while (found := find()) is None:
            if peer in self._gone:
                raise PeerLost(peer)
            try:
                self._take(self._read(deadline), deadline)
            except TimeoutError:
                raise PeerLate(peer) from None
            except EOFError:
                raise PeerLost(peer) from None
        return found

    def _read(self, deadline: float) -> Frame:
        size = length(read_exactly(self._descriptor, LENGTH.size, deadline))
        return decode(read_exactly(self._descriptor, size, deadline))

    def _write(self, frame: Frame, to: str, deadline: float) -> None:
        try:
            write_all(self._descriptor, encode(frame), deadline)
        except TimeoutError:
            raise PeerLate(to) from None
        except EOFError:
            raise PeerLost(to) from None

    def _take(self, frame: Frame, deadline: float) -> None:
        if frame.sender not in self._channels:
            return
        if frame.kind is Kind.GONE:
            self._gone.add(frame.sender)
        elif frame.sender in self._greeted:
            self._file(frame)
        else:
            self._welcome(frame, deadline)

    def _file(self, frame: Frame) -> None:
        message = unseal(self._channels[frame.sender], frame)
        if is_greeting(message):
            raise BadFrame("a channel starts with one greeting")
        self._arrived[frame.sender, message.tag].append(message.payload)

    def _welcome(self, frame: Frame, deadline: float) -> None:
        channel = self._channels[frame.sender]
        try:
            if not is_greeting(unseal(channel, frame)):
                return
        except TransportFault:
            return
        self._greeted.add(frame.sender)
        self._write(greet(channel), frame.sender, deadline)
