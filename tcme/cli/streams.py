"""Standard output and standard error: they may be closed, full, or read by nobody."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self, TextIO


class Stream(io.TextIOWrapper):
    """What is written goes where `given` went until that fails, and nowhere from then on: the work goes on,
    files are written, and nothing is raised.  `failure` says why; a reader who has left is none."""

    failure: OSError | None = None

    @classmethod
    def instead_of(cls, given: TextIO | None) -> Self:
        """Where the shell has closed it there is none, and a file that we write must not take its number.

        Where Python was told not to buffer, lines are written at once: with no buffer at all it would take a
        part that was written for the whole."""
        handle = given.fileno() if given else os.open(os.devnull, os.O_WRONLY)
        encoding, errors = (given.encoding, given.errors) if given else ("utf-8", None)
        lines = isinstance(given, io.TextIOWrapper) and (given.line_buffering or given.write_through)
        return cls(open(handle, "wb", closefd=False), encoding, errors, line_buffering=lines)

    def write(self, text: str, /) -> int:
        with self._going_on():
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with self._going_on():
            super().flush()

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not isinstance(error, BrokenPipeError):
                self.failure = self.failure or error
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), self.fileno())
