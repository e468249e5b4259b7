"""Mistakes in functions that are checked at each use: each is said once."""

from collections.abc import Iterable, Iterator

from tcme.compiler.typecheck.messages.generics import USED_HERE
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.source import Span


def once(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """All, but of those that the uses of a function gave the first for each code and place."""
    said: set[tuple[str, Span]] = set()
    for diagnostic in diagnostics:
        place = (diagnostic.code, diagnostic.span)
        if place not in said or not any(note.text.startswith(USED_HERE) for note in diagnostic.notes):
            yield diagnostic
        said.add(place)
