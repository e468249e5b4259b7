"""Reads a catalogue file (see `tests.mutation.catalogue`)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from tests.mutation.mutant import Mutant, Side


@dataclass
class Part:
    """Lines by their first word, as they stand: those of a heading, or those of one mutant."""

    name: str = ""
    lines: dict[str, list[str]] = field(default_factory=dict)

    def all(self, word: str) -> list[str]:
        return self.lines.get(word, [])

    def one(self, word: str, default: str | None = None) -> str:
        """Raises ValueError where the word does not stand exactly once."""
        found = self.all(word)
        if not found and default is not None:
            return default
        if len(found) != 1:
            raise ValueError(f"{self.name or 'the head'}: `{word}` stands {len(found)} times")
        return found[0]


WORDS = ("side", "file", "rule", "try", "says", "after", "-", "+")


def parsed(text: str, stem: str) -> Iterator[Mutant]:
    """The mutants of a file; each is called `side.stem.name`.  Raises ValueError."""
    head = Part()
    for part in _parts(text):
        if part.name:
            yield _mutant(head, part, stem)
        else:
            head.lines |= part.lines


def _mutant(head: Part, part: Part, stem: str) -> Mutant:
    side = head.one("side")
    if not part.all("-"):
        raise ValueError(f"{part.name}: nothing is taken away")
    return Mutant(
        id=f"{side}.{stem}.{part.name}",
        side=cast(Side, side),
        rule=part.one("rule", head.one("rule")),
        weakens=part.one("says"),
        file=head.one("file"),
        old="\n".join(part.all("-")),
        new="\n".join(part.all("+")),
        after=part.one("after", ""),
        killers=tuple(part.all("try") or head.all("try")),
    )


def _parts(text: str) -> Iterator[Part]:
    """A heading starts a mutant, an empty line ends it."""
    part = Part()
    for line in [*text.splitlines(), ""]:
        word, _, rest = line.partition(" ")
        if not line or word == "#":
            if part.lines:
                yield part
            part = Part(rest)
        elif word in WORDS:
            part.lines.setdefault(word, []).append(rest)
        else:
            raise ValueError(f"`{line}` starts with no known word")
