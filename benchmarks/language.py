"""The compiler alone, timed: `check` of long programs, and of one program over small and over huge arrays.

`python benchmarks/language.py [--json] [--runs N]`.  Every figure is the median of N checks in one process,
after one that is not counted; the machine, the versions and the sizes are printed with it.  The long programs
are functions with sizes as parameters, folds, maps, matches and calls of the library (ranks, means, sets;
sorts in every fortieth), each used once; every field depends on all of them."""

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from tcme.compiler.pipeline import Checked, check
from tcme.dsl.source import Source

LINES = (100, 1_000, 2_000)
SIZES = (10, 10_000_000)
PACKAGES = ("tcme", "z3-solver", "lark")
HEADER = """program generated
use std.order
use std.sets
use std.stats
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
type Band = {LOW, MID, HIGH}
input xs : [Int[0..1_000]; 12] from alice
input ys : [Int[0..1_000]; 12] from bob
output Out {
    total : Int[0..1_000] of xs, ys to alice, bob because "both learn one number"
}
fn weight(band : Band) -> Int[1..3] {
    match band {
        LOW => 1
        MID => 2
        HIGH => 3
    }
}
fn capped(x : Int) -> Int[0..1_000] { min(max(x, 0), 1_000) }
"""
BLOCKS: tuple[tuple[str, str], ...] = (
    (
        "mapped_{i}",
        """fn mapped_{i}[n](rows : [Int[0..1_000]; n], limit : Int[0..1_000]) -> [Int[0..1_000]; n] {{
    for row in rows {{
        let near = abs(row - limit) <= {k}
        let shifted = row + {k}
        if near {{ capped(shifted) }} else {{ row }}
    }}
}}
""",
    ),
    (
        "folded_{i}",
        """fn folded_{i}[n](rows : [Int[0..1_000]; n], limit : Int[0..1_000]) -> [Int[0..1_000]; n] {{
    let least = fold held : Int[0..1_000] = 1_000 for row in rows {{
        if row < held {{ row }} else {{ held }}
    }}
    let mixed = fold held : Int[0..1_000] = {k} for row in rows {{
        (held + row + limit) / 3
    }}
    for row in rows {{ min(row + least, mixed) }}
}}
""",
    ),
    (
        "matched_{i}",
        """fn matched_{i}[n](rows : [Int[0..1_000]; n], limit : Int[0..1_000]) -> [Int[0..1_000]; n] {{
    for row in rows {{
        let band : Band = if row < limit {{ LOW }} else if row < limit + {k} {{ MID }} else {{ HIGH }}
        let heavy = match band {{
            LOW => row
            MID => row / 2
            HIGH => 1_000 - row
        }}
        capped(heavy * weight(band))
    }}
}}
""",
    ),
    (
        "ranked_{i}",
        """fn ranked_{i}[n](rows : [Int[0..1_000]; n], limit : Int[0..1_000]) -> [Int[0..1_000]; n]
    where n >= 2
{{
    let places = order.rank(rows)
    let middle = stats.mean(rows)
    let near = sets.contains(rows, limit)
    for (row, place) in zip(rows, places) {{
        let moved = if near {{ row + place }} else {{ (row + middle) / 2 }}
        capped(moved + {k})
    }}
}}
""",
    ),
)
SORTED = (
    "sorted_{i}",
    """fn sorted_{i}[n](rows : [Int[0..1_000]; n], limit : Int[0..1_000]) -> [Int[0..1_000]; n]
    where n >= 1
{{
    let ordered = order.sort(rows)
    [min(row, max(limit, {k})) for row in ordered]
}}
""",
)
USED = "fn main() -> Out {\n    let r0 = xs\n"


def program(lines: int) -> str:
    """A program of about so many lines."""
    functions, uses, i = list[str](), list[str](), 0
    count = HEADER.count("\n") + 6
    while count < lines:
        name, text = BLOCKS[i % len(BLOCKS)] if i % 40 else SORTED
        functions.append(text.format(i=i, k=3 + i % 40))
        uses.append(f"    let r{i + 1} = {name.format(i=i)}(r{i}, ys[{i % 12}])\n")
        count += functions[-1].count("\n") + 1
        i += 1
    last = f"    release Out(max(r{i}))\n}}\n"
    return HEADER + "".join(functions) + USED + "".join(uses) + last


def sized(size: int) -> str:
    """One program over arrays of so many elements."""
    return f"""program sized
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
input xs : [Int[0..100]; {size}] from alice
input ys : [Int[0..100]; {size}] from bob
output Out {{
    total : Int[0..{200 * size}] of xs, ys to alice, bob because "the sum"
    most : Int[0..200] of xs, ys to alice because "the largest"
    near : Int[0..{size}] of xs, ys to bob because "how many are close"
}}
fn main() -> Out {{
    let both = for i in 0..{size - 1} {{ xs[i] + ys[i] }}
    let close = for (x, y) in zip(xs, ys) {{ abs(x - y) < 5 }}
    let run = scan held : Int[0..200] = 0 for b in both {{ (held + b) / 2 }}
    let tail = fold held : Int[0..200] = 0 for r in run {{ if r > held {{ r }} else {{ held }} }}
    release Out(sum(both), max(max(both), tail), count(close))
}}
"""


def timed(text: str, runs: int) -> tuple[float, float, Checked]:
    """Median seconds and processor seconds, and what was checked."""
    source = Source("main.tcme", text)
    work: Callable[[], Checked] = lambda: check(source)  # noqa: E731
    checked, times, busy = work(), [], []
    if not checked.ok:
        raise SystemExit("\n".join(d.message for d in checked.diagnostics))
    for _ in range(runs):
        start, used = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - used)
    return statistics.median(times), statistics.median(busy), checked


def measure(runs: int) -> dict[str, object]:
    lines: dict[int, dict[str, object]] = {}
    for count in LINES:
        text = program(count)
        seconds, busy, checked = timed(text, runs)
        assert checked.placed is not None
        lines[text.count("\n")] = {
            "seconds": seconds,
            "processor": busy,
            "nodes": len(checked.placed.graph.nodes),
        }
    sizes = {size: timed(sized(size), runs)[0] for size in SIZES}
    return {
        "machine": machine(),
        "runs": runs,
        "lines": lines,
        "sizes": sizes,
        "ratio": sizes[SIZES[-1]] / sizes[SIZES[0]],
    }


def machine() -> dict[str, object]:
    path = Path("/proc/cpuinfo")
    known = path.read_text().splitlines() if path.exists() else []
    cpu = next((line.split(":")[1].strip() for line in known if line.startswith("model name")), "")
    return {
        "cpu": cpu or platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{p: version(p) for p in PACKAGES},
    }


def show(result: dict) -> None:  # type: ignore[type-arg]
    print(", ".join(f"{k} {v}" for k, v in result["machine"].items()), f"; medians of {result['runs']} runs")
    print("\n`check` of generated programs")
    for lines, found in result["lines"].items():
        times = f"{found['seconds'] * 1000:8.0f} ms, processor {found['processor'] * 1000:8.0f} ms"
        print(f"  {lines:6} lines, {found['nodes']:6} nodes {times}")
    print("\n`check` of one program by the size of its arrays")
    for size, seconds in result["sizes"].items():
        print(f"  {size:10} elements {seconds * 1000:8.0f} ms")
    print(f"  ratio {result['ratio']:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    result = measure(options.runs)
    print(json.dumps(result, indent=2)) if options.json else show(result)


if __name__ == "__main__":
    main()
