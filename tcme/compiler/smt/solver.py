"""The one place that knows Z3: three answers for each query of a script."""

from typing import Any, TypeAlias, assert_never

from tcme.compiler.smt.script import Script
from tcme.dsl.frozen import frozen

RESOURCES = 5_000_000
"""Z3's own count of steps for one check, never time, so that every machine gives the same answer."""
SEED = 0
LEVEL = "level "


@frozen
class Proved:
    """The query is as expected: a violation has no model, or a companion has one."""


@frozen
class Refuted:
    """The opposite of what was expected, with the levels of an adversary that shows it, if one does."""

    model: tuple[tuple[str, int], ...]


@frozen
class Unknown:
    reason: str


Verdict: TypeAlias = Proved | Refuted | Unknown
Key: TypeAlias = tuple[str, str]


def decide(script: Script) -> dict[Key, Verdict]:
    """The answer to every query."""
    import z3

    names = tuple(dict.fromkeys(q.name for q in script.queries))
    asserted = script.prelude + "".join(f"(assert {name})\n" for name in names)
    parsed = z3.parse_smt2_string(asserted)
    terms = [parsed[k] for k in range(len(parsed))]
    first = len(terms) - len(names)
    solver = z3.Solver()
    solver.set("random_seed", SEED)
    solver.set("rlimit", RESOURCES)
    solver.add(*terms[:first])
    named = dict(zip(names, terms[first:], strict=True))
    violations = {q.name: named[q.name] for q in script.queries if q.expected == "unsat"}
    companions = {q.name: named[q.name] for q in script.queries if q.expected == "sat"}
    found = {"unsat": _violations(solver, z3.Or, violations), "sat": _companions(solver, companions)}
    return {q.key: found[q.expected][q.name] for q in script.queries}


def _violations(solver: Any, disjunction: Any, left: dict[str, Any]) -> dict[str, Verdict]:
    """All at once: while some are possible, a model shows which; when none is, the rest are proved."""
    found: dict[str, Verdict] = {}
    while left:
        answer = str(solver.check(disjunction(*left.values())))
        if answer == "unsat":
            return found | {q: Proved() for q in left}
        if answer == "unknown":
            return found | {q: _alone(solver, term) for q, term in left.items()}
        model = solver.model()
        shown = [q for q, term in left.items() if _true(model, term)]
        found |= {q: Refuted(_levels(model)) for q in shown}
        left = {q: term for q, term in left.items() if q not in shown}
    return found


def _alone(solver: Any, term: Any) -> Verdict:
    """One violation, where all together were too much."""
    answer = str(solver.check(term))
    if answer == "unknown":
        return Unknown(str(solver.reason_unknown()))
    return Proved() if answer == "unsat" else Refuted(_levels(solver.model()))


def _companions(solver: Any, left: dict[str, Any]) -> dict[str, Verdict]:
    """One by one, except those that a model found for another shows to be possible too."""
    found: dict[str, Verdict] = {}
    for query, term in left.items():
        if query in found:
            continue
        answer = str(solver.check(term))
        if answer == "unknown":
            found[query] = Unknown(str(solver.reason_unknown()))
        elif answer == "unsat":
            found[query] = Refuted(())
        else:
            model = solver.model()
            shown = (q for q, t in left.items() if _true(model, t))
            found |= {q: Proved() for q in shown}
    return found


def _true(model: Any, term: Any) -> bool:
    return bool(model.eval(term, model_completion=True).sexpr() == "true")


def _levels(model: Any) -> tuple[tuple[str, int], ...]:
    """The adversary of a model: principals that it speaks of, with the number of their level."""
    named = ((d, str(d.name())) for d in model.decls() if d.arity() == 0)
    return tuple(
        sorted((name.removeprefix(LEVEL), model[d].as_long()) for d, name in named if name.startswith(LEVEL))
    )


def holds(verdict: Verdict) -> bool | None:
    """What a verdict says about its obligation; None where it says nothing."""
    match verdict:
        case Proved():
            return True
        case Refuted():
            return False
        case Unknown():
            return None
        case _:
            assert_never(verdict)
