"""Leaving out what nothing reads."""

from collections.abc import Mapping, Sequence

from tcme.compiler.ir.nodes import Node, Region


def live(first: int, nodes: Sequence[Node], roots: Sequence[int]) -> set[int]:
    """Ids that the roots reach; nodes number from `first`."""
    seen = set(roots)
    for node in reversed(nodes):
        if node.id in seen:
            seen.update(node.args)
    return seen


def renumber(
    first: int, nodes: Sequence[Node], keep: set[int], moved: Mapping[int, int]
) -> tuple[tuple[Node, ...], dict[int, int]]:
    """The kept nodes numbered from `first`; `moved` says where smaller ids (parameters) went."""
    ids = dict(moved)
    kept: list[Node] = []
    for node in nodes:
        if node.id in keep:
            ids[node.id] = first + len(kept)
            args = tuple(ids[a] for a in node.args)
            kept.append(Node(ids[node.id], node.op, args, node.ty, node.span, node.pin))
    return tuple(kept), ids


def pruned(region: Region, args: Sequence[int], fixed: int) -> tuple[Region, tuple[int, ...]]:
    """The region without dead nodes and without captured parameters that nothing reads (those from `fixed`
    on)."""
    count = len(region.parameters)
    keep = live(count, region.nodes, region.results)
    kept = [i for i in range(count) if i < fixed or i in keep]
    moved = {old: new for new, old in enumerate(kept)}
    nodes, ids = renumber(len(kept), region.nodes, keep, moved)
    results = tuple(ids[r] for r in region.results)
    parameters = tuple(region.parameters[i] for i in kept)
    return Region(parameters, nodes, results), tuple(args[i] for i in kept)
