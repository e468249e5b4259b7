"""A failed claim and the witness that refutes it, by rule; nothing where none was found and checked."""

from collections.abc import Callable, Iterator, Sequence
from math import prod

from tcme.compiler.core import Claim, CoreProgram, Endorse
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.obligations import Failure
from tcme.compiler.flow.wording import counted
from tcme.compiler.interpreter.effort import effort
from tcme.compiler.witness.frozen import find, freeze, isolate, only
from tcme.compiler.witness.search import Found, chooses, differs, influences_unread, steers
from tcme.compiler.witness.shares import reconstruction
from tcme.compiler.witness.table import Roles, Subject
from tcme.compiler.witness.words import Attacker, lines
from tcme.dsl.ty import cardinality

LONGEST_RUN = 200_000
"""In the units of `effort`; a search takes some hundred runs."""


def witness(failure: Failure) -> tuple[str, ...]:
    """The lines of a checked witness; empty where the claim is only not proved."""
    find_witness = WITNESSES.get(failure.rule)
    if find_witness is None or effort(failure.core) > LONGEST_RUN:
        return ()
    return find_witness(failure)


def _sources(failure: Failure) -> tuple[str, ...]:
    field = _field(failure)
    named = next(f.sources for f in failure.core.fields if f.name == field)
    for unnamed in sorted(set(failure.sources) - set(named)):
        found = differs(Subject(failure.core, field), Roles((), (unnamed,), models=False))
        if found:
            return lines(found, f"`{field}`", Attacker())
    return ()


def _robust(failure: Failure) -> tuple[str, ...]:
    return _attack(failure, chooses)


def _steer(failure: Failure) -> tuple[str, ...]:
    return _attack(failure, steers)


def _attack(failure: Failure, search: Callable[[Subject, Roles], Found | None]) -> tuple[str, ...]:
    field = _field(failure)
    subject = _subject(failure.core, field)
    found = subject and search(subject, _roles(failure))
    return lines(found, f"`{field}`", _attacker(failure)) if found else ()


def _transparent(failure: Failure) -> tuple[str, ...]:
    """Looks at the endorsed value itself, as if it were the only output."""
    site = find(failure.core.result, Endorse, failure.obligation.span)
    value = site and isolate(failure.core.result, site)
    if value is None:
        return ()
    subject = _subject(only(failure.core, value), "value")
    found = subject and influences_unread(subject, _roles(failure))
    return lines(found, "what is endorsed here", _attacker(failure)) if found else ()


def _claim(failure: Failure) -> tuple[str, ...]:
    """Looks at the value that something is claimed of, as if it were the only output."""
    made = find(failure.core.result, Claim, failure.obligation.span)
    value = isolate(failure.core.result, made) if isinstance(made, Claim) else None
    if value is None or not isinstance(made, Claim):
        return ()
    alone = only(failure.core, value)
    if failure.obligation.subject.startswith("steer"):
        subject = _subject(alone, "value")
        found = subject and steers(subject, _roles(failure))
        return lines(found, "this value", _attacker(failure)) if found else ()
    for other in failure.core.inputs:
        if other.name in failure.sources and other.owner not in (made.learn or ()):
            seen = differs(Subject(alone, "value"), Roles((), (other.name,), models=False))
            if seen:
                return lines(seen, "this value", Attacker())
    return ()


def _subject(core: CoreProgram, field: str) -> Subject | None:
    """None where an endorsement stays in a loop: an attack could go through what somebody vouched for."""
    still = freeze(core)
    loose = find(still.program.result, Endorse)
    return None if loose else Subject(still.program, field, still.values)


def _place(failure: Failure) -> tuple[str, ...]:
    return reconstruction(failure.placed, failure.node, failure.adversary or {})


def _ask(failure: Failure) -> tuple[str, ...]:
    """The worker gets the text itself: two texts are two different things to see."""
    return tuple(
        f"`{host}` holds `{secret}` in the clear, so two values of it look different to it"
        for host in _corrupt(failure, "environment")
        for secret in failure.secrets
    )


def _budget(failure: Failure) -> tuple[str, ...]:
    """The product over the fields that the adversary hears, beside what the line allows."""
    heard = set(_corrupt(failure, "party")) | set(_corrupt(failure, "helper"))
    told = [
        f
        for f in failure.core.fields
        if failure.obligation.sources & set(f.sources) and heard & set(f.recipients)
    ]
    counts = [cardinality(f.ty) or 1 for f in told]
    bound = next((k.bits for k in failure.core.leaks if k.span == failure.obligation.span), None)
    if bound is None or prod(counts) <= 1 << bound:
        return ()
    factors = " × ".join(map(counted, counts))
    return (f"{factors} = {counted(prod(counts))} answers; {bound} bits allow {counted(1 << bound)}",)


def _covered(failure: Failure) -> tuple[str, ...]:
    """K itself, counted."""
    corrupt = Space.build(failure.core).count - 1
    return tuple(
        f"corrupt adversaries that may not read `{x}`: 0 of {corrupt}"
        for x in sorted(failure.obligation.sources)
    )


def _declared(failure: Failure) -> tuple[str, ...]:
    """The claim is about declarations alone, and they stand in the program."""
    return (failure.refusal.label or failure.refusal.message,)


WITNESSES: dict[str, Callable[[Failure], tuple[str, ...]]] = {
    "sources": _sources,
    "robust": _robust,
    "steer": _steer,
    "transparent": _transparent,
    "ask": _ask,
    "place": _place,
    "budget": _budget,
    "covered": _covered,
    "open": _declared,
    "accept": _declared,
    "claim": _claim,
}


def _field(failure: Failure) -> str:
    assert failure.field is not None, "this rule speaks about a field"
    return failure.field


def _roles(failure: Failure) -> Roles:
    """Endorsed inputs take no part in an attack; models do where their maker or their host is in it."""
    endorsed = {i.name for i in failure.core.inputs if i.endorsed is not None}
    attacked = tuple(x for x in failure.controlled if x not in endorsed)
    models = bool(failure.publishers) or "active" in _levels(failure, "environment")
    return Roles(attacked, failure.secrets, models)


def _levels(failure: Failure, kind: str) -> set[str]:
    adversary = failure.adversary or {}
    return {level for p, level in adversary.items() if failure.core.kind(p) == kind}


def _corrupt(failure: Failure, kind: str) -> Iterator[str]:
    adversary = failure.adversary or {}
    return (p for p, level in adversary.items() if level != "honest" and failure.core.kind(p) == kind)


def _attacker(failure: Failure) -> Attacker:
    """Parties by name; of a model its maker, and its host where the maker is honest."""
    adversary = failure.adversary or {}
    names = [p for p, level in adversary.items() if level in ("crafting", "active")]
    hosts = [p for p in names if failure.core.kind(p) == "environment"]
    by = f"by {_all(failure.publishers)}" if failure.publishers else f"run by {_all(hosts)}"
    return Attacker(_all(names), by)


def _all(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names) or "the adversary"
