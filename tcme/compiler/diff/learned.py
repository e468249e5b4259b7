"""Who learns how much of which input: each recipient, and coalitions where none of their members does."""

from collections.abc import Iterator

from tcme.compiler.diff.change import Amount, Change, Direction
from tcme.compiler.diff.coalitions import Together, together
from tcme.compiler.diff.description import Description
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.wording import bits, counted, plural
from tcme.dsl.frozen import frozen


@frozen
class Learned:
    """The answers about an input that a recipient who does not own it can tell apart, before and after."""

    recipient: str
    source: str
    old: int
    new: int


def learned(old: Description, new: Description) -> tuple[Learned, ...]:
    """For every input and everybody who hears of it in either program and owns it in neither."""
    return tuple(
        Learned(who, source, old.told(source, frozenset((who,))), new.told(source, frozenset((who,))))
        for source in dict.fromkeys((*old.owners, *new.owners))
        for who in _hearers(old, new, source)
    )


def _hearers(old: Description, new: Description, source: str) -> Iterator[str]:
    outputs = (o for d in (old, new) for o in d.outputs if source in o.sources)
    for who in dict.fromkeys(r for o in outputs for r in o.recipients):
        if who not in (old.owners.get(source), new.owners.get(source)):
            yield who


def learned_changes(old: Description, new: Description) -> Iterator[Change]:
    for each in learned(old, new):
        if each.old != each.new:
            yield _change((each.recipient,), each.source, each.old, each.new)
    for source in dict.fromkeys((*old.owners, *new.owners)):
        for found in together(old, new, source):
            yield _together(found)


def _together(found: Together) -> Change:
    if found.coalition:
        return _change(found.coalition, found.source, found.old, found.new, found.others)
    return Change(
        "learned",
        "coalitions",
        "more",
        f"what coalitions hear of `{found.source}` has too many cases to be compared",
        found.source,
    )


def _change(who: tuple[str, ...], source: str, old: int, new: int, others: int = 0) -> Change:
    says = _says(who, source, old, new)
    if others:
        says += f", and so with {plural(others, 'other coalition')} of {len(who)}"
    kind = "bits" if len(who) == 1 else "bits together"
    direction: Direction = "more" if new > old else "less"
    return Change("learned", kind, direction, says, source, who, Amount(old), Amount(new))


def _says(who: tuple[str, ...], source: str, old: int, new: int) -> str:
    them = listed(who, last="and")
    subject = f"{them} learns" if len(who) == 1 else f"{them} together learn"
    if new == 1:
        return f"{subject} nothing of `{source}` any more (was up to {_bits(old)})"
    if old == 1:
        return f"{subject} up to {_bits(new)} of `{source}` (was nothing)"
    if bits(old) == bits(new):
        return f"{subject} one of {counted(new)} answers about `{source}` (was {counted(old)})"
    return f"{subject} up to {_bits(new)} of `{source}` (was {bits(old)})"


def _bits(values: int) -> str:
    return plural(bits(values), "bit")
