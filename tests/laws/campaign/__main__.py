"""`python -m tests.laws.campaign --programs N --seed S [--jobs 2] [--json]`.

Exit codes: 0 nothing found, 1 something found, 2 usage, 130 stopped."""

import argparse
import json
import multiprocessing
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.laws.campaign.judging import Plan, judged_all
from tests.laws.campaign.result import Finding, Result, Totals, table

CHUNK = 20
CHUNKS_OF_A_PROCESS = 50
"""Then a new process takes its place, so that memory stays where it is."""
STOPPED = 130


def main(argv: list[str] | None = None) -> int:
    args = arguments(argv)
    console = Console(stderr=True)
    totals, started = Totals(), time.monotonic()
    chunks = [
        range(first, min(first + CHUNK, args.seed + args.programs))
        for first in range(args.seed, args.seed + args.programs, CHUNK)
    ]
    plan = Plan(args.whole, args.solvers, args.tampered, args.misplaced)
    stopped = False
    try:
        with _progress(console, quiet=args.json) as bar:
            task = bar.add_task("programs", total=args.programs)
            for results in _results(chunks, plan, args.jobs):
                totals.add(results)
                for finding in (f for r in results for f in r.findings):
                    bar.console.print(f"{finding.kind}: {_kept(finding, args.findings)}", highlight=False)
                bar.advance(task, len(results))
    except KeyboardInterrupt:
        stopped = True
    seconds = time.monotonic() - started
    if args.json:
        print(json.dumps({**totals.data(), "seconds": round(seconds, 1)}, indent=2))
    else:
        print(table(totals))
        print(f"{totals.programs / max(seconds, 1e-9):.1f} programs per second, {seconds:.0f} seconds")
    if stopped:
        return STOPPED
    return 1 if totals.findings else 0


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.laws.campaign", description=__doc__.split("\n")[0])
    number = partial(parser.add_argument, type=int, metavar="N")
    number("--programs", default=1000, help="how many (1000)")
    number("--seed", default=0, help="of the first one (0)")
    number("--jobs", default=1, help="processes (1)")
    number("--whole", default=5, help="every N-th is of the whole language, the others are about flows (5)")
    number("--solvers", default=4, help="every N-th is put to Z3 and to cvc5 (4)")
    number("--tampered", default=1, help="of every N-th the certificate is changed (1)")
    number("--misplaced", default=4, help="of every N-th what runs is changed (4)")
    parser.add_argument(
        "--findings", type=Path, default=Path("build/campaign"), help="a folder for what is found"
    )
    parser.add_argument("--json", action="store_true", help="totals as JSON, and no progress")
    args = parser.parse_args(argv)
    counts = (args.programs, args.jobs, args.whole, args.solvers, args.tampered, args.misplaced)
    if min(counts) < 1 or args.seed < 0:
        parser.error("numbers must be positive")
    return args


@contextmanager
def _progress(console: Console, *, quiet: bool) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet, transient=True) as bar:
        yield bar


def _results(chunks: list[range], plan: Plan, jobs: int) -> Iterator[list[Result]]:
    """In the order of the seeds, whatever process was first."""
    work = partial(_chunk, plan)
    if jobs == 1:
        yield from map(work, chunks)
        return
    with multiprocessing.Pool(jobs, _deaf, maxtasksperchild=CHUNKS_OF_A_PROCESS) as pool:
        yield from pool.imap(work, chunks)


def _chunk(plan: Plan, seeds: range) -> list[Result]:
    return list(judged_all(seeds, plan))


def _deaf() -> None:
    """Ctrl-C is for the process that started the others, and ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _kept(finding: Finding, folder: Path) -> Path:
    """The file of a finding: the program under a comment for each thing that it showed."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{finding.kind}_{finding.seed}.tcme"
    words = " ".join(finding.words.split())
    text = file.read_text("utf-8") if file.exists() else finding.text
    line = f"// seed {finding.seed}, {finding.kind}: {words}\n"
    if line not in text:
        file.write_text(line + text, encoding="utf-8")
    return file


def _stoppable() -> None:
    """Also where the shell started it in the background, or where it is asked to end: totals so far, then
    out."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    _stoppable()
    sys.exit(main())
