"""Two runs, or two attacks times two secrets, that show a violation; every cell is an interpreter's run."""

from collections.abc import Callable, Iterator
from typing import cast

from tcme.compiler.core import Value
from tcme.compiler.witness.oracle import Oracle
from tcme.compiler.witness.table import (
    BROKEN,
    Assignment,
    Attack,
    Roles,
    Subject,
    Table,
    columns,
    really,
    rows,
    run,
    tables,
)
from tcme.compiler.witness.written import all_written, written
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import RecordTy, Ty

MODELS = (-1, -2, 0, 1)
"""Numbers of models to try where the secrets are given."""


@frozen
class Found:
    """The attacks, the secrets, and what the field is in each run, `cells[attack][secret]`; values as people
    write them.  Where something is endorsed it is `held` as one of the attacks makes it."""

    attacks: tuple[Attack, ...]
    secrets: tuple[Assignment, ...]
    cells: tuple[tuple[object, ...], ...]
    held: int | None = None


def differs(subject: Subject, roles: Roles) -> Found | None:
    """Two secrets that one field tells apart while everything else is the same (confidentiality)."""
    return next(_pick(subject, roles, _told_apart), None)


def differs_at(subject: Subject, base: Assignment, secrets: tuple[Assignment, ...]) -> Found | None:
    """The same of given secrets beside given inputs, with some models."""
    attacks = tuple(Attack({}, Oracle(seed)) for seed in MODELS)
    cells = tuple(
        tuple(run(subject.program, subject.field, {**base, **secret}, attack.oracle) for secret in secrets)
        for attack in attacks
    )
    table = Table(base, attacks, secrets, cells)
    return next((_cut(subject, table, some, others) for some, others in _told_apart(table)), None)


def steers(subject: Subject, roles: Roles) -> Found | None:
    """Two attacks that change the field while everything else is the same."""
    return next(_pick(subject, roles, _changed), None)


def chooses(subject: Subject, roles: Roles) -> Found | None:
    """Two attacks, two secrets: under one attack the field tells the secrets apart, under the other not.

    This is the violation of robust declassification (Zdancewic and Myers, CSFW 2001).  One of the attacks
    tells them apart also when the program runs: what is never told nobody chooses."""
    for table in tables(subject, roles):
        for some, others in _from_the_first(subject, _chosen(table)):
            if any(_apart(*(really(subject, table, i, s) for s in others)) for i in some):
                return _cut(subject, table, some, others)
    return None


def influences_unread(subject: Subject, roles: Roles) -> Found | None:
    """An attack changes the value, and a secret that the attacker may not read changes it too."""
    return next(_pick(subject, roles, _influenced), None)


Cells = Iterator[tuple[tuple[int, ...], tuple[int, ...]]]


def _pick(subject: Subject, roles: Roles, find: Callable[[Table], Cells]) -> Iterator[Found]:
    for table in tables(subject, roles):
        for some, others in _from_the_first(subject, find(table)):
            yield _cut(subject, table, some, others)


def _from_the_first(subject: Subject, cells: Cells) -> Cells:
    """Where something is endorsed, with the attack that makes it: it can be repeated as it is."""
    return ((some, others) for some, others in cells if not subject.endorsed or 0 in some)


def _cut(subject: Subject, table: Table, some: tuple[int, ...], others: tuple[int, ...]) -> Found:
    types, result = {i.name: i.ty for i in subject.program.inputs}, subject.program.result.ty
    field = result.field(subject.field) if isinstance(result, RecordTy) else None
    attacks = (table.attacks[i] for i in some)
    return Found(
        tuple(Attack(all_written(types, attack.inputs), attack.oracle) for attack in attacks),
        tuple(all_written(types, table.secrets[j]) for j in others),
        tuple(tuple(_cell(field, table.cells[i][j]) for j in others) for i in some),
        some.index(0) if subject.endorsed else None,
    )


def _cell(ty: Ty | None, value: object) -> object:
    return value if ty is None or value is BROKEN else written(ty, cast(Value, value))


def _apart(a: object, b: object) -> bool:
    return a is not BROKEN and b is not BROKEN and a != b


def _alike(a: object, b: object) -> bool:
    return a is not BROKEN and b is not BROKEN and a == b


def _told_apart(table: Table) -> Cells:
    for i, row in enumerate(table.cells):
        yield from (((i,), (s, t)) for s, t in columns(table) if _apart(row[s], row[t]))


def _changed(table: Table) -> Cells:
    for i, j in rows(table):
        both = zip(table.cells[i], table.cells[j], strict=True)
        yield from (((i, j), (s,)) for s, (a, b) in enumerate(both) if _apart(a, b))


def _chosen(table: Table) -> Cells:
    for s, t in columns(table):
        telling = [i for i, row in enumerate(table.cells) if _apart(row[s], row[t])]
        silent = [i for i, row in enumerate(table.cells) if _alike(row[s], row[t])]
        yield from (((i, j), (s, t)) for i in telling for j in silent)


def _influenced(table: Table) -> Cells:
    for i, j in rows(table):
        for s, t in columns(table):
            a, b = table.cells[i], table.cells[j]
            if _apart(a[s], b[s]) and _apart(a[s], a[t]):
                yield (i, j), (s, t)
