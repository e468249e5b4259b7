"""Diagnostics for people: the message, the line it is about, notes and the repair."""

from collections.abc import Iterable, Iterator

from tcme.cli.located import shown
from tcme.cli.visible import one_line
from tcme.dsl.diagnostics import Answer, Diagnostic, Note, Severity
from tcme.dsl.source import Source, Span

WIDEST = 240
"""Columns of a line of source that are shown: a file of one line must not be repeated for each mistake."""


def render_all(diagnostics: Iterable[Diagnostic], source: Source) -> str:
    return "\n\n".join(render(d, source) for d in diagnostics)


def render(diagnostic: Diagnostic, source: Source) -> str:
    """One diagnostic as several lines, without a final newline."""
    gutter = len(str(source.place(diagnostic.span.end).line))
    lines = [
        _title(diagnostic),
        *_excerpt(source, diagnostic.span, diagnostic.label, gutter),
        *(line for note in diagnostic.notes for line in _note(note, source, gutter)),
        *_tail("witness", diagnostic.witness, gutter),
        *_tail("help", tuple(diagnostic.help.splitlines()), gutter),
    ]
    return "\n".join(lines)


def _title(diagnostic: Diagnostic) -> str:
    kind = "warning" if diagnostic.severity is Severity.WARNING else _ANSWERS[diagnostic.answer]
    rule = f" (rule {diagnostic.rule})" if diagnostic.rule else ""
    return f"{kind}[{diagnostic.code}]: {one_line(diagnostic.message)}{rule}"


_ANSWERS = {None: "error", Answer.REFUTED: "refuted", Answer.NOT_PROVED: "not proved"}


def _excerpt(source: Source, span: Span, label: str, gutter: int) -> Iterator[str]:
    place = source.place(span.start)
    text, before = _near(source.line_at(span.start).rstrip("\r"), place.column - 1)
    width = min(max(1, span.end - span.start), max(1, len(text) - before))
    pad = " " * gutter
    yield f"{pad}--> {one_line(shown(source, span.start))}:{place.line}:{place.column}"
    yield f"{pad} |"
    yield f"{place.line:>{gutter}} | {text}"
    yield f"{pad} | {' ' * before}{'^' * width} {one_line(label)}".rstrip()


def _near(line: str, column: int) -> tuple[str, int]:
    """A line, of a very long one what is near the column, and where the column is in it."""
    if len(line) <= WIDEST:
        return line, column
    first = max(0, column - WIDEST // 2)
    shown = line[first : first + WIDEST]
    head, tail = "…" if first else "", "…" if first + WIDEST < len(line) else ""
    return f"{head}{shown}{tail}", column - first + len(head)


def _note(note: Note, source: Source, gutter: int) -> Iterator[str]:
    pad = " " * gutter
    if note.span is None:
        yield f"{pad} = note: {one_line(note.text)}"
        return
    place = source.place(note.span.start)
    at = f"{one_line(shown(source, note.span.start))}:{place.line}:{place.column}"
    yield f"{pad} = note: {one_line(note.text)} ({at})"


def _tail(title: str, texts: tuple[str, ...], gutter: int) -> Iterator[str]:
    pad = " " * gutter
    for i, text in enumerate(texts):
        yield f"{pad} = {title}: {text}" if i == 0 else f"{pad}   {' ' * len(title)} {text}"
