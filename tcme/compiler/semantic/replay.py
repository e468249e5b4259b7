"""A field that tells about what it does not name: Z3's two runs, believed only once the interpreter has made
them too."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import assert_never

from tcme.compiler.core import CoreProgram, Value
from tcme.compiler.core import Input as Declared
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.obligations import Failure
from tcme.compiler.ir.layout import Nested, flatten, unflatten
from tcme.compiler.semantic.algebra import Budget
from tcme.compiler.semantic.asked import Differ, Same, ask
from tcme.compiler.semantic.facts import honest
from tcme.compiler.semantic.runs import atom_of, question
from tcme.compiler.values import check, least
from tcme.compiler.witness.search import Found, differs_at
from tcme.compiler.witness.table import Subject
from tcme.compiler.witness.words import Attacker, lines
from tcme.dsl.diagnostics import Note

MOST_TERMS = 20_000
RESOURCES = 1_000_000
NO_PROOF = Note("Z3 finds no two runs that differ, but there is no proof that the checker could follow")
Atoms = Mapping[str, int]


def replayed(failure: Failure) -> tuple[str, ...] | Note:
    """Of a failure of rule `sources`: a witness; a note where there can be none; else nothing."""
    if failure.rule != "sources" or failure.field is None:
        return ()
    core, field = failure.core, failure.field
    named = next(f.sources for f in core.fields if f.name == field)
    opened = next(o.leaves for o in failure.placed.graph.opens if o.field == field)
    asked = [question(failure.placed.graph, opened, x) for x in sorted(set(failure.sources) - set(named))]
    budget, same = Budget(MOST_TERMS), True
    for each in asked:
        said = ask(each, budget, RESOURCES)
        found = _found(core, field, each.source, dict(said.atoms)) if isinstance(said, Differ) else None
        if found is not None:
            return lines(found, f"`{field}`", Attacker())
        same = same and said == Same()
    analysis = Analysis.of(core, failure.placed, Space.build(core))
    return NO_PROOF if same and all(honest(analysis, each) for each in asked) else ()


def _found(core: CoreProgram, field: str, source: str, atoms: Atoms) -> Found | None:
    """The field in both runs of the model; None where it is the same, or a run is none of the program."""
    base = {i.name: _value(i, atoms) for i in core.inputs if i.name != source}
    given = next(i for i in core.inputs if i.name == source)
    both = tuple({source: _value(given, atoms, run)} for run in ("1", "2"))
    types = {i.name: i.ty for i in core.inputs}
    if any(check(types[name], value) for values in (base, *both) for name, value in values.items()):
        return None
    return differs_at(Subject(core, field), base, both)


def _value(given: Declared, atoms: Atoms, run: str = "") -> Value:
    """The least value of the type but for what the model says; texts are not in it."""
    parts = flatten(given.ty, least(given.ty))
    for path, leaf in parts.items():
        names = (atom_of(given.name, path, k, run) for k in count())
        parts[path] = _changed(leaf, names, atoms)
    return unflatten(given.ty, parts)


def _changed(leaf: Nested, names: Iterator[str], atoms: Atoms) -> Nested:
    """A leaf's scalars as the model has them, row-major."""
    match leaf:
        case tuple():
            return tuple(_changed(inner, names, atoms) for inner in leaf)
        case str():
            return leaf
        case bool():
            return bool(atoms.get(next(names), leaf))
        case int():
            return atoms.get(next(names), leaf)
        case _:
            assert_never(leaf)
