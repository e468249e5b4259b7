"""One difference between two programs, and which way it goes."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Literal, TypeAlias, TypeVar

from tcme.dsl.frozen import frozen

Direction: TypeAlias = Literal["more", "less", "changed"]
"""`more`: somebody may learn or steer more, or less is proved; `changed`: other, within the same bounds."""
Topic: TypeAlias = Literal[
    "learned", "fields", "steering", "inputs", "promises", "adversaries", "places", "models", "files",
    "program",
]  # fmt: skip

T = TypeVar("T", bound=Hashable)


@frozen
class Amount:
    """A number of values that somebody can tell apart; 1 is nothing."""

    values: int


Fact: TypeAlias = str | int | Amount | tuple[str, ...] | None


@frozen
class Change:
    """`says` is a whole sentence; `kind` names the sort of change for machines, `subject` and `who` what and
    whom it is about, `old` and `new` what was there and what is (None: nothing)."""

    topic: Topic
    kind: str
    direction: Direction
    says: str
    subject: str = ""
    who: tuple[str, ...] = ()
    old: Fact = None
    new: Fact = None


def moved(
    old: Iterable[T], new: Iterable[T], gained: Callable[[T], Change], lost: Callable[[T], Change]
) -> Iterator[Change]:
    """A change for each item that is there more often than it was, then for each that is there less often."""
    before, after = Counter(old), Counter(new)
    yield from map(gained, (after - before).elements())
    yield from map(lost, (before - after).elements())
