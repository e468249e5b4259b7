"""Information flow: adversaries, labels, rules, and their proof over all of K at once."""

from dataclasses import replace

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.coverage import assumed_away, covered
from tcme.compiler.flow.decide import Decided, Witness, cause, decide, failures
from tcme.compiler.flow.obligations import Fact, Failure, Somewhere
from tcme.compiler.flow.report import FlowReport, ObligationAnswer, Verdict
from tcme.compiler.flow.rules import RULES, Rule, obligations_of
from tcme.compiler.flow.spare import spare_acceptances, spare_endorsements
from tcme.compiler.flow.steerers import steerers
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.proving import USUAL, Proving
from tcme.compiler.semantic.proof import Shown
from tcme.compiler.smt import Confirmation, Key, Sets, confirm
from tcme.dsl.diagnostics import Answer, Diagnostic, Note, Sink

__all__ = ["RULES", "Failure", "FlowReport", "Rule", "Verdict", "Witness", "analyse"]


def no_witness(failure: Failure) -> tuple[str, ...]:
    return ()


def analyse(
    core: CoreProgram,
    placed: Placed,
    sink: Sink,
    *,
    space: Space | None = None,
    how: Proving = USUAL,
    witness: Witness = no_witness,
    rules: tuple[Rule, ...] = RULES,
    solve: bool = True,
    remarks: bool = True,
    shown: tuple[Shown, ...] = (),
) -> FlowReport:
    """Decides every rule for every admitted adversary, by sets and again by the solver.

    All refusals and warnings go into `sink`.  Raises Refused (TC309) where K is too entangled.  Without
    `solve` nothing is confirmed by the solver, and nothing counts as proved; without `remarks` nothing is
    said about lines that are not needed.  `shown` are inputs that are proved not to matter to fields."""
    analysis = Analysis.of(core, placed, Space.build(core) if space is None else space, shown=shown)
    decided = decide(analysis, obligations_of(analysis, rules=rules))
    failed = failures(analysis, decided)
    confirmation = confirm(core, placed, _sets(decided, rules), solver=how.solver, solve=solve, shown=shown)
    refusals = tuple(_answered(f, witness) for f in failed)
    errors = (*(d for d in refusals if d.is_error), *confirmation.diagnostics)
    spare = _spare(analysis, rules, passed=not errors) if remarks else ()
    warnings = (*(d for d in refusals if not d.is_error), *spare)
    sink.extend((*errors, *warnings))
    return FlowReport(
        analysis=analysis,
        decided=decided,
        verdicts=_verdicts(
            decided, _refuted(analysis, failed, refusals), _warned(decided), analysis, confirmation
        ),
        failures=failed,
        errors=errors,
        warnings=warnings,
        steerers={f.name: steerers(analysis, f) for f in core.fields},
        covered=covered(core, analysis.space),
        assumed_away=assumed_away(core, analysis.space),
        smt=confirmation.text,
    )


def _sets(decided: tuple[Decided, ...], rules: tuple[Rule, ...]) -> Sets:
    return Sets(
        holds={d.obligation.key: d.holds for d in decided},
        about=frozenset(d.obligation.key for d in decided if not isinstance(d.obligation.claim, Fact)),
        rules=frozenset(r.id for r in rules),
    )


def _answered(failure: Failure, witness: Witness) -> Diagnostic:
    """Refuted only with a checked witness."""
    shown = witness(failure) if failure.refusal.is_error else ()
    if isinstance(shown, Note):
        return replace(failure.refusal, notes=(*failure.refusal.notes, shown))
    return replace(failure.refusal, answer=Answer.REFUTED, witness=shown) if shown else failure.refusal


def _spare(analysis: Analysis, rules: tuple[Rule, ...], *, passed: bool) -> tuple[Diagnostic, ...]:
    endorsements = spare_endorsements(analysis, rules) if passed else ()
    return (*endorsements, *spare_acceptances(analysis))


def _refuted(
    analysis: Analysis, failed: tuple[Failure, ...], refusals: tuple[Diagnostic, ...]
) -> set[object]:
    """The causes of failures for which a witness was checked."""
    answered = zip(failed, refusals, strict=True)
    return {cause(analysis, f.obligation) for f, d in answered if d.answer is Answer.REFUTED}


def _warned(decided: tuple[Decided, ...]) -> set[Key]:
    """Also those whose warning another one says: a field `to each` is warned of once."""
    failed = (d.obligation for d in decided if not d.holds)
    return {o.key for o in failed if isinstance(o.claim, Somewhere | Fact) and not o.claim.refusal.is_error}


def _verdicts(
    decided: tuple[Decided, ...],
    refuted: set[object],
    warned: set[Key],
    analysis: Analysis,
    confirmation: Confirmation,
) -> tuple[Verdict, ...]:
    """Of every obligation but those that only warn: a remark about a program is nothing to prove."""
    return tuple(
        _verdict(d, cause(analysis, d.obligation) in refuted, confirmation)
        for d in decided
        if d.obligation.key not in warned
    )


def _verdict(decided: Decided, refuted: bool, confirmation: Confirmation) -> Verdict:
    """Proved where sets and solver both say so, refuted where a witness was checked."""
    rule, subject = decided.obligation.key
    answer: ObligationAnswer = "not proved"
    if not decided.holds:
        answer = "refuted" if refuted else "not proved"
    elif decided.obligation.key not in confirmation.open:
        answer = "proved"
    return Verdict(rule, subject, answer)
