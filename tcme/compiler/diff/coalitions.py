"""Coalitions that hear more, or less, of an input than before although no smaller part of them does.

A field that several hear is charged to their coalition once, so a pair can gain where neither member does:
two fields to one each, in place of one to both.  Only coalitions that some admitted adversary of either
program holds, without the owner of the input, are looked at.
"""

from collections.abc import Iterator
from itertools import combinations
from math import comb, prod

from tcme.compiler.diff.description import Description
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.formula import AtMost, Formula, at_least, conj, everyone, neg
from tcme.dsl.frozen import frozen

MOST = 1 << 15
"""Coalitions of one input that are tried; beyond, they are not compared."""


@frozen
class Together:
    """The first coalition of the smallest size that hears another amount, and how many others of that size
    do; none (an empty coalition) where there are too many to try."""

    source: str
    coalition: tuple[str, ...]
    old: int = 1
    new: int = 1
    others: int = 0


def together(old: Description, new: Description, source: str) -> Iterator[Together]:
    """One that hears more, and one that hears less, where there are such."""
    differing = _differing(old, new, source)
    signs = {after > before for before, after in differing.values()}
    if len(signs) < 2:  # then somebody of the coalition alone hears the difference
        return
    members = tuple(dict.fromkeys(p.name for d in (old, new) for p in d.declared.principals))
    involved = tuple(m for m in members if any(m in heard for heard in differing))
    worlds = tuple(_world(d, source) for d in (old, new))
    for more in (True, False):
        alone = [m for m in involved if not _differs(old, new, source, (m,), more)]
        yield from _smallest(old, new, source, alone, worlds, more)


def _differing(old: Description, new: Description, source: str) -> dict[frozenset[str], tuple[int, int]]:
    """The recipients of fields of an input, its owners left out, where the product of values is another."""
    owners = {d.owners.get(source) for d in (old, new)}
    every = {frozenset(o.recipients) - owners for d in (old, new) for o in d.outputs if source in o.sources}
    amounts = {heard: tuple(_product(d, source, heard, owners) for d in (old, new)) for heard in every}
    return {heard: (a, b) for heard, (a, b) in amounts.items() if a != b and heard}


def _product(d: Description, source: str, heard: frozenset[str], owners: set[str | None]) -> int:
    return prod(
        o.values for o in d.outputs if source in o.sources and frozenset(o.recipients) - owners == heard
    )


World = tuple[Space, Formula]


def _world(d: Description, source: str) -> World:
    """The adversaries without the owner of the input."""
    owner = d.owners.get(source)
    honest = () if owner is None else (neg(at_least(owner, "passive")),)
    return Space.build(d.declared), conj(*honest)


def _smallest(
    old: Description, new: Description, source: str, alone: list[str], worlds: tuple[World, ...], more: bool
) -> Iterator[Together]:
    tried = 0
    for size in range(2, len(alone) + 1):
        if not any(_holds_so_many(world, alone, size) for world in worlds):
            return
        tried += comb(len(alone), size)
        if tried > MOST:
            yield Together(source, ())
            return
        found = [
            coalition
            for coalition in combinations(alone, size)
            if _differs(old, new, source, coalition, more) and any(_holds(w, coalition) for w in worlds)
        ]
        if found:
            first = frozenset(found[0])
            yield Together(source, found[0], old.told(source, first), new.told(source, first), len(found) - 1)
            return


def _differs(old: Description, new: Description, source: str, coalition: tuple[str, ...], more: bool) -> bool:
    before, after = (d.told(source, frozenset(coalition)) for d in (old, new))
    return after > before if more else after < before


def _holds_so_many(world: World, members: list[str], size: int) -> bool:
    """Whether some adversary corrupts so many of the members."""
    space, honest = world
    known = tuple(m for m in members if m in space.principals)
    return len(known) >= size and space.holds_somewhere(conj(honest, neg(AtMost(size - 1, known))))


def _holds(world: World, coalition: tuple[str, ...]) -> bool:
    space, honest = world
    known = all(m in space.principals for m in coalition)
    return known and space.holds_somewhere(conj(honest, everyone(coalition, "passive")))
