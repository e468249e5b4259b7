"""Rule claim: what a program says of a value's label is so."""

from collections.abc import Iterable, Iterator
from functools import partial

from tcme.compiler.core import file_key
from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import Formula, conj, evaluate, neg, someone
from tcme.compiler.flow.labels import Label, influencers, join, ordered
from tcme.compiler.flow.obligations import Fact, Never, Obligation
from tcme.compiler.flow.paths import steers, tells
from tcme.compiler.flow.wording import described, level_notes
from tcme.compiler.ir.nodes import Claim, Graph, Node
from tcme.dsl.diagnostics import Answer, Diagnostic, Note


def claim(analysis: Analysis) -> Iterator[Obligation]:
    for site, nodes in claimed_sites(analysis.placed.graph).items():
        made = analysis.placed.graph.claims[site]
        label, span = join(analysis.labels.label[n.id] for n in nodes), nodes[0].span
        leaves = tuple(n.id for n in nodes)
        if made.learn is not None:
            others = {x for x in label.sources if analysis.owners[x] not in made.learn}
            refusal = _depends(analysis, nodes, made.learn, sorted(others))
            fact = Fact(not others, refusal, _lets_read(analysis, made.learn, others))
            yield Obligation(
                "claim", learned(site), fact, span, node=leaves[0], sources=frozenset(label.sources)
            )
        if made.steer is not None:
            violation = conj(influencers(label), neg(someone(made.steer, "crafting")))
            never = Never(violation, partial(_steered, analysis, nodes, label, made.steer))
            yield Obligation("claim", steered(site), never, span, node=leaves[0], sources=label.sources)


def learned(site: int) -> str:
    return f"learn {site}"


def steered(site: int) -> str:
    return f"steer {site}"


def claimed_sites(graph: Graph) -> dict[int, tuple[Node, ...]]:
    """The leaves of the value that each claim is about."""
    found: dict[int, list[Node]] = {}
    for node in graph.nodes:
        if isinstance(node.op, Claim):
            found.setdefault(node.op.site, []).append(node)
    return {site: tuple(nodes) for site, nodes in found.items()}


def _depends(
    analysis: Analysis, nodes: tuple[Node, ...], learn: tuple[str, ...], others: list[str]
) -> Diagnostic:
    leaves = tuple(a for n in nodes for a in n.args)
    owners = dict.fromkeys(i.owner for i in analysis.core.inputs if i.name in others)
    served = analysis.least(_lets_read(analysis, learn, others))
    who = (Note(f"an adversary that is {described(served)} may not read {listed(others)}"),) if served else ()
    return Diagnostic(
        code="TC312",
        message=f"this value depends on {listed(others)}, and the program claims that it depends only on "
        f"inputs of {listed(learn)}",
        span=nodes[0].span,
        label="not so",
        notes=(*who, *tells(analysis, leaves, others[:2], "this value")),
        help=f"compute it without {listed(_inputs(others))}; or claim `learn {', '.join((*learn, *owners))}`",
        answer=Answer.NOT_PROVED,
        rule="claim",
    )


def _lets_read(analysis: Analysis, learn: tuple[str, ...], others: Iterable[str]) -> Formula:
    """Those that the claim lets read the value, and that may not."""
    return conj(someone(learn, "passive"), analysis.may_not_read(others))


def _inputs(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(map(file_key, names)))


def _steered(
    analysis: Analysis,
    nodes: tuple[Node, ...],
    label: Label,
    steer: tuple[str, ...],
    adversary: Adversary,
) -> Diagnostic:
    atoms = [a for a in ordered(label.influence) if evaluate(a, adversary.mapping)]
    leaves = tuple(a for n in nodes for a in n.args)
    steps = steers(analysis, leaves, atoms[:2], "this value")
    more = dict.fromkeys((*steer, *(a.principal for a in atoms)))
    return Diagnostic(
        code="TC313",
        message=f"an adversary that is {described(adversary)} steers this value, and the program claims that "
        f"only {listed(steer)} can",
        span=nodes[0].span,
        label="not so",
        notes=(*level_notes(analysis.core, adversary), *steps),
        help=f"endorse what it depends on; or claim `steer {', '.join(more)}`",
        answer=Answer.NOT_PROVED,
        rule="claim",
    )
