"""What the program promises beside its fields: `leak`, `require`, claims."""

from collections.abc import Iterator

from tcme.compiler.diff.change import Change, Direction, moved
from tcme.compiler.diff.description import Description
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
    def gained(line: str) -> Change:
        says = f"`require {line}` is new: owners whose inputs break it take no part"
        return Change("promises", "require added", "changed", says, new=line)

    def lost(line: str) -> Change:
        says = f"`require {line}` is gone: inputs that break it are computed with, which tells nobody more"
        return Change("promises", "require removed", "changed", says, old=line)

    return moved(old.requires, new.requires, gained, lost)


def _claims(old: Description, new: Description) -> Iterator[Change]:
    def gained(claim: str) -> Change:
        return Change("promises", "claim added", "less", f"it is also proved of a value: {claim}", new=claim)

    def lost(claim: str) -> Change:
        says = f"it is no longer proved of a value: {claim}"
        return Change("promises", "claim removed", "more", says, old=claim)

    return moved(old.claims, new.claims, gained, lost)
