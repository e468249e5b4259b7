"""Runs of the interpreter that differ in one input: what changes a field needs no proof that it may.

Deterministic, and bounded by the effort that a run takes, never by time.  One changed input is looked at in
all fields at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from random import Random

from tcme.compiler.core import CoreProgram, Value
from tcme.compiler.interpreter import Violation, evaluate
from tcme.compiler.interpreter.effort import effort
from tcme.compiler.values import sample
from tcme.compiler.witness.oracle import Oracle
from tcme.compiler.witness.pools import pools_of
from tcme.dsl.frozen import frozen

ROUNDS = 24
FROM_POOLS = 8
"""Rounds with telling values only; then with any."""
SEED = 0

Pair = tuple[str, str]
"""A field and an input."""


@frozen
class Observed:
    """The pairs of a field and an input that changed it, and the fields that had two values."""

    moved: frozenset[Pair]
    varied: frozenset[str]


def observe(core: CoreProgram, wanted: Sequence[frozenset[Pair]], most: int) -> Observed | None:
    """What runs show of sets of pairs, until one pair of each has moved; None where a few runs are more
    than `most` effort."""
    runs = most // max(1, effort(core))
    if runs < 2 * (len({source for pairs in wanted for _, source in pairs}) + 1):
        return None
    moved: set[Pair] = set()
    varied: set[str] = set()
    first: dict[str, Value] = {}
    for name, base, changed in islice(_runs(core, wanted, moved), runs):
        for field, value in changed.items():
            if first.setdefault(field, value) != value:
                varied.add(field)
            if base.get(field, value) != value:
                moved.add((field, name))
    return Observed(frozenset(moved), frozenset(varied) | {field for field, _ in moved})


Run = Mapping[str, Value]
BROKEN: Run = {}


def _runs(
    core: CoreProgram, wanted: Sequence[frozenset[Pair]], moved: set[Pair]
) -> Iterator[tuple[str, Run, Run]]:
    """Runs, each with the input that is all in which it differs from another one."""
    random = Random(SEED)
    types = {i.name: i.ty for i in core.inputs}
    pools = pools_of(core, types, random)
    for number in range(ROUNDS):
        if all(pairs & moved for pairs in wanted):
            return
        inputs = {name: _chosen(values, number, random) for name, values in pools.items()}
        if number >= FROM_POOLS:
            inputs = {name: sample(ty, random) for name, ty in types.items()}
        oracle = Oracle(random.randrange(1 << 30))
        base = _run(core, inputs, oracle)
        yield "", BROKEN, base
        for name in pools:
            more = pools[name] if number < FROM_POOLS else (sample(types[name], random),)
            others = [v for v in more if v != inputs[name]]
            if others and any(name == source for p in wanted if not p & moved for _, source in p):
                yield name, base, _run(core, {**inputs, name: random.choice(others)}, oracle)


def _chosen(values: Sequence[Value], number: int, random: Random) -> Value:
    """In the first rounds the first and the last of the telling values, then any."""
    return values[0] if number == 0 else values[-1] if number == 1 else random.choice(values)


def _run(core: CoreProgram, inputs: Mapping[str, Value], oracle: Oracle) -> Run:
    """The fields; none where a value leaves its type."""
    try:
        return evaluate(core, inputs, oracle)
    except Violation:
        return BROKEN
