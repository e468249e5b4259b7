"""Programs through the type checker, and what it says; `TCME_UPDATE=1 pytest` writes the goldens anew."""

import os
from pathlib import Path

from tcme.compiler.core import CoreProgram, Goal
from tcme.compiler.typecheck import elaborate
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.parser import parse
from tcme.dsl.source import Source, Span


def elaborated(text: str, *, name: str = "sample.tcme") -> tuple[CoreProgram | None, tuple[Diagnostic, ...]]:
    source = Source(name, text)
    sink = Sink()
    return elaborate(parse(source).program, sink, source=source), sink.diagnostics


def accepted(text: str) -> CoreProgram:
    """The core of a program that has no errors."""
    core, diagnostics = elaborated(text)
    assert core is not None, rendered(text, diagnostics)
    return core


def rendered(text: str, diagnostics: tuple[Diagnostic, ...], goals: tuple[Goal, ...] = ()) -> str:
    """Every message in full, then every goal."""
    source = Source("sample.tcme", text)
    said = [_diagnostic(source, diagnostic) for diagnostic in diagnostics]
    return "\n".join(said + [_goal(source, goal) for goal in goals])


def _diagnostic(source: Source, diagnostic: Diagnostic) -> str:
    rule = f" (rule {diagnostic.rule})" if diagnostic.rule else ""
    kind = f"{diagnostic.severity.value} {diagnostic.code}"
    lines = [
        f"{_at(source, diagnostic.span)}: {kind}: {diagnostic.message}{rule}",
        f"    {_excerpt(source, diagnostic.span)}",
    ]
    for note in diagnostic.notes:
        lines.append(f"    note: {note.text}" + (f" ({_at(source, note.span)})" if note.span else ""))
    lines += [f"    help: {diagnostic.help}"] if diagnostic.help else []
    return "".join(f"{line}\n" for line in lines)


def _goal(source: Source, goal: Goal) -> str:
    return (
        f"{_at(source, goal.span)}: goal {goal.code} (rule {goal.rule}): {goal.message}\n"
        f"    {_excerpt(source, goal.span)}  {goal.label}\n"
        f"    help: {goal.help}\n"
    )


def _at(source: Source, span: Span) -> str:
    place = source.place(span.start)
    return f"{place.line}:{place.column}"


def _excerpt(source: Source, span: Span) -> str:
    words = " ".join(source.snippet(span).split())
    return words if len(words) <= 80 else words[:79] + "…"


def assert_golden(path: Path, text: str) -> None:
    if os.environ.get("TCME_UPDATE"):
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: run with TCME_UPDATE=1 and read what it wrote"
    assert text == path.read_text(encoding="utf-8")
