"""Nodes that no opening reaches are dropped, inputs and asks among them; regions lose what they do not
use."""

from dataclasses import replace

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph, Node
from tcme.compiler.ir.prune import live, pruned, renumber


def drop_dead(graph: Graph) -> Graph:
    """Declarations of inputs and sites stay, so that numbers keep their meaning."""
    nodes = tuple(_leaner(node) for node in graph.nodes)
    roots = [leaf for o in graph.opens for leaf in o.leaves]
    kept, ids = renumber(0, nodes, live(0, nodes, roots), {})
    opens = tuple(replace(o, leaves=tuple(ids[i] for i in o.leaves)) for o in graph.opens)
    return replace(graph, nodes=kept, opens=opens)


def _leaner(node: Node) -> Node:
    if not isinstance(node.op, ir.Fold):
        return node
    region, args = pruned(node.op.region, node.args, node.op.accumulators + node.op.elements)
    return replace(node, op=replace(node.op, region=region), args=args)
