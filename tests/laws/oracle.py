"""What adversaries can do, found out by trying: all of them, on all inputs of tiny domains.

Written from the language's guide alone; shares nothing with the flow rules of the compiler or the checker."""

from collections.abc import Iterator
from itertools import product

from tcme.compiler.core import CoreProgram, Endorse, Threshold, Trust, Value
from tcme.compiler.typecheck.walk import walk
from tests.laws.cases import Inputs, all_inputs, run

LEVELS = {
    "party": ("honest", "passive", "crafting", "active"),
    "helper": ("honest", "passive", "active"),
    "environment": ("honest", "passive", "active"),
    "publisher": ("honest", "crafting"),
}
RANK = {"honest": 0, "passive": 1, "crafting": 2, "active": 3}

Adversary = dict[str, int]
Runs = list[tuple[Inputs, dict[str, Value]]]
"""Inputs, and the fields that come of them."""


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


def leaks(program: CoreProgram, runs: Runs) -> str | None:
    """A field that differs where no input that it names does."""
    for field in program.fields:
        seen: dict[str, Value] = {}
        for inputs, found in runs:
            named = repr([(n, inputs[n]) for n in sorted(field.sources)])
            if seen.setdefault(named, found[field.name]) != found[field.name]:
                return f"`{field.name}` tells of inputs that it does not name"
    return None


def probes(program: CoreProgram, runs: Runs) -> str | None:
    """An adversary that chooses what a field tells it of others' inputs: two of its own inputs under which it
    tells different pairs of secrets apart.  Of programs without a word of `endorse` or `accept`."""
    if program.accepts or _vouched(program):
        return None
    for k in adversaries(program):
        crafted = [i.name for i in program.inputs if k[i.owner] >= 2 and i.endorsed is None]
        secret = [i.name for i in program.inputs if k[i.owner] == 0]
        for field in program.fields:
            reads = any(k[r] >= 1 for r in field.recipients)
            if crafted and secret and reads and _chooses(runs, field.name, crafted, secret):
                return f"{k} chooses what `{field.name}` tells"
    return None


def _vouched(program: CoreProgram) -> bool:
    """Whether an `endorse` stands somewhere inside."""
    return any(isinstance(n, Endorse) for n in walk(program.result))


def _chooses(
    runs: Runs, field: str, crafted: list[str], secret: list[str]
) -> bool:
    """Whether the field divides the secrets otherwise for other crafted inputs; all else at its first."""
    first = runs[0][0]
    others = [n for n in first if n not in crafted and n not in secret]
    blocks: dict[str, dict[str, set[str]]] = {}
    for inputs, found in runs:
        if all(inputs[n] == first[n] for n in others):
            own = repr([inputs[n] for n in crafted])
            divided = blocks.setdefault(own, {})
            divided.setdefault(repr(found[field]), set()).add(repr([inputs[n] for n in secret]))
    return len({frozenset(map(frozenset, divided.values())) for divided in blocks.values()}) > 1


def steers(program: CoreProgram, runs: Runs) -> str | None:
    """An adversary that changes a field without being an owner of what it names, or said to steer it."""
    owners = {i.name: i.owner for i in program.inputs}
    if any(i.endorsed is not None for i in program.inputs) or _vouched(program):
        return None
    for field in program.fields:
        allowed = {owners[n] for n in field.sources} | set(field.steered_by)
        for k in adversaries(program):
            crafted = {n for n, o in owners.items() if k[o] >= 2}
            free = crafted and not any(k[p] >= 2 for p in allowed)
            if free and _changes(runs, field.name, crafted):
                return f"{k} steers `{field.name}`"
    return None


def _changes(runs: Runs, field: str, crafted: set[str]) -> bool:
    seen: dict[str, Value] = {}
    for inputs, found in runs:
        rest = repr([(n, v) for n, v in sorted(inputs.items()) if n not in crafted])
        if seen.setdefault(rest, found[field]) != found[field]:
            return True
    return False


def exceeds(program: CoreProgram, runs: Runs) -> str | None:
    """An adversary that tells more values of an input apart than its `leak` line allows."""
    owners = {i.name: i.owner for i in program.inputs}
    for leak in program.leaks:
        for secret in leak.sources:
            for k in adversaries(program):
                if k[owners[secret]] == 0 and any(k[r] >= 1 for r in leak.recipients):
                    heard = (f for f in program.fields if any(k[r] >= 1 for r in f.recipients))
                    fields = [f.name for f in heard]
                    if _views(runs, fields, secret) > 1 << leak.bits:
                        return f"{k} hears more of `{secret}` than {leak.bits} bits"
    return None


def _views(runs: Runs, fields: list[str], secret: str) -> int:
    """The most values of the secret that the fields tell apart, all else equal."""
    seen: dict[str, set[str]] = {}
    for inputs, found in runs:
        rest = repr([(n, v) for n, v in sorted(inputs.items()) if n != secret])
        seen.setdefault(rest, set()).add(repr([found[f] for f in fields]))
    return max((len(v) for v in seen.values()), default=0)


def all_runs(program: CoreProgram, *, most: int) -> Runs:
    """Every input with what comes of it; nothing where there are more than `most`."""
    return [(inputs, run(program, inputs)) for inputs in all_inputs(program, most=most)]


JUDGEMENTS = (leaks, probes, steers, exceeds)
