"""What a node costs in MPC: rounds, and elements that each member sends to each other one.

Estimates after MPyC's protocols: a product is one resharing; a comparison of l bits needs l + 1 random bits,
one masked opening, a product over the bits and a zero test, 3 + ceil(log2(l + 1)) rounds [Toft].
"""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import VType
from tcme.compiler.ir.shape import size
from tcme.compiler.place.widths import node_bits, type_bits
from tcme.dsl.frozen import frozen


@frozen
class Cost:
    """`sent` counts field elements to each other member, over all elements of the node."""

    rounds: int
    sent: int

    def times(self, n: int) -> "Cost":
        """Beside each other: more elements, the same rounds."""
        return Cost(self.rounds, self.sent * n)

    def repeated(self, n: int) -> "Cost":
        """One after the other."""
        return Cost(self.rounds * n, self.sent * n)

    def then(self, other: "Cost") -> "Cost":
        return Cost(self.rounds + other.rounds, self.sent + other.sent)


FREE = Cost(0, 0)
PRODUCT = Cost(1, 1)


def comparison(bits: int) -> Cost:
    return Cost(3 + log(bits + 1), 2 * bits + 3)


def log(n: int) -> int:
    """ceil(log2(n)) for n >= 1."""
    return (max(n, 1) - 1).bit_length()


def cost(op: ir.Op, args: Sequence[VType], ty: VType, public: Sequence[bool]) -> Cost:
    """One node whose arguments are `public` or shared; linear operations and public factors are free."""
    if isinstance(op, ir.Fold):
        return _region(op.region).repeated(op.steps)
    return _element(op, args, node_bits(op, args, ty), public).times(size(ty))


def _element(op: ir.Op, args: Sequence[VType], bits: int, public: Sequence[bool]) -> Cost:
    match op:
        case ir.Arith("mul") | ir.Logic():
            return FREE if any(public) else PRODUCT
        case ir.Select():
            return FREE if public[0] or all(public[1:]) else PRODUCT
        case ir.Compare() | ir.Abs() | ir.Arith("min" | "max"):
            chosen = FREE if isinstance(op, ir.Compare) else PRODUCT
            return comparison(bits).then(chosen)
        case ir.Arith("div" | "mod"):
            return comparison(bits).then(PRODUCT).repeated(type_bits(args[0]))
        case ir.Reduce(kind):
            return _reduction(kind, args[0].shape[-1], bits)
        case ir.Recode(table):
            return comparison(bits).times(len(table)) if len(table) > 2 else FREE
        case ir.Lookup():
            n = args[0].shape[len(args[1].shape)]
            return comparison(bits).times(n).then(PRODUCT)
        case _:
            return FREE


def _reduction(kind: ir.ReduceOp, n: int, bits: int) -> Cost:
    match kind:
        case "sum":
            return FREE
        case "any" | "all":
            return comparison(bits)
        case "min" | "max":
            each = comparison(bits).then(PRODUCT)
            return Cost(each.rounds * log(n), each.sent * (n - 1))
        case _:
            each = comparison(bits).then(PRODUCT).then(PRODUCT)
            return Cost(each.rounds * log(n), each.sent * (n - 1))


def _region(region: ir.Region) -> Cost:
    """The longest chain through one step, and everything it sends."""
    types = [*region.parameters, *(node.ty for node in region.nodes)]
    public = [False] * len(region.parameters)
    depth = [0] * len(region.parameters)
    sent = 0
    for node in region.nodes:
        args = [types[a] for a in node.args]
        found = cost(node.op, args, node.ty, [public[a] for a in node.args])
        public.append(all(public[a] for a in node.args))
        depth.append(max((depth[a] for a in node.args), default=0) + found.rounds)
        sent += found.sent
    return Cost(max((depth[r] for r in region.results), default=0), sent)


def tokens(site: ir.AskSite, count: int) -> int:
    """At most one token for each byte of prompt, arguments and longest answer, for `count` questions."""
    answer = max(len(v.encode()) for v in site.values)
    return count * (len(site.prompt.encode()) + sum(site.max_bytes) + answer)
