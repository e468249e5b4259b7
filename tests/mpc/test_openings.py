"""The masked openings that rule `open` counts are those that a real run makes, in listed primitives only."""

import random
from collections.abc import Iterator

import pytest
from circuits import Case, cases
from members import Circuit, Members, protocol
from test_operations import joined

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import IntV
from tcme.compiler.place.masking import COMPARISON, DECOMPOSITION, masked_openings

MASKED = {"sgn", "np_sgn", "np_to_bits"}
"""These open a value under a mask, which leaves a statistical error."""
ZERO_TESTS = {"is_zero_public", "np_is_zero_public"}
"""These open the product with a random number: counted too, though all but a zero is uniform."""
UNIFORM = {"random_bits", "np_random_bits", "_is_zero", "_np_is_zero"}
"""Squares of random numbers, and residues under uniform masks: no error."""
DECLARED = {"open"}


@pytest.fixture(scope="module")
def members() -> Iterator[Members]:
    with Members(protocol(3)) as running:
        yield running


def opened(members: Members, case: Case) -> int:
    """What members open under masks and in zero tests; all of them the same."""
    alone = joined([case], len(members.pipes))
    reports = members.run(Circuit(alone.nodes, alone.inputs, alone.results, alone.receivers, True))
    assert all(isinstance(report, dict) for report in reports), reports
    assert all(report == reports[0] for report in reports)
    assert set(reports[0]) <= MASKED | ZERO_TESTS | UNIFORM | DECLARED, reports[0]
    return sum(count for name, count in reports[0].items() if name in MASKED | ZERO_TESTS)


def counted(case: Case) -> int:
    return masked_openings(case.op, case.types, case.ty, case.public)


def test_no_operation_opens_more_than_is_counted(members: Members) -> None:
    total = 0
    for case in cases(random.Random(11)):
        found = opened(members, case)
        assert found <= counted(case), case
        total += found
    assert total > 100, "the counter sees what is opened"


WIDE = IntV(0, 1 << 20, (3,))
ROWS = ((5, 1 << 20, 0), (7, 0, 0))


@pytest.mark.parametrize(
    ("op", "each"),
    [
        (ir.Compare("lt"), COMPARISON),
        (ir.Compare("le"), COMPARISON),
        (ir.Arith("min"), COMPARISON),
        (ir.Arith("max"), COMPARISON),
        (ir.Arith("band"), 2 * DECOMPOSITION),
        (ir.Arith("bor"), 2 * DECOMPOSITION),
        (ir.Arith("bxor"), 2 * DECOMPOSITION),
    ],
)
def test_of_wide_numbers_exactly_as_many(members: Members, op: ir.Op, each: int) -> None:
    case = Case(op, (WIDE, WIDE), ROWS, (False, False), (3,))
    assert opened(members, case) == counted(case) == 3 * each
