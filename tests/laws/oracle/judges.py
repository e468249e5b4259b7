"""What adversaries can do, found out by trying: all of them, on all runs.

Written from the language's guide alone; shares nothing with the flow rules of the compiler or the checker.
Each judge gives the harm that it found, in words, or nothing."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from math import prod
from typing import TypeVar

from tcme.compiler.core import Claim, Endorse, Field, Input
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import cardinality
from tests.laws.oracle.adversaries import CRAFTS, DEVIATES, LOOKS, Adversary, hears, may_steer
from tests.laws.oracle.trials import Asked, Outcome, Row, Trials

T = TypeVar("T")
MOST_ATTACKS = 5
MOST_BLOCKS = 8

Places = tuple[int, ...]
"""Positions of variables in a row."""
See = Callable[[Outcome], Hashable]


@frozen
class Situation:
    """What an adversary chooses and what is kept from it."""

    chosen: Places
    secret: Places


def leaks(trials: Trials) -> str | None:
    """A field that differs where no input that it names does."""
    for field in trials.program.fields:
        named = (*_named_inputs(trials, field.sources), *trials.where(lambda v: isinstance(v, Asked)))
        if _varies(trials, named, _field(field.name)):
            return f"`{field.name}` tells of inputs that it does not name"
    return None


def probes(trials: Trials) -> str | None:
    """An adversary that chooses what a field tells it of others' inputs: two attacks under which the field
    tells different pairs of secrets apart, while everything endorsed stays as it was.

    This is robust declassification (Zdancewic and Myers 2001), with endorsement (Myers, Sabelfeld and
    Zdancewic 2006)."""
    program = trials.program
    for field in program.fields:
        seen: set[Situation] = set()
        for k in trials.everybody:
            situation = Situation(_attacks(trials, k, field), _secrets(trials, k))
            if hears(k, field) and situation not in seen:
                seen.add(situation)
                if _chooses(trials, situation, field.name):
                    return f"{k} chooses what `{field.name}` tells"
    return None


def steers(trials: Trials) -> str | None:
    """An adversary that changes a field without being an owner of what it names, or said to steer it."""
    program = trials.program
    for field in program.fields:
        for chosen in _unallowed(trials, partial(may_steer, program, field)):
            if _changes(trials, chosen, _field(field.name)):
                return f"{_named(trials, chosen)} steers `{field.name}`"
    return None


def forgives(trials: Trials) -> str | None:
    """An endorsed value that an adversary changes, and that tells of what it may not read."""
    situations = {Situation(_chosen(trials, k), _secrets(trials, k)) for k in trials.everybody}
    for position in _events(trials, Endorse):
        for situation in sorted(situations, key=repr):
            if _blindly(trials, situation, position):
                return f"{_named(trials, situation.chosen)} is forgiven what it could not read"
    return None


def overhears(trials: Trials) -> str | None:
    """A place where a model runs whose host sees in the arguments what it may not read."""
    for hosts, secret in {(_hosts(trials, k), _secrets(trials, k)) for k in trials.everybody}:
        if hosts and _varies(trials, _others(trials, secret), partial(_heard, hosts)):
            return f"{', '.join(hosts)} sees arguments that tell of {_named(trials, secret)}"
    return None


def exceeds(trials: Trials) -> str | None:
    """An adversary that tells more values of an input apart than `leak` lines allow, or than the fields that
    name the input have together."""
    program, seen = trials.program, set[tuple[str, tuple[str, ...], int]]()
    for k in trials.everybody:
        fields = [f for f in program.fields if hears(k, f)]
        for x in (i.name for i in program.inputs if not k[i.owner]):
            lines = [
                n.bits for n in program.leaks if x in n.sources and any(k[r] >= LOOKS for r in n.recipients)
            ]
            declared = prod(cardinality(f.ty) or 1 for f in fields if x in f.sources)
            allowed = min([declared, *(1 << bits for bits in lines)])
            case = x, tuple(f.name for f in fields), allowed
            if case not in seen and _views(trials, case[1], x) > allowed:
                return f"{k} tells more than {allowed} values of `{x}` apart"
            seen.add(case)
    return None


def disproves(trials: Trials) -> str | None:
    """A value that depends on inputs of others than a claim says, or is steered by others."""
    for position, (expr, _) in enumerate(_first(trials).events):
        if not isinstance(expr, Claim):
            continue
        if expr.learn is not None and _depends(trials, expr.learn, position):
            return f"event {position} depends on more than inputs of {expr.learn}"
        for chosen in _unallowed(trials, partial(_somebody_crafts, expr.steer or ())):
            if expr.steer is not None and _changes(trials, chosen, _event(position)):
                return f"{_named(trials, chosen)} steers event {position}"
    return None


def _depends(trials: Trials, owners: Iterable[str], position: int) -> bool:
    named = trials.where(lambda v: isinstance(v, Asked) or v.owner in owners)
    return _varies(trials, named, _event(position))


def _somebody_crafts(people: Iterable[str], k: Adversary) -> bool:
    return any(k[p] >= CRAFTS for p in people)


# --- adversaries in terms of variables ---------------------------------------------------------------


def _chosen(trials: Trials, k: Adversary) -> Places:
    """Inputs of those who craft, endorsed ones only of those who deviate; models that they make or run."""
    return trials.where(lambda v: _chooses_it(k, v))


def _chooses_it(k: Adversary, v: Input | Asked) -> bool:
    if isinstance(v, Asked):
        return k[v.publisher] >= CRAFTS or k[v.host] == DEVIATES
    return k[v.owner] >= (CRAFTS if v.endorsed is None else DEVIATES)


def _attacks(trials: Trials, k: Adversary, field: Field) -> Places:
    """Without the crafting that every owner whose input the adversary newly reads has accepted."""
    program = trials.program
    unread = [x for x in field.sources if not k[program.input(x).owner]]
    accepted = {(a.influencer, a.source) for a in program.accepts}
    excused = [q for q in k if all((q, x) in accepted for x in unread) and unread]
    return tuple(i for i in _chosen(trials, k) if not _excused(k, trials.variables[i], excused))


def _excused(k: Adversary, v: Input | Asked, excused: list[str]) -> bool:
    """Crafting is excused, deviating is not."""
    if isinstance(v, Asked):
        return v.publisher in excused and k[v.host] != DEVIATES
    return v.owner in excused and k[v.owner] == CRAFTS


def _secrets(trials: Trials, k: Adversary) -> Places:
    return trials.where(lambda v: isinstance(v, Input) and not k[v.owner])


def _hosts(trials: Trials, k: Adversary) -> tuple[str, ...]:
    hosts = {v.host for v in trials.variables if isinstance(v, Asked)}
    return tuple(sorted(h for h in hosts if k[h] >= LOOKS))


def _unallowed(trials: Trials, allowed: Callable[[Adversary], bool]) -> list[Places]:
    """What adversaries choose who may not steer."""
    found = {_chosen(trials, k) for k in trials.everybody if not allowed(k)}
    return sorted(chosen for chosen in found if chosen)


def _named(trials: Trials, places: Places) -> str:
    variables = (trials.variables[i] for i in places)
    return "whoever has " + ", ".join(v.key[0] if isinstance(v, Asked) else v.name for v in variables)


# --- what runs show ----------------------------------------------------------------------------------


def _others(trials: Trials, places: Places) -> Places:
    return tuple(i for i in range(len(trials.variables)) if i not in places)


def _blocks(trials: Trials, places: Places) -> dict[Row, list[Row]]:
    """Rows that agree at the places."""
    found: dict[Row, list[Row]] = {}
    for row in trials.rows:
        found.setdefault(tuple(row[i] for i in places), []).append(row)
    return found


def _varies(trials: Trials, fixed: Places, see: See) -> bool:
    """Whether something differs between runs that agree in `fixed`."""
    seen: dict[Row, Hashable] = {}
    for row, outcome in trials.rows.items():
        value = see(outcome)
        if seen.setdefault(tuple(row[i] for i in fixed), value) != value:
            return True
    return False


def _first(trials: Trials) -> Outcome:
    return next(iter(trials.rows.values()))


def _events(trials: Trials, kind: type) -> list[int]:
    return [i for i, (expr, _) in enumerate(_first(trials).events) if isinstance(expr, kind)]


def _named_inputs(trials: Trials, names: Iterable[str]) -> Places:
    return trials.where(lambda v: isinstance(v, Input) and v.name in names)


def _field(name: str) -> See:
    return lambda outcome: outcome.fields[name]


def _event(position: int) -> See:
    return lambda outcome: repr(outcome.events[position][1])


def _heard(hosts: Iterable[str], outcome: Outcome) -> Hashable:
    return tuple(args for place, args in outcome.asked if place in hosts)


def _views(trials: Trials, fields: tuple[str, ...], secret: str) -> int:
    """The most values of the secret that the fields tell apart, all else equal."""
    rest = trials.where(lambda v: isinstance(v, Asked) or v.name != secret)
    seen: dict[Row, set[Hashable]] = {}
    for row, outcome in trials.rows.items():
        view = tuple(outcome.fields[f] for f in fields)
        seen.setdefault(tuple(row[i] for i in rest), set()).add(view)
    return max((len(v) for v in seen.values()), default=0)


def _held(trials: Trials, rows: list[Row]) -> Iterator[Outcome]:
    """Runs that differ in the attack alone; what is endorsed stays as it was in the first."""
    first = trials.rows[rows[0]]
    yield first
    for row in rows[1:]:
        outcome = trials.again(row, first) if trials.endorses else trials.rows[row]
        if outcome is not None:
            yield outcome


def _changes(trials: Trials, chosen: Places, see: See) -> bool:
    """Whether an attack changes something, all else equal."""
    if not trials.endorses:
        return _varies(trials, _others(trials, chosen), see)
    blocks = list(_blocks(trials, _others(trials, chosen)).values())
    return any(len(set(map(see, _held(trials, rows)))) > 1 for rows in _spread(blocks, MOST_BLOCKS * 4))


def _tables(trials: Trials, situation: Situation) -> Iterator[list[list[Row]]]:
    """For each choice of the rest: attacks in order, each with a run for every secret."""
    chosen, secret = situation.chosen, situation.secret
    rest = tuple(i for i in _others(trials, chosen) if i not in secret)
    for rows in _blocks(trials, rest).values():
        attacks: dict[Row, list[Row]] = {}
        for row in rows:
            attacks.setdefault(tuple(row[i] for i in chosen), []).append(row)
        yield list(attacks.values())


def _chooses(trials: Trials, situation: Situation, field: str) -> bool:
    """Whether the field divides the secrets otherwise for another attack."""
    if not situation.chosen or not situation.secret:
        return False
    tables = list(_tables(trials, situation))
    if not trials.endorses:
        return any(len({_divided(map(trials.rows.get, a), field) for a in attacks}) > 1 for attacks in tables)
    return any(_divides(trials, attacks, field) for attacks in _spread(tables, MOST_BLOCKS))


def _divides(trials: Trials, attacks: list[list[Row]], field: str) -> bool:
    """Two secrets that some attack tells apart when the program runs, and that not every attack does while
    what is endorsed is held."""
    few = _spread(attacks, MOST_ATTACKS)
    for first in few[:2]:
        held = [trials.rows[row] for row in first]
        expected = _apart(held, field)
        for other in few:
            again = [trials.again(row, h) for row, h in zip(other, held, strict=True)]
            if None in again:
                continue
            told = expected | _apart([trials.rows[row] for row in other], field)
            if told & (expected ^ _apart(again, field)):
                return True
    return False


def _apart(outcomes: Sequence[Outcome | None], field: str) -> set[tuple[int, int]]:
    """Pairs of secrets that the field tells apart."""
    values = ["" if o is None else o.fields[field] for o in outcomes]
    return {(i, j) for i, a in enumerate(values) for j, b in enumerate(values[:i]) if a != b}


def _divided(outcomes: Iterable[Outcome | None], field: str) -> Hashable:
    """Which secrets the field tells apart: for each the first one that looks the same."""
    first: dict[str, int] = {}
    return tuple(first.setdefault("" if o is None else o.fields[field], i) for i, o in enumerate(outcomes))


def _blindly(trials: Trials, situation: Situation, position: int) -> bool:
    """Whether an attack changes an endorsed value and a secret changes it too, other endorsements held."""
    if not situation.chosen or not situation.secret:
        return False
    see = _event(position)
    for attacks in _spread(list(_tables(trials, situation)), MOST_BLOCKS):
        few = _spread(attacks, MOST_ATTACKS)
        held = [trials.rows[row] for row in few[0]]
        table = [
            [o and see(o) for o in (trials.again(row, h) for row, h in zip(a, held, strict=True))]
            for a in few
        ]
        changed = any(len(set(column)) > 1 for column in zip(*table, strict=True))
        if changed and any(len(set(row)) > 1 for row in table):
            return True
    return False


def _spread(items: list[T], most: int) -> list[T]:
    """At most so many, from the first to the last."""
    if len(items) <= most:
        return items
    return [items[i * (len(items) - 1) // (most - 1)] for i in range(most)]


JUDGES: dict[str, Callable[[Trials], str | None]] = {
    "sources": leaks,
    "robust": probes,
    "steer": steers,
    "transparent": forgives,
    "ask": overhears,
    "budget": exceeds,
    "claim": disproves,
}
"""What each rule keeps from happening."""


def harm(trials: Trials) -> str | None:
    """The first harm that any judge finds."""
    return next(filter(None, (judge(trials) for judge in JUDGES.values())), None)
