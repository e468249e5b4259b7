"""How many masked values each operation opens, by hand."""

from collections.abc import Sequence

import pytest

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import BoolV, IntV, VType
from tcme.compiler.place.masking import masked_openings
from tcme.compiler.place.protocol import protocol
from tcme.dsl.source import NOWHERE
from tests.flow.programs import World

ONE, FIVE, BIT = IntV(0, 9), IntV(0, 9, (5,)), BoolV()


@pytest.mark.parametrize(
    ("op", "args", "ty", "openings"),
    [
        (ir.Compare("lt"), (ONE, ONE), BIT, 2),
        (ir.Compare("eq"), (FIVE, FIVE), BoolV((5,)), 10),
        (ir.Arith("min"), (ONE, ONE), ONE, 2),
        (ir.Arith("band"), (ONE, ONE), ONE, 2),
        (ir.Arith("div"), (ONE, IntV(4, 4)), ONE, 1),
        (ir.Arith("div"), (ONE, IntV(3, 3)), ONE, 2 * (5 + 2)),
        (ir.Arith("add"), (ONE, ONE), ONE, 0),
        (ir.Reduce("max"), (FIVE,), ONE, 4 * 5),
        (ir.Reduce("sum"), (FIVE,), ONE, 0),
        (ir.Reduce("any"), (BoolV((5,)),), BIT, 2),
        (ir.Recode((1, 2, 3)), (IntV(0, 2),), ONE, 2 * 3),
        (ir.Lookup(), (FIVE, IntV(0, 4)), ONE, 2 * 5),
        (ir.Select(), (BIT, ONE, ONE), ONE, 0),
    ],
)
def test_for_all_elements(op: ir.Op, args: Sequence[VType], ty: VType, openings: int) -> None:
    assert masked_openings(op, args, ty) == openings
    assert masked_openings(op, args, ty, (True,) * len(args)) == 0


def test_one_argument_that_everybody_knows_is_not_enough() -> None:
    assert masked_openings(ir.Compare("lt"), (ONE, ONE), BIT, (True, False)) == 2
    assert masked_openings(ir.Lookup(), (FIVE, IntV(0, 4)), ONE, (False, True)) == 0
    assert masked_openings(ir.Lookup(), (FIVE, IntV(0, 4)), ONE, (True, False)) == 10


@pytest.mark.parametrize(("public", "openings"), [((False, False), 8), ((True, False), 8), ((True, True), 0)])
def test_a_loop_keeps_secret_what_it_computed(public: tuple[bool, bool], openings: int) -> None:
    """Four steps, each of which compares what was kept with itself."""
    step = ir.Node(2, ir.Compare("lt"), (0, 0), BIT, NOWHERE)
    fold = ir.Fold(ir.Region((ONE, ONE), (step,), (2,)), 1, 1, 0, 4, 0, False)
    assert masked_openings(fold, (ONE, IntV(0, 9, (4,))), BIT, public) == openings


def test_every_operation_counts_for_the_width() -> None:
    """A comparison of two digits, and their product."""
    made = World(party="alice bob carol")
    a, b = made.input("a", "alice"), made.input("b", "bob")
    made.less(a, b)
    made.node(ir.Arith("mul"), (a, b), IntV(0, 10_000), ir.Mpc())
    program, placed = made.done()
    assert protocol(program, placed.graph, placed.places).bits == (10_000).bit_length() + 1
