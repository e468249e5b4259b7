"""A party's process as its launcher sees it: started with its sockets, heard, stopped for certain."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import Final

from tcme.backends.environment.spawn import variables
from tcme.backends.session import control
from tcme.backends.session.control import Configuration, Report

MODULE: Final = "tcme.backends.session.party"
LOOPBACK: Final = "127.0.0.1"
CHUNK: Final = 1 << 16


@dataclass(slots=True)
class Process:
    """One running party; `line` is our end of its standard input."""

    name: str
    line: socket.socket
    child: subprocess.Popen[bytes]
    mailbox_port: int
    mpc_port: int
    reports: dict[str, Report] = field(default_factory=dict)
    silent: bool = False
    _data: bytearray = field(default_factory=bytearray)

    def hear(self) -> None:
        """Take in what the party reported; `silent` once it has closed its end."""
        try:
            data = self.line.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        self.silent = not data
        self._data += data
        while (end := self._data.find(b"\n")) >= 0:
            report = control.report(bytes(self._data[:end]))
            self.reports.setdefault(report.event, report)
            del self._data[: end + 1]

    def tell(self, message: control.Message) -> None:
        """Send one message, however large."""
        with contextlib.suppress(OSError):
            self.line.setblocking(True)
            self.line.sendall(control.write(message))
            self.line.setblocking(False)

    def stop(self) -> None:
        """Kill the process and whatever it started, and wait for its end. May be called again."""
        self.line.close()
        if self.child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()


def start(configuration: Configuration, *, log: int, search: tuple[str, ...] = ()) -> Process:
    """Start the process of `configuration.name`, with fresh listening sockets on the loopback interface.

    The sockets are bound here and inherited, so that no port can be taken in between.
    """
    ours, theirs = socket.socketpair()
    mailbox, mpc = (socket.create_server((LOOPBACK, 0)) for _ in range(2))
    with theirs, mailbox, mpc:
        child = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            cwd="/",
            env=_variables(search),
            pass_fds=[mailbox.fileno(), mpc.fileno()],
            start_new_session=True,
            stdin=theirs.fileno(),
            stdout=log,
            stderr=log,
        )
        ports = mailbox.getsockname()[1], mpc.getsockname()[1]
        told = replace(configuration, mailbox_fd=mailbox.fileno(), mpc_fd=mpc.fileno())
    process = Process(configuration.name, ours, child, *ports)
    process.tell(told)
    return process


def _variables(search: tuple[str, ...]) -> dict[str, str]:
    """Those of an environment's processes, but parties may keep compiled modules, to start faster."""
    return {name: value for name, value in variables(*search).items() if name != "PYTHONDONTWRITEBYTECODE"}
