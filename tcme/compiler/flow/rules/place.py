"""Rule place: whoever can look into a place may read what is computed there."""

from collections.abc import Iterator
from functools import partial
from typing import assert_never

from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import Formula, conj
from tcme.compiler.flow.obligations import Fact, Never, Obligation
from tcme.compiler.flow.paths import tells
from tcme.compiler.flow.placement import sees
from tcme.compiler.flow.wording import described, level_notes
from tcme.compiler.ir.nodes import Ask, Environment, Local, Mpc, Node, Public, Where
from tcme.dsl.diagnostics import Answer, Diagnostic, Note


def place(analysis: Analysis) -> Iterator[Obligation]:
    """Arguments and result of a node tell about the same sources; model calls are left to rule ask."""
    violations: dict[tuple[Where, frozenset[str]], Formula] = {}
    for node in analysis.placed.graph.nodes:
        if not isinstance(node.op, Ask):
            where, sources = analysis.placed.places[node.id], analysis.labels.label[node.id].sources
            if (where, sources) not in violations:
                seen = sees(where, analysis.sharing)
                violations[where, sources] = conj(seen, analysis.may_not_read(sources))
            claim = Never(violations[where, sources], partial(_refusal, analysis, node))
            yield Obligation("place", f"node {node.id}", claim, node.span, node=node.id, sources=sources)
    yield from _structure(analysis)


def _structure(analysis: Analysis) -> Iterator[Obligation]:
    """What holds of the places whoever the adversary is."""
    span = analysis.core.span
    leaving = next(_leaving(analysis), None)
    for subject, holds, message, at in (
        ("hosts", _hosts(analysis), "a place is not what it is declared as", span),
        ("sharing", _sharing(analysis), "the MPC part needs 2t < n of parties and helpers", span),
        (
            "stays",
            leaving is None,
            "a value leaves MPC without being an output",
            leaving.span if leaving else span,
        ),
    ):
        refusal = Diagnostic(code="TC506", message=message, span=at, answer=Answer.NOT_PROVED, rule="place")
        yield Obligation("place", subject, Fact(holds, refusal), at)


def _hosts(analysis: Analysis) -> bool:
    people, machines = analysis.core.named("party", "helper"), analysis.core.named("environment")
    return all(_hosted(where, people, machines) for where in set(analysis.placed.places))


def _hosted(where: Where, people: tuple[str, ...], machines: tuple[str, ...]) -> bool:
    match where:
        case Local(name):
            return name in people
        case Environment(name):
            return name in machines
        case Public() | Mpc():
            return True
        case _:
            assert_never(where)


def _sharing(analysis: Analysis) -> bool:
    if analysis.sharing is None:
        return Mpc() not in analysis.placed.places
    members, threshold = analysis.sharing.members, analysis.sharing.threshold
    known = set(members) <= set(analysis.core.named("party", "helper"))
    return known and len(set(members)) == len(members) and 0 <= 2 * threshold < len(members)


def _leaving(analysis: Analysis) -> Iterator[Node]:
    places = analysis.placed.places
    for node in analysis.placed.graph.nodes:
        if places[node.id] != Mpc() and any(places[a] == Mpc() for a in node.args):
            yield node


def _refusal(analysis: Analysis, node: Node, adversary: Adversary) -> Diagnostic:
    where = analysis.placed.places[node.id]
    sources = analysis.labels.label[node.id].sources
    secrets = [x for x in sorted(sources) if adversary.level(analysis.owners[x]) == "honest"]
    steps = tells(analysis, (node.id,), secrets[:1], "this value")
    return Diagnostic(
        code="TC506",
        message=f"an adversary that is {described(adversary)} reads {listed(secrets)} at {named(where)}",
        span=node.span,
        label=f"computed at {named(where)}",
        notes=(*level_notes(analysis.core, adversary), *_shares(analysis, where), *steps),
        help=_help(analysis, where, secrets),
        answer=Answer.NOT_PROVED,
        rule="place",
    )


def _shares(analysis: Analysis, where: Where) -> Iterator[Note]:
    if where == Mpc() and analysis.sharing is not None:
        members, threshold = analysis.sharing.members, analysis.sharing.threshold
        yield Note(f"shares over {listed(members)} hide nothing from more than {threshold} of them together")


def _help(analysis: Analysis, where: Where, secrets: list[str]) -> str:
    match where:
        case Mpc():
            return (
                "add a helper that owns nothing: `helper notary`; bound the adversary: "
                "`adversary at most 1 of … passive`; or trust an environment"
            )
        case Local(host) | Environment(host):
            owners = tuple(dict.fromkeys(analysis.owners[x] for x in secrets))
            return f"`assume {', '.join(owners)} trusts {host}`; or let it run in MPC"
        case Public():
            return "only what every signer may see is public"
        case _:
            assert_never(where)


def named(where: Where) -> str:
    match where:
        case Public():
            return "everyone"
        case Local(host) | Environment(host):
            return f"`{host}`"
        case Mpc():
            return "the MPC part"
        case _:
            assert_never(where)
