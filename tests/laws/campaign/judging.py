"""One program before all judges."""

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from tcme import checker
from tcme.backends.cleartext import CleartextFault
from tcme.compiler.certificate import canonical, certificate, sealed
from tcme.compiler.flow import FlowReport, analyse
from tcme.compiler.ir.codec import from_json
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.pipeline import Checked
from tcme.compiler.proving import Proving
from tcme.compiler.smt import emit
from tcme.compiler.smt.solver import ENGINES, Unknown, decide, holds
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax as s
from tcme.dsl.diagnostics import Refused, Sink
from tcme.dsl.frozen import frozen
from tests.generate.flows import flow_from_seed
from tests.generate.program import TINY, Generated, from_seed
from tests.laws.campaign.misplacing import misplaced
from tests.laws.campaign.result import Finding, Result
from tests.laws.campaign.tampering import LISTED, changed_bytes, changed_field, places, resealed
from tests.laws.cases import checked
from tests.laws.oracle import JUDGES, Trials, harm, harm_of_places, trials, uncovered
from tests.laws.oracle.placed import box, spies

RULES = {
    "TC301": "sources", "TC302": "robust", "TC303": "steer", "TC304": "transparent", "TC305": "ask",
    "TC307": "budget", "TC312": "claim", "TC313": "claim",
}  # fmt: skip
SEMANTIC = {"TC301", "TC302", "TC303"}
CHANGES = 2
"""Of bytes and of fields, each; and one of a list and one of the placed program under a new seal."""
FORMS: tuple[type, ...] = (
    s.GroupDecl, s.AssumeDecl, s.RequireDecl, s.LeakDecl, s.AcceptDecl, s.LabelClaim, s.Pin, s.Ask, s.Endorse,
    s.Match, s.Fold, s.For, s.Lambda, s.PublicDecl, s.UseDecl, s.TestDecl,
)  # fmt: skip


@frozen
class Plan:
    """How much is done: every `whole`-th program is of the whole language, every `solvers`-th is put to both
    solvers, of every `tampered`-th the certificate is changed, and of every `misplaced`-th what runs."""

    whole: int = 5
    solvers: int = 4
    tampered: int = 1
    misplaced: int = 4


def judged(seed: int, plan: Plan) -> Result:
    """Everything about the program of a seed; whatever is raised is a finding."""
    try:
        program = from_seed(seed, TINY) if seed % plan.whole == 0 else flow_from_seed(seed)
    except Exception as error:
        return Result((), False, (), (), (), (Finding(seed, "crash", f"generator: {_said(error)}", ""),))
    case = Case(seed, program, plan)
    try:
        case.judge()
    except Exception as error:
        case.finds("crash", _said(error))
    found = case.found
    errors = tuple(sorted({d.code for d in found.diagnostics if d.is_error})) if found else ()
    return Result(
        errors,
        found is not None and found.ok,
        tuple(case.counts.items()),
        tuple(case.harmful.items()),
        tuple(sorted(_forms(program))),
        tuple(case.findings),
    )


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _forms(program: Generated) -> set[str]:
    """What occurs in the program, among the forms that flows depend on."""
    nodes = list(walk(program.tree))
    found = {type(node).__name__ for node in nodes if isinstance(node, FORMS)}
    for node in nodes:
        match node:
            case s.PrincipalDecl(kind):
                found.add(kind)
            case s.AdversaryDecl():
                found.add(f"adversary {node.level}")
            case s.AssumeDecl():
                found.add(f"trust for {node.aspect or 'all'}")
            case s.InputDecl():
                found |= {
                    w for w, there in (("endorsed input", node.endorsed), ("from each", node.each)) if there
                }
            case s.OutputField():
                found |= {
                    w for w, there in (("steered by", node.steered_by), ("to each", node.each)) if there
                }
            case _:
                pass
    return found


