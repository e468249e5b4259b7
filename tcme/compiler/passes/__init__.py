"""Passes over the IR: each takes a valid graph to a valid graph of the same meaning, and only removes
dependencies.

Constants are folded by each pass that rebuilds the graph, since a builder computes what is known."""

from collections.abc import Callable
from typing import TypeAlias

from tcme.compiler.ir.nodes import Graph
from tcme.compiler.passes.drop_dead import drop_dead
from tcme.compiler.passes.share import share
from tcme.compiler.passes.simplify import simplify

Pass: TypeAlias = Callable[[Graph], Graph]

PASSES: tuple[Pass, ...] = (simplify, share, drop_dead)


def optimise(graph: Graph) -> Graph:
    """All passes, in order, until nothing changes; each round has fewer nodes or narrower ones than the
    last."""
    while True:
        better = graph
        for each in PASSES:
            better = each(better)
        if better == graph:
            return graph
        graph = better


__all__ = ["PASSES", "Pass", "drop_dead", "optimise", "share", "simplify"]
