"""The first whole path, timed: cold `tcme check`, the three runs by stage, memory of the worker.

`python benchmarks/first_path.py [--json] [--runs N]`.  Every figure is the median of N runs of whole
processes; the machine, the versions and the sizes are printed with it."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
TCME = Path(sys.executable).parent / "tcme"
NAMES = ("millionaires", "damage_monitoring", "tender")
PACKAGES = ("tcme", "mpyc", "z3-solver", "jax", "numpy", "lark")


def tcme(*arguments: str | Path) -> str:
    done = subprocess.run([str(a) for a in (TCME, *arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


def cold_check(name: str, runs: int) -> float:
    """Median seconds of a whole `tcme check` process."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        tcme("check", EXAMPLES / name)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def stages(name: str, runs: int) -> dict[str, object]:
    """Median seconds of each stage of `tcme run`, and what it moved and needed."""
    results = [json.loads(tcme("run", EXAMPLES / name, "--json")) for _ in range(runs)]
    names = results[0]["seconds"]
    seconds = {stage: statistics.median(r["seconds"][stage] for r in results) for stage in names}
    return {
        "seconds": seconds,
        "bytes": results[0]["bytes"],
        "peak_mib": statistics.median(r["peak_mib"] for r in results),
    }


def machine() -> dict[str, object]:
    model = next((line.split(":")[1].strip() for line in _cpu() if line.startswith("model name")), "")
    return {
        "cpu": model or platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{p: version(p) for p in PACKAGES},
    }


def _cpu() -> Iterator[str]:
    path = Path("/proc/cpuinfo")
    yield from path.read_text().splitlines() if path.exists() else ()


def measure(runs: int) -> dict[str, object]:
    tcme("model", "prepare", "--all", EXAMPLES)
    return {
        "machine": machine(),
        "runs": runs,
        "check": {name: cold_check(name, runs) for name in NAMES},
        "run": {name: stages(name, runs) for name in NAMES},
    }


def show(result: dict) -> None:  # type: ignore[type-arg]
    print(", ".join(f"{k} {v}" for k, v in result["machine"].items()), f"; medians of {result['runs']} runs")
    print("\ncold `tcme check`, whole process")
    for name, seconds in result["check"].items():
        print(f"  {name:20} {seconds * 1000:7.0f} ms")
    print("\n`tcme run`, seconds by stage")
    for name, run in result["run"].items():
        parts = "  ".join(f"{stage} {seconds:.2f}" for stage, seconds in run["seconds"].items())
        print(f"  {name:20} {parts}")
        who = "the model's worker" if name != "millionaires" else "a party"
        print(f"  {'':20} largest process, {who}: {run['peak_mib']:.0f} MiB resident at its peak")
        print(f"  {'':20} bytes sent: {', '.join(f'{p} {n}' for p, n in run['bytes'].items())}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    result = measure(options.runs)
    print(json.dumps(result, indent=2)) if options.json else show(result)


if __name__ == "__main__":
    main()
