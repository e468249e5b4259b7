"""Where the generator gets its choices: a seed, Hypothesis, or a list of earlier choices.

Every choice is a number below some bound, and 0 is the simplest, so that smaller lists of smaller numbers
stand for simpler programs."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")


class Choices:
    """Choices made by `source`, a function from a bound to a number below it; all are kept in `made`."""

    def __init__(self, source: Callable[[int], int]) -> None:
        self._source = source
        self.made: list[int] = []

    def below(self, bound: int) -> int:
        if bound <= 1:
            return 0
        found = self._source(bound)
        self.made.append(found)
        return found

    def number(self, lo: int, hi: int) -> int:
        """From lo to hi; lo is the simplest."""
        return lo + self.below(hi - lo + 1)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def maybe(self, times: int, of: int) -> bool:
        """True `times` out of `of`; False is the simplest."""
        return self.below(of) >= of - times

    def some(self, options: Sequence[T], *, most: int | None = None) -> tuple[T, ...]:
        """At least one, in order."""
        size = self.number(1, min(len(options), most or len(options)))
        kept = list(options)
        while len(kept) > size:
            kept.pop(self.below(len(kept)))
        return tuple(kept)


def seeded(seed: int) -> Choices:
    return Choices(Random(seed).randrange)


def drawn(draw: Callable[..., int]) -> Choices:
    """Choices that Hypothesis makes and shrinks."""
    from hypothesis import strategies as st

    return Choices(lambda bound: draw(st.integers(0, bound - 1)))


def replayed(made: Sequence[int]) -> Choices:
    """The choices of an earlier list, cut to the bounds there are now; 0 where the list has ended."""
    rest: Any = iter(made)
    return Choices(lambda bound: min(next(rest, 0), bound - 1))
