"""From a certificate that was checked to its description."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tcme.compiler import core
from tcme.compiler.core import CoreProgram
from tcme.compiler.diff.computed import computed, digest, without
from tcme.compiler.diff.description import Description, Output
from tcme.compiler.diff.required import required
from tcme.compiler.ir import codec
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.ir.sources import sources
from tcme.compiler.typecheck import policy, principals
from tcme.compiler.typecheck.membership import groups
from tcme.compiler.typecheck.namespace import declare
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import canonical, syntax
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import NOWHERE
from tcme.dsl.syntax import Program
from tcme.dsl.ty import NoneTy, cardinality

PROGRAM = ("tree", "ir", "semantic")
"""The sections that are the program: what is written, what runs, what is shown of it by calculation."""


class Unreadable(ValueError):
    """What the checker accepted is no program of this compiler; says why."""


def described(certificate: Mapping[str, Any]) -> Description:
    """The description of the program in a certificate; raises `Unreadable`.

    The certificate must have passed the independent checker: its lists are believed here."""
    try:
        program = canonical.from_json(certificate["tree"])
        placed = codec.from_json(certificate["ir"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    declared = _declared(program, placed, certificate)
    return Description(
        declared=declared,
        outputs=tuple(_outputs(placed, certificate["fields"])),
        endorsements=tuple(e["because"] for e in certificate["endorsements"]),
        requires=tuple(required(program, certificate["publics"])),
        claims=tuple(_claims(program, declared)),
        readers=tuple(_readers(placed)),
        protocol=placed.protocol,
        shared=_shared(placed),
        questions=placed.graph.asks,
        text=digest([without(certificate[section], ("at",)) for section in PROGRAM]),
    )


def _declared(program: Program, placed: Placed, certificate: Mapping[str, Any]) -> CoreProgram:
    """The declarations as a core program that computes nothing: what was proved once is not refused again."""
    sink = Sink()
    names = declare(program, sink)
    inputs = tuple(core.Input(i.name, i.ty, i.owner, i.endorsed, NOWHERE) for i in placed.graph.inputs)
    return CoreProgram(
        name=program.name.text,
        doc=program.doc,
        principals=principals.principals(program, names),
        thresholds=principals.thresholds(program, names, sink),
        trusts=principals.trusts(program, names, sink),
        models=principals.models(names, sink),
        inputs=inputs,
        requires=(),
        output="",
        fields=(),
        leaks=policy.leaks(program, names, sink),
        accepts=policy.accepts(program, names, inputs, sink),
        goals=(),
        result=core.Const(None, NoneTy(), NOWHERE),
        span=NOWHERE,
        groups=groups(names, sink),
        publics=tuple(
            core.PublicFile(p["name"], NoneTy(), p["file"], p["sha256"], NOWHERE)
            for p in certificate["publics"]
        ),
        modules=tuple(core.Module(m["path"], m["sha256"]) for m in certificate["modules"]),
    )


def _outputs(placed: Placed, fields: Sequence[Mapping[str, Any]]) -> Iterator[Output]:
    steps = computed(placed.graph)
    for opened, field in zip(placed.graph.opens, fields, strict=True):
        yield Output(
            name=opened.field,
            ty=opened.ty,
            values=cardinality(opened.ty) or 1,
            sources=tuple(field["sources"]),
            recipients=opened.recipients,
            because=field["because"],
            steered_by=tuple(field["steered_by"]),
            depends=tuple(field["depends"]),
            influence=tuple((who, level) for who, level in field["influence"]),
            computed=steps[opened.field],
        )


def _claims(program: Program, declared: CoreProgram) -> Iterator[str]:
    """With groups written out: who they are can change where the claim does not."""
    members = dict(declared.groups)
    for node in walk(program):
        if isinstance(node, syntax.LabelClaim):
            parts = (("learn", node.learn), ("steer", node.steer))
            stated = ((word, names) for word, names in parts if names is not None)
            yield " ".join(f"{word} {', '.join(sorted(_out(names, members)))}" for word, names in stated)


def _out(names: Sequence[syntax.Name], members: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {one for n in names for one in members.get(n.text, (n.text,))}


def _readers(placed: Placed) -> Iterator[tuple[str, str]]:
    owner = {i.name: i.owner for i in placed.graph.inputs}
    found: dict[tuple[str, str], None] = {}
    for where, read in zip(placed.places, sources(placed.graph), strict=True):
        match where:
            case ir.Local(who) | ir.Environment(who):
                found |= dict.fromkeys((who, name) for name in sorted(read) if owner[name] != who)
            case ir.Public() | ir.Mpc():
                pass
    yield from sorted(found)


def _shared(placed: Placed) -> tuple[str, ...]:
    every = zip(placed.places, sources(placed.graph), strict=True)
    read = frozenset[str]().union(*(names for where, names in every if isinstance(where, ir.Mpc)))
    return tuple(i.name for i in placed.graph.inputs if i.name in read)
