"""`python -m tcme.checker FILE [--source PROGRAM] [--json]`."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from tcme.checker.decision import check
from tcme.checker.refusal import Refused, refuse
from tcme.checker.report import Report
from tcme.checker.schema import Node

MAX_BYTES = 1 << 26


def main(argv: list[str] | None = None) -> int:
    """The exit code: 0 proved, 1 refuted, 2 usage, 6 refused."""
    args = arguments(argv)
    try:
        report = answer(args.file, args.source)
    except OSError as error:
        print(f"cannot read: {error}", file=sys.stderr)
        return 2
    text = json.dumps(asdict(report), indent=2, sort_keys=True) if args.json else report.text()
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))
    return {"proved": 0, "refuted": 1}.get(report.verdict, 6)


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tcme.checker", description="Check a flow certificate.")
    parser.add_argument("file")
    parser.add_argument("--source", help="the program's text, to compare its digest")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def answer(file: str, program: str | None) -> Report:
    try:
        source = read(program) if program else None
        return check(json.loads(read(file), object_pairs_hook=unique, parse_constant=refuse), source)
    except Refused as refused:
        return Report("refused", str(refused))
    except (ValueError, RecursionError) as error:
        return Report("refused", f"not JSON: {error}")


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    return data if len(data) <= MAX_BYTES else refuse("the file is too large")


def unique(pairs: list[tuple[str, Any]]) -> Node:
    return dict(pairs) if len({k for k, _ in pairs}) == len(pairs) else refuse("a key is written twice")


if __name__ == "__main__":
    sys.exit(main())
