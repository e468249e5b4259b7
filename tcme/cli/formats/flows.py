"""How a secret or an influence gets from where it starts to where it must not be, as SARIF code flows."""

from dataclasses import dataclass

from tcme.cli.formats.places import Places
from tcme.cli.machine import Json
from tcme.dsl.diagnostics import Diagnostic, Note


@dataclass(frozen=True, slots=True)
class Way:
    """What is followed, and its steps in order."""

    heading: str
    steps: tuple[Note, ...]


def split(diagnostic: Diagnostic) -> tuple[tuple[Way, ...], tuple[Note, ...]]:
    """The ways, and the other notes that have a place: a note without a place that ends in a colon heads the
    steps behind it."""
    ways: list[Way] = []
    others: list[Note] = []
    heading = ""
    for note in diagnostic.notes:
        if note.span is None:
            heading = note.text.removesuffix(":") if note.text.endswith(":") else ""
        elif not heading:
            others.append(note)
        elif ways and ways[-1].heading == heading:
            ways[-1] = Way(heading, (*ways[-1].steps, note))
        else:
            ways.append(Way(heading, (note,)))
    return tuple(ways), tuple(others)


def code_flow(way: Way, diagnostic: Diagnostic, places: Places) -> Json:
    """One thread, from the first step to what the diagnostic is about."""
    sink = Note(diagnostic.label or diagnostic.message, diagnostic.span)
    steps = (*way.steps, sink)
    located: list[Json] = [{"location": places.noted(s), "executionOrder": n} for n, s in enumerate(steps, 1)]
    for end in (located[0], located[-1]):
        end["importance"] = "essential"
    return {"message": {"text": way.heading}, "threadFlows": [{"locations": located}]}
