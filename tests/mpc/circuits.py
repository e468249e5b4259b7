"""Random small circuits: one operation on secret inputs, with the cleartext meaning beside it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.constants import constant
from tcme.compiler.ir.infer import infer
from tcme.compiler.ir.nodes import BoolV, IntV, Node, Op, Shape, VType
from tcme.dsl.source import NOWHERE

Row = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """An operation, its arguments' types and values, which of them are public, and the result's shape."""

    op: Op
    types: tuple[VType, ...]
    values: tuple[Row, ...]
    public: tuple[bool, ...]
    shape: Shape

    @property
    def ty(self) -> VType:
        inferred = infer(self.op, self.types, self.shape)
        return (
            BoolV(self.shape)
            if isinstance(self.types[0], BoolV) and not isinstance(self.op, ir.ToInt | ir.Reduce)
            else inferred
        )

    @property
    def meaning(self) -> list[int]:
        if isinstance(self.op, ir.Endorse | ir.Claim):
            return list(self.values[0])
        found = constant(self.op, self.values, self.types, self.ty)
        assert found is not None
        return [int(v) for v in found]


def node(ident: int, op: Op, args: Sequence[int], ty: VType) -> Node:
    return Node(ident, op, tuple(args), ty, NOWHERE)


def elements(ty: VType, chance: random.Random) -> Row:
    lo, hi = (ty.lo, ty.hi) if isinstance(ty, IntV) else (0, 1)
    count = prod(ty.shape)
    near = [v for v in (lo, lo + 1, hi, hi - 1, 0, 1, -1) if lo <= v <= hi]
    return tuple(
        chance.choice(near) if chance.random() < 0.4 else chance.randint(lo, hi) for _ in range(count)
    )


def _range(chance: random.Random, *, sign: int = 0) -> tuple[int, int]:
    span = chance.choice((2, 3, 9, 17, 200, 5000, 2**16))
    if sign:
        start = chance.choice((1, 2, 7))
        return (start, start + span) if sign > 0 else (-start - span, -start)
    start = chance.choice((-span, -span // 2, -1, 0, 0, 5, -span - 9))
    return start, start + span


def cases(chance: random.Random) -> Iterator[Case]:
    """One case for each operation and variant."""
    for kind in ("add", "sub", "mul", "min", "max", "div", "mod"):
        for public in ((False, False), (False, True), (True, False)):
            yield _arith(kind, public, chance)
    for kind in ("band", "bor", "bxor"):
        for public in ((False, False), (False, True), (True, False)):
            yield _elementwise(ir.Arith(kind), [_bits(chance), _bits(chance)], public, chance)
    for kind in ("div", "mod"):
        for power in (1, 2, 16, 256):
            divisor = lambda shape, power=power: IntV(power, power, shape)  # noqa: E731
            yield _elementwise(ir.Arith(kind), [_bits(chance), divisor], (False, True), chance)
    for kind in ("lt", "le", "eq", "ne"):
        for public in ((False, False), (False, True), (True, False)):
            yield _elementwise(ir.Compare(kind), [_int(chance), _int(chance)], public, chance)
    for kind in ("and", "or", "xor"):
        yield _elementwise(ir.Logic(kind), [BoolV, BoolV], (False, chance.random() < 0.5), chance)
    yield _elementwise(ir.Compare("eq"), [BoolV, BoolV], (False, False), chance)
    for op in (ir.Neg(), ir.Abs(), ir.Widen(), ir.Endorse(0, "said"), ir.Claim(0)):
        yield _elementwise(op, [_int(chance)], (False,), chance)
    yield _elementwise(ir.Not(), [BoolV], (False,), chance)
    yield _elementwise(ir.ToInt(), [BoolV], (False,), chance)
    for public in ((False,) * 3, (False, True, True), (True, False, False), (False, True, False)):
        yield _elementwise(ir.Select(), [BoolV, _int(chance), _int(chance)], public, chance)
    yield from _recodes(chance)
    yield from _reductions(chance)
    yield from _arrangements(chance)
    yield from _lookups(chance)


def _int(chance: random.Random):
    lo, hi = _range(chance)
    return lambda shape: IntV(lo, hi, shape)


def _bits(chance: random.Random):
    """Numbers that are not negative, also those that go through a polynomial."""
    lo, hi = chance.choice(((0, 1), (0, 7), (3, 14), (0, 100), (1, 4000), (0, 2**16)))
    return lambda shape: IntV(lo, hi, shape)


def _arith(kind: str, public: tuple[bool, bool], chance: random.Random) -> Case:
    right = _range(chance, sign=chance.choice((1, -1))) if kind in ("div", "mod") else _range(chance)
    return _elementwise(ir.Arith(kind), [_int(chance), lambda shape: IntV(*right, shape)], public, chance)


def _elementwise(op: Op, makers, public: tuple[bool, ...], chance: random.Random) -> Case:
    shape = chance.choice(((), (1,), (3,), (2, 2)))
    types = tuple(make(shape) for make in makers)
    return Case(op, types, tuple(elements(t, chance) for t in types), public, shape)


def _one(op: Op, ty: VType, shape: Shape, chance: random.Random) -> Case:
    return Case(op, (ty,), (elements(ty, chance),), (False,), shape)


def _recodes(chance: random.Random) -> Iterator[Case]:
    for count in (1, 2, 5, 40):
        table = tuple(chance.randint(-50, 50) for _ in range(count))
        shape = chance.choice(((), (3,)))
        yield _one(ir.Recode(table), IntV(-3, count - 4, shape), shape, chance)


def _reductions(chance: random.Random) -> Iterator[Case]:
    for n in (1, 2, 5, 18):
        lead = chance.choice(((), (2,)))
        for kind in ("sum", "min", "max", "argmin", "argmax"):
            yield _one(ir.Reduce(kind), IntV(*_range(chance), (*lead, n)), lead, chance)
        for kind in ("any", "all"):
            yield _one(ir.Reduce(kind), BoolV((*lead, n)), lead, chance)
    for kind in ("argmin", "argmax"):
        yield _one(ir.Reduce(kind), IntV(0, 2, (11,)), (), chance)


def _arrangements(chance: random.Random) -> Iterator[Case]:
    grid = IntV(0, 99, (2, 3))
    yield _one(ir.Repeat(1), grid, (2, 4, 3), chance)
    yield _one(ir.Repeat(0), IntV(0, 9), (3,), chance)
    yield _one(ir.Take(1, (2, 0), False), grid, (2, 2), chance)
    yield _one(ir.Take(0, (1,), True), grid, (3,), chance)
    yield _one(ir.Gather((5, 0, 0, 3)), grid, (4,), chance)
    values = tuple(elements(grid, chance) for _ in range(3))
    yield Case(ir.Stack(1), (grid,) * 3, values, (False, True, False), (2, 3, 3))


def _lookups(chance: random.Random) -> Iterator[Case]:
    for public in ((False, False), (True, False), (False, True)):
        for array, index in (((7,), ()), ((2, 5), (2,)), ((4, 3), ())):
            types = (IntV(-9, 99, array), IntV(1, array[len(index)] - 1, index))
            values = tuple(elements(t, chance) for t in types)
            shape = (*index, *array[len(index) + 1 :])
            yield Case(ir.Lookup(), types, values, public, shape)
