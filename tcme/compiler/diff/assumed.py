"""Adversaries: which ones the old proof covers and the new one does not, and the other way round.

Both proofs speak of sets of adversaries.  Where the principals are not the same, a principal that one program
lacks counts as honest in it: what remains of an adversary must be covered.
"""

from collections.abc import Iterator
from typing import assert_never

from tcme.compiler.core import Principal
from tcme.compiler.diff.change import Change, Direction, moved
from tcme.compiler.diff.description import Description
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.axioms import Axiom, axioms
from tcme.compiler.flow.formula import (
    FALSE,
    And,
    AtLeast,
    AtMost,
    Exceeds,
    Formula,
    Not,
    Or,
    conj,
    disj,
    neg,
)
from tcme.compiler.flow.wording import described, plural


def adversary_changes(old: Description, new: Description) -> Iterator[Change]:
    yield from _principals(old, new)
    before, after = (Space.build(d.declared) for d in (old, new))
    yield from _uncovered(before, new, "more")
    yield from _uncovered(after, old, "less")


def _principals(old: Description, new: Description) -> Iterator[Change]:
    kinds = [{p.name: p.kind for p in d.declared.principals} for d in (old, new)]
    both = kinds[0].keys() & kinds[1].keys()
    for name in (p.name for p in new.declared.principals if p.name in both):
        was, now = kinds[0][name], kinds[1][name]
        if was != now:
            says = f"`{name}` is {_a(now)}, was {_a(was)}: what it can do cannot be compared"
            yield Change("adversaries", "principal kind", "more", says, name, (name,), was, now)

    def gained(p: Principal) -> Change:
        says = f"new {p.kind} `{p.name}`"
        return Change("adversaries", "principal added", "changed", says, p.name, (p.name,), new=p.kind)

    def lost(p: Principal) -> Change:
        says = f"{p.kind} `{p.name}` is gone"
        return Change("adversaries", "principal removed", "changed", says, p.name, (p.name,), old=p.kind)

    gone, added = ([p for p in d.declared.principals if p.name not in both] for d in (old, new))
    yield from moved(gone, added, gained, lost)


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "environment" else f"a {kind}"


def _uncovered(space: Space, other: Description, direction: Direction) -> Iterator[Change]:
    """What one program admits and the other does not, and by which of the other's lines."""
    lines = axioms(other.declared)
    left = space.set_of(neg(_among(conj(*(a.formula for a in lines)), space)))
    if not left:
        return
    example = described(space.least(left))
    number = plural(left.count, "adversary").replace("adversarys", "adversaries")
    if direction == "more":
        says = f"assumed away now: {number} that the old proof covers, such as {example}"
        yield Change("adversaries", "assumed away", direction, says, old=left.count)
    else:
        says = f"newly covered: {number}, such as {example}"
        yield Change("adversaries", "covered", direction, says, new=left.count)
    yield from (_line(a, direction) for a in lines if space.holds_somewhere(neg(_among(a.formula, space))))


def _line(line: Axiom, direction: Direction) -> Change:
    if direction == "more":
        says = f"assumed now: {line.words}"
        return Change("adversaries", "assumption added", direction, says, new=line.words)
    says = f"no longer assumed: {line.words}"
    return Change("adversaries", "assumption removed", direction, says, old=line.words)


def _among(formula: Formula, space: Space) -> Formula:
    """The formula with everybody honest whom the space does not know."""
    match formula:
        case AtLeast(principal, _):
            return formula if principal in space.principals else FALSE
        case AtMost(limit, members):
            return AtMost(limit, tuple(m for m in members if m in space.principals))
        case Not(operand):
            return neg(_among(operand, space))
        case And(operands):
            return conj(*(_among(o, space) for o in operands))
        case Or(operands):
            return disj(*(_among(o, space) for o in operands))
        case Exceeds(factors, limit):
            return Exceeds(tuple((_among(f, space), weight) for f, weight in factors), limit)
        case _:
            assert_never(formula)
