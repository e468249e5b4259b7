"""Who really steers a field: from which level on, as its certificate says."""

from collections.abc import Iterator

from tcme.compiler.diff.change import Change
from tcme.compiler.diff.description import Description, Output
from tcme.compiler.diff.outputs import matched
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.formula import RANK, AtLeast
from tcme.dsl.syntax import Level


def steering_changes(old: Description, new: Description) -> Iterator[Change]:
    spaces = [Space.build(d.declared) for d in (old, new)]
    found = matched(old, new)
    for was, now in (*found.pairs, *((None, now) for now in found.added)):
        before, after = {} if was is None else _held(was, spaces), _held(now, spaces)
        for who in dict.fromkeys((*after, *before)):
            if before.get(who) != after.get(who):
                yield _steers(now.name, who, before.get(who), after.get(who))


def _held(output: Output, spaces: list[Space]) -> dict[str, Level]:
    """Influence that an adversary of either program has; what none has may be listed or not."""
    return {who: level for who, level in output.influence if any(_has(s, who, level) for s in spaces)}


def _has(space: Space, who: str, level: Level) -> bool:
    return who in space.principals and space.holds_somewhere(AtLeast(who, level))


def _steers(field: str, who: str, old: Level | None, new: Level | None) -> Change:
    if new is None:
        says = f"`{who}` no longer steers `{field}` (was from {old} on)"
        return Change("steering", "steers", "less", says, field, (who,), old, new)
    before = "not at all" if old is None else f"only from {old} on"
    if old is None or RANK[new] < RANK[old]:
        says = f"`{who}` steers `{field}` from {new} on (was {before})"
        return Change("steering", "steers", "more", says, field, (who,), old, new)
    says = f"`{who}` steers `{field}` only from {new} on (was from {old} on)"
    return Change("steering", "steers", "less", says, field, (who,), old, new)
