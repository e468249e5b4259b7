"""Inputs, and what is forgiven: endorsements and accepted influence."""

from collections.abc import Iterator

from tcme.compiler.core import Input
from tcme.compiler.diff.change import Change, Direction, moved
from tcme.compiler.diff.description import Description
from tcme.dsl.ty import assignable, show


def input_changes(old: Description, new: Description) -> Iterator[Change]:
    before, after = ({i.name: i for i in d.declared.inputs} for d in (old, new))
    for name, now in after.items():
        if name in before:
            yield from _input(before[name], now)
        else:
            says = f"new input `{name}` : {show(now.ty)} from `{now.owner}`"
            yield Change("inputs", "input added", "changed", says, name, (now.owner,), new=show(now.ty))
            yield from _endorsed(name, None, now.endorsed)
    for name, was in before.items():
        if name not in after:
            says = f"input `{name}` of `{was.owner}` is gone"
            yield Change("inputs", "input removed", "changed", says, name, (was.owner,), old=show(was.ty))
            yield from _endorsed(name, was.endorsed, None)
    yield from _endorsements(old, new)
    yield from _acceptances(old, new)


def _input(was: Input, now: Input) -> Iterator[Change]:
    name = now.name
    if was.owner != now.owner:
        says = f"`{name}` is from `{now.owner}`, was from `{was.owner}`: what each reads cannot be compared"
        owners = was.owner, now.owner
        yield Change("inputs", "input owner", "more", says, name, owners, was.owner, now.owner)
    if was.ty != now.ty:
        says, narrower = f"`{name}` is `{show(now.ty)}`, was `{show(was.ty)}`", assignable(now.ty, was.ty)
        if narrower:
            says += f": that `{now.owner}` takes part tells everyone that it is one of these"
        way: Direction = "more" if narrower else "changed"
        yield Change("inputs", "input type", way, says, name, (now.owner,), show(was.ty), show(now.ty))
    yield from _endorsed(name, was.endorsed, now.endorsed)


def _endorsed(name: str, old: str | None, new: str | None) -> Iterator[Change]:
    if old == new:
        return
    if old is None:
        says = f"`{name}` is endorsed now: whoever chooses it to attack counts as honest about it"
        yield Change("inputs", "input endorsed", "more", says, name, new=new)
    elif new is None:
        says = f"`{name}` is no longer endorsed"
        yield Change("inputs", "input endorsed", "less", says, name, old=old)
    else:
        says = f"`{name}` is endorsed for another reason"
        yield Change("inputs", "input endorsed", "changed", says, name, old=old, new=new)


def _endorsements(old: Description, new: Description) -> Iterator[Change]:
    def gained(reason: str) -> Change:
        says = f"a value is newly endorsed: {reason}"
        return Change("inputs", "endorsement added", "more", says, new=reason)

    def lost(reason: str) -> Change:
        says = f"a value is no longer endorsed: {reason}"
        return Change("inputs", "endorsement removed", "less", says, old=reason)

    return moved(old.endorsements, new.endorsements, gained, lost)


def _acceptances(old: Description, new: Description) -> Iterator[Change]:
    before, after = ({(a.influencer, a.source): a.because for a in d.declared.accepts} for d in (old, new))
    for pair in dict.fromkeys((*after, *before)):
        was, now, (who, source) = before.get(pair), after.get(pair), pair
        if was == now:
            continue
        if was is None:
            says = f"influence of `{who}` on `{source}` is accepted now"
            yield Change("inputs", "acceptance", "more", says, source, (who,), was, now)
        elif now is None:
            says = f"influence of `{who}` on `{source}` is no longer accepted"
            yield Change("inputs", "acceptance", "less", says, source, (who,), was, now)
        else:
            says = f"influence of `{who}` on `{source}` is accepted for another reason"
            yield Change("inputs", "acceptance", "changed", says, source, (who,), was, now)
