"""`python -m tcme.checker FILE [--source PROGRAM] [--json]`."""

import argparse
import json
import os
import sys
from dataclasses import asdict

from tcme.checker.decision import check_bytes
from tcme.checker.report import Report
from tcme.checker.sections import MAX_BYTES


def main(argv: list[str] | None = None) -> int:
    """The exit code: 0 proved, 1 refuted, 2 usage, 6 refused."""
    args = arguments(argv)
    try:
        report = answer(args.file, args.source)
    except OSError as error:
        print(f"cannot read: {error}", file=sys.stderr)
        return 2
    text = json.dumps(asdict(report), indent=2, sort_keys=True) if args.json else shown(report.text())
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
    return check_bytes(read(file), read(program) if program else None)


def read(path: str) -> bytes:
    """No more than one byte too many, whatever is behind the path; a pipe is not waited for to be opened."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        os.set_blocking(file.fileno(), True)
        return file.read(MAX_BYTES + 1)


def shown(text: str) -> str:
    """The same lines, in which nothing steers a terminal: a certificate may be anybody's."""
    return "".join(c if c == "\n" or c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)


if __name__ == "__main__":
    sys.exit(main())
