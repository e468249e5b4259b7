"""The broker of an environment: `python -m tcme.backends.environment.broker LISTENER WORKER CONTROL`.

It has the network and no key. It forwards whole frames between the parties' connections and the worker,
without looking past the header, and holds nothing but ciphertext. What it can do is what any network can:
delay, drop, count. It believes the name in the first frame of a connection, because it cannot check it; the
worker does.

It starts when a byte arrives on the control descriptor and ends when that closes (the launcher is gone), or
when the worker is gone, after delivering what the worker sent. Its one line of log, at the end, holds
counts only.
"""

import asyncio
import os
import socket
import sys
from collections import Counter
from typing import Final, NoReturn

from tcme.backends.environment.fault import status_of
from tcme.backends.transport.fault import BadFrame, TransportFault
from tcme.backends.transport.frames import Frame, Kind, encode
from tcme.backends.transport.link import read_frame
from tcme.backends.transport.mailbox import check_loopback

FLUSH_SECONDS: Final = 5.0
"""How long a party that does not read may hold up the end."""


class Broker:
    """The state is who is connected, and counts."""

    def __init__(self, worker: asyncio.StreamWriter) -> None:
        self._worker = worker
        self._parties: dict[str, asyncio.StreamWriter] = {}
        self._counts: Counter[str] = Counter()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward one party's frames to the worker until either side ends."""
        name: str | None = None
        try:
            frame = await read_frame(reader)
            name = self._register(frame, writer)
            while True:
                await self._inward(frame)
                frame = await read_frame(reader)
                _check_sender(frame, name)
        except TransportFault:
            self._counts["refused"] += 1
        except (EOFError, OSError):
            pass
        finally:
            writer.close()
            await self._farewell(name)

    async def outward(self, worker: asyncio.StreamReader) -> None:
        """Forward the worker's frames until the worker ends. Frames to nobody are dropped."""
        try:
            while True:
                frame = await read_frame(worker)
                await self._deliver(frame)
        except (TransportFault, EOFError, OSError):
            pass

    async def finish(self) -> None:
        """Deliver what is under way and close."""
        for writer in self._parties.values():
            writer.close()
        leaving = [asyncio.create_task(writer.wait_closed()) for writer in self._parties.values()]
        if leaving:
            await asyncio.wait(leaving, timeout=FLUSH_SECONDS)

    def summary(self) -> str:
        """What happened, in numbers of frames."""
        counts = self._counts
        return f"frames in {counts['in']}, out {counts['out']}, refused {counts['refused']}"

    def _register(self, frame: Frame, writer: asyncio.StreamWriter) -> str:
        if frame.sender in self._parties or frame.kind is not Kind.DATA:
            raise BadFrame("its sender is connected already")
        self._parties[frame.sender] = writer
        return frame.sender

    async def _inward(self, frame: Frame) -> None:
        self._counts["in"] += 1
        self._worker.write(encode(frame))
        await self._worker.drain()

    async def _deliver(self, frame: Frame) -> None:
        writer = self._parties.get(frame.receiver)
        if writer is None or writer.is_closing():
            self._counts["refused"] += 1
            return
        self._counts["out"] += 1
        writer.write(encode(frame))
        try:
            await writer.drain()
        except OSError:
            writer.close()

    async def _farewell(self, name: str | None) -> None:
        if name is None or self._worker.is_closing():
            return
        self._worker.write(encode(Frame(name, name, 0, b"", Kind.GONE)))


def _check_sender(frame: Frame, name: str) -> None:
    if frame.sender != name or frame.kind is not Kind.DATA:
        raise BadFrame("its sender is not the one of this connection")


async def serve(listener: socket.socket, worker: socket.socket, control: socket.socket) -> str:
    """Forward until the launcher or the worker is gone; returns the summary."""
    check_loopback(listener)
    launcher, _keep = await asyncio.open_unix_connection(sock=control)
    if not await launcher.read(1):
        return "never began"
    reader, writer = await asyncio.open_unix_connection(sock=worker)
    broker = Broker(writer)
    server = await asyncio.start_server(broker.accept, sock=listener)
    ends = [asyncio.create_task(broker.outward(reader)), asyncio.create_task(_closed(launcher))]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    server.close()
    await broker.finish()
    return broker.summary()


async def _closed(stream: asyncio.StreamReader) -> None:
    while await stream.read(1):
        pass


def main(arguments: list[str]) -> NoReturn:
    """Run the broker over three inherited descriptors."""
    listener, worker, control = (socket.socket(fileno=int(argument)) for argument in arguments)
    status = 0
    try:
        summary = asyncio.run(serve(listener, worker, control))
        os.write(2, f"{summary}\n".encode())
    except TransportFault as fault:
        status = status_of(fault.code)
    except OSError:
        status = 1
    os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
