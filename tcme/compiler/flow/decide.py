"""Deciding obligations by sets: over all of K at once, exactly."""

import re
from collections.abc import Callable, Iterable
from typing import assert_never

from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.obligations import Fact, Failure, Never, Obligation, Somewhere
from tcme.dsl.diagnostics import Diagnostic, Note
from tcme.dsl.frozen import frozen

Witness = Callable[[Failure], tuple[str, ...] | Note]
"""Searches for runs that show a failure and checks them; gives what to show people, nothing where none was
found, or what is known of why there is none."""


@frozen
class Decided:
    """An obligation, whether it holds, and the smallest adversary against it where there is one."""

    obligation: Obligation
    holds: bool
    adversary: Adversary | None = None


def decide(analysis: Analysis, obligations: Iterable[Obligation]) -> tuple[Decided, ...]:
    return tuple(_decide(analysis, o) for o in obligations)


def _decide(analysis: Analysis, obligation: Obligation) -> Decided:
    match obligation.claim:
        case Never(violation, _):
            against = analysis.space.set_of(violation)
            return Decided(obligation, not against, analysis.space.least(against) if against else None)
        case Somewhere(formula, _):
            return Decided(obligation, analysis.space.holds_somewhere(formula))
        case Fact(fact, _, suspect):
            if fact or suspect is None or not (against := analysis.space.set_of(suspect)):
                return Decided(obligation, fact)
            return Decided(obligation, fact, analysis.space.least(against))
        case _:
            assert_never(obligation.claim)


def holds(analysis: Analysis, obligation: Obligation) -> bool:
    """The answer alone, without an adversary."""
    match obligation.claim:
        case Never(violation, _):
            return analysis.never(violation)
        case Somewhere(formula, _):
            return analysis.space.holds_somewhere(formula)
        case Fact(fact, _, _):
            return fact
        case _:
            assert_never(obligation.claim)


def failures(analysis: Analysis, decided: Iterable[Decided]) -> tuple[Failure, ...]:
    """What was refused; of places that compute on the same inputs, only the first, and none where a model
    call has already said the same."""
    found: dict[object, Failure] = {}
    for d in decided:
        if not d.holds:
            found.setdefault(_mistake(analysis, d.obligation), _failure(analysis, d))
    asked = {_seen(f) for f in found.values() if f.rule == "ask"}
    return tuple(f for f in found.values() if f.rule != "place" or _seen(f) not in asked)


def _seen(failure: Failure) -> object:
    """Where somebody looks in, and what is read there."""
    return None if failure.node is None else failure.placed.places[failure.node], failure.secrets


def _mistake(analysis: Analysis, obligation: Obligation) -> object:
    """What has to be said once: one line of the program may fail for every member of a group."""
    if "[" not in obligation.subject:
        return cause(analysis, obligation)
    return obligation.rule, obligation.span, re.sub(r"\[\w+\]", "", obligation.subject)


def cause(analysis: Analysis, obligation: Obligation) -> object:
    """What makes an obligation fail; several places that hold the same inputs fail for one, and so do uses of
    a function that claims something."""
    if obligation.rule == "claim":
        return obligation.rule, obligation.subject.partition(" ")[0], obligation.span
    if obligation.rule != "place" or obligation.node is None:
        return obligation.key
    return analysis.placed.places[obligation.node], obligation.sources


def _failure(analysis: Analysis, decided: Decided) -> Failure:
    core, obligation, adversary = analysis.core, decided.obligation, decided.adversary
    levels = {} if adversary is None else adversary.mapping
    sources = tuple(i.name for i in core.inputs if i.name in obligation.sources)
    return Failure(
        core=core,
        placed=analysis.placed,
        obligation=obligation,
        adversary=None if adversary is None else levels,
        sources=sources,
        secrets=tuple(x for x in sources if levels.get(analysis.owners[x]) == "honest"),
        controlled=tuple(i.name for i in core.inputs if levels.get(i.owner) in ("crafting", "active")),
        publishers=tuple(p for p in core.named("publisher") if levels.get(p) == "crafting"),
        refusal=_refusal(obligation, adversary),
    )


def _refusal(obligation: Obligation, adversary: Adversary | None) -> Diagnostic:
    match obligation.claim:
        case Never(_, refusal):
            assert adversary is not None, "a violation has an adversary"
            return refusal(adversary)
        case Somewhere(_, diagnostic) | Fact(_, diagnostic, _):
            return diagnostic
        case _:
            assert_never(obligation.claim)