class Case:
    """One program and what is said about it."""

    def __init__(self, seed: int, program: Generated, plan: Plan) -> None:
        self.seed, self.program = seed, program
        self.asks_solvers, self.tampers = seed % plan.solvers == 0, seed % plan.tampered == 0
        self.misplaces = seed % plan.misplaced == 0
        self.found: Checked | None = None
        self.counts: Counter[str] = Counter()
        self.harmful: dict[str, bool] = {}
        self.findings: list[Finding] = []
        self.random = Random(seed)

    def finds(self, kind: str, words: str) -> None:
        self.findings.append(Finding(self.seed, kind, words, self.program.text))

    def judge(self) -> None:
        found = self.found = checked(self.program)
        runs = trials(found.core) if found.core is not None else None
        if found.ok:
            self._accepted(found, runs)
        else:
            self._refused(found, runs)
        if self.asks_solvers and found.placed is not None and found.report is not None:
            self._solvers(found)

    # --- accepted ----------------------------------------------------------------------------------------

    def _accepted(self, found: Checked, runs: Trials | None) -> None:
        assert found.certificate is not None and found.core is not None and found.report is not None
        report = checker.check_bytes(found.certificate, self.program.text.encode())
        self.counts["certificates"] += 1
        if report.verdict != "proved":
            self.finds(
                "disagreement", f"proved by the compiler, {report.verdict} by the checker: {report.reason}"
            )
        if uncovered(found.core):
            self.finds("soundness", f"{uncovered(found.core)}")
        if runs is not None and found.placed is not None:
            self.counts["accepted programs tried"] += 1
            if not len(runs.everybody) == found.report.adversaries == report.adversaries:
                self.finds(
                    "disagreement", f"{len(runs.everybody)} adversaries, not {found.report.adversaries}"
                )
            for said in filter(None, (harm(runs), harm_of_places(runs, found.placed))):
                self.finds("soundness", said)
        if self.tampers:
            self._tampered(found.certificate, runs)
        if self.misplaces and found.placed is not None and not found.report.analysis.shown:
            self._misplaced(found, found.placed, runs)

    def _tampered(self, data: bytes, runs: Trials | None) -> None:
        """Changed bytes and changed fields are refused, all of them."""
        good = json.loads(data)
        known = list(places(good))
        made = [changed_bytes(data, self.random) for _ in range(CHANGES)]
        made += [canonical(changed_field(good, known, self.random)) for _ in range(CHANGES)]
        for changed in made:
            if changed == data:
                continue
            self.counts["tampered"] += 1
            if checker.check_bytes(changed).verdict == "refused":
                self.counts["tampered refused"] += 1
            else:
                self.finds("tampering", "a changed certificate is not refused")
        for within in (LISTED, ("ir",)):
            some = [p for p in known if p[0] in within]
            self._resealed(changed_field(good, some, self.random), good, runs)

    def _resealed(self, made: dict[str, Any], good: dict[str, Any], runs: Trials | None) -> None:
        """Under a new seal nothing passes but another placed program, and that does no harm either."""
        if made == good:
            return
        self.counts["resealed"] += 1
        if checker.check_bytes(resealed(made)).verdict != "proved":
            self.counts["resealed refused"] += 1
        elif made["ir"] == good["ir"]:
            self.finds("tampering", "a list that is not what the program gives passes under a new seal")
        elif runs is not None:
            said = _harm_of(made["ir"], runs)
            if said:
                self.finds("tampering", f"a placed program that does harm passes under a new seal: {said}")

    def _misplaced(self, found: Checked, placed: Placed, runs: Trials | None) -> None:
        """What runs is changed: whatever is refused by the compiler's rules is not proved by the checker, and
        what does harm is refused by both."""
        assert found.core is not None
        changed = misplaced(found.core, placed, self.random)
        if changed == placed:
            return
        report = analyse(found.core, changed, Sink(), solve=False, remarks=False)
        codes = sorted({d.code for d in report.errors})
        verdict = self._by_the_checker(found, changed, report).verdict
        said = None if runs is None else harm_of_places(runs, changed)
        self.counts["placed otherwise"] += 1
        self.counts.update(f"placed otherwise {code}" for code in codes)
        self.counts["placed otherwise refused by the checker"] += verdict != "proved"
        self.counts["placed otherwise harmful"] += said is not None
        if verdict == "proved" and codes:
            self.finds("disagreement", f"placed otherwise, {', '.join(codes)} and proved by the checker")
        if said and (verdict == "proved" or not codes):
            self.finds("soundness", f"placed otherwise, {verdict} by the checker, {codes}: {said}")

    def _by_the_checker(self, found: Checked, placed: Placed, report: FlowReport) -> checker.Report:
        """Its report on a certificate that says that everything was proved."""
        assert found.surface is not None and found.core is not None
        sections = certificate(found.source, found.surface, found.core, placed, report)
        sections["obligations"] = [{**o, "answer": "proved"} for o in sections["obligations"]]  # type: ignore
        return checker.check_bytes(canonical(sealed(sections)), self.program.text.encode())

    # --- refused -----------------------------------------------------------------------------------------

    def _refused(self, found: Checked, runs: Trials | None) -> None:
        codes = {d.code for d in found.diagnostics if d.is_error}
        if "TC308" in codes and found.core is not None and not uncovered(found.core):
            self.finds("disagreement", "TC308, and somebody is left from whom every input is kept")
        if runs is not None:
            for code in sorted(codes & RULES.keys()):
                rule = RULES[code]
                self.harmful[rule] = JUDGES[rule](runs) is not None
        if codes & SEMANTIC:
            self._semantic(runs)
        if found.surface is None or found.core is None or found.placed is None or found.report is None:
            return
        if runs is not None and "TC506" in codes:
            self.harmful["place"] = spies(box(runs, found.placed)) is not None
        report = self._by_the_checker(found, found.placed, found.report)
        self.counts["certificates of refused programs"] += 1
        self.counts[f"refused programs {report.verdict}"] += 1
        if report.verdict == "proved":
            self.finds(
                "disagreement", f"refused by the compiler ({', '.join(sorted(codes))}), proved by the checker"
            )
        missed = {d.rule for d in found.report.errors} - _refuted(report)
        if report.verdict == "refuted" and missed:
            self.finds(
                "disagreement", f"the checker does not see what is wrong by {', '.join(sorted(missed))}"
            )

    def _semantic(self, runs: Trials | None) -> None:
        """What is accepted because a field does not really depend on something withstands the same judges."""
        self.counts["proofs of no dependence sought"] += 1
        again = checked(self.program, how=Proving(semantic=True))
        if again.ok:
            self.counts["programs accepted by such a proof"] += 1
            self._accepted(again, runs)

    # --- solvers -----------------------------------------------------------------------------------------

    def _solvers(self, found: Checked) -> None:
        """Z3, cvc5 and the sets of adversaries give one answer to every question."""
        assert found.core is not None and found.placed is not None and found.report is not None
        script = emit(found.core, found.placed)
        answers = [decide(script, engine) for engine in ENGINES.values()]
        sets = {d.obligation.key: d.holds for d in found.report.decided}
        self.counts["programs for both solvers"] += 1
        for key in dict.fromkeys(q.key for q in script.queries):
            self.counts["questions to both solvers"] += 1
            said = [v[key] for v in answers]
            if any(isinstance(v, Unknown) for v in said):
                self.counts["questions without an answer"] += 1
            elif len({holds(v) for v in said}) > 1:
                self.finds("solvers", f"Z3 and cvc5 disagree about {key}")
            elif key in sets and holds(said[0]) != sets[key]:
                self.finds("solvers", f"both solvers and the sets of adversaries disagree about {key}")


def _refuted(report: checker.Report) -> set[str]:
    """By rule.  A field that tells of what it does not name is charged for that by the compiler alone; by the
    checker it is refuted once."""
    rules = {rule for rule, _, answer, _ in report.obligations if answer != "proved"}
    return rules | ({"budget"} if "sources" in rules else set())


CANNOT_RUN = (
    *(Refused, CleartextFault, AssertionError),
    *(ValueError, TypeError, LookupError, ArithmeticError, MemoryError),
)


def _harm_of(circuit: Any, runs: Trials) -> str | None:
    """What a changed placed program does; nothing where it cannot run."""
    try:
        return harm_of_places(runs, from_json(circuit))
    except CANNOT_RUN:
        return None


def judged_all(seeds: range, plan: Plan) -> Iterator[Result]:
    return (judged(seed, plan) for seed in seeds)
