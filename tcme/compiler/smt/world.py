"""The SMT text about principals: one integer for each level, and the declared assumptions.

Levels: 0 honest, 1 passive, 2 crafting, 3 active.
"""

from collections.abc import Iterable, Iterator

from tcme.compiler.core import CoreProgram, Threshold, Trust
from tcme.compiler.smt.script import conj, disj, neg, symbol
from tcme.dsl.syntax import PrincipalKind

NUMBER = {"honest": 0, "passive": 1, "crafting": 2, "active": 3}
ALLOWED: dict[PrincipalKind, tuple[int, ...]] = {
    "party": (0, 1, 2, 3),
    "helper": (0, 1, 3),
    "environment": (0, 1, 3),
    "publisher": (0, 2),
}
STEPS: dict[str | None, tuple[int, ...]] = {None: (1, 2, 3), "secrecy": (1,), "integrity": (2, 3)}


def level(principal: str) -> str:
    return symbol("level", principal)


def at_least(principal: str, number: int) -> str:
    return f"(>= {level(principal)} {number})"


def someone(principals: Iterable[str], number: int) -> str:
    return disj(*(at_least(p, number) for p in principals))


def corrupt(members: Iterable[str]) -> str:
    """How many of `members` are above honest, as an integer term."""
    ones = [f"(ite (> {level(m)} 0) 1 0)" for m in members]
    return f"(+ 0 {' '.join(ones)})" if ones else "0"


def principals(core: CoreProgram) -> Iterator[str]:
    for principal in core.principals:
        name = level(principal.name)
        yield f"(declare-const {name} Int)"
        yield f"(assert {disj(*(f'(= {name} {n})' for n in ALLOWED[principal.kind]))})"


def assumptions(core: CoreProgram) -> Iterator[str]:
    yield from (f"(assert {_threshold(t)})" for t in core.thresholds)
    yield from (f"(assert {_trust(t)})" for t in core.trusts)


def _threshold(threshold: Threshold) -> str:
    """At most `limit` of the members above honest, none of them above the level."""
    few = f"(<= {corrupt(threshold.members)} {threshold.limit})"
    return conj(few, *(f"(<= {level(m)} {NUMBER[threshold.level]})" for m in threshold.members))


def _trust(trust: Trust) -> str:
    """Where the trusted is at a level the truster is too, for each level of the aspect."""
    return conj(
        *(disj(neg(at_least(trust.trusted, n)), at_least(trust.truster, n)) for n in STEPS[trust.aspect])
    )
