"""A program's text and places in it."""

from bisect import bisect_right
from dataclasses import dataclass, field

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
    """A position as people count it: line and column from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """The text of one file and the name that messages show for it."""

    name: str
    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (0, *(i + 1 for i, c in enumerate(self.text) if c == "\n"))
        object.__setattr__(self, "_starts", starts)

    def place(self, offset: int) -> Place:
        line = bisect_right(self._starts, offset) - 1
        return Place(line + 1, offset - self._starts[line] + 1)

    def line(self, number: int) -> str:
        """Text of line `number` (from 1), without its newline."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end]

    def snippet(self, span: Span) -> str:
        return self.text[span.start : span.end]
