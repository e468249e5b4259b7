"""What the program promises beside its fields: `leak`, `require`, claims."""

from collections.abc import Iterator
from math import log2

from tcme.compiler.diff.change import Change, Direction, moved
from tcme.compiler.diff.description import Description, Required
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.wording import plural


def promise_changes(old: Description, new: Description) -> Iterator[Change]:
    yield from _leaks(old, new)
    yield from _requires(old, new)
    yield from _claims(old, new)


def _bounds(d: Description) -> dict[tuple[str, str], int]:
    """The least bits of an input to a recipient: a line over several is one for each of them."""
    found: dict[tuple[str, str], int] = {}
    for leak in d.declared.leaks:
        for pair in ((s, r) for s in leak.sources for r in leak.recipients):
            found[pair] = min(leak.bits, found.get(pair, leak.bits))
    return found


def _leaks(old: Description, new: Description) -> Iterator[Change]:
    before, after = _bounds(old), _bounds(new)
    for source, who in dict.fromkeys((*after, *before)):
        was, now = before.get((source, who)), after.get((source, who))
        if was != now:
            yield _leak(source, who, was, now)


def _leak(source: str, who: str, was: int | None, now: int | None) -> Change:
    about = f"of `{source}` to `{who}`"
    direction: Direction = "less"
    if now is None:
        direction, says = "more", f"no `leak` line bounds what is told {about} (was {was})"
    elif was is None:
        says = f"a `leak` line allows {plural(now, 'bit')} {about}"
    else:
        direction = "more" if now > was else "less"
        says = f"a `leak` line allows {plural(now, 'bit')} {about} (was {was})"
    return Change("promises", "leak", direction, says, source, (who,), was, now)


def _requires(old: Description, new: Description) -> Iterator[Change]:
    """By what they mean: a line in the same words counts as changed where what it reaches is another."""
    before, after = ({r.meaning: r for r in d.requires} for d in (old, new))
    gone = [r for meaning, r in before.items() if meaning not in after]
    added = [r for meaning, r in after.items() if meaning not in before]
    earlier = {r.text for r in gone}
    for now in added:
        kind, what = "require added", "is new"
        if now.text in earlier:
            kind, what = "require changed", "has the same words and another meaning"
        direction: Direction = "changed" if _always(now) else "more"
        says = f"`require {now.text}` {what}: {_tells(now)}"
        was = now.text if now.text in earlier else None
        yield Change("promises", kind, direction, says, ", ".join(now.sources), now.owners, was, now.text)
    words = {r.text for r in added}
    yield from (_required_no_more(r) for r in gone if r.text not in words)


def _always(line: Required) -> bool:
    """It is known to hold for all inputs."""
    return line.holding is not None and line.holding == line.values


def _tells(line: Required) -> str:
    """What others know of inputs because their owner takes part."""
    owners, sources = listed(line.owners, last="and"), listed(line.sources, last="and")
    if line.holding is None or line.values is None:
        amount = f"how many bits of {sources} that is was not counted"
    elif _always(line):
        return f"it holds for every value of {sources} and tells nobody anything"
    elif not line.holding:
        amount = f"it holds for no value of {sources}, and nobody can run this"
    else:
        size = plural(f"{log2(line.values / line.holding):.2f}", "bit")
        amount = f"it does for {line.holding} of {plural(line.values, 'value')} of {sources}, {size}"
    verb = "takes" if len(line.owners) == 1 else "take"
    return f"that {owners} {verb} part tells everyone that it holds; {amount}"


def _required_no_more(line: Required) -> Change:
    owners, verb = listed(line.owners, last="and"), "takes" if len(line.owners) == 1 else "take"
    says = (
        f"`require {line.text}` is gone: that {owners} {verb} part no longer tells that it holds, "
        "and inputs that break it are computed with"
    )
    sources = ", ".join(line.sources)
    return Change("promises", "require removed", "changed", says, sources, line.owners, old=line.text)


def _claims(old: Description, new: Description) -> Iterator[Change]:
    def gained(claim: str) -> Change:
        return Change("promises", "claim added", "less", f"it is also proved of a value: {claim}", new=claim)

    def lost(claim: str) -> Change:
        says = f"it is no longer proved of a value: {claim}"
        return Change("promises", "claim removed", "more", says, old=claim)

    return moved(old.claims, new.claims, gained, lost)
