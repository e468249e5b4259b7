"""Reading and writing a descriptor with a deadline, without any socket call: the sandbox refuses those.

Deadlines are moments on the clock of `time.monotonic()`. Raises `EOFError` when the other end is gone and
`TimeoutError` at the deadline. The descriptor is switched to non-blocking.
"""

import os
import select
import time
from typing import Final

CHUNK: Final = 1 << 20


def read_exactly(descriptor: int, size: int, deadline: float) -> bytes:
    """The next `size` bytes."""
    os.set_blocking(descriptor, False)
    parts: list[bytes] = []
    missing = size
    while missing:
        _wait(descriptor, select.POLLIN, deadline)
        part = _attempt_read(descriptor, min(missing, CHUNK))
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def write_all(descriptor: int, data: bytes, deadline: float) -> None:
    """Write every byte of `data`."""
    os.set_blocking(descriptor, False)
    rest = memoryview(data)
    while rest:
        _wait(descriptor, select.POLLOUT, deadline)
        rest = rest[_attempt_write(descriptor, rest[:CHUNK]) :]


def wait_for_hangup(descriptor: int) -> None:
    """Return when the other end of a socket is closed, whatever is still unread."""
    poll = select.poll()
    poll.register(descriptor, select.POLLRDHUP)
    poll.poll()


def _wait(descriptor: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError


def _attempt_read(descriptor: int, size: int) -> bytes:
    try:
        part = os.read(descriptor, size)
    except BlockingIOError:
        return b""
    except ConnectionError:
        raise EOFError from None
    if not part:
        raise EOFError
    return part


def _attempt_write(descriptor: int, data: memoryview) -> int:
    try:
        return os.write(descriptor, data)
    except BlockingIOError:
        return 0
    except ConnectionError:
        raise EOFError from None
