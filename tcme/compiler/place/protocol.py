"""Parameters of the MPC part: members, threshold, widths, masks, field."""

from collections.abc import Sequence
from math import comb

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph, Protocol, VType, Where
from tcme.compiler.place.masking import masked_openings
from tcme.compiler.place.primes import next_blum_prime
from tcme.compiler.place.widths import node_bits

STATISTICAL = 40
"""All masked openings of a run together are within 2^-40 of uniform."""
MOST_FIELD_BITS = 512

__all__ = ["MOST_FIELD_BITS", "STATISTICAL", "members", "node_bits", "protocol", "security", "threshold"]


def members(core: CoreProgram) -> tuple[str, ...]:
    """Who holds shares: all parties and helpers, in declared order."""
    return core.named("party", "helper")


def threshold(core: CoreProgram) -> int:
    """How many members may be corrupt: the most with an honest majority."""
    return (len(members(core)) - 1) // 2


def protocol(core: CoreProgram, graph: Graph, places: Sequence[Where]) -> Protocol:
    """The parameters that the placed nodes need, all functions of the graph."""
    types = [node.ty for node in graph.nodes]
    inside = [node for node in graph.nodes if isinstance(places[node.id], ir.Mpc)]
    operands: list[tuple[ir.Op, list[VType], VType]] = [
        (node.op, [types[a] for a in node.args], node.ty) for node in inside
    ]
    bits = max(node_bits(*each) for each in operands)
    known = [[isinstance(places[a], ir.Public) for a in node.args] for node in inside]
    masked = sum(masked_openings(*each, public) for each, public in zip(operands, known, strict=True))
    people, t = members(core), threshold(core)
    k = security(masked, len(people), t)
    return Protocol(people, t, next_blum_prime(bits + k + 2), bits, k, masked)


def security(masked: int, m: int, t: int) -> int:
    """Bits of mask over the value, so that the statistical distances of all masked openings add up to at most
    2^-40.

    A mask is the sum of one piece for each set of m-t members (PRSS), each of 2^k / C(m,t) rounded down to
    a power of two, and one honest piece alone must hide; the value, the low mask and the carry span less
    than two units."""
    pieces = (comb(m, t) - 1).bit_length()
    return STATISTICAL + (max(masked, 1) - 1).bit_length() + 1 + pieces
