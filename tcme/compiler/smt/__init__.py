"""The flow rules stated for an SMT solver, and the solver's answers held against those by sets."""

from collections.abc import Mapping

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.smt.emit import emit
from tcme.compiler.smt.script import Query, Script
from tcme.compiler.smt.solver import Unknown, Verdict, decide, holds
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


def confirm(core: CoreProgram, placed: Placed, sets: Sets, *, solve: bool = True) -> Confirmation:
    """Asks the solver about everything, and holds its answers against the sets."""
    script = emit(core, placed)
    if not solve:
        return Confirmation(script.text, frozenset(sets.holds), ())
    verdicts = decide(script)
    said = {
        key: _said(key, verdicts.get(key), sets, core.span)
        for key in {**verdicts, **dict.fromkeys(sorted(sets.about))}
    }
    problems = {key: d for key, d in said.items() if d is not None}
    return Confirmation(script.text, frozenset(problems), tuple(problems.values()))


def _said(key: Key, verdict: Verdict | None, sets: Sets, span: Span) -> Diagnostic | None:
    """Nothing where solver and sets agree."""
    if isinstance(verdict, Unknown):
        return _diagnostic("TC404", key, span, f"the solver gives no answer ({verdict.reason})", UNANSWERED)
    if verdict is not None and _agrees(key, verdict, sets):
        return None
    return _diagnostic("TC405", key, span, "the solver and the sets of adversaries disagree", DISAGREED)


def _agrees(key: Key, verdict: Verdict, sets: Sets) -> bool:
    """A query without an obligation is a companion, or of a rule that is not in force."""
    if key in sets.holds:
        return holds(verdict) == sets.holds[key]
    return holds(verdict) is True if key[0] == "world" else key[0] not in sets.rules


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
