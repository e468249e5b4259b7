"""Placement of a whole graph: decide, bring repeats next to their use, size the protocol."""

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph, Placed, Where
from tcme.compiler.ir.sources import users
from tcme.compiler.place import refusals
from tcme.compiler.place.decide import Admissible, decide
from tcme.compiler.place.protocol import MOST_FIELD_BITS, protocol
from tcme.dsl.diagnostics import Sink


def place(core: CoreProgram, graph: Graph, sink: Sink, *, admissible: Admissible) -> Placed | None:
    """The placed program; None where the sink has got the reasons why not.

    `admissible(where, sources)` says whether no admissible adversary inside `where` may not read the
    sources."""
    decided = decide(core, graph, sink, admissible)
    if decided is None:
        return None
    places = _expand_late(graph, decided)
    if not any(isinstance(p, ir.Mpc) for p in places):
        return Placed(core.name, graph, places, None)
    found = protocol(core, graph, places)
    if found.modulus.bit_length() > MOST_FIELD_BITS:
        sink.add(refusals.field_too_large(core, graph, places, found))
        return None
    return Placed(core.name, graph, places, found)


def _expand_late(graph: Graph, places: tuple[Where, ...]) -> tuple[Where, ...]:
    """A repeat that only MPC reads happens there, where it is free: what is shared is the value before it."""
    found = list(places)
    readers = users(graph.nodes)
    opened = {leaf for o in graph.opens for leaf in o.leaves}
    for node in reversed(graph.nodes):
        free = node.pin in (None, "mpc") and node.id not in opened and bool(readers[node.id])
        movable = isinstance(node.op, ir.Repeat) and free
        inside = all(isinstance(found[r], ir.Mpc) for r in readers[node.id])
        if movable and inside and isinstance(found[node.id], ir.Local | ir.Environment):
            found[node.id] = ir.Mpc()
    return tuple(found)
