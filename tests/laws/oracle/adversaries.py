"""Every adversary that a program admits, by going through all of them."""

from collections.abc import Iterator
from itertools import product

from tcme.compiler.core import CoreProgram, Field, Threshold, Trust

LEVELS = {
    "party": ("honest", "passive", "crafting", "active"),
    "helper": ("honest", "passive", "active"),
    "environment": ("honest", "passive", "active"),
    "publisher": ("honest", "crafting"),
}
RANK = {"honest": 0, "passive": 1, "crafting": 2, "active": 3}
LOOKS, CRAFTS, DEVIATES = 1, 2, 3

Adversary = dict[str, int]


def adversaries(program: CoreProgram) -> Iterator[Adversary]:
    """Every assignment of levels that the program admits."""
    names = [p.name for p in program.principals]
    for levels in product(*(LEVELS[p.kind] for p in program.principals)):
        found = {name: RANK[level] for name, level in zip(names, levels, strict=True)}
        bounded = all(_bounded(found, b) for b in program.thresholds)
        if bounded and all(_trusted(found, t) for t in program.trusts):
            yield found


def _bounded(k: Adversary, bound: Threshold) -> bool:
    levels = [k[m] for m in bound.members]
    return sum(level > 0 for level in levels) <= bound.limit and max(levels, default=0) <= RANK[bound.level]


def _trusted(k: Adversary, trust: Trust) -> bool:
    low, high = {None: (1, 3), "secrecy": (1, 1), "integrity": (2, 3)}[trust.aspect]
    return not any(k[trust.trusted] >= at > k[trust.truster] for at in range(low, high + 1))


def hears(k: Adversary, field: Field) -> bool:
    return any(k[r] >= LOOKS for r in field.recipients)


def may_steer(program: CoreProgram, field: Field, k: Adversary) -> bool:
    """Whether somebody who crafts is an owner of what the field names, or said to steer it."""
    owners = {program.input(x).owner for x in field.sources}
    return any(k[p] >= CRAFTS for p in (*owners, *field.steered_by))


def uncovered(program: CoreProgram) -> str | None:
    """An input that every corrupt adversary may read: a proof about it would be about nobody."""
    everybody = list(adversaries(program))
    for x in program.inputs:
        if not any(max(k.values()) and not k[x.owner] for k in everybody):
            return f"`{x.name}` is kept from nobody"
    return None
