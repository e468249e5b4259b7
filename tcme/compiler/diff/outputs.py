"""Fields: new, gone, renamed, and what is said of each; who really steers it stands in `steering`."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tcme.compiler.diff.change import Amount, Change, Direction, Topic, moved
from tcme.compiler.diff.description import Description, Output
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.wording import bits, counted, plural
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import show


@frozen
class Matching:
    """Fields of both programs: of one name, or renamed; and those that are in one only."""

    pairs: tuple[tuple[Output, Output], ...]
    gone: tuple[Output, ...]
    added: tuple[Output, ...]


@frozen
class Role:
    """What somebody or some input is to a field, in words."""

    kind: str
    topic: Topic
    gained: str
    lost: str


RECIPIENTS = Role("recipient", "fields", "now goes to", "no longer goes to")
SOURCES = Role("source", "fields", "is now about", "is no longer about")
STEERED = Role("steered by", "steering", "may now be steered by", "may no longer be steered by")
DEPENDS = Role("dependence", "fields", "now depends on", "no longer depends on")
"""On what it names in both programs: a label can name less than the field says."""


def matched(old: Description, new: Description) -> Matching:
    """A field is renamed where one is gone and one is new, each the only one of its kind."""
    before, after = {o.name: o for o in old.outputs}, {o.name: o for o in new.outputs}
    gone = [o for o in old.outputs if o.name not in after]
    added = [o for o in new.outputs if o.name not in before]
    pairs = [(before[name], output) for name, output in after.items() if name in before]
    pairs += _renamed(gone, added)
    known = {id(o) for pair in pairs for o in pair}
    left = (tuple(o for o in outputs if id(o) not in known) for outputs in (gone, added))
    return Matching(tuple(pairs), *left)


def _renamed(gone: list[Output], added: list[Output]) -> list[tuple[Output, Output]]:
    kinds = Counter(map(_kind, gone)), Counter(map(_kind, added))
    single = {kind for kind, number in kinds[0].items() if number == kinds[1][kind] == 1}
    now = {_kind(o): o for o in added}
    return [(was, now[_kind(was)]) for was in gone if _kind(was) in single]


def _kind(output: Output) -> tuple[object, ...]:
    """All but the name, the reason and the calculation."""
    parts = output.sources, output.recipients, output.steered_by, output.depends, output.influence
    return (output.ty, *map(frozenset, parts))


def output_changes(old: Description, new: Description) -> Iterator[Change]:
    found = matched(old, new)
    for output in found.added:
        says = f"new field {_whole(output)}"
        yield Change("fields", "field added", "more", says, output.name, new=Amount(output.values))
    for output in found.gone:
        says = f"field `{output.name}` is gone"
        yield Change("fields", "field removed", "less", says, output.name, old=Amount(output.values))
    for was, now in found.pairs:
        yield from _field(was, now)


def _whole(output: Output) -> str:
    sources, recipients = listed(output.sources) or "nothing", listed(output.recipients)
    size = plural(bits(output.values), "bit")
    return f"`{output.name}` : {show(output.ty)} of {sources} to {recipients}, {size}"


def _field(was: Output, now: Output) -> Iterator[Change]:
    name = now.name
    if was.name != name:
        yield Change(
            "fields",
            "field renamed",
            "changed",
            f"`{name}` stands where `{was.name}` was, with its type, sources and recipients",
            name,
            old=was.name,
            new=name,
        )
    yield from _type(was, now)
    yield from _members(was.recipients, now.recipients, name, RECIPIENTS)
    yield from _members(was.sources, now.sources, name, SOURCES)
    yield from _members(was.steered_by, now.steered_by, name, STEERED)
    known = {*was.sources} & {*now.sources}
    before, after = ([s for s in o.depends if s in known] for o in (was, now))
    yield from _members(before, after, name, DEPENDS)
    if was.because != now.because:
        says = f"the reason of `{name}` is another"
        yield Change("fields", "field reason", "changed", says, name, old=was.because, new=now.because)
    if was.computed != now.computed:
        bounds = "the same number of bits" if was.ty == now.ty else "its values"
        says = f"`{name}` is calculated in another way: {bounds} may tell something else"
        yield Change("fields", "field calculation", "changed", says, name)


def _type(was: Output, now: Output) -> Iterator[Change]:
    if was.ty == now.ty:
        return
    old, new = show(was.ty), show(now.ty)
    direction: Direction = "changed"
    size = "as many values as before"
    if was.values != now.values:
        direction = "more" if now.values > was.values else "less"
        size = f"{plural(bits(now.values), 'bit')}, was {bits(was.values)}"
        if bits(was.values) == bits(now.values):
            size = f"{counted(now.values)} values, was {counted(was.values)}"
    says = f"`{now.name}` is `{new}`, was `{old}`: {size}"
    yield Change("fields", "field type", direction, says, now.name, old=old, new=new)


def _members(old: Iterable[str], new: Iterable[str], field: str, role: Role) -> Iterator[Change]:
    def gained(item: str) -> Change:
        says = f"`{field}` {role.gained} `{item}`"
        return Change(role.topic, f"{role.kind} added", "more", says, field, (item,), new=item)

    def lost(item: str) -> Change:
        says = f"`{field}` {role.lost} `{item}`"
        return Change(role.topic, f"{role.kind} removed", "less", says, field, (item,), old=item)

    return moved(old, new, gained, lost)
