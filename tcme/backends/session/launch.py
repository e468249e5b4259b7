"""A local run: one process for each principal, watched until all are done or none may go on.

The launcher is the operator of a simulation on one machine. It handles public data: the placed program, keys,
ports, codes. It never opens an input. Each party writes its fields and its receipt into a folder of its own;
what the launcher shows of them afterwards it reads there. When a process ends, fails or is late, every other
is killed, what was written is removed, and the run fails with one code. Raises `Fault`.
"""

import contextlib
import secrets
import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tcme.backends.environment import Configuration as WorkerConfiguration
from tcme.backends.environment import Environment, EnvironmentFault, Introduction
from tcme.backends.environment import launch as launch_environment
from tcme.backends.session import control
from tcme.backends.session.agreement import agree
from tcme.backends.session.control import Address, Report, Roster
from tcme.backends.session.fault import INTERRUPTED, SessionFault, ended, late
from tcme.backends.session.moves import Routes
from tcme.backends.session.process import Process, start
from tcme.backends.session.shield import uninterrupted
from tcme.compiler.ir.codec import decode
from tcme.compiler.values import decoded

POLL_SECONDS: Final = 0.02
ROOT_CAUSE_SECONDS: Final = 0.3
"""How long to listen on after the first fault: others report its consequences, sometimes before the cause."""
OUTPUT: Final = "output.json"
RECEIPT: Final = "receipt.json"
SYMPTOMS: Final = ("TC701", "TC702", "TC703", "TC704", "TC606", "TC607")
"""Faults that a principal reports about another."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator chooses.

    `seconds` is for the whole run; `checker` and `requirements` name functions of ours; `public` is the
    folder of public files; `models` is the agreement's part for hosts of models; `search` lets tests put
    modules before ours.
    """

    seconds: float = 60.0
    folder: Path | None = None
    facts: Mapping[str, Any] | None = None
    certificate: bytes | None = None
    checker: str | None = None
    requirements: str | None = None
    public: Path | None = None
    models: Mapping[str, Any] | None = None
    allow_simulated: bool = True
    memory_bytes: int | None = None
    log: int = subprocess.DEVNULL
    search: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run gave.

    Fields by recipient (one that got nothing is not there), receipts by holder, seconds from the start at
    which all had reached each stage, bytes sent by parties, assurance by environment, and the Ed25519 keys
    (hexadecimal) that each principal showed to the operator.
    """

    run_id: str
    outputs: Mapping[str, Mapping[str, Any]]
    receipts: Mapping[str, Path]
    timings: Mapping[str, float]
    bytes_sent: Mapping[str, int]
    assurance: Mapping[str, str]
    keys: Mapping[str, str]


def run(
    placed: bytes,
    input_paths: Mapping[str, Path],
    *,
    options: Options = Options(),
    progress: Progress = lambda stage, seconds: None,
) -> RunResult:
    """Run the placed program with each party's input file; see `Options`."""
    folder = options.folder or Path(tempfile.mkdtemp(prefix="tcme-"))
    session = Session(placed, Routes(decode(placed)), input_paths, options, folder, progress)
    try:
        return session.run()
    except KeyboardInterrupt:
        session.withdraw()
        raise SessionFault(INTERRUPTED, "the run was interrupted, and nothing was released") from None
    except BaseException:
        session.withdraw()
        raise
    finally:
        session.stop()


