"""Rule accept: an acceptance names somebody else who can craft, and an input."""

from collections.abc import Iterator

from tcme.compiler.core import Accept
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.obligations import Fact, Obligation
from tcme.dsl.diagnostics import Answer, Diagnostic


def accept(analysis: Analysis) -> Iterator[Obligation]:
    for accepted in analysis.core.accepts:
        subject = f"{accepted.influencer} on {accepted.source}"
        problem = flaw(analysis, accepted)
        claim = Fact(not problem, _refusal(accepted, problem))
        yield Obligation("accept", subject, claim, accepted.span, sources=frozenset((accepted.source,)))


def flaw(analysis: Analysis, accepted: Accept) -> str:
    """Why an acceptance can mean nothing, whatever the releases are; empty where it can."""
    if accepted.source not in analysis.owners:
        return f"`{accepted.source}` is no input"
    if analysis.owners[accepted.source] == accepted.influencer:
        return f"`{accepted.influencer}` owns `{accepted.source}`"
    if accepted.influencer not in analysis.core.named("party", "publisher"):
        return f"`{accepted.influencer}` is neither a party nor a publisher, and crafts nothing"
    return ""


def _refusal(accepted: Accept, problem: str) -> Diagnostic:
    return Diagnostic(
        code="TC306",
        message=f"nothing of `{accepted.influencer}` on `{accepted.source}` can be accepted: {problem}",
        span=accepted.span,
        label="accepts nothing",
        help="name a party or a publisher other than the owner; or leave the line out",
        answer=Answer.NOT_PROVED,
        rule="accept",
    )
