"""The flow rules stated for an SMT solver, and the solver's answers held against those by sets."""

from collections.abc import Mapping

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.proving import EngineName, SolverName
from tcme.compiler.semantic.proof import Shown
from tcme.compiler.smt.emit import emit
from tcme.compiler.smt.script import Query, Script
from tcme.compiler.smt.solver import Unknown, Verdict, decide, engines, holds
from tcme.dsl.diagnostics import Answer, Diagnostic
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span

__all__ = ["Confirmation", "Key", "Query", "Script", "Sets", "confirm", "emit"]

Key = tuple[str, str]


@frozen
class Sets:
    """What the sets of adversaries say: whether each obligation of `rules` holds; those `about`
    adversaries must be asked."""

    holds: Mapping[Key, bool]
    about: frozenset[Key]
    rules: frozenset[str]


@frozen
class Confirmation:
    """The script's text, the obligations that the solver leaves open, and what has to be said about them."""

    text: str
    open: frozenset[Key]
    diagnostics: tuple[Diagnostic, ...]


def confirm(
    core: CoreProgram,
    placed: Placed,
    sets: Sets,
    *,
    solver: SolverName = "z3",
    solve: bool = True,
    shown: tuple[Shown, ...] = (),
) -> Confirmation:
    """Asks every chosen solver about everything, and holds its answers against the sets."""
    if not solve:
        return Confirmation("", frozenset(sets.holds), ())
    script = emit(core, placed, shown=shown)
    said = {engine.name: decide(script, engine) for engine in engines(solver)}
    asked = dict.fromkeys((*(q.key for q in script.queries), *sorted(sets.about)))
    answers = {key: {name: verdicts.get(key) for name, verdicts in said.items()} for key in asked}
    found = {key: _said(key, verdicts, sets, core.span) for key, verdicts in answers.items()}
    problems = {key: d for key, d in found.items() if d is not None}
    return Confirmation(script.text, frozenset(problems), tuple(problems.values()))


Verdicts = Mapping[EngineName, Verdict | None]


def _said(key: Key, verdicts: Verdicts, sets: Sets, span: Span) -> Diagnostic | None:
    """Nothing where all solvers and the sets agree."""
    for name, verdict in verdicts.items():
        if isinstance(verdict, Unknown):
            said = f"the solver `{name}` gives no answer ({verdict.reason})"
            return _diagnostic("TC404", key, span, said, UNANSWERED)
    answers = {name: None if v is None else holds(v) for name, v in verdicts.items()}
    if len(set(answers.values())) > 1:
        said = ", ".join(f"`{name}` says that it {SAYS[answer]}" for name, answer in answers.items())
        return _diagnostic("TC405", key, span, f"the solvers disagree: {said}", DISAGREED)
    if all(answer is not None and _agrees(key, answer, sets) for answer in answers.values()):
        return None
    return _diagnostic("TC405", key, span, "the solver and the sets of adversaries disagree", DISAGREED)


def _agrees(key: Key, answer: bool, sets: Sets) -> bool:
    """A query without an obligation is a companion, or of a rule that is not in force."""
    if key in sets.holds:
        return answer == sets.holds[key]
    return answer if key[0] == "world" else key[0] not in sets.rules


SAYS = {True: "holds", False: "does not hold", None: "is not asked"}
UNANSWERED = "bound the adversary, or split the program"
DISAGREED = "this is our mistake: report this program; nothing is proved about it"


def _diagnostic(code: str, key: Key, span: Span, message: str, advice: str) -> Diagnostic:
    rule, subject = key
    return Diagnostic(
        code=code,
        message=f"{message} on rule `{rule}` for `{subject}`",
        span=span,
        help=advice,
        answer=Answer.NOT_PROVED,
        rule=rule,
    )
