"""The one place that knows Z3: three answers for each query of a script."""

from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from tcme.compiler.smt.script import Query, Script

RESOURCES = 5_000_000
"""Z3's own count of steps for one query, never time, so that every machine gives the same answer."""
SEED = 0


@dataclass(frozen=True, slots=True)
class Proved:
    """The query is as expected: a violation has no model, or a companion has one."""


@dataclass(frozen=True, slots=True)
class Refuted:
    """The opposite of what was expected, with the model where there is one, by symbol."""

    model: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    reason: str


Verdict: TypeAlias = Proved | Refuted | Unknown


def decide(script: Script) -> dict[tuple[str, str], Verdict]:
    """The answer to every query.

    All violations are first tried as one disjunction: if nothing satisfies that, each of them is proved."""
    import z3

    solver = z3.Solver()
    solver.set("random_seed", SEED)
    solver.set("rlimit", RESOURCES)
    asserted = script.prelude + "".join(f"(assert {q.name})\n" for q in script.queries)
    terms = list(z3.parse_smt2_string(asserted))
    first = len(terms) - len(script.queries)
    solver.add(*terms[:first])
    queries = list(zip(script.queries, terms[first:], strict=True))
    violations = [term for query, term in queries if query.expected == "unsat"]
    clean = solver.check(z3.Or(*violations)) == z3.unsat
    return {q.key: Proved() if clean and q.expected == "unsat" else _check(solver, q, term) for q, term in queries}


def _check(solver: Any, query: Query, term: Any) -> Verdict:
    answer = str(solver.check(term))
    if answer == "unknown":
        return Unknown(str(solver.reason_unknown()))
    if answer == query.expected:
        return Proved()
    if answer == "unsat":
        return Refuted(())
    model = solver.model()
    return Refuted(tuple(sorted((str(d.name()), str(model[d])) for d in model.decls())))


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
