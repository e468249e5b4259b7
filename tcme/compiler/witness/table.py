"""Tables of runs: a row for each attack, a column for each secret, the field's value in each cell."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import cast

from tcme.compiler.core import CoreProgram, Value
from tcme.compiler.interpreter import Violation, evaluate, evaluate_requires
from tcme.compiler.witness.oracle import Oracle
from tcme.compiler.witness.pools import pools_of
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
    """`cells[i][j]` is the field under attack i and secret j; `BROKEN` where there is no such run.  What is
    endorsed is held as the first attack makes it, so that the others are no runs of the program itself."""

    base: Assignment
    attacks: tuple[Attack, ...]
    secrets: tuple[Assignment, ...]
    cells: tuple[tuple[object, ...], ...]


@frozen
class Subject:
    """A field of a program; `endorsed` are inputs that stand for endorsed values, with what computes each."""

    program: CoreProgram
    field: str
    endorsed: tuple[tuple[str, CoreProgram], ...] = ()


@frozen
class Roles:
    """Inputs that the adversary chooses, inputs that it may not read, and whether it chooses models."""

    attacked: tuple[str, ...]
    secret: tuple[str, ...]
    models: bool


BROKEN = object()


def tables(subject: Subject, roles: Roles) -> Iterator[Table]:
    """Tables over fresh random choices; deterministic."""
    random = Random(0)
    pools = pools_of(subject.program, {i.name: i.ty for i in subject.program.inputs}, random)
    for _ in range(ROUNDS):
        base = {name: random.choice(values) for name, values in pools.items()}
        attacks = _attacks(pools, roles, random)
        secrets = tuple(_choose(pools, roles.secret, random) for _ in range(SECRETS))
        yield Table(base, attacks, secrets, _cells(subject, base, attacks, secrets))


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
    subject: Subject, base: Assignment, attacks: tuple[Attack, ...], secrets: tuple[Assignment, ...]
) -> tuple[tuple[object, ...], ...]:
    """Endorsed values are those of the first attack, whatever the attack of the row is."""
    first = attacks[0]
    still = [_endorsed(subject, {**base, **first.inputs, **s}, first.oracle) for s in secrets]
    columns_ = list(zip(secrets, still, strict=True))
    return tuple(tuple(_cell(subject, base, a, s, e) for s, e in columns_) for a in attacks)


def really(subject: Subject, table: Table, attack: int, secret: int) -> object:
    """The field where the attack reaches what is endorsed too, as it does when the program runs."""
    chosen, given = table.attacks[attack], table.secrets[secret]
    still = _endorsed(subject, {**table.base, **chosen.inputs, **given}, chosen.oracle)
    return _cell(subject, table.base, chosen, given, still)


def _endorsed(subject: Subject, inputs: Assignment, oracle: Oracle) -> dict[str, object]:
    return {name: run(alone, "value", inputs, oracle) for name, alone in subject.endorsed}


def _cell(
    subject: Subject, base: Assignment, attack: Attack, secret: Assignment, still: Mapping[str, object]
) -> object:
    if BROKEN in still.values():
        return BROKEN
    inputs = {**base, **attack.inputs, **secret, **cast(Assignment, still)}
    return run(subject.program, subject.field, inputs, attack.oracle)


def run(program: CoreProgram, field: str, inputs: Assignment, oracle: Oracle) -> object:
    """The field's value, or `BROKEN` where the run breaks a range or an owner would not start it: such runs
    prove nothing about flows."""
    try:
        started = not evaluate_requires(program, inputs)
        return evaluate(program, inputs, oracle)[field] if started else BROKEN
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
