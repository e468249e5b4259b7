"""Start an environment for one run, as its launcher sees it: a broker and a fresh worker.

Use: `launch` (returns at once, the worker loads), `ready` (its keys and what isolation holds), tell the
parties the address and the key, `begin` (the roster), then `poll` or `wait`, and always `stop`. The
launcher handles public data only. If the broker, the worker or the launcher dies, the other two notice by
the closed socket: the processes end by themselves, and `poll` raises.

Raises `SandboxFault` (TC720), `NotReady` (TC721), `ProcessLost` (TC722), `WorkerFault` (the worker's code).
Deadlines are moments on the clock of `time.monotonic()`.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tcme.backends.environment import control
from tcme.backends.environment.control import Begin, Configuration, Ready
from tcme.backends.environment.fault import EnvironmentFault, NotReady, ProcessLost, fault_of
from tcme.backends.environment.sandbox import Assurance, Isolation, require
from tcme.backends.transport.roster import LOOPBACK, Peer

WORKER: Final = "tcme.backends.environment.worker"
BROKER: Final = "tcme.backends.environment.broker"
ROOT: Final = str(Path(__file__).resolve().parents[3])
GRACE_SECONDS: Final = 1.0
POLL_SECONDS: Final = 0.02
CONTROL_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a worker says of itself: its keys, what isolation holds, and the level that this earns."""

    seal_key: bytes
    sign_key: bytes
    isolation: Isolation
    assurance: Assurance


def variables(*search: str) -> dict[str, str]:
    """The whole environment of the processes: nothing is inherited. `search` comes before our own code."""
    return {
        "JAX_PLATFORMS": "cpu",
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONPATH": os.pathsep.join((*search, ROOT)),
        "PYTHONSAFEPATH": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


class Environment:
    """A running environment. Use as a context manager, or call `stop`."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        log: int = subprocess.DEVNULL,
        worker: str = WORKER,
        search: tuple[str, ...] = (),
    ) -> None:
        """Start both. `log` is a descriptor for the broker's one line of counts.

        `worker` and `search` let tests put another main module in the worker's place.
        """
        self.name = configuration.name
        self._allow_simulated = configuration.allow_simulated
        self._pair, worker_end = socket.socketpair()
        self._control, control_end = socket.socketpair()
        listener = socket.create_server((LOOPBACK, 0))
        self.address: tuple[str, int] = listener.getsockname()
        with listener, worker_end, control_end:
            self.worker = _start(worker, [worker_end], search, subprocess.DEVNULL)
            self.broker = _start(BROKER, [listener, self._pair, control_end], (), log)
        self._configuration = configuration
        self._configured = False

    def ready(self, deadline: float) -> Introduction:
        """Wait until the worker is isolated and loaded. On any fault the environment is stopped."""
        try:
            return self._introduce(deadline)
        except (EOFError, TimeoutError, EnvironmentFault) as fault:
            reason = self._reason(fault)
            self.stop()
            raise reason from None

    def peer(self, introduction: Introduction) -> Peer:
        """The environment's entry in the roster of the run."""
        return Peer(*self.address, introduction.seal_key, dials=False)

    def begin(self, run_id: bytes, keys: Mapping[str, bytes], seconds: float) -> None:
        """Give the worker its peers' X25519 keys and `seconds` for the rest; forwarding starts."""
        control.write(self._pair.fileno(), Begin(run_id, keys, seconds), time.monotonic() + CONTROL_SECONDS)
        self._pair.close()
        self._control.sendall(b"!")

    def poll(self) -> bool:
        """Whether the run is over and everything was delivered. Raises the fault if a process died."""
        worker, broker = self.worker.poll(), self.broker.poll()
        if broker == 0 and worker is None:
            # The broker ends because the worker did; the operating system may show the one before the other.
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker = self.worker.wait(GRACE_SECONDS)
        fault = _fault(worker, broker)
        if fault is not None:
            self.stop()
            raise fault
        return worker == 0 and broker == 0

    def wait(self, deadline: float) -> None:
        """Wait for the end of the run. Raises what `poll` raises, and `NotReady` at the deadline."""
        while not self.poll():
            if time.monotonic() >= deadline:
                self.stop()
                raise NotReady
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Kill both processes, whatever they do, and wait for their end. May be called again."""
        self._pair.close()
        self._control.close()
        for process in (self.worker, self.broker):
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _introduce(self, deadline: float) -> Introduction:
        descriptor = self._pair.fileno()
        control.write(descriptor, self._configuration, deadline)
        isolation = control.read_isolation(descriptor, deadline)
        assurance = require(isolation, allow_simulated=self._allow_simulated)
        keys: Ready = control.read_ready(descriptor, deadline)
        return Introduction(keys.seal_key, keys.sign_key, isolation, assurance)

    def _reason(self, fault: Exception) -> EnvironmentFault:
        match fault:
            case EnvironmentFault():
                return fault
            case TimeoutError():
                return NotReady()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return fault_of(self.worker.wait(GRACE_SECONDS))
        return ProcessLost("worker")


def launch(configuration: Configuration, *, log: int = subprocess.DEVNULL) -> Environment:
    """Start both processes and return at once."""
    return Environment(configuration, log=log)


def _start(
    module: str, sockets: list[socket.socket], search: tuple[str, ...], log: int
) -> subprocess.Popen[bytes]:
    descriptors = [end.fileno() for end in sockets]
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, descriptors)],
        cwd="/",
        env=variables(*search),
        pass_fds=descriptors,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
    )


def _fault(worker: int | None, broker: int | None) -> EnvironmentFault | None:
    if worker is not None and worker != 0:
        return fault_of(worker) if broker in (None, 0) else ProcessLost("broker")
    if broker is not None and (broker != 0 or worker is None):
        return ProcessLost("broker")
    return None
