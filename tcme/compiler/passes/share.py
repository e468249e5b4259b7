"""Equal nodes become one, where the program demands the same place of them.

An endorsement is a statement about one place of the program: it is never merged, neither with another one nor
with the value before it.  Two equal questions to one model have one answer, so they are one.
"""

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.nodes import Graph, Node, VType
from tcme.compiler.passes.rewrite import Rule, keep, rewrite


def share(graph: Graph) -> Graph:
    return rewrite(graph, _rule)


def _rule() -> Rule:
    seen: dict[tuple[ir.Op, tuple[int, ...], VType, str | None], int] = {}

    def merged(builder: Builder, node: Node) -> int | None:
        if isinstance(node.op, ir.Endorse):
            return None
        key = (node.op, node.args, node.ty, node.pin)
        if key not in seen:
            seen[key] = keep(builder, node)
        return seen[key]

    return merged
