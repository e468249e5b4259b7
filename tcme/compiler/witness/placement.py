"""A program that no place may run: who would read what there, and how; or only "not proved"."""

from collections.abc import Iterator
from dataclasses import replace

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Adversary, Space
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import AtMost, conj, neg
from tcme.compiler.flow.paths import tells
from tcme.compiler.flow.placement import default_sharing, sees
from tcme.compiler.flow.wording import described
from tcme.compiler.ir.nodes import Ask, Environment, Graph, Mpc, Node, Placed, Public, TextV, Where
from tcme.compiler.place import demanded
from tcme.compiler.witness.shares import reconstruction
from tcme.dsl.diagnostics import Answer, Diagnostic, Note


def nowhere_placed(core: CoreProgram, graph: Graph, refusal: Diagnostic) -> Diagnostic:
    """A refusal of the placement stage with the smallest adversary that would look into a place.

    Refuted where it really puts shares together, or computes in the clear; else not proved."""
    if refusal.rule != "place" or refusal.answer is not Answer.REFUTED:
        return refusal
    unplaced = Placed(core.name, graph, (Public(),) * len(graph.nodes), None)
    analysis = Analysis.of(core, unplaced, Space.build(core))
    node = next(n for n in graph.nodes if n.span == refusal.span)
    found = next(_lookers(analysis, node), None)
    if found is None:
        return replace(refusal, answer=Answer.NOT_PROVED)
    where, adversary = found
    shown = reconstruction(where, default_sharing(core), adversary.mapping)
    return replace(
        refusal,
        answer=Answer.REFUTED if shown else Answer.NOT_PROVED,
        notes=(*refusal.notes, *_notes(analysis, node, adversary)),
        witness=shown,
    )


def _lookers(analysis: Analysis, node: Node) -> Iterator[tuple[Where, Adversary]]:
    """Places that could be meant, each with the smallest adversary that looks in and may not read all; one
    that only reads comes before one that deviates."""
    sharing = default_sharing(analysis.core)
    unread = analysis.may_not_read(analysis.labels.label[node.id].sources)
    for where in _candidates(analysis, node):
        enough = (neg(AtMost(sharing.threshold, sharing.members)),) if where == Mpc() else ()
        for looks in (*enough, sees(where, sharing)):
            adversary = analysis.least(conj(looks, unread))
            if adversary is not None:
                yield where, adversary


def _candidates(analysis: Analysis, node: Node) -> Iterator[Where]:
    """Where the program demands it; else in MPC unless it is about texts, or in an environment."""
    if isinstance(node.op, Ask):
        return
    if node.pin is not None:
        where = demanded(analysis.core, node.pin)
        yield from () if where is None else (where,)
    else:
        values = (analysis.placed.graph.nodes[n].ty for n in (node.id, *node.args))
        yield from () if any(isinstance(ty, TextV) for ty in values) else (Mpc(),)
        yield from map(Environment, analysis.core.named("environment"))


def _notes(analysis: Analysis, node: Node, adversary: Adversary) -> Iterator[Note]:
    sources = sorted(analysis.labels.label[node.id].sources)
    secrets = [x for x in sources if adversary.level(analysis.owners[x]) == "honest"]
    yield Note(f"an adversary that is {described(adversary)} would read {listed(secrets)}")
    yield from tells(analysis, (node.id,), secrets[:1], "this value")
