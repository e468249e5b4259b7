"""Rule ask: whoever hosts a model call may read every argument of it."""

from collections.abc import Iterator
from functools import partial

from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import conj
from tcme.compiler.flow.labels import join
from tcme.compiler.flow.obligations import Fact, Never, Obligation
from tcme.compiler.flow.paths import tells
from tcme.compiler.flow.placement import sees
from tcme.compiler.flow.repairs import somebody_left
from tcme.compiler.flow.wording import described, level_notes
from tcme.compiler.ir.nodes import Ask, AskSite, Environment, Local, Node
from tcme.dsl.diagnostics import Answer, Diagnostic


def ask(analysis: Analysis) -> Iterator[Obligation]:
    for node in analysis.placed.graph.nodes:
        if isinstance(node.op, Ask):
            yield from _site(analysis, node, node.op.site)


def _site(analysis: Analysis, node: Node, site: int) -> Iterator[Obligation]:
    where = analysis.placed.places[node.id]
    sources = join(analysis.labels.label[a] for a in node.args).sources
    violation = conj(sees(where, analysis.sharing), analysis.may_not_read(sources))
    claim = Never(violation, partial(_refusal, analysis, node, sources))
    subject = f"ask {site} node {node.id}"
    yield Obligation("ask", subject, claim, node.span, node=node.id, sources=sources)
    declared = analysis.placed.graph.asks[site]
    made = Fact(_as_declared(analysis, node, declared), _misplaced(node, declared))
    yield Obligation("ask", f"{subject} host", made, node.span, node=node.id, sources=sources)


def _as_declared(analysis: Analysis, node: Node, site: AskSite) -> bool:
    """The call runs in the clear where the program says, with the model of the publisher that it says."""
    where = analysis.placed.places[node.id]
    publishers = [m.publisher for m in analysis.core.models if m.name == site.model]
    return where in (Environment(site.place), Local(site.place)) and publishers == [site.publisher]


def _refusal(analysis: Analysis, node: Node, sources: frozenset[str], adversary: Adversary) -> Diagnostic:
    host = _host(analysis, node)
    secrets = [x for x in sorted(sources) if adversary.level(analysis.owners[x]) == "honest"]
    steps = tells(analysis, node.args, secrets[:2], "what the model reads")
    owners = tuple(dict.fromkeys(analysis.owners[x] for x in secrets))
    elsewhere = (f"ask at `{name}`" for name in _trusted(analysis, node, sources))
    trusted = () if host is None else (_trusting(analysis, owners, host),)
    return Diagnostic(
        code="TC305",
        message=f"an adversary that is {described(adversary)} reads {listed(secrets)} in this model call",
        span=node.span,
        label=f"runs at `{host}`" if host else "runs where there is no host",
        notes=(*level_notes(analysis.core, adversary), *steps),
        help="; or ".join((*trusted, *elsewhere)),
        answer=Answer.NOT_PROVED,
        rule="ask",
    )


def _trusting(analysis: Analysis, owners: tuple[str, ...], host: str) -> str:
    more = "" if somebody_left(analysis, owners, (host,)) else ", and add somebody else: `helper notary`"
    return f"`assume {', '.join(owners)} {'trusts' if len(owners) == 1 else 'trust'} {host}`{more}"


def _trusted(analysis: Analysis, node: Node, sources: frozenset[str]) -> Iterator[str]:
    """Other environments in which nobody sits who may not read the words."""
    unread = analysis.may_not_read(sources)
    for name in analysis.core.named("environment"):
        elsewhere = name != _host(analysis, node)
        if elsewhere and analysis.never(conj(sees(Environment(name), analysis.sharing), unread)):
            yield name


def _host(analysis: Analysis, node: Node) -> str | None:
    """Who runs the call; nobody does where all see it, or compute on shares."""
    match analysis.placed.places[node.id]:
        case Local(name) | Environment(name):
            return name
        case _:
            return None


def _misplaced(node: Node, site: AskSite) -> Diagnostic:
    return Diagnostic(
        code="TC305",
        message=f"this call must run in the clear at `{site.place}`, with `{site.model}` by its publisher",
        span=node.span,
        label=f"not placed at `{site.place}`",
        answer=Answer.NOT_PROVED,
        rule="ask",
    )
