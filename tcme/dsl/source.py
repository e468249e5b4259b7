"""A program's text, with the texts of its modules, and places in it."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from tcme.dsl.frozen import frozen


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open interval of character offsets into a source text."""

    start: int
    end: int

    def cover(self, other: "Span") -> "Span":
        return Span(min(self.start, other.start), max(self.end, other.end))

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


NOWHERE = Span(0, 0)


@frozen
class Place:
    """A position in its file as people count it: line and column from 1."""

    line: int
    column: int


@frozen
class Part:
    """The text of a module behind the program's: the name that messages show for it, and where it lies."""

    name: str
    span: Span


@dataclass(frozen=True)
class Source:
    """The text of one file, the name that messages show for it, and the files that were added to it.

    There is one space of offsets: those of the file itself stay what they are, whatever is added."""

    name: str
    text: str
    parts: tuple[Part, ...] = ()

    def adding(self, name: str, text: str) -> "Source":
        """The source with one more file, its last part; an end of line keeps the files apart."""
        start = len(self.text) + 1
        part = Part(name, Span(start, start + len(text)))
        return replace(self, text=f"{self.text}\n{text}", parts=(*self.parts, part))

    @cached_property
    def own(self) -> str:
        """The text of the file itself, without what was added."""
        return self.text[: self.parts[0].span.start - 1] if self.parts else self.text

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(i + 1 for i, c in enumerate(self.text) if c == "\n"))

    @cached_property
    def _part_starts(self) -> tuple[int, ...]:
        return tuple(part.span.start for part in self.parts)

    def file(self, offset: int) -> str:
        """The name of the file that an offset lies in."""
        found = bisect_right(self._part_starts, offset)
        return self.parts[found - 1].name if found else self.name

    def place(self, offset: int) -> Place:
        found = bisect_right(self._part_starts, offset)
        first = self._line(self._part_starts[found - 1]) if found else 0
        line = self._line(offset)
        return Place(line - first + 1, offset - self._starts[line] + 1)

    def within_file(self, offset: int) -> int:
        """The offset as it is in the file alone."""
        found = bisect_right(self._part_starts, offset)
        return offset - (self._part_starts[found - 1] if found else 0)

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def line_at(self, offset: int) -> str:
        """Text of the line that an offset lies in, without its newline."""
        return self.line(self._line(offset) + 1)

    def line(self, number: int) -> str:
        """Text of line `number` (from 1, over all files), without its newline."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end]

    def snippet(self, span: Span) -> str:
        return self.text[span.start : span.end]
