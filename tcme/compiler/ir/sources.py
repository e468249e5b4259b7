"""Which inputs each node depends on."""

from collections.abc import Sequence

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph, Node


def sources(graph: Graph) -> tuple[frozenset[str], ...]:
    """For each node the names of the inputs it is computed from."""
    found: list[frozenset[str]] = []
    for node in graph.nodes:
        own = frozenset({node.op.name}) if isinstance(node.op, ir.Input) else frozenset[str]()
        found.append(own.union(*(found[a] for a in node.args)))
    return tuple(found)


def users(nodes: Sequence[Node]) -> tuple[tuple[int, ...], ...]:
    """For each node of a graph the nodes that read it."""
    found: list[list[int]] = [[] for _ in nodes]
    for node in nodes:
        for arg in dict.fromkeys(node.args):
            found[arg].append(node.id)
    return tuple(map(tuple, found))
