"""Solvers: each answers every query of a script, apart from the others."""

from collections.abc import Iterable, Sequence

from tcme.compiler.proving import EngineName, SolverName
from tcme.compiler.smt.script import Query, Script
from tcme.compiler.smt.solver import cvc5, z3
from tcme.compiler.smt.solver.session import Answer, Engine, Impossible, Possible, Session
from tcme.compiler.smt.solver.verdict import Key, Proved, Refuted, Unknown, Verdict, holds

__all__ = ["ENGINES", "Key", "Proved", "Refuted", "Unknown", "Verdict", "decide", "engines", "holds"]

ENGINES: dict[EngineName, Engine] = {
    "z3": Engine("z3", "z3-solver", z3.version, z3.Reading),
    "cvc5": Engine("cvc5", "cvc5", cvc5.version, cvc5.Reading),
}


def engines(solver: SolverName) -> tuple[Engine, ...]:
    """The solvers that a choice means: Z3 decides, cvc5 confirms."""
    return tuple(ENGINES.values()) if solver == "both" else (ENGINES[solver],)


def decide(script: Script, engine: Engine) -> dict[Key, Verdict]:
    """One solver's answer to every query; raises Fault TC014 where it is not installed."""
    session = engine.open(script, engine.seed, engine.resources)
    kinds = {kind: [q.name for q in script.queries if q.expected == kind] for kind in ("unsat", "sat")}
    found = {"unsat": _violations(session, kinds["unsat"]), "sat": _companions(session, kinds["sat"])}
    return {q.key: _verdict(q, found[q.expected][q.name]) for q in script.queries}


def _violations(session: Session, names: Iterable[str]) -> dict[str, Answer]:
    """All at once: while some are possible, a model shows which; when none is, that answers all the rest."""
    found: dict[str, Answer] = {}
    left = list(dict.fromkeys(names))
    while left:
        answer = session.some(left, left)
        if isinstance(answer, Impossible):
            return found | dict.fromkeys(left, answer)
        shown = answer.shown if isinstance(answer, Possible) else frozenset()
        if not shown:
            return found | {name: _alone(session, name) for name in left}
        found |= {name: answer for name in left if name in shown}
        left = [name for name in left if name not in shown]
    return found


def _companions(session: Session, names: Iterable[str]) -> dict[str, Answer]:
    """One by one, except those that a model found for another shows to be possible too."""
    found: dict[str, Answer] = {}
    left = list(dict.fromkeys(names))
    while left:
        answer = _alone(session, left[0], left)
        shown = answer.shown if isinstance(answer, Possible) else frozenset(left[:1])
        found |= {name: answer for name in left if name in shown}
        left = [name for name in left if name not in shown]
    return found


def _alone(session: Session, name: str, among: Sequence[str] = ()) -> Answer:
    """The answer about one query; a model that does not show what it is of is no answer."""
    answer = session.some((name,), among or (name,))
    broken = isinstance(answer, Possible) and name not in answer.shown
    return Unknown("its model does not hold") if broken else answer


def _verdict(query: Query, answer: Answer) -> Verdict:
    if isinstance(answer, Unknown):
        return answer
    levels = answer.levels if isinstance(answer, Possible) else ()
    as_expected = isinstance(answer, Possible) == (query.expected == "sat")
    return Proved() if as_expected else Refuted(levels)
