"""Tables of runs: a row for each attack, a column for each secret, the field's value in each cell."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from random import Random

from tcme.compiler.core import CoreProgram, Value
from tcme.compiler.interpreter import Violation, evaluate
from tcme.compiler.witness.oracle import Oracle
from tcme.compiler.witness.pools import pool
from tcme.dsl.frozen import frozen

ROUNDS = 24
ATTACKS = 8
SECRETS = 8
Assignment = Mapping[str, Value]


@frozen
class Attack:
    """What an adversary chooses: its own inputs, and its models where it publishes or hosts them."""

    inputs: Assignment
    oracle: Oracle


@frozen
class Table:
    """`cells[i][j]` is the field under attack i and secret j; `BROKEN` where the run breaks a range."""

    attacks: tuple[Attack, ...]
    secrets: tuple[Assignment, ...]
    cells: tuple[tuple[object, ...], ...]


@frozen
class Roles:
    """Inputs that the adversary chooses, inputs that it may not read, and whether it chooses models."""

    attacked: tuple[str, ...]
    secret: tuple[str, ...]
    models: bool


BROKEN = object()


def tables(program: CoreProgram, field: str, roles: Roles) -> Iterator[Table]:
    """Tables over fresh random choices; deterministic."""
    random = Random(0)
    pools = {i.name: pool(program, i.ty, random) for i in program.inputs}
    for _ in range(ROUNDS):
        base = {name: random.choice(values) for name, values in pools.items()}
        attacks = _attacks(pools, roles, random)
        secrets = tuple(_choose(pools, roles.secret, random) for _ in range(SECRETS))
        yield Table(attacks, secrets, _cells(program, field, base, attacks, secrets))


def _attacks(pools: Mapping[str, Sequence[Value]], roles: Roles, random: Random) -> tuple[Attack, ...]:
    fixed = Oracle(random.randrange(1 << 30))
    free = [Oracle(-1), Oracle(-2), *(Oracle(random.randrange(1 << 30)) for _ in range(ATTACKS - 2))]
    return tuple(
        Attack(_choose(pools, roles.attacked, random), free[i] if roles.models else fixed)
        for i in range(ATTACKS)
    )


def _choose(pools: Mapping[str, Sequence[Value]], names: tuple[str, ...], random: Random) -> Assignment:
    return {name: random.choice(pools[name]) for name in names}


def _cells(
    program: CoreProgram,
    field: str,
    base: Assignment,
    attacks: tuple[Attack, ...],
    secrets: tuple[Assignment, ...],
) -> tuple[tuple[object, ...], ...]:
    return tuple(
        tuple(run(program, field, {**base, **a.inputs, **s}, a.oracle) for s in secrets) for a in attacks
    )


def run(program: CoreProgram, field: str, inputs: Assignment, oracle: Oracle) -> object:
    """The field's value, or `BROKEN` where the run breaks a range: such runs prove nothing about flows."""
    try:
        return evaluate(program, inputs, oracle)[field]
    except Violation:
        return BROKEN


def columns(table: Table) -> Iterator[tuple[int, int]]:
    """Pairs of secrets that really differ."""
    pairs = combinations(range(len(table.secrets)), 2)
    return ((i, j) for i, j in pairs if table.secrets[i] != table.secrets[j])


def rows(table: Table) -> Iterator[tuple[int, int]]:
    """Pairs of attacks that really differ."""
    pairs = combinations(range(len(table.attacks)), 2)
    return ((i, j) for i, j in pairs if table.attacks[i] != table.attacks[j])
