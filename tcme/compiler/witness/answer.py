"""A failed claim and the witness that refutes it, by rule; nothing where none was found and checked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod
from typing import assert_never

from tcme.compiler.core import Claim, CoreProgram, Endorse, Expr
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.obligations import Failure
from tcme.compiler.flow.placement import Sharing
from tcme.compiler.flow.wording import counted, plural
from tcme.compiler.interpreter.effort import effort
from tcme.compiler.ir.nodes import Environment, Local, Mpc, Public, Where
from tcme.compiler.witness.alone import every, isolate, only
from tcme.compiler.witness.frozen import freeze
from tcme.compiler.witness.hosts import bend, bend_field, deviating
from tcme.compiler.witness.questions import questioned
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
    unnamed = sorted(set(failure.sources) - set(named), key=lambda x: (x not in failure.secrets, x))
    return _differs(failure.core, field, unnamed, f"`{field}`")


def _differs(core: CoreProgram, field: str, unnamed: Sequence[str], shown: str) -> tuple[str, ...]:
    """One secret that makes a difference; else all of them together."""
    for some in (*((name,) for name in unnamed), tuple(unnamed)):
        found = differs(Subject(core, field), Roles((), some, models=False))
        if found:
            return lines(found, shown, Attacker())
    return ()


def _robust(failure: Failure) -> tuple[str, ...]:
    return _attack(failure, chooses)


def _steer(failure: Failure) -> tuple[str, ...]:
    return _attack(failure, steers)


def _attack(failure: Failure, search: Callable[[Subject, Roles], Found | None]) -> tuple[str, ...]:
    field = _field(failure)
    placed = failure.placed
    leaves = next(o.leaves for o in placed.graph.opens if o.field == field)
    subject, choices = _subject(failure, failure.core, field, leaves)
    found = search(subject, _roles(failure, choices))
    return lines(found, f"`{field}`", _attacker(failure)) if found else ()


def _transparent(failure: Failure) -> tuple[str, ...]:
    """Looks at the endorsed value itself, as if it were the only output."""
    if failure.obligation.subject.endswith(" finite"):
        return _declared(failure)
    return _of_value(failure, Endorse, influences_unread, "what is endorsed here")


def _of_value(
    failure: Failure, kind: type[Expr], search: Callable[[Subject, Roles], Found | None], shown: str
) -> tuple[str, ...]:
    """An attack on a value in the middle of the program, in one of the places that a function has."""
    for alone in _alone(failure, kind):
        nodes = () if failure.node is None else (failure.node,)
        subject, choices = _subject(failure, alone, "value", nodes)
        found = search(subject, _roles(failure, choices))
        if found:
            return lines(found, shown, _attacker(failure))
    return ()


def _alone(failure: Failure, kind: type[Expr]) -> Iterator[CoreProgram]:
    """Programs that only give what stands at the span of the obligation."""
    core = failure.core
    for site in every(core.result, kind, failure.obligation.span):
        value = isolate(core.result, site)
        if value is not None:
            yield only(core, value)


def _claim(failure: Failure) -> tuple[str, ...]:
    """Looks at the value that something is claimed of, as if it were the only output."""
    if failure.obligation.subject.startswith("steer"):
        return _of_value(failure, Claim, steers, "this value")
    site = int(failure.obligation.subject.split()[-1])
    learn = failure.placed.graph.claims[site].learn or ()
    owned = (i for i in failure.core.inputs if i.owner not in learn)
    others = [i.name for i in owned if i.name in failure.sources]
    shown = (_differs(alone, "value", others, "this value") for alone in _alone(failure, Claim))
    return next(filter(None, shown), ())


def _subject(
    failure: Failure, core: CoreProgram, field: str, nodes: Iterable[int]
) -> tuple[Subject, tuple[str, ...]]:
    """What is attacked, and the values that its hosts choose; the field is computed by `nodes`."""
    hosts = deviating(core, failure.adversary)
    where = {_host(failure.placed.places[n]) for n in nodes}
    whole = len(where) == 1 and where <= set(hosts)
    bent = bend_field(core, field, *where) if whole else bend(core, hosts)
    endorsed = {i.name for i in core.inputs if i.endorsed is not None}
    asked = questioned(bent.program, endorsed & set(failure.controlled))
    still = freeze(asked.program)
    return Subject(still.program, field, still.values), (*bent.choices, *asked.choices)


def _host(where: Where) -> str:
    """Who computes in the clear at a place; nobody in MPC and in public."""
    match where:
        case Local(host) | Environment(host):
            return host
        case Public() | Mpc():
            return ""
        case _:
            assert_never(where)


def _place(failure: Failure) -> tuple[str, ...]:
    placed, node = failure.placed, failure.node
    where = None if node is None else placed.places[node]
    used = placed.protocol
    sharing = None if used is None else Sharing(used.members, used.threshold)
    return reconstruction(where, sharing, failure.adversary or {})


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
    product = [counted(prod(counts))] if len(counts) > 1 else []
    answers = " = ".join((" × ".join(map(counted, counts)), *product))
    allow = "allows" if bound == 1 else "allow"
    return (f"{answers} answers; {plural(bound, 'bit')} {allow} {counted(1 << bound)}",)


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


def _roles(failure: Failure, choices: tuple[str, ...]) -> Roles:
    """Endorsed inputs take no part in an attack; models do where their maker or their host is in it."""
    endorsed = {i.name for i in failure.core.inputs if i.endorsed is not None}
    attacked = tuple(x for x in failure.controlled if x not in endorsed)
    models = bool(failure.publishers) or "active" in _levels(failure, "environment")
    return Roles((*attacked, *choices), failure.secrets, models)


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
