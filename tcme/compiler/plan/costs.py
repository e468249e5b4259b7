"""What a node costs in MPC: rounds, and elements that each member sends to each other one.

Estimates after MPyC's protocols: a product is one resharing; a comparison of l bits needs l + 1 random bits,
one masked opening, a product over the bits and a zero test, 3 + ceil(log2(l + 1)) rounds [Toft].
"""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import IntV, VType
from tcme.compiler.ir.shape import size
from tcme.compiler.place.widths import node_bits, power_of_two, type_bits
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
SMALL = 16
"""Ranges of at most so many values go through a polynomial (see `backends.mpc.compare`)."""
TABLE = 512
"""Tables of at most so many values do (see `backends.mpc.evaluate`)."""


def comparison(bits: int) -> Cost:
    return Cost(3 + log(bits + 1), 2 * bits + 3)


def log(n: int) -> int:
    """ceil(log2(n)) for n >= 1."""
    return (max(n, 1) - 1).bit_length()


def bits(count: int) -> Cost:
    """The bits of a number: random bits, one masked opening, a carry tree [Schoenmakers, Tuyls 2006]."""
    return Cost(3 + log(count), count * (2 + log(count)) + 1)


def small(values: int) -> Cost:
    """A table over so many values as a polynomial."""
    return Cost(log(values - 1), values - 2) if values > 2 else FREE


def sign(values: int, count: int) -> Cost:
    """Sign or zero of one of so many values of `count` bits."""
    return small(values) if values <= SMALL else comparison(count)


def cost(
    op: ir.Op, args: Sequence[VType], ty: VType, public: Sequence[bool], *, bits_known: bool = False
) -> Cost:
    """One node whose arguments are `public` or shared; linear operations and public factors are free.
    `bits_known`: an earlier node has made the bits of its first argument."""
    if public and all(public):
        return FREE
    match op:
        case ir.Fold():
            return _region(op, public).repeated(op.steps)
        case ir.Lookup():
            return FREE if public[1] else _lookup(args, ty, public)
        case ir.Arith("div" | "mod") if power_of_two(*args) is not None:
            return FREE if bits_known else _bits(args[0]).times(size(ty))
        case ir.Arith("band" | "bor" | "bxor"):
            return _bitwise(args, public, bits_known=bits_known).times(size(ty))
        case _:
            return _element(op, args, node_bits(op, args, ty), public).times(size(ty))


def makes_bits(op: ir.Op, args: Sequence[VType]) -> bool:
    """The bits of the first argument and of the result are known afterwards."""
    match op:
        case ir.Arith("div" | "mod"):
            return power_of_two(*args) is not None
        case ir.Arith("band"):
            return True
        case _:
            return False


def touched(op: ir.Op, args: Sequence[VType], public: Sequence[bool]) -> int:
    """How many elements a secret index touches for each that it finds; 0 for other operations."""
    if not isinstance(op, ir.Lookup) or public[1]:
        return 0
    return args[0].shape[len(args[1].shape)]


def _lookup(args: Sequence[VType], ty: VType, public: Sequence[bool]) -> Cost:
    """A 0/1 for each value of each index, then a product for each element found."""
    count = touched(ir.Lookup(), args, public)
    units = small(count) if count <= TABLE else comparison(log(count) + 1).times(count)
    found = Cost(units.rounds, units.sent * size(args[1]))
    return found if public[0] else found.then(Cost(1, size(ty)))


def _bits(ty: VType) -> Cost:
    if not isinstance(ty, IntV) or ty.hi < 2:
        return FREE
    return small(ty.hi + 1) if ty.hi < SMALL else bits(ty.hi.bit_length())


def _bitwise(args: Sequence[VType], public: Sequence[bool], *, bits_known: bool) -> Cost:
    made = [FREE if known else _bits(ty) for ty, known in zip(args, public, strict=True)]
    found = FREE if bits_known else made[0]
    found = Cost(max(found.rounds, made[1].rounds), found.sent + made[1].sent)
    count = min(ty.hi.bit_length() if isinstance(ty, IntV) else 1 for ty in args)
    return found if any(public) else found.then(PRODUCT.times(count))


def _element(op: ir.Op, args: Sequence[VType], count: int, public: Sequence[bool]) -> Cost:
    match op:
        case ir.Arith("mul") | ir.Logic():
            return FREE if any(public) else PRODUCT
        case ir.Select():
            return FREE if public[0] or all(public[1:]) else PRODUCT
        case ir.Compare():
            return sign(_values(args), count)
        case ir.Abs() | ir.Arith("min" | "max"):
            return sign(_values(args), count).then(PRODUCT)
        case ir.Arith("div" | "mod"):
            return comparison(count).then(PRODUCT).repeated(type_bits(args[0]))
        case ir.Reduce(kind):
            return _reduction(kind, args[0].shape[-1], count)
        case ir.Recode(table):
            return small(len(table)) if len(table) <= TABLE else comparison(count).times(len(table))
        case _:
            return FREE


def _values(args: Sequence[VType]) -> int:
    """How many values the difference of the operands has, or the one operand."""
    return 1 + sum(ty.hi - ty.lo if isinstance(ty, IntV) else 1 for ty in args)


def _reduction(kind: ir.ReduceOp, n: int, count: int) -> Cost:
    match kind:
        case "sum":
            return FREE
        case "any" | "all":
            return sign(n + 1, count)
        case "min" | "max":
            each = comparison(count).then(PRODUCT)
            return Cost(each.rounds * log(n), each.sent * (n - 1))
        case _:
            each = comparison(count).then(PRODUCT).then(PRODUCT)
            return Cost(each.rounds * log(n), each.sent * (n - 1))


def _region(fold: ir.Fold, given: Sequence[bool]) -> Cost:
    """The longest chain through one step, and everything it sends; accumulators become secret."""
    region = fold.region
    types = [*region.parameters, *(node.ty for node in region.nodes)]
    public = [known and i >= fold.accumulators for i, known in enumerate(given)]
    depth = [0] * len(region.parameters)
    sent, known_bits = 0, set[int]()
    for node in region.nodes:
        args, reads = [types[a] for a in node.args], [public[a] for a in node.args]
        again = bool(node.args) and node.args[0] in known_bits
        found = cost(node.op, args, node.ty, reads, bits_known=again)
        if makes_bits(node.op, args):
            known_bits |= {node.args[0], node.id}
        public.append(all(reads))
        depth.append(max((depth[a] for a in node.args), default=0) + found.rounds)
        sent += found.sent
    return Cost(max((depth[r] for r in region.results), default=0), sent)


def tokens(site: ir.AskSite, count: int) -> int:
    """At most one token for each byte of prompt, arguments and longest answer, for `count` questions."""
    answer = max(len(v.encode()) for v in site.values)
    return count * (len(site.prompt.encode()) + sum(site.max_bytes) + answer)
