"""SentencePiece-style BPE with byte fallback, over the vocabulary that a GGUF file holds.

Text is data: a control token's spelling inside a text is split into ordinary pieces, as if it were any
other word. Algorithm: Kudo and Richardson, "SentencePiece" (2018), bigram merges by best score; the
leftmost of equals first.
"""

import heapq
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

SPACE = "\u2581"
# Units that SentencePiece matches before any merge. Image markers are declared the same way in the file,
# but they steer the model, so only runs of white space and plain markup tags are admitted.
UNIT = re.compile(r"\n+|\t+|\u2581{2,}|</?[a-z]+[0-6]?>")


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Text to ids. rank orders ordinary pieces, best first, and is their id; units and bytes never merge."""

    rank: Mapping[str, int]
    units: Mapping[str, int]
    first_byte: int
    begin: int

    def encode(self, text: str) -> tuple[int, ...]:
        """Ids of text, without a begin token; never more ids than text has UTF-8 bytes."""
        return tuple(token for part in self._parts(text.replace(" ", SPACE)) for token in self._part(part))

    def _parts(self, text: str) -> Iterator[str]:
        """The units in text, and what lies between them."""
        start = 0
        for match in UNIT.finditer(text):
            if match[0] in self.units or match[0][0] in "\n\t" + SPACE:
                yield text[start : match.start()]
                yield from self._unit_pieces(match[0])
                start = match.end()
        yield text[start:]

    def _unit_pieces(self, run: str) -> Iterator[str]:
        """run itself when it is a unit, else the longest units that make up this much white space."""
        while run:
            size = next((n for n in range(len(run), 0, -1) if run[:n] in self.units), 1)
            yield run[:size]
            run = run[size:]

    def _part(self, part: str) -> Iterator[int]:
        if part in self.units:
            yield self.units[part]
            return
        for piece in merge(part, self.rank):
            if piece in self.rank:
                yield self.rank[piece]
            else:
                yield from (self.first_byte + byte for byte in piece.encode())


def merge(text: str, rank: Mapping[str, int]) -> list[str]:
    """Merge neighbouring symbols of text, always the pair with the lowest rank, until no pair is a piece."""
    symbols: list[str] = list(text)
    after = list(range(1, len(text) + 1))
    before = list(range(-1, len(text) - 1))
    queue = [(rank[a + b], i, i + 1, a + b) for i, (a, b) in enumerate(pairwise(symbols)) if a + b in rank]
    heapq.heapify(queue)

    def offer(left: int, right: int) -> None:
        if left >= 0 and right < len(symbols) and (both := symbols[left] + symbols[right]) in rank:
            heapq.heappush(queue, (rank[both], left, right, both))

    while queue:
        _, left, right, both = heapq.heappop(queue)
        # A queued pair is stale once either side has merged: an absorbed symbol is empty, a grown one is
        # longer.
        if not symbols[left] or not symbols[right] or symbols[left] + symbols[right] != both:
            continue
        symbols[left], symbols[right] = both, ""
        after[left] = after[right]
        if after[left] < len(symbols):
            before[after[left]] = left
        offer(before[left], left)
        offer(left, after[left])
    return [symbol for symbol in symbols if symbol]
