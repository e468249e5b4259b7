"""`python -m tests.mutation`: removes and weakens each rule in turn; some test must fail each time.

Exit 0 where every mutant is killed, 1 where one survives or does not run."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.mutation.catalogue import MUTANTS, WARM, WIDE
from tests.mutation.engine import WORKERS, BaselineFails, Verdict, judged
from tests.mutation.mutant import Mutant
from tests.mutation.report import WIDTH, as_json, passed, show

PROJECT = Path(__file__).parents[2]


def main() -> int:
    args = arguments()
    mutants = [m for m in MUTANTS if chosen(m, args)]
    errors = Console(stderr=True)
    if not mutants:
        errors.print("no mutant is called so")
        return 2
    try:
        verdicts = followed(mutants, () if args.narrow else WIDE, args.workers, errors)
    except BaselineFails as failure:
        errors.print(str(failure), markup=False)
        return 1
    except KeyboardInterrupt:
        errors.print("stopped")
        return 130
    if args.json:
        print(as_json(verdicts))
    else:
        show(verdicts, Console(width=None if sys.stdout.isatty() else WIDTH))
    return 0 if passed(verdicts) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", action="append", metavar="ID", help="a mutant, or all whose id begins so")
    parser.add_argument("--side", choices=("compiler", "checker", "smt"))
    parser.add_argument("--rule")
    parser.add_argument("--json", action="store_true", help="JSON in place of the table")
    parser.add_argument("--narrow", action="store_true", help="only the tests that each mutant names")
    parser.add_argument("--workers", type=int, default=WORKERS, choices=range(1, 65), metavar="N")
    return parser.parse_args()


def chosen(mutant: Mutant, args: argparse.Namespace) -> bool:
    named = args.only is None or any(mutant.id.startswith(name) for name in args.only)
    return named and args.side in (None, mutant.side) and args.rule in (None, mutant.rule)


def followed(
    mutants: list[Mutant], wide: tuple[str, ...], workers: int, console: Console
) -> list[Verdict]:
    """All verdicts, with a bar that says how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    verdicts: list[Verdict] = []
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("the tests as they are", total=len(mutants))
        for verdict in judged(PROJECT, mutants, wide, warm=WARM, workers=workers):
            verdicts.append(verdict)
            progress.update(task, description=verdict.mutant.id, advance=1)
            if verdict.result.outcome != "killed":
                progress.console.print(f"{verdict.result.outcome}: {verdict.mutant.id}", markup=False)
    return verdicts


if __name__ == "__main__":
    sys.exit(main())
