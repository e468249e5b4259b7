"""The flow proof, timed: label inference, proof by sets and by the solver, check of the certificate.

`python benchmarks/check.py [--json] [--runs N]`: for one program of 70 lines and four principals, for
every example, for generated programs of 100 to 10,000 lines, and for 2 to 12 principals.  Every figure is
the median of N runs in one process, after one that is not counted; the machine, the versions and the sizes
are printed with it.  `whole` is `check` from text to certificate, which decides the rules twice; the parts
are of the placed program that is certified."""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from language import machine, program

from tcme import checker
from tcme.compiler.certificate import certify
from tcme.compiler.flow import analyse
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.decide import decide
from tcme.compiler.flow.infer import infer
from tcme.compiler.flow.rules import obligations_of
from tcme.compiler.pipeline import check
from tcme.compiler.smt import emit
from tcme.compiler.smt.solver import ENGINES
from tcme.compiler.smt.solver import decide as solve
from tcme.dsl.diagnostics import Sink
from tcme.dsl.files import Beside
from tcme.dsl.source import Source

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SEVENTY = Path(__file__).with_name("seventy.tcme")
LINES = (100, 300, 1_000, 3_000, 10_000)
PRINCIPALS = (2, 4, 6, 8, 10, 12)
PARTS = ("whole", "labels", "sets", "solver", "certificate", "checker")


def examples() -> Iterator[tuple[str, Source, Beside]]:
    for file in sorted(EXAMPLES.glob("*/main.tcme")):
        yield file.parent.name, Source("main.tcme", file.read_text("utf-8")), Beside(file.parent)


def principals(count: int) -> str:
    """Everybody gives an endorsed number to an environment that all trust, and hears who has the largest;
    nobody is bounded below crafting, so that nearly all combinations of levels are admitted."""
    names = [f"p{i}" for i in range(count)]
    inputs = "\n".join(f'input x{n} : Int[0..9] from {n} endorsed because "any number"' for n in names)
    fields = "\n".join(
        f'    f{n} : Bool of {", ".join(f"x{m}" for m in names)} to {n} because "whether it is the largest"'
        for n in names
    )
    largest = f"max([{', '.join(f'x{n}' for n in names)}])"
    released = ", ".join(f"x{n} == most" for n in names)
    return f"""program many
party {", ".join(names)}
environment enclave
adversary at most {count} of {", ".join(names)} crafting
assume {", ".join(names)} trust enclave
{inputs}
output Out {{
{fields}
}}
fn main() -> Out {{
    let most = {largest}
    release Out({released})
}}
"""


def timed(work: Callable[[], Any], runs: int) -> float:
    """Median milliseconds."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1_000 * statistics.median(times)


def measured(source: Source, runs: int, files: Beside | None = None) -> dict[str, object]:
    whole: Callable[[], Any] = lambda: check(source) if files is None else check(source, files=files)  # noqa: E731
    checked = whole()
    if not checked.ok:
        raise SystemExit("\n".join(d.message for d in checked.diagnostics))
    core, placed, surface = checked.core, checked.placed, checked.surface
    report = analyse(core, placed, Sink())
    script = emit(core, placed)
    work: dict[str, Callable[[], Any]] = {
        "whole": whole,
        "labels": lambda: infer(core, placed),
        "sets": lambda: sets(core, placed),
        "solver": lambda: solve(script, ENGINES["z3"]),
        "certificate": lambda: certify(checked.source, surface, core, placed, report),
        "checker": lambda: checker.check_bytes(checked.certificate),
    }
    sizes = {
        "lines": source.text.count("\n"),
        "nodes": len(placed.graph.nodes),
        "principals": len(core.principals),
        "adversaries": report.adversaries,
        "obligations": len(report.verdicts),
        "bytes": len(checked.certificate),
    }
    return sizes | {name: timed(part, runs) for name, part in work.items()}


def long(lines: int) -> Source:
    return Source("main.tcme", program(lines))


def sets(core: Any, placed: Any) -> None:
    """K, labels and every rule for all of K."""
    analysis = Analysis.of(core, placed, Space.build(core))
    decide(analysis, obligations_of(analysis))


def measure(runs: int) -> dict[str, Any]:
    return {
        "machine": machine(),
        "runs": runs,
        "usual": {"harvest": measured(Source("main.tcme", SEVENTY.read_text("utf-8")), runs)},
        "examples": {name: measured(source, runs, files) for name, source, files in examples()},
        "lines": {n: measured(long(n), max(1, runs // (1 + n // 1_000))) for n in LINES},
        "principals": {n: measured(Source("main.tcme", principals(n)), runs) for n in PRINCIPALS},
    }


def show(result: dict[str, Any]) -> None:
    print(", ".join(f"{k} {v}" for k, v in result["machine"].items()))
    print(f"milliseconds, medians of {result['runs']} runs (fewer for long programs)\n")
    heads = ("lines", "nodes", "principals", "adversaries", "obligations", *PARTS)
    for title in ("usual", "examples", "lines", "principals"):
        print(f"{title:>22} " + " ".join(f"{h:>12}" for h in heads))
        for name, row in result[title].items():
            cells = (f"{row[h]:>12.1f}" if isinstance(row[h], float) else f"{row[h]:>12}" for h in heads)
            print(f"{name:>22} " + " ".join(cells))
        print()
    rows = [*result["lines"].values()]
    for part in PARTS:
        ratio = (rows[-1][part] / rows[-1]["lines"]) / (rows[1][part] / rows[1]["lines"])
        print(f"{part}: a line of {rows[-1]['lines']} costs {ratio:.2f} times a line of {rows[1]['lines']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    result = measure(options.runs)
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        show(result)


if __name__ == "__main__":
    main()
