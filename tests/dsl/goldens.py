"""Comparing with golden files; `TCME_UPDATE=1 pytest tests/dsl` writes them anew."""

import os
from pathlib import Path

from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Source


def assert_golden(path: Path, text: str) -> None:
    if os.environ.get("TCME_UPDATE"):
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: run with TCME_UPDATE=1 and read what it wrote"
    assert text == path.read_text(encoding="utf-8")


def load(path: Path) -> Source:
    """A program as it lies on the disk, ends of lines included."""
    return Source(path.name, path.read_bytes().decode("utf-8"))


def rendered(diagnostics: tuple[Diagnostic, ...], source: Source) -> str:
    lines = []
    for diagnostic in diagnostics:
        place = source.place(diagnostic.span.start)
        lines.append(f"{place.line}:{place.column} {diagnostic.code}: {diagnostic.message}")
        for note in diagnostic.notes:
            where = source.place(note.span.start) if note.span else None
            lines.append(f"    note: {note.text}" + (f" ({where.line}:{where.column})" if where else ""))
        if diagnostic.help:
            lines.append(f"    help: {diagnostic.help}")
    return "".join(f"{line}\n" for line in lines)
