"""Rebuilding a graph node by node, regions included: what every pass but `drop_dead` is made of."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.build import Builder
from tcme.compiler.ir.nodes import Graph, IntV, Node, Region, TextV, VType

Rule: TypeAlias = Callable[[Builder, Node], "int | None"]
"""Given the nodes so far and a node whose arguments are already new ids, the id that stands for it; None to
keep it."""


def rewrite(graph: Graph, new_rule: Callable[[], Rule]) -> Graph:
    """The graph with each node replaced by what the rule says; `new_rule` makes one for each list of
    nodes, so that a rule may remember what it has seen."""
    builder = Builder()
    ids = _rebuild(builder, graph.nodes, new_rule)
    opens = tuple(replace(o, leaves=tuple(ids[i] for i in o.leaves)) for o in graph.opens)
    return replace(graph, nodes=tuple(builder.nodes), opens=opens)


def _rebuild(builder: Builder, nodes: Sequence[Node], new_rule: Callable[[], Rule]) -> list[int]:
    """New ids by old id; parameters keep theirs."""
    rule = new_rule()
    ids = list(range(len(builder.parameters)))
    types: list[VType] = list(builder.parameters)
    # By identity: folds that share a region share the object, and to compare regions means to read them.
    regions: dict[int, Region] = {}
    for node in nodes:
        op = node.op
        args = tuple([ids[a] for a in node.args])
        if isinstance(op, ir.Fold):
            if id(op.region) not in regions:
                regions[id(op.region)] = _region(op.region, new_rule)
            op = replace(op, region=regions[id(op.region)])
        elif isinstance(op, ir.Recode):
            op = trimmed(op, types[node.args[0]], builder.type_of(args[0]))
        moved = Node(node.id, op, args, node.ty, node.span, node.pin)
        builder.pin = node.pin
        found = rule(builder, moved)
        if found is None or _other_text(builder.type_of(found), node.ty):
            found = keep(builder, moved)
        ids.append(found)
        types.append(node.ty)
    return ids


def _other_text(new: VType, old: VType) -> bool:
    """A text of other lengths cannot stand for a text: an `Encode` is as wide as they say."""
    return isinstance(old, TextV) and new != old


def _region(region: Region, new_rule: Callable[[], Rule]) -> Region:
    builder = Builder(region.parameters)
    ids = _rebuild(builder, region.nodes, new_rule)
    return Region(region.parameters, tuple(builder.nodes), tuple(ids[r] for r in region.results))


def trimmed(op: ir.Recode, old: VType, new: VType) -> ir.Recode:
    """A table counts from the least value of its argument, whose range may have become narrower."""
    assert isinstance(old, IntV) and isinstance(new, IntV) and old.lo <= new.lo and new.hi <= old.hi
    return ir.Recode(op.table[new.lo - old.lo : new.hi - old.lo + 1])


def keep(builder: Builder, node: Node) -> int:
    """The node again, with the range that its arguments now give."""
    match node.op:
        case ir.Input() | ir.Ask() | ir.Widen():
            return builder.append(node.op, node.args, node.ty, node.span)
        case ir.Const(values):
            return builder.const(values, node.ty, node.span)
        case _:
            return builder.emit(node.op, node.args, node.span, shape=node.ty.shape)
