"""Assumptions that messages propose, as lines that can be written into the program."""

from collections.abc import Iterable, Iterator, Sequence

from tcme.compiler.core import CoreProgram, Threshold, Trust
from tcme.dsl.source import NOWHERE
from tcme.dsl.syntax import Level

STRENGTH: tuple[Level, ...] = ("honest", "passive", "crafting", "active")


def adversary_line(limit: int, members: Sequence[str], level: Level) -> str:
    return f"`adversary at most {limit} of {', '.join(members)} {level}`"


def in_place_of(new: str, present: Sequence[Threshold]) -> str:
    """What to write, and which lines of the program it replaces."""
    if not present:
        return f"write {new}"
    lines = (adversary_line(t.limit, t.members, t.level) for t in present)
    return f"write {new} in place of {' and '.join(lines)}"


def lowered(core: CoreProgram, principals: Iterable[str], level: Level) -> Iterator[str]:
    """The `adversary` lines by which none of the principals is above `level`."""
    wanted = tuple(dict.fromkeys(principals))
    above = [
        t for t in core.thresholds if _above(t.level, level) and any(name in t.members for name in wanted)
    ]
    for line in above:
        yield in_place_of(adversary_line(line.limit, line.members, level), (line,))
    bounded = {name for line in core.thresholds for name in line.members}
    free = [name for name in wanted if name not in bounded]
    if free:
        yield in_place_of(adversary_line(len(free), free, level), ())


def _above(level: Level, limit: Level) -> bool:
    return STRENGTH.index(level) > STRENGTH.index(limit)


def missing_trust(core: CoreProgram, owners: Iterable[str], trusted: str) -> Iterator[Trust]:
    """Trust of those owners who do not trust `trusted` yet; where they already trust it to keep silent,
    only its integrity is missing."""
    for owner in dict.fromkeys(owners):
        given = {t.aspect for t in core.trusts if (t.truster, t.trusted) == (owner, trusted)}
        if None not in given and given != {"secrecy", "integrity"}:
            yield Trust(owner, trusted, "integrity" if given == {"secrecy"} else None, NOWHERE)


def trust_lines(core: CoreProgram, owners: Iterable[str], trusted: str) -> Iterator[str]:
    """The missing trust as `assume` lines."""
    missing = tuple(missing_trust(core, owners, trusted))
    for aspect in dict.fromkeys(t.aspect for t in missing):
        names = [t.truster for t in missing if t.aspect == aspect]
        verb = "trusts" if len(names) == 1 else "trust"
        what = "" if aspect is None else f" for {aspect}"
        yield f"`assume {', '.join(names)} {verb} {trusted}{what}`"
