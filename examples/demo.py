"""`make demo`: every example run for real, the models measured, and programs that are refused."""

import json
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
TCME = Path(sys.executable).parent / "tcme"
RUNS = sorted(path.parent.name for path in EXAMPLES.glob("*/main.tcme"))
VETTED = sorted(path.parent.name for path in EXAMPLES.glob("*/cases.jsonl"))


def tcme(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(a) for a in (TCME, *arguments)], capture_output=True, text=True)


def shown(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = [str(a.relative_to(EXAMPLES.parent)) if isinstance(a, Path) else a for a in arguments]
    print(f"\n$ tcme {' '.join(words)}")
    return tcme(*arguments)


def prepare() -> None:
    print("preparing the model (once): reading the checkpoint, checking its digest, compiling …", flush=True)
    done = tcme("model", "prepare", "--all", EXAMPLES)
    if done.returncode:
        sys.exit(done.stderr or done.stdout)


def run(name: str) -> bool:
    done = shown("run", EXAMPLES / name, "--json")
    if done.returncode:
        print(done.stdout, done.stderr)
        return False
    result = json.loads(done.stdout)
    for who, fields in result["outputs"].items():
        print(f"  {who:10} {json.dumps(fields)}")
    bits = ", ".join(f"{field} {value:.3g} bit" for field, value in result["bits"].items())
    seconds = result["seconds"]["end"]
    print(f"  at most {bits}; {result['assurance']}; {seconds:.2f} s; {len(result['receipts'])} receipts")
    expected = json.loads((EXAMPLES / name / "expected.json").read_text())
    return bool(result["outputs"] == expected)


def vet(name: str) -> bool:
    done = shown("model", "vet", EXAMPLES / name, "--json")
    if done.returncode:
        print(done.stdout, done.stderr)
        return False
    result = json.loads(done.stdout)
    print(
        f"  {result['right']} of {result['cases']} public cases right ({result['accuracy']:.0%});"
        f" always giving the most frequent answer: {result['baseline']:.0%}"
    )
    return bool(result["accuracy"] > result["baseline"])


def refuse(program: Path) -> bool:
    done = shown("check", program)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    for line in lines[:1] + [s for s in lines if "witness:" in s or "help:" in s][:3]:
        print(f"  {line[:150]}")
    print(f"  exit {done.returncode}")
    return done.returncode in (1, 4)


def main() -> int:
    prepare()
    good = [run(name) for name in RUNS]
    good += [vet(name) for name in VETTED]
    good += [refuse(program) for program in sorted((EXAMPLES / "refused").glob("*.tcme"))]
    print(f"\n{sum(good)} of {len(good)} as expected")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
