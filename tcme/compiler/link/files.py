"""The files that a program needs besides its own: local modules and public values."""

from typing import Protocol


class Files(Protocol):
    """Where they come from; the compiler itself opens nothing."""

    def read(self, name: str) -> bytes | None:
        """The content of a file by its name beside the program, with `/`; None where there is none."""


class NoFiles:
    """For a program that stands alone."""

    def read(self, name: str) -> bytes | None:
        return None


NO_FILES = NoFiles()
