"""The mailbox of one principal: tagged messages to and from every other principal of the run.

Each pair of principals shares one TCP connection on 127.0.0.1. Which side dials follows from the roster
(`roster.we_dial`), so nobody negotiates; an environment never dials. Dialling starts when the mailbox opens
and is retried until it closes, so that a principal which is busy elsewhere does not hold up its peers. A
connection counts once both sides have greeted each other under their seals; a stranger's connection is
closed and counted, and cannot take the place of a peer.

Deadlines are moments on the clock of `time.monotonic()`. Every wait has one. Sending needs the peer's
greeting, so the deadline of `send` covers the start of the peer as well.

Raises `PeerLost` (TC701), `PeerLate` (TC702), `BadFrame` (TC703), `SealBroken` (TC704), `ListenerExposed`
(TC705).
"""

import asyncio
import socket
from collections.abc import Coroutine
from types import TracebackType
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tcme.backends.transport.fault import BadFrame, ListenerExposed, TransportFault
from tcme.backends.transport.link import Link, read_frame
from tcme.backends.transport.message import GREETING, Message
from tcme.backends.transport.roster import LOOPBACK, Roster, we_dial
from tcme.backends.transport.sealed import Ends, connect

GREETING_LIMIT: Final = 1024
"""Largest frame in bytes that is read from somebody who has not yet proved who he is."""
GREETING_SECONDS: Final = 10.0
FIRST_RETRY_SECONDS: Final = 0.01
LAST_RETRY_SECONDS: Final = 0.2
LINGER_SECONDS: Final = 0.5
"""How long closing waits for peers that have not closed, so that the last messages are read and not reset."""


Tasks = set[asyncio.Task[None]]


def check_loopback(listener: socket.socket) -> None:
    """Raise `ListenerExposed` unless the socket is bound to 127.0.0.1 and to nothing wider."""
    if listener.family != socket.AF_INET or listener.getsockname()[0] != LOOPBACK:
        raise ListenerExposed("the listening socket")


class Mailbox:
    """Use as an asynchronous context manager, inside one event loop."""

    def __init__(
        self, name: str, listener: socket.socket, private: X25519PrivateKey, roster: Roster, run_id: bytes
    ) -> None:
        """`listener` is bound already (the launcher passes it as a descriptor) and now belongs to us."""
        check_loopback(listener)
        others = {peer: entry for peer, entry in roster.items() if peer != name}
        for peer, entry in others.items():
            if entry.host != LOOPBACK:
                raise ListenerExposed(f"`{peer}`")
        self.name = name
        self.refused = 0
        self._listener = listener
        self._roster = roster
        self._links = {
            peer: Link(connect(Ends(name, peer, run_id), private, entry.key))
            for peer, entry in others.items()
        }
        self._dialling: Tasks = set()
        self._following: Tasks = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, sock=self._listener)
        for name, link in self._links.items():
            if we_dial(self.name, name, self._roster):
                _start(self._dialling, self._dial(link))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def send(
        self, to: str, tag: str, payload: bytes, deadline: float, *, pad_to: int | None = None
    ) -> None:
        """Send `payload` under `tag`. `pad_to` hides its size up to that many bytes."""
        _check_tag(tag)
        await self._link(to).write(Message(tag, payload), deadline, pad_to=pad_to)

    async def receive(self, sender: str, tag: str, deadline: float) -> bytes:
        """The next payload that `sender` sent under `tag`, in the order of sending."""
        _check_tag(tag)
        return await self._link(sender).read(tag, deadline)

    async def close(self) -> None:
        """Say goodbye on every connection; what was sent is delivered to peers that still read."""
        if self._server is not None:
            self._server.close()
        for task in self._dialling:
            task.cancel()
        open_links = [link for link in self._links.values() if link.writer is not None and link.fault is None]
        for link in open_links:
            link.say_goodbye()
        if self._following:
            await asyncio.wait(self._following, timeout=LINGER_SECONDS)
        for task in self._following:
            task.cancel()
        for link in open_links:
            link.hang_up()

    def _link(self, peer: str) -> Link:
        if peer not in self._links:
            raise BadFrame("its peer is not in the roster")
        return self._links[peer]

    async def _dial(self, link: Link) -> None:
        reader, writer = await _open(self._roster[link.peer].port)
        link.attach(writer)
        _start(self._following, link.follow(reader))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                link = await self._welcome(reader)
        except (TransportFault, TimeoutError, EOFError, OSError):
            self.refused += 1
            writer.close()
            return
        link.attach(writer)
        _start(self._following, link.follow(reader))

    async def _welcome(self, reader: asyncio.StreamReader) -> Link:
        frame = await read_frame(reader, limit=GREETING_LIMIT)
        link = self._link(frame.sender)
        if link.greeted or we_dial(self.name, link.peer, self._roster):
            raise BadFrame("its sender is connected already or does not dial")
        link.take(frame)
        return link


def _start(tasks: Tasks, work: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def _open(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    pause = FIRST_RETRY_SECONDS
    while True:
        try:
            return await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_RETRY_SECONDS)


def _check_tag(tag: str) -> None:
    if tag == GREETING:
        raise BadFrame("a message needs a tag")
