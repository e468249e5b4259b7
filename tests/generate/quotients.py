"""Conditions on a quotient by what another condition settles: where a proof by cases takes multiples out."""

from collections.abc import Sequence
from functools import partial, reduce

from tcme.dsl import syntax as s
from tcme.dsl.ty import BoolTy, IntTy
from tests.generate import trees as t
from tests.generate.world import Typed, World


def quotient(w: World, numbers: Sequence[Typed]) -> Typed:
    """Whether a quotient of some of the numbers compares in some way, and a number in its divisor too."""
    pick, number = w.choices.pick, w.choices.number
    over = pick(numbers)
    under = pick([n for n in numbers if n.inputs != over.inputs] or numbers)
    assert isinstance(under.ty, IntTy)
    product = t.paren(t.binary("*", over.node, under.node))
    words = (over.node, product, under.node, t.number(1))
    parts = [t.binary("*", t.number(number(1, 8)), pick(words)) for _ in range(number(1, 3))]
    above = reduce(partial(t.binary, "+"), parts)
    least = t.call("max", under.node, t.number(number(1, 2)))
    settled = t.binary(">=", under.node, t.number(under.ty.hi))
    chosen = t.when(settled, t.block(t.number(number(2, 8))), t.block(t.number(number(2, 8))))
    below = pick((least, least, t.number(number(2, 8)), t.paren(chosen)))
    found = t.binary(pick(("/", "/", "%")), t.paren(above), below)
    ways: tuple[s.BinaryOp, ...] = (">=", ">=", "<", "==")
    compared = t.binary(pick(ways), t.paren(found), t.number(number(-2, 11)))
    return Typed(t.binary("and", compared, settled), BoolTy(), over.inputs | under.inputs)