@dataclass(slots=True)
class Session:
    """One run under way."""

    placed: bytes
    routes: Routes
    input_paths: Mapping[str, Path]
    options: Options
    folder: Path
    progress: Progress
    run_id: str = field(default_factory=lambda: secrets.token_hex(16))
    began: float = field(default_factory=time.monotonic)
    processes: list[Process] = field(default_factory=list)
    environments: dict[str, Environment] = field(default_factory=dict)
    introductions: dict[str, Introduction] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    made: list[Path] = field(default_factory=list)
    fresh: bool = False

    @property
    def deadline(self) -> float:
        return self.began + self.options.seconds

    def run(self) -> RunResult:
        """All stages; returns when every process has ended well."""
        facts = self._facts()
        for name in self.routes.environments:
            with uninterrupted():
                self.environments[name] = launch_environment(self._worker(name, facts), log=self.options.log)
        for name in self.routes.parties:
            with uninterrupted():
                told = self._configuration(name, facts)
                self.processes.append(start(told, log=self.options.log, search=self.options.search))
        self._wait("keys")
        for name, environment in self.environments.items():
            self.introductions[name] = environment.ready(self.deadline)
        self._wait("start")
        self._begin()
        for stage in ("connect", "compute", "done"):
            self._wait(stage)
        self._wait_for_end()
        return self._result()

    def stop(self) -> None:
        """End every process, whatever it does."""
        for process in self.processes:
            process.stop()
        for environment in self.environments.values():
            environment.stop()

    def withdraw(self) -> None:
        """After a failure nothing of this run stays; what was there before it does."""
        with uninterrupted():
            self.stop()
            for own in self.made:
                shutil.rmtree(own, ignore_errors=True)
            if self.fresh:
                with contextlib.suppress(OSError):
                    self.folder.rmdir()

    # --- starting ------------------------------------------------------------------------------------

    def _facts(self) -> Mapping[str, Any]:
        if self.options.facts is not None:
            return self.options.facts
        return agree(self.routes.placed, certificate=self.options.certificate).facts()

    def _own(self, name: str) -> Path:
        return self.folder / name

    def _configuration(self, name: str, facts: Mapping[str, Any]) -> control.Configuration:
        own = self._made(name)
        source = self.input_paths.get(name)
        return control.Configuration(
            name,
            self.placed,
            facts,
            mailbox_fd=-1,
            mpc_fd=-1,
            seconds=self.deadline - time.monotonic(),
            input_path=None if source is None else str(source.absolute()),
            output_path=str(own.absolute() / OUTPUT),
            receipt_path=str(own.absolute() / RECEIPT),
            certificate=self.options.certificate,
            checker=self.options.checker,
            requirements=self.options.requirements,
            public_path=None if self.options.public is None else str(self.options.public.absolute()),
            models=self.options.models,
        )

    def _made(self, name: str) -> Path:
        """A folder for one party that no other run has, not even one that starts at this moment."""
        own = self._own(name)
        try:
            self.fresh = self.fresh or self.options.folder is None or not self.folder.exists()
            own.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            raise SessionFault("TC012", f"`{own}` is there already", help="name a fresh folder") from None
        except OSError as error:
            reason = error.strerror or "input or output error"
            raise SessionFault("TC006", f"`{own}` cannot be made: {reason}") from None
        self.made.append(own)
        return own

    def _worker(self, name: str, facts: Mapping[str, Any]) -> WorkerConfiguration:
        # Imports the evaluator, which takes long; only programs with an environment need it.
        from tcme.backends.session import compute

        return WorkerConfiguration(
            name,
            compute.PLUGIN,
            compute.public(name, self.placed, facts, self.options.models),
            compute.Share(self.routes, name).steps(),
            allow_simulated=self.options.allow_simulated,
            memory_bytes=self.options.memory_bytes,
        )

    def _begin(self) -> None:
        """Tell everybody who takes part; from here on principals talk to each other."""
        addresses = {p.name: _address(p) for p in self.processes}
        addresses |= {n: self._environment_address(n) for n in self.environments}
        started = datetime.now(UTC).isoformat(timespec="seconds")
        roster = Roster(self.run_id, started, addresses)
        left = max(self.deadline - time.monotonic(), 0.0)
        keys = {p.name: bytes.fromhex(addresses[p.name].seal) for p in self.processes}
        for environment in self.environments.values():
            environment.begin(bytes.fromhex(self.run_id), keys, left)
        for process in self.processes:
            process.tell(roster)

    def _environment_address(self, name: str) -> Address:
        said = self.introductions[name]
        port = self.environments[name].address[1]
        return Address(port, 0, said.seal_key.hex(), said.sign_key.hex(), True, said.assurance.value)

    # --- watching ------------------------------------------------------------------------------------

    def _wait(self, stage: str) -> None:
        """Until every party has reached the stage."""
        with self._heard() as listen:
            while not all(stage in p.reports for p in self.processes):
                self._check(listen)
                listen()
        self.timings[stage] = (
            max((p.reports[stage].at for p in self.processes), default=self.began) - self.began
        )
        self.progress(stage, self.timings[stage])

    def _wait_for_end(self) -> None:
        for process in self.processes:
            try:
                status = process.child.wait(max(self.deadline - time.monotonic(), 0.01))
            except subprocess.TimeoutExpired:
                raise late(process.name) from None
            if status:
                raise ended(process.name)
        for name, environment in self.environments.items():
            while not environment.poll():
                if time.monotonic() >= self.deadline:
                    raise late(name)
                time.sleep(POLL_SECONDS)
        self.timings["end"] = time.monotonic() - self.began

    @contextlib.contextmanager
    def _heard(self) -> Iterator[Callable[[], None]]:
        with selectors.DefaultSelector() as selector:
            for process in self.processes:
                process.line.setblocking(False)
                selector.register(process.line, selectors.EVENT_READ, process)

            def listen() -> None:
                left = self.deadline - time.monotonic()
                for key, _ in selector.select(min(max(left, 0), POLL_SECONDS)):
                    key.data.hear()
                    if key.data.silent:
                        selector.unregister(key.fileobj)

            yield listen

    def _check(self, listen: Callable[[], None]) -> None:
        found = self._faults()
        if found:
            until = time.monotonic() + ROOT_CAUSE_SECONDS
            while time.monotonic() < until:
                listen()
            raise _root_cause(self._faults() or found)
        if time.monotonic() >= self.deadline:
            waiting = [p for p in self.processes if "done" not in p.reports]
            raise late(min(waiting, key=lambda p: len(p.reports)).name)

    def _faults(self) -> list[Exception]:
        found: list[Exception] = []
        for process in self.processes:
            over = process.silent or process.child.poll() is not None
            while over and not process.silent:
                process.hear()
            if (report := process.reports.get("fault")) is not None:
                found.append(_reported(report))
            elif over and "done" not in process.reports:
                found.append(ended(process.name))
        for environment in self.environments.values() if self.introductions else ():
            try:
                environment.poll()
            except EnvironmentFault as fault:
                found.append(SessionFault(fault.code, str(fault)))
        return found

    # --- results -------------------------------------------------------------------------------------

    def _result(self) -> RunResult:
        outputs: dict[str, Any] = {n: decoded(p.read_bytes()) for n, p in self._written(OUTPUT)}
        levels = {n: said.assurance.value for n, said in self.introductions.items()}
        sent = {p.name: int(p.reports["done"].detail["bytes"]) for p in self.processes}
        receipts = dict(self._written(RECEIPT))
        return RunResult(self.run_id, outputs, receipts, self.timings, sent, levels, self._keys())

    def _keys(self) -> dict[str, str]:
        shown = {p.name: str(p.reports["keys"].detail["sign"]) for p in self.processes}
        return shown | {name: said.sign_key.hex() for name, said in self.introductions.items()}

    def _written(self, file: str) -> Iterator[tuple[str, Path]]:
        for name in self.routes.parties:
            path = self._own(name) / file
            if path.exists():
                yield name, path


def _address(process: Process) -> Address:
    keys = process.reports["keys"].detail
    return Address(process.mailbox_port, process.mpc_port, keys["seal"], keys["sign"])


def _reported(report: Report) -> SessionFault:
    detail = report.detail
    return SessionFault(detail["code"], detail["message"], help=detail["help"])


def _root_cause(faults: Sequence[Exception]) -> Exception:
    """The fault that explains the others: rather not one that a principal reports about another."""
    own = [f for f in faults if getattr(f, "code", "") not in SYMPTOMS]
    return (own or list(faults))[0]
