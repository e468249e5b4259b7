"""Comparisons of generated programs: each is the same as itself, and one more recipient tells more."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tcme.compiler.diff import Description, compare, described
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax as s
from tcme.dsl.formatter import format_tree
from tests.generate import trees as t
from tests.generate.flows import flow_from_seed
from tests.generate.program import Generated
from tests.laws.cases import checked

FEW, MANY = 40, 300


def description(program: Generated) -> Description | None:
    """Of a program that is proved."""
    data = checked(program).certificate
    return None if data is None else described(json.loads(data))


def with_a_recipient(program: Generated) -> Iterator[Generated]:
    """For each field the program in which somebody else hears it too."""
    nodes = list(walk(program.tree))
    groups = {n.name.text: [m.text for m in n.members] for n in nodes if isinstance(n, s.GroupDecl)}
    people = [n for n in nodes if isinstance(n, s.PrincipalDecl) and n.kind in ("party", "helper")]
    everybody = [name.text for decl in people for name in decl.names]
    for field in (n for n in nodes if isinstance(n, s.OutputField) and not n.each):
        hear = {p for r in field.recipients for p in groups.get(r.text, (r.text,))}
        for other in [p for p in everybody if p not in hear][:1]:
            yield _told(program, field, other)


def _told(program: Generated, field: s.OutputField, other: str) -> Generated:
    more = replace(field, recipients=(*field.recipients, t.name(other)))
    declared = [
        replace(d, fields=tuple(more if f is field else f for f in d.fields))
        if isinstance(d, s.OutputDecl)
        else d
        for d in program.tree.declarations
    ]
    tree = replace(program.tree, declarations=tuple(declared))
    return replace(program, tree=tree, text=format_tree(tree))


def comparisons(seeds: range) -> tuple[int, int]:
    """How many were compared with themselves, and with programs that tell more."""
    same = more = 0
    for seed in seeds:
        program = flow_from_seed(seed)
        old = description(program)
        if old is None:
            continue
        found = compare(old, old)
        assert (found.verdict, found.changes) == ("same", ()), (seed, program)
        same += 1
        for wider in with_a_recipient(program):
            new = description(wider)
            if new is None:
                continue
            found = compare(old, new)
            assert found.verdict == "more" and found.changes, (seed, wider)
            assert compare(new, old).verdict in ("less", "changed"), (seed, wider)
            more += 1
    return same, more


def test_few_programs() -> None:
    assert min(comparisons(range(FEW))) > 5


@pytest.mark.slow
def test_many_programs() -> None:
    assert min(comparisons(range(2_000_000, 2_000_000 + MANY))) > MANY / 8
