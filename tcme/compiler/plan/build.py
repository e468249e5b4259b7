"""The plan of a placed program."""

from collections.abc import Iterator, Mapping
from math import prod

from tcme.compiler.core import CoreProgram, Field, Require
from tcme.compiler.flow.wording import bits
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.codec import digest
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.ir.sources import sources
from tcme.compiler.link.load import LIBRARY, file_of
from tcme.compiler.plan.data import (
    Learned,
    Learner,
    Pinned,
    Plan,
    ProtocolSummary,
    Question,
    Reader,
    Steered,
)
from tcme.compiler.plan.sentences import sentences
from tcme.compiler.plan.steps import stages, steps
from tcme.dsl.ty import cardinality, show


def plan(
    core: CoreProgram,
    placed: Placed,
    *,
    steerers: Mapping[str, tuple[str, ...]],
    covered: tuple[str, ...] = (),
    assumed_away: tuple[str, ...] = (),
    adversaries: int | None = None,
) -> Plan:
    """Everything `tcme plan` shows.  `steerers`, `covered` and `assumed_away` come from the flow proof,
    `adversaries` is how many it covers."""
    done = steps(core, placed)
    learners = tuple(_learner(core, p.name) for p in core.principals)
    return Plan(
        program=core.name,
        doc=core.doc,
        digest=digest(placed),
        adversaries=adversaries,
        sentences=sentences(core, placed, steerers, adversaries),
        learners=learners,
        readers=_readers(core, placed),
        steered=tuple(Steered(f.name, tuple(steerers.get(f.name, ())), f.steered_by) for f in core.fields),
        covered=covered,
        assumed_away=assumed_away,
        endorsed=_endorsed(core, placed),
        required=tuple(_required(r) for r in core.requires),
        questions=tuple(_question(site) for site in placed.graph.asks),
        pinned=tuple(_pinned(core)),
        protocol=_protocol(placed),
        steps=done,
        stages=stages(placed, done),
    )


def learned(field: Field) -> Learned:
    values = cardinality(field.ty)
    assert values is not None
    return Learned(field.name, show(field.ty), values, bits(values), field.sources, field.because, field.span)


def _learner(core: CoreProgram, name: str) -> Learner:
    found = tuple(learned(f) for f in core.fields if name in f.recipients)
    values = prod(each.values for each in found)
    return Learner(name, core.kind(name), found, values, bits(values))


def _readers(core: CoreProgram, placed: Placed) -> tuple[Reader, ...]:
    depends = sources(placed.graph)
    found: list[Reader] = []
    for name in core.named("environment"):
        inside = [n for n in placed.graph.nodes if placed.places[n.id] == ir.Environment(name)]
        read = frozenset[str]().union(*(depends[n.id] for n in inside))
        trusting = dict.fromkeys(t.truster for t in core.trusts if t.trusted == name)
        found.append(Reader(name, tuple(i.name for i in core.inputs if i.name in read), tuple(trusting)))
    return tuple(found)


def _endorsed(core: CoreProgram, placed: Placed) -> tuple[str, ...]:
    inputs = [f"`{i.name}` of `{i.owner}`: {i.endorsed}" for i in core.inputs if i.endorsed is not None]
    depends = sources(placed.graph)
    values: dict[str, None] = {}
    for node in placed.graph.nodes:
        if isinstance(node.op, ir.Endorse):
            of = ", ".join(f"`{name}`" for name in sorted(depends[node.id]))
            values[f"a value from {of}: {node.op.because}"] = None
    return (*inputs, *values)


def _required(line: Require) -> str:
    """Bits are of fields alone, so what taking part tells stands beside them."""
    return (
        f"`{line.owner}` checks `{line.text}` before connecting: "
        f"that `{line.owner}` takes part tells everyone that it holds"
    )


def _pinned(core: CoreProgram) -> Iterator[Pinned]:
    for module in core.modules:
        packaged = module.path.startswith(LIBRARY)
        yield Pinned("module", module.path if packaged else file_of(module.path), module.sha256)
    for public in core.publics:
        yield Pinned("public file", public.file, public.sha256)


def _question(site: ir.AskSite) -> Question:
    return Question(
        model=site.model,
        reference=site.reference,
        publisher=site.publisher,
        place=site.place,
        prompt=site.prompt,
        answers=site.values,
        examples=site.examples,
        margin=site.margin,
        abstain=site.abstain,
    )


def _protocol(placed: Placed) -> ProtocolSummary | None:
    p = placed.protocol
    if p is None:
        return None
    return ProtocolSummary(p.members, p.threshold, p.modulus.bit_length(), p.bits, p.security, p.masked)
