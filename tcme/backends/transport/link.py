"""One authenticated connection to one peer: what arrived, what is still awaited, and why it ended."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tcme.backends.transport.fault import BadFrame, PeerLate, PeerLost, TransportFault
from tcme.backends.transport.frames import LENGTH, MAX_FRAME, Frame, decode, encode, length
from tcme.backends.transport.message import Message, greet, is_greeting, seal, unseal
from tcme.backends.transport.sealed import SealedChannel

Found = TypeVar("Found")


async def read_frame(reader: asyncio.StreamReader, *, limit: int = MAX_FRAME) -> Frame:
    """The next frame; `limit` bounds what a sender that nobody believes yet can make us hold."""
    size = length(await reader.readexactly(LENGTH.size), limit=limit)
    return decode(await reader.readexactly(size))


@dataclass(slots=True)
class Link:
    """The state of one connection. It ends at most once, and a link that ended does not come back."""

    channel: SealedChannel
    writer: asyncio.StreamWriter | None = None
    greeted: bool = False
    fault: TransportFault | None = None
    _arrived: defaultdict[str, deque[bytes]] = field(default_factory=lambda: defaultdict(deque), repr=False)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def peer(self) -> str:
        """The name of the principal at the other end."""
        return self.channel.ends.peer

    def attach(self, writer: asyncio.StreamWriter) -> None:
        """Take over a connection and greet the peer on it."""
        self.writer = writer
        writer.write(encode(greet(self.channel)))

    def take(self, frame: Frame) -> None:
        """Open a frame that arrived and file its message under its tag."""
        message = unseal(self.channel, frame)
        if is_greeting(message) == self.greeted:
            raise BadFrame("a channel starts with one greeting")
        if self.greeted:
            self._arrived[message.tag].append(message.payload)
        self.greeted = True
        self._notify()

    def fail(self, fault: TransportFault) -> None:
        """End the link; the first fault stays."""
        self.fault = self.fault or fault
        self.hang_up()
        self._notify()

    async def write(self, message: Message, deadline: float, *, pad_to: int | None) -> None:
        """Send one message and wait until the operating system has room for more."""
        writer = await self._until(self._ready_writer, deadline)
        if self.fault is not None:
            raise self.fault
        writer.write(encode(seal(self.channel, message, pad_to=pad_to)))
        try:
            async with asyncio.timeout_at(deadline):
                await writer.drain()
        except TimeoutError:
            raise PeerLate(self.peer) from None
        except OSError:
            self.fail(PeerLost(self.peer))
            raise PeerLost(self.peer) from None

    async def read(self, tag: str, deadline: float) -> bytes:
        """The next payload under `tag`. What arrived before the link ended can still be read."""
        return await self._until(lambda: self._pop(tag), deadline)

    async def follow(self, reader: asyncio.StreamReader) -> None:
        """File what arrives until the link ends."""
        try:
            while True:
                self.take(await read_frame(reader))
        except TransportFault as fault:
            self.fail(fault)
        except (EOFError, OSError):
            self.fail(PeerLost(self.peer))

    def say_goodbye(self) -> None:
        """Tell the peer that nothing more will come."""
        if self.writer is not None and not self.writer.is_closing():
            self.writer.write_eof()

    def hang_up(self) -> None:
        """Close the connection from both sides."""
        if self.writer is not None:
            self.writer.close()

    def _ready_writer(self) -> asyncio.StreamWriter | None:
        return self.writer if self.greeted else None

    def _pop(self, tag: str) -> bytes | None:
        queue = self._arrived[tag]
        return queue.popleft() if queue else None

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _until(self, find: Callable[[], Found | None], deadline: float) -> Found:
        while (found := find()) is None:
            if self.fault is not None:
                raise self.fault
            try:
                async with asyncio.timeout_at(deadline):
                    await self._changed.wait()
            except TimeoutError:
                raise PeerLate(self.peer) from None
        return found
