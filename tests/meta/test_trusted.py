"""The table of parts in the threat model: every file belongs to one, and the sizes are those of the files.

`UPDATE=1` writes the sizes anew."""

import os
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "threat-model.md"
ROW = re.compile(
    r"^\| `(?P<part>tcme/[^`]*)` \| (?P<lines>\d+) \| (?P<trusted>yes|no) \| (?P<why>[^|]*) \|.*\|$", re.M
)
COUNTED = (".py", ".lark", ".tcme")


def stated() -> dict[str, int]:
    return {row["part"]: int(row["lines"]) for row in ROW.finditer(PAGE.read_text("utf-8"))}


def part_of(path: Path, parts: set[str]) -> str:
    """The longest folder of the table that holds the file; `tcme/x/*.py` are those directly in `tcme/x`."""
    folder = path.parent.relative_to(ROOT).as_posix()
    if f"{folder}/*.py" in parts:
        return f"{folder}/*.py"
    around = [p for p in parts if f"{folder}/".startswith(p)]
    assert around, f"{path.relative_to(ROOT)} is in no part of the threat model's table"
    return max(around, key=len)


def real() -> Counter[str]:
    parts, found = set(stated()), Counter[str]()
    for path in (ROOT / "tcme").rglob("*"):
        if path.suffix in COUNTED and "__pycache__" not in path.parts:
            found[part_of(path, parts)] += len(path.read_text("utf-8").splitlines())
    return found


def rounded(lines: int) -> int:
    """To two digits."""
    unit: int = 10 ** max(0, len(str(lines)) - 2)
    return (lines + unit // 2) // unit * unit


def test_every_package_stands_in_the_table_and_nothing_else() -> None:
    parts = stated()
    for folder in ("compiler", "backends"):
        inside = {p.parent for p in (ROOT / "tcme" / folder).glob("*/*.py")}
        missing = {f"{p.relative_to(ROOT).as_posix()}/" for p in inside} - set(parts)
        assert not missing, f"not in the table: {sorted(missing)}"
    assert set(real()) == set(parts)


def test_the_sizes_are_those_of_the_files() -> None:
    found = real()
    if os.environ.get("UPDATE"):
        page = PAGE.read_text("utf-8")
        for row in reversed(list(ROW.finditer(page))):
            start, end = row.span("lines")
            page = page[:start] + str(rounded(found[row["part"]])) + page[end:]
        PAGE.write_text(page, "utf-8")
    for part, lines in stated().items():
        assert abs(found[part] - lines) <= found[part] / 10, f"{part} has {found[part]} lines, not {lines}"


def test_every_part_says_why_it_is_trusted_or_not() -> None:
    rows = list(ROW.finditer(PAGE.read_text("utf-8")))
    assert len(rows) == len(stated()) and all(row["why"].strip() for row in rows)
    trusted = {row["part"] for row in rows if row["trusted"] == "yes"}
    assert {"tcme/checker/", "tcme/backends/mpc/", "tcme/backends/transport/"} <= trusted
