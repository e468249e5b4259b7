"""Places in files as SARIF has them: lines and columns from 1, columns in code points, files relative to the
working directory."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tcme.cli.located import located
from tcme.cli.machine import Json
from tcme.dsl.diagnostics import Note
from tcme.dsl.source import Source, Span

LIBRARY = "TCME_LIBRARY"
"""The base of files of the library, which lie in no repository of the user's."""


@dataclass(frozen=True, slots=True)
class Places:
    """Of one program, whose modules lie below its folder."""

    program: Path
    source: Source

    def location(self, span: Span) -> Json:
        start, end = self.source.place(span.start), self.source.place(span.end)
        region = {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "snippet": {"text": self.source.snippet(span)},
        }
        return {"physicalLocation": {"artifactLocation": self._file(span.start), "region": region}}

    def noted(self, note: Note, *, id: int | None = None) -> Json:
        """The place of a note, with what it says; the note has one."""
        assert note.span is not None
        number = {} if id is None else {"id": id}
        return {**number, **self.location(note.span), "message": {"text": note.text}}

    def whole(self) -> Json:
        """The program's file."""
        return {"physicalLocation": {"artifactLocation": {"uri": _uri(self.program)}}}

    def _file(self, offset: int) -> Json:
        path = located(self.source, offset)
        if path is None:
            return {"uri": quote(self.source.file(offset)), "uriBaseId": LIBRARY}
        return {"uri": _uri(path)}


def _uri(path: Path) -> str:
    """Relative where the file lies below the working directory."""
    whole = path.resolve()
    here = Path.cwd()
    return quote(os.fsencode(whole.relative_to(here))) if whole.is_relative_to(here) else whole.as_uri()
