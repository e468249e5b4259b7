"""Reading programs from files and writing files whole."""

import errno
import os
import select
import tempfile
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISFIFO

from tcme.dsl.diagnostics import Fault
from tcme.dsl.source import Source

LARGEST = 1 << 20
LARGEST_PUBLIC = 64 << 20
TOO_LARGE = "TC007"
IDLE = 60
"""Seconds for which a pipe or a terminal may give nothing before reading it ends."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The files beside a program: its modules and its public values."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """The content by a name with `/` between folders; None where there is no such file, or a link that
        leads out of the folder: who sends a program does not choose what is read elsewhere and shown."""
        path = self.folder.joinpath(*name.split("/"))
        inside = is_file(path) and path.resolve().is_relative_to(self.folder.resolve())
        return read_bytes(path, LARGEST_PUBLIC) if inside else None


@dataclass(frozen=True, slots=True)
class Around:
    """The modules that a module uses, where it is given by itself: the program that they lie beside may be in
    any folder above."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """As `Beside`, in the nearest folder that has the file."""
        found = (Beside(folder).read(name) for folder in (self.folder, *self.folder.parents))
        return next((data for data in found if data is not None), None)


def stays_inside(name: str) -> bool:
    """Whether a name, which may be anybody's, cannot lead out of the program's folder."""
    return "\\" not in name and "\x00" not in name and not {"", ".", ".."} & set(name.split("/"))


def is_file(path: Path) -> bool:
    """Whether there is a file; also where the system refuses the name, as one that is too long."""
    return os.path.isfile(path)


def is_dir(path: Path) -> bool:
    return os.path.isdir(path)


def read_source(path: Path) -> Source:
    """A program's text; raises Fault TC001, TC006, TC007 or TC008 where it cannot be had."""
    return Source(str(path), decoded(path, read_bytes(path, LARGEST)))


def read_bytes(path: Path, limit: int) -> bytes:
    """The content of a file, or of a pipe that somebody writes to, as `<(command)` of a shell; it never waits
    for somebody who is not there.  Raises Fault TC001, TC006 or TC007."""
    try:
        data = _content(path, limit + 1)
    except FileNotFoundError:
        raise Fault("TC001", f"there is no file `{path}`", help="look at its name and its folder") from None
    except OSError as error:
        raise unreadable(path, error) from None
    if len(data) > limit:
        raise Fault(
            TOO_LARGE, f"`{path}` is larger than {limit} bytes", help="split it, or give it in another form"
        )
    return data


def unreadable(
    path: Path | str, error: OSError, repair: str = "name a file that you may read"
) -> Fault:
    reason = error.strerror or "input or output error"
    return Fault("TC006", f"`{path}` cannot be read: {reason}", help=repair)


def refuse_special(path: Path) -> None:
    """Raises Fault TC006 for what is there and is neither a file nor a folder: a pipe, a socket, a device."""
    if os.path.exists(path) and not is_file(path) and not is_dir(path):
        said = f"`{path}` cannot be read: it is a pipe, a socket or a device"
        raise Fault("TC006", said, help="name a file")


def _content(path: Path, most: int) -> bytes:
    """Up to so many bytes; opening waits for nobody, and reading only for who writes."""
    with open(path, "rb", buffering=0, opener=_at_once) as file:
        data = bytearray()
        while more := _part(file.fileno(), most - len(data)):
            data += more
        if not data and S_ISFIFO(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EPIPE, "nobody writes to this pipe")
    return bytes(data)


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def _part(handle: int, most: int) -> bytes:
    """Some bytes, nothing at the end; raises OSError where none came for too long."""
    try:
        return os.read(handle, most)
    except BlockingIOError:
        waiting = select.poll()  # `select.select` takes small handles only
        waiting.register(handle, select.POLLIN)
        if waiting.poll(IDLE * 1000):
            return _part(handle, most)
        raise OSError(errno.ETIMEDOUT, f"nothing came for {IDLE} seconds") from None


def decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("TC008", f"`{path}` is not UTF-8 text", help="save it in the UTF-8 encoding") from None


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that a reader sees the old or the new content, never a part; raises Fault TC006."""
    try:
        if path.exists() and not path.is_file():  # a folder, or a device, which would be replaced
            raise Fault("TC006", f"`{path}` cannot be written: it is no file")
        _replace(path, data)
    except OSError as error:
        reason = error.strerror or "input or output error"
        raise Fault("TC006", f"`{path}` cannot be written: {reason}") from None


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
