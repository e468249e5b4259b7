"""Places: who reads what in the clear, and among whom MPC runs."""

from collections.abc import Iterator

from tcme.compiler.diff.change import Change, Direction, moved
from tcme.compiler.diff.description import Description
from tcme.compiler.flow.axioms import listed
from tcme.compiler.ir.nodes import Protocol


def place_changes(old: Description, new: Description) -> Iterator[Change]:
    yield from moved(old.readers, new.readers, _reads, _reads_no_more)
    yield from moved(old.shared, new.shared, _shared, _shared_no_more)
    was, now = old.protocol, new.protocol
    if was is not None and now is not None:
        yield from _threshold(was, now)
        yield from moved(was.members, now.members, _joins, _leaves)
    elif now is not None:
        says = f"{listed(now.members)} compute by MPC, of whom {now.threshold + 1} together read everything"
        yield Change("places", "mpc added", "more", says, who=now.members, new=now.threshold + 1)
    elif was is not None:
        says = f"{listed(was.members)} no longer compute by MPC"
        yield Change("places", "mpc removed", "less", says, who=was.members, old=was.threshold + 1)


def _reads(pair: tuple[str, str]) -> Change:
    who, source = pair
    says = f"`{who}` holds `{source}`, or what is calculated from it, in the clear, which it did not"
    return Change("places", "reads added", "more", says, source, (who,))


def _reads_no_more(pair: tuple[str, str]) -> Change:
    who, source = pair
    says = f"`{who}` no longer holds anything of `{source}` in the clear"
    return Change("places", "reads removed", "less", says, source, (who,))


def _shared(source: str) -> Change:
    says = f"`{source}` is shared among the members of MPC, which it was not"
    return Change("places", "shared added", "more", says, source)


def _shared_no_more(source: str) -> Change:
    says = f"`{source}` is no longer shared among the members of MPC"
    return Change("places", "shared removed", "less", says, source)


def _threshold(was: Protocol, now: Protocol) -> Iterator[Change]:
    old, new = was.threshold + 1, now.threshold + 1
    if old != new:
        direction: Direction = "more" if new < old else "less"
        says = f"{new} members of MPC together read everything (was {old})"
        yield Change("places", "mpc threshold", direction, says, old=old, new=new)


def _joins(who: str) -> Change:
    says = f"`{who}` is a new member of MPC, and one more with whom others read everything"
    return Change("places", "mpc member added", "more", says, who, (who,))


def _leaves(who: str) -> Change:
    says = f"`{who}` is no longer a member of MPC"
    return Change("places", "mpc member removed", "less", says, who, (who,))
