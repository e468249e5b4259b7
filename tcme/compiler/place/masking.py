"""How many values are opened under a mask inside the protocols: an upper bound for each operation.

The error that masks leave adds up over these, so the bound must hold for the back end's protocols.  Products,
sums and everything that moves elements open nothing.  A comparison of MPyC opens one masked value and one
product for its zero test [Toft]; an equality opens one masked value, or as many residues as the mask has
bits, which hide perfectly.
"""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import VType
from tcme.compiler.ir.shape import size
from tcme.compiler.place.widths import power_of_two, type_bits

COMPARISON = 2
"""Masked openings of one comparison or equality."""
DECOMPOSITION = 1
"""Masked openings of the bits of one number (see `backends.mpc.bits`)."""


def masked_openings(op: ir.Op, args: Sequence[VType], ty: VType, public: Sequence[bool] = ()) -> int:
    """For all elements of a node; `public` says which arguments everybody knows (none when empty)."""
    known = tuple(public) or (False,) * len(args)
    if known and all(known):
        return 0
    if isinstance(op, ir.Fold):
        return op.steps * _region(op, known)
    return size(ty) * per_element(op, args, known)


def per_element(op: ir.Op, args: Sequence[VType], public: Sequence[bool]) -> int:
    """For one element of the result."""
    match op:
        case ir.Compare() | ir.Abs() | ir.Arith("min" | "max"):
            return COMPARISON
        case ir.Arith("band" | "bor" | "bxor"):
            return 2 * DECOMPOSITION
        case ir.Arith("div" | "mod") if power_of_two(*args) is not None:
            return DECOMPOSITION
        case ir.Arith("div" | "mod"):
            # one comparison for each bit of the quotient, and the signs
            return COMPARISON * (type_bits(args[0]) + 2)
        case ir.Reduce("min" | "max" | "argmin" | "argmax"):
            return 2 * COMPARISON * args[0].shape[-1]
        case ir.Reduce("any" | "all"):
            return COMPARISON
        case ir.Recode(table):
            return COMPARISON * len(table)
        case ir.Lookup():
            return 0 if public[1] else COMPARISON * args[0].shape[len(args[1].shape)]
        case _:
            return 0


def _region(fold: ir.Fold, given: Sequence[bool]) -> int:
    """For one step; accumulators become secret."""
    region, total = fold.region, 0
    types = [*region.parameters, *(node.ty for node in region.nodes)]
    public = [known and i >= fold.accumulators for i, known in enumerate(given)]
    for node in region.nodes:
        reads = [public[a] for a in node.args]
        total += masked_openings(node.op, [types[a] for a in node.args], node.ty, reads)
        public.append(all(reads))
    return total
