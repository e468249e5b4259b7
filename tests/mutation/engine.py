"""Runs every mutant against its tests, over two warm processes, each with a private copy of the project."""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.mutation.checkout import Checkout
from tests.mutation.mutant import Misfit, Mutant
from tests.mutation.trial import Result, Trial

WORKERS = 2
NARROW_SECONDS, WIDE_SECONDS = 240, 1500


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant, by which test, after how many seconds."""

    mutant: Mutant
    result: Result
    seconds: float


class BaselineFails(Exception):
    """The project as it is fails its tests: nothing can be said about mutants."""


@dataclass(slots=True)
class Worker:
    """A copy of the project and a warm process that works in it."""

    checkout: Checkout
    process: "subprocess.Popen[str]"

    def run(self, mutant: Mutant | None, tests: Sequence[str], seconds: int) -> Result:
        """Raises Misfit."""
        assert self.process.stdin is not None and self.process.stdout is not None
        with self.checkout.with_mutant(mutant):
            trial = Trial(tuple(tests), "tcme" if mutant is None else mutant.module, seconds)
            self.process.stdin.write(json.dumps(asdict(trial)) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        return Result(**json.loads(line)) if line else Result("broken", why="the worker died")


@contextmanager
def working(project: Path, folder: Path, warm: Sequence[str]) -> Iterator[Worker]:
    """A worker in a new folder, ended with all that it started; it imports the `warm` modules only once."""
    checkout = Checkout.of(project, folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.mutation.worker", *warm],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield Worker(checkout, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


@dataclass(slots=True)
class Engine:
    """The workers of one run; `wide` are the tests for whatever its killers miss."""

    idle: "queue.Queue[Worker]"
    wide: tuple[str, ...]
    lock: threading.Lock
    wide_passes: bool = False

    def baseline(self, tests: Sequence[str], seconds: int = WIDE_SECONDS) -> None:
        """Raises BaselineFails unless the project as it is passes the tests."""
        result = self._on_a_worker(lambda worker: worker.run(None, tests, seconds))
        if result.outcome != "survived":
            raise BaselineFails(f"{result.test or result.why} fails without any mutant")

    def try_(self, mutant: Mutant) -> Verdict:
        started = time.monotonic()
        result = self._on_a_worker(lambda worker: _run(worker, mutant, mutant.killers, NARROW_SECONDS))
        if result.outcome == "survived" and self.wide:
            self._wide_baseline()
            result = self._on_a_worker(lambda worker: _run(worker, mutant, self.wide, WIDE_SECONDS))
        return Verdict(mutant, result, time.monotonic() - started)

    def _wide_baseline(self) -> None:
        """Once, and only where some mutant needs it."""
        with self.lock:
            if not self.wide_passes:
                self.baseline(self.wide)
                self.wide_passes = True

    def _on_a_worker(self, work: Callable[[Worker], Result]) -> Result:
        worker = self.idle.get()
        try:
            return work(worker)
        finally:
            self.idle.put(worker)


def _run(worker: Worker, mutant: Mutant, tests: Sequence[str], seconds: int) -> Result:
    try:
        return worker.run(mutant, tests, seconds)
    except Misfit as misfit:
        return Result("broken", why=str(misfit))


def judged(
    project: Path,
    mutants: Sequence[Mutant],
    wide: Sequence[str],
    *,
    warm: Sequence[str] = (),
    workers: int = WORKERS,
) -> Iterator[Verdict]:
    """The verdict of every mutant, in the order given.  Raises BaselineFails."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mutation-")))
        pool = ThreadPoolExecutor(workers)
        stack.callback(pool.shutdown, cancel_futures=True)
        idle: queue.Queue[Worker] = queue.Queue()
        for number in range(workers):
            idle.put(stack.enter_context(working(project, place / str(number), warm)))
        engine = Engine(idle, tuple(wide), threading.Lock())
        killers = sorted({test for mutant in mutants for test in mutant.killers})
        list(pool.map(engine.baseline, [part for n in range(workers) if (part := killers[n::workers])]))
        yield from pool.map(engine.try_, mutants)
