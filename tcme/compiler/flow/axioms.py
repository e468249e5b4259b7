"""Which adversaries a program admits: what each principal can become, and the declared assumptions."""

from tcme.compiler.core import CoreProgram, Threshold, Trust
from tcme.compiler.flow.formula import RANK, AtMost, Formula, at_least, conj, disj, neg
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax import Level, PrincipalKind

REACH: dict[PrincipalKind, tuple[Level, ...]] = {
    "party": ("honest", "passive", "crafting", "active"),
    "helper": ("honest", "passive", "active"),
    "environment": ("honest", "passive", "active"),
    "publisher": ("honest", "crafting"),
}
"""The levels of each kind: helpers and environments have no inputs to craft, publishers see nothing."""

ASPECT: dict[str | None, tuple[Level, ...]] = {
    None: ("passive", "crafting", "active"),
    "secrecy": ("passive",),
    "integrity": ("crafting", "active"),
}


@frozen
class Axiom:
    """A restriction of the admitted adversaries, and the same in words."""

    formula: Formula
    words: str
    span: Span


def axioms(core: CoreProgram) -> tuple[Axiom, ...]:
    return (*map(_threshold, core.thresholds), *map(_trust, core.trusts))


def _threshold(threshold: Threshold) -> Axiom:
    above = [level for level in RANK if RANK[level] > RANK[threshold.level]]
    ceiling = [neg(at_least(m, level)) for m in threshold.members for level in above]
    names = listed(threshold.members)
    words = (
        f"at most {threshold.limit} of {names} is corrupt, and none of them is more than {threshold.level}"
    )
    return Axiom(conj(AtMost(threshold.limit, threshold.members), *ceiling), words, threshold.span)


def _trust(trust: Trust) -> Axiom:
    levels = ASPECT[trust.aspect]
    steps = [disj(neg(at_least(trust.trusted, v)), at_least(trust.truster, v)) for v in levels]
    return Axiom(conj(*steps), _trust_words(trust), trust.span)


def _trust_words(trust: Trust) -> str:
    p, q = f"`{trust.truster}`", f"`{trust.trusted}`"
    match trust.aspect:
        case None:
            return f"{q} is never worse than {p}"
        case "secrecy":
            return f"{q} passes nothing on unless {p} is corrupt"
        case "integrity":
            return f"{q} does not lie or deviate unless {p} does"


def listed(names: tuple[str, ...] | list[str], *, last: str = ",") -> str:
    """Names in backticks, with commas; `last` stands before the last one where it is a word."""
    quoted = [f"`{n}`" for n in names]
    if last == "," or len(quoted) < 2:
        return ", ".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
