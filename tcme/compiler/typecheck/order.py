"""Declarations in an order in which each comes after those that it needs."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter


def order(needs: Mapping[str, frozenset[str]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The names outside cycles, needed ones first, and the cycles, each with its first name again."""
    graph = {name: sorted(wanted & needs.keys()) for name, wanted in needs.items()}
    cycles: list[tuple[str, ...]] = []
    while True:
        try:
            return tuple(TopologicalSorter(graph).static_order()), tuple(cycles)
        except CycleError as error:
            cycle = tuple(reversed(error.args[1]))
            cycles.append(cycle)
            graph = {n: [w for w in graph[n] if w not in cycle] for n in graph if n not in cycle}
