"""Rule transparent: an endorsement forgives nobody's influence on something that they could not read."""

from collections.abc import Iterator
from functools import partial

from tcme.compiler.core import Input
from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import AtLeast, conj, evaluate
from tcme.compiler.flow.infer import input_endorsement, site_endorsement
from tcme.compiler.flow.labels import Label, influencers, join, ordered
from tcme.compiler.flow.obligations import Fact, Never, Obligation
from tcme.compiler.flow.paths import steers, tells
from tcme.compiler.flow.repairs import transparent_repairs
from tcme.compiler.flow.wording import described, level_notes
from tcme.compiler.ir.nodes import Endorse, Graph, Node, TextV
from tcme.dsl.diagnostics import Answer, Diagnostic, Note
from tcme.dsl.source import Span
from tcme.dsl.ty import cardinality


def transparent(analysis: Analysis) -> Iterator[Obligation]:
    for source in analysis.core.inputs:
        if source.endorsed is not None:
            yield from _input(analysis, source)
    for site, nodes in endorsed_sites(analysis.placed.graph).items():
        yield from _site(analysis, site, nodes)


def endorsed_sites(graph: Graph) -> dict[int, tuple[Node, ...]]:
    """The leaves that each endorsement of the program vouches for."""
    found: dict[int, tuple[Node, ...]] = {}
    for node in graph.nodes:
        if isinstance(node.op, Endorse):
            found[node.op.site] = (*found.get(node.op.site, ()), node)
    return found


def _input(analysis: Analysis, source: Input) -> Iterator[Obligation]:
    """An owner reads its own input, so this holds; what is endorsed must be finite."""
    subject = input_endorsement(source.name)
    sources = frozenset((source.name,))
    before = Label(sources, frozenset((AtLeast(source.owner, "crafting"),)))
    violation = conj(influencers(before), analysis.may_not_read(sources))
    claim = Never(violation, partial(_refusal, analysis, before, (), source.span))
    yield Obligation("transparent", subject, claim, source.span, sources=sources)
    finite = Fact(cardinality(source.ty) is not None, _text(source.span))
    yield Obligation("transparent", f"{subject} finite", finite, source.span, sources=sources)


def _site(analysis: Analysis, site: int, nodes: tuple[Node, ...]) -> Iterator[Obligation]:
    """Decided on the whole value: whether an option is there may be steered, and what is in it secret."""
    subject, span = site_endorsement(site), nodes[0].span
    before = join(analysis.labels.into[n.id] for n in nodes)
    args = tuple(a for n in nodes for a in n.args)
    violation = conj(influencers(before), analysis.may_not_read(before.sources))
    claim = Never(violation, partial(_refusal, analysis, before, args, span))
    yield Obligation("transparent", subject, claim, span, node=nodes[0].id, sources=before.sources)
    finite = Fact(not any(isinstance(n.ty, TextV) for n in nodes), _text(span))
    yield Obligation("transparent", f"{subject} finite", finite, span, sources=before.sources)


def _refusal(
    analysis: Analysis, label: Label, sinks: tuple[int, ...], span: Span, adversary: Adversary
) -> Diagnostic:
    atoms = [a for a in ordered(label.influence) if evaluate(a, adversary.mapping)]
    secrets = [x for x in sorted(label.sources) if adversary.level(analysis.owners[x]) == "honest"]
    steps = (
        *steers(analysis, sinks, atoms[:2], "what is endorsed"),
        *tells(analysis, sinks, secrets[:1], "what is endorsed"),
    )
    return Diagnostic(
        code="TC304",
        message=f"this endorsement forgives an adversary that is {described(adversary)} its influence on "
        f"{listed(secrets)}, which it may not read",
        span=span,
        label="not transparent",
        notes=(*level_notes(analysis.core, adversary), *steps),
        help=transparent_repairs(analysis, label, sinks),
        answer=Answer.NOT_PROVED,
        rule="transparent",
    )


def _text(span: Span) -> Diagnostic:
    return Diagnostic(
        code="TC304",
        message="text cannot be endorsed: it can carry any influence",
        span=span,
        label="not of a finite type",
        notes=(Note("integrity: whoever chooses the words steers all that is made of them"),),
        help="endorse a finite result about the text",
        answer=Answer.NOT_PROVED,
        rule="transparent",
    )
