"""What every graph must satisfy: invariants by name, each giving a sentence for each break."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.infer import IllTyped, covers, infer
from tcme.compiler.ir.layout import constant, leaves
from tcme.compiler.ir.nodes import BoolV, Graph, IntV, Node, TextV, VType

Invariant: TypeAlias = Callable[[Graph], Iterator[str]]


class InvalidGraph(ValueError):
    """A graph that breaks an invariant."""


def ids_in_order(graph: Graph) -> Iterator[str]:
    for position, node in enumerate(graph.nodes):
        if node.id != position:
            yield f"node {node.id} stands at position {position}"


def args_are_smaller(graph: Graph) -> Iterator[str]:
    for node in graph.nodes:
        if any(not 0 <= a < node.id for a in node.args):
            yield f"node {node.id} reads a node that is not before it"


def types_are_ranges(graph: Graph) -> Iterator[str]:
    for node in graph.nodes:
        if not _well_formed(node.ty):
            yield f"node {node.id} has an empty range or a negative size"


def _well_formed(ty: VType) -> bool:
    match ty:
        case IntV(lo, hi, shape):
            return lo <= hi and all(n >= 0 for n in shape)
        case TextV(lo, hi, shape):
            return 0 <= lo <= hi and all(n >= 0 for n in shape)
        case BoolV(shape):
            return all(n >= 0 for n in shape)


def types_hold(graph: Graph) -> Iterator[str]:
    """Each node's shape is what its operation gives, and its range at least what its arguments' allow."""
    types = [node.ty for node in graph.nodes]
    for node in graph.nodes:
        yield from _type_holds(node, [types[a] for a in node.args], graph)


def _type_holds(node: Node, args: Sequence[VType], graph: Graph) -> Iterator[str]:
    try:
        inferred = _declared(node.op, args, graph) or infer(node.op, args, node.ty.shape)
    except IllTyped as wrong:
        yield f"node {node.id} {wrong}"
        return
    if isinstance(node.ty, BoolV) and isinstance(node.op, ir.Const):
        inferred = BoolV(inferred.shape) if set(node.op.values) <= {0, 1} else inferred
    if not covers(node.ty, inferred):
        yield f"node {node.id} claims less than its operation gives"
    if isinstance(node.op, ir.Fold):
        yield from _region_holds(node.id, node.op.region, node.op.accumulators)


def _declared(op: ir.Op, args: Sequence[VType], graph: Graph) -> VType | None:
    """The type that declarations give to an input's leaf or to a model's answer."""
    match op:
        case ir.Input(name, path):
            declared = next((i for i in graph.inputs if i.name == name), None)
            found = [] if declared is None else [x for x in leaves(declared.ty) if x.path == path]
            if len(found) != 1 or args:
                raise IllTyped("reads no leaf of a declared input")
            return found[0].vtype
        case ir.Ask(site):
            return _answer(site, args, graph)
        case ir.Claim(site) if not 0 <= site < len(graph.claims):
            raise IllTyped("claims what is not declared")
        case _:
            return None


def _answer(site: int, args: Sequence[VType], graph: Graph) -> VType:
    if not 0 <= site < len(graph.asks):
        raise IllTyped("asks at no declared site")
    ask = graph.asks[site]
    if len(args) != len(ask.max_bytes):
        raise IllTyped("asks with another number of arguments")
    for arg, bound in zip(args, ask.max_bytes, strict=True):
        if not isinstance(arg, TextV) or arg.max_bytes > bound or arg.shape != args[0].shape:
            raise IllTyped("asks about what is no text of the declared size")
    count = len(ask.values) + (ask.abstain is not None)
    return IntV(0, count - 1, args[0].shape if args else ())


def _region_holds(owner: int, region: ir.Region, accumulators: int) -> Iterator[str]:
    """A region is pure computation: numbered on from its parameters, without inputs, asks, endorsements and
    claims."""
    first = len(region.parameters)
    types = list(region.parameters)
    for position, node in enumerate(region.nodes):
        if node.id != first + position or any(not 0 <= a < node.id for a in node.args):
            yield f"the region of node {owner} is out of order"
            return
        if isinstance(node.op, ir.Input | ir.Ask | ir.Endorse | ir.Claim):
            yield f"the region of node {owner} is not pure"
            return
        types.append(node.ty)
        yield from _type_holds(node, [types[a] for a in node.args], Graph((), (), (), ()))
    for parameter, result in zip(region.parameters[:accumulators], region.results, strict=False):
        if not 0 <= result < len(types) or not covers(parameter, types[result]):
            yield f"the region of node {owner} gives more than its accumulator holds"


def opens_fit(graph: Graph) -> Iterator[str]:
    """An opening has the leaves of its type, in order; one that can have one value only is a constant."""
    for opened in graph.opens:
        declared = leaves(opened.ty)
        if len(declared) != len(opened.leaves) or any(not 0 <= i < len(graph.nodes) for i in opened.leaves):
            yield f"`{opened.field}` opens other leaves than its type has"
            continue
        for leaf, ident in zip(declared, opened.leaves, strict=True):
            node = graph.nodes[ident]
            if isinstance(node.ty, TextV) or not covers(leaf.vtype, node.ty):
                yield f"`{opened.field}` opens more than its type holds"
            if constant(leaf.vtype) and not _written(graph, node):
                yield f"`{opened.field}` opens what can have one value only"


def _written(graph: Graph, node: Node) -> bool:
    """A constant, or one that is repeated."""
    while isinstance(node.op, ir.Repeat):
        node = graph.nodes[node.args[0]]
    return isinstance(node.op, ir.Const)


def names_are_unique(graph: Graph) -> Iterator[str]:
    for what, names in (
        ("input", [i.name for i in graph.inputs]),
        ("field", [o.field for o in graph.opens]),
    ):
        if len(set(names)) != len(names):
            yield f"an {what} is declared twice" if what == "input" else f"a {what} is declared twice"


INVARIANTS: tuple[Invariant, ...] = (
    ids_in_order,
    args_are_smaller,
    types_are_ranges,
    names_are_unique,
    types_hold,
    opens_fit,
)


def violations(graph: Graph) -> Iterator[str]:
    """Every break of the first invariant that does not hold; later ones rely on earlier ones."""
    for invariant in INVARIANTS:
        broken = tuple(invariant(graph))
        if broken:
            yield from broken
            return


def validate(graph: Graph) -> None:
    """Nothing, or `InvalidGraph` with all that is wrong."""
    broken = tuple(violations(graph))
    if broken:
        raise InvalidGraph("; ".join(broken))
