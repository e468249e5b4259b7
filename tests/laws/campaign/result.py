"""What a campaign finds: of one program, and of all together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tcme.dsl.frozen import frozen


@frozen
class Finding:
    """Something that must not be; the program is kept with it."""

    seed: int
    kind: str
    words: str
    text: str


@frozen
class Result:
    """One program: what the compiler said, and what all others said about that.

    `counts` are of questions that were put, by name; `harmful` says of each rule that refused it whether the
    oracle found the harm."""

    codes: tuple[str, ...]
    accepted: bool
    counts: tuple[tuple[str, int], ...]
    harmful: tuple[tuple[str, bool], ...]
    forms: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Totals:
    programs: int = 0
    accepted: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    harmful: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def add(self, results: Iterable[Result]) -> None:
        for r in results:
            self.programs += 1
            self.accepted += r.accepted
            self.codes.update(r.codes)
            self.counts.update(dict(r.counts))
            self.judged.update(rule for rule, _ in r.harmful)
            self.harmful.update(rule for rule, found in r.harmful if found)
            self.forms.update(r.forms)
            self.findings.extend(r.findings)

    def of_kind(self, kind: str) -> int:
        return sum(f.kind == kind for f in self.findings)

    def data(self) -> dict[str, Any]:
        """Everything but times: the same for the same seeds."""
        return {
            "programs": self.programs,
            "accepted": self.accepted,
            "refused": self.programs - self.accepted,
            "refused by": dict(sorted(self.codes.items())),
            "harmful by rule": {r: [self.harmful[r], n] for r, n in sorted(self.judged.items())},
            "counts": dict(sorted(self.counts.items())),
            "forms": dict(sorted(self.forms.items())),
            "findings": [
                {"seed": f.seed, "kind": f.kind, "words": f.words}
                for f in sorted(self.findings, key=lambda f: (f.seed, f.kind))
            ],
        }


KINDS = ("soundness", "disagreement", "solvers", "tampering", "crash")


def table(totals: Totals) -> str:
    """The totals for people."""
    return "\n".join((*_refusals(totals), *_agreement(totals), *_harms(totals), *_solvers(totals)))


def _refusals(t: Totals) -> Iterator[str]:
    n = max(1, t.programs)
    refused = t.programs - t.accepted
    yield f"programs      {t.programs}: accepted {t.accepted} ({t.accepted / n:.1%}), refused {refused}"
    yield "refused by (a program may be refused by several):"
    yield from (f"    {code}  {k:7}  {k / n:6.1%}" for code, k in sorted(t.codes.items()))
    yield "programs with:"
    yield from (f"    {form:20} {k:7}  {k / n:6.1%}" for form, k in sorted(t.forms.items()))


def _agreement(t: Totals) -> Iterator[str]:
    counts, made = t.counts, "certificates of refused programs"
    yield (
        f"compiler and checker: {t.of_kind('disagreement')} disagreements; "
        f"{counts['certificates']} certificates, and {counts[made]} made of refused programs: "
        f"refuted {counts['refused programs refuted']}, refused {counts['refused programs refused']}, "
        f"proved {counts['refused programs proved']}"
    )
    yield (
        f"tampering: {t.of_kind('tampering')} findings; {counts['tampered refused']} of {counts['tampered']} "
        f"changed certificates refused; under a new seal {counts['resealed refused']} of "
        f"{counts['resealed']}, the others are other placed programs that do no harm"
    )
    other = "placed otherwise"
    yield (
        f"{other}: {counts[other]} changes of what runs: TC310 {counts[f'{other} TC310']}, "
        f"TC506 {counts[f'{other} TC506']}; refused by the checker "
        f"{counts[f'{other} refused by the checker']}, harmful by the oracle {counts[f'{other} harmful']}"
    )


def _harms(t: Totals) -> Iterator[str]:
    tried = t.counts["accepted programs tried"]
    yield f"oracle: {t.of_kind('soundness')} accepted programs that leak or are steered, of {tried} tried"
    sought, got = t.counts["proofs of no dependence sought"], t.counts["programs accepted by such a proof"]
    yield f"semantic proofs: {got} of {sought} refused programs accepted by one, and judged as the others"
    yield "precision: refused programs that the oracle shows to do harm"
    for rule, k in sorted(t.judged.items()):
        yield f"    {rule:12} {t.harmful[rule]:6} of {k:6}  {t.harmful[rule] / k:6.1%}"


def _solvers(t: Totals) -> Iterator[str]:
    counts = t.counts
    yield (
        f"solvers: {t.of_kind('solvers')} disagreements of Z3, cvc5 and the sets in "
        f"{counts['questions to both solvers']} questions about {counts['programs for both solvers']} "
        f"programs; {counts['questions without an answer']} without an answer"
    )
    yield f"crashes: {t.of_kind('crash')}"
