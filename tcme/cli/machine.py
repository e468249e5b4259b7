"""Diagnostics for machines: the same data as JSON."""

from tcme.cli.located import shown
from tcme.dsl.diagnostics import Diagnostic, Fault, Note
from tcme.dsl.source import Source, Span

Json = dict[str, object]


def diagnostic_json(diagnostic: Diagnostic, source: Source) -> Json:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "rule": diagnostic.rule or None,
        "answer": diagnostic.answer.value if diagnostic.answer else None,
        "file": shown(source, diagnostic.span.start),
        "span": _span(diagnostic.span, source),
        "label": diagnostic.label,
        "notes": [_note(n, source) for n in diagnostic.notes],
        "witness": list(diagnostic.witness),
        "help": diagnostic.help,
    }


def fault_json(fault: Fault) -> Json:
    return {"code": fault.code, "severity": "error", "message": fault.message, "help": fault.help}


def _note(note: Note, source: Source) -> Json:
    if note.span is None:
        return {"text": note.text, "file": None, "span": None}
    return {"text": note.text, "file": shown(source, note.span.start), "span": _span(note.span, source)}


def _span(span: Span, source: Source) -> Json:
    start, end = source.place(span.start), source.place(span.end)
    return {
        "start": {"line": start.line, "column": start.column, "offset": source.within_file(span.start)},
        "end": {"line": end.line, "column": end.column, "offset": source.within_file(span.end)},
    }
