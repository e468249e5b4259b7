"""Nodes that no opening reaches are dropped, inputs and asks among them; regions lose what they do not
use."""

from dataclasses import replace

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph, Node
from tcme.compiler.ir.prune import live, pruned, renumber


def drop_dead(graph: Graph) -> Graph:
    """Declarations of inputs and sites stay, so that numbers keep their meaning."""
    nodes = _leaner(graph.nodes)
    roots = [leaf for o in graph.opens for leaf in o.leaves]
    kept, ids = renumber(0, nodes, live(0, nodes, roots), {})
    opens = tuple(replace(o, leaves=tuple(ids[i] for i in o.leaves)) for o in graph.opens)
    return replace(graph, nodes=kept, opens=opens)


def _leaner(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Folds of one region and of the same arguments keep one region together."""
    known: dict[tuple[int, tuple[int, ...]], tuple[ir.Region, tuple[int, ...]]] = {}
    found: list[Node] = []
    for node in nodes:
        if isinstance(node.op, ir.Fold):
            key = id(node.op.region), node.args
            if key not in known:
                known[key] = pruned(node.op.region, node.args, node.op.accumulators + node.op.elements)
            region, args = known[key]
            node = replace(node, op=replace(node.op, region=region), args=args)
        found.append(node)
    return tuple(found)
