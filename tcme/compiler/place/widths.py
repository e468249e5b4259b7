"""How many bits, with sign, the values of a node need inside MPC, and those that its protocol compares."""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import IntV, VType


def signed_bits(lo: int, hi: int) -> int:
    """The least l with -2^(l-1) <= lo and hi < 2^(l-1)."""
    return max(hi.bit_length() if hi >= 0 else 0, (-lo - 1).bit_length() if lo < 0 else 0) + 1


def power_of_two(dividend: VType, divisor: VType) -> int | None:
    """The k of a division by 2^k of what is not negative: bits do it."""
    match dividend, divisor:
        case IntV(lo, _, _), IntV(power, same, _) if lo >= 0 and 0 < power == same and not power & power - 1:
            return power.bit_length() - 1
        case _:
            return None


def type_bits(ty: VType) -> int:
    return signed_bits(ty.lo, ty.hi) if isinstance(ty, IntV) else signed_bits(0, 1)


def node_bits(op: ir.Op, args: Sequence[VType], ty: VType) -> int:
    """Enough for the result, the operands, and every difference that is compared on the way."""
    return max([type_bits(ty), *map(type_bits, args), _between(op, args, ty)])


def _between(op: ir.Op, args: Sequence[VType], ty: VType) -> int:
    """Widths inside an operation's protocol."""
    match op:
        case ir.Compare() | ir.Arith("min" | "max"):
            return _difference(args)
        case ir.Arith("div" | "mod"):
            # the remainder is compared with shifted divisors, both at most twice the larger operand
            return max(map(type_bits, args)) + 2
        case ir.Reduce("min" | "max" | "argmin" | "argmax"):
            return _difference((args[0], args[0]))
        case ir.Reduce("any" | "all"):
            return signed_bits(-args[0].shape[-1], args[0].shape[-1])
        case ir.Recode():
            return _difference((args[0], args[0]))
        case ir.Lookup():
            n = args[0].shape[len(args[1].shape)]
            return signed_bits(-n, n)
        case ir.Fold(region):
            return _region(region)
        case _:
            return type_bits(ty)


def _difference(args: Sequence[VType]) -> int:
    match tuple(args):
        case IntV(a, b, _), IntV(c, d, _):
            return signed_bits(min(a - d, c - b), max(b - c, d - a))
        case _:
            return signed_bits(-1, 1)


def _region(region: ir.Region) -> int:
    types = [*region.parameters, *(node.ty for node in region.nodes)]
    inside = [node_bits(n.op, [types[a] for a in n.args], n.ty) for n in region.nodes]
    return max([*map(type_bits, types), *inside])
