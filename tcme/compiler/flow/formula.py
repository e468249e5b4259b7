"""What can be said about an adversary: a small closed language over the levels of principals.

An adversary is a map from principals to levels; a formula is a set of adversaries.  `evaluate` is the
meaning; `adversaries.Space` computes whole sets at once, and the tests hold the two together.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, assert_never

from tcme.dsl.frozen import Keyed, frozen
from tcme.dsl.syntax import Level

LEVELS: tuple[Level, ...] = ("honest", "passive", "crafting", "active")
RANK: dict[Level, int] = {level: rank for rank, level in enumerate(LEVELS)}


@frozen
class AtLeast(Keyed):
    """`principal` is at `level` or worse."""

    principal: str
    level: Level


@frozen
class AtMost(Keyed):
    """At most `limit` of `members` are above honest."""

    limit: int
    members: tuple[str, ...]


@frozen
class Not(Keyed):
    operand: "Formula"


@frozen
class And(Keyed):
    operands: tuple["Formula", ...]


@frozen
class Or(Keyed):
    operands: tuple["Formula", ...]


@frozen
class Exceeds(Keyed):
    """The product of the weights (at least 1) of the formulas that hold is more than `limit`."""

    factors: tuple[tuple["Formula", int], ...]
    limit: int


Formula: TypeAlias = AtLeast | AtMost | Not | And | Or | Exceeds

TRUE = And(())
FALSE = Or(())


def at_least(principal: str, level: Level) -> Formula:
    return TRUE if level == "honest" else AtLeast(principal, level)


def neg(formula: Formula) -> Formula:
    if formula == TRUE:
        return FALSE
    if formula == FALSE:
        return TRUE
    return formula.operand if isinstance(formula, Not) else Not(formula)


def conj(*formulas: Formula) -> Formula:
    operands = _flat(formulas, And)
    if FALSE in operands:
        return FALSE
    return operands[0] if len(operands) == 1 else And(operands)


def disj(*formulas: Formula) -> Formula:
    operands = _flat(formulas, Or)
    if TRUE in operands:
        return TRUE
    return operands[0] if len(operands) == 1 else Or(operands)


def someone(principals: Iterable[str], level: Level) -> Formula:
    """Some of `principals` is at `level` or worse."""
    return disj(*(at_least(p, level) for p in principals))


def everyone(principals: Iterable[str], level: Level) -> Formula:
    return conj(*(at_least(p, level) for p in principals))


def _flat(formulas: Iterable[Formula], kind: type[And] | type[Or]) -> tuple[Formula, ...]:
    """Operands of nested `kind` in one list, without repetition, in order."""
    seen: dict[Formula, None] = {}
    for formula in formulas:
        for operand in formula.operands if isinstance(formula, kind) else (formula,):
            seen.setdefault(operand)
    return tuple(seen)


def evaluate(formula: Formula, levels: Mapping[str, Level]) -> bool:
    """Whether the adversary is in the set."""
    match formula:
        case AtLeast(principal, level):
            return RANK[levels[principal]] >= RANK[level]
        case AtMost(limit, members):
            return sum(levels[m] != "honest" for m in members) <= limit
        case Not(operand):
            return not evaluate(operand, levels)
        case And(operands):
            return all(evaluate(o, levels) for o in operands)
        case Or(operands):
            return any(evaluate(o, levels) for o in operands)
        case Exceeds(factors, limit):
            product = 1
            for condition, weight in factors:
                product *= weight if evaluate(condition, levels) else 1
            return product > limit
        case _:
            assert_never(formula)
