"""What the flow stage says about programs built by hand."""

from collections.abc import Sequence
from dataclasses import replace

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow import FlowReport, analyse
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Placed
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span
from tests.flow.programs import World

Made = tuple[CoreProgram, Placed]


def codes(world: World | Made) -> list[str]:
    """The codes of all that is said, in order; none where everything is proved without a warning.

    Whatever is said, the solver says the same as the sets."""
    sink = Sink()
    report = analyse(*(world.done() if isinstance(world, World) else world), sink)
    found = [d.code for d in sink.diagnostics]
    assert found or report.proved
    assert not {"TC404", "TC405"} & {*found}, [d.message for d in sink.diagnostics]
    return found


def report_of(made: Made) -> FlowReport:
    return analyse(*made, Sink())


def trusting(who: str, whom: str) -> list[tuple[str, str, None]]:
    return [(p, q, None) for p in who.split() for q in whom.split()]


def claimed(
    world: World,
    leaves: Sequence[int],
    *,
    learn: tuple[str, ...] | None = None,
    steer: tuple[str, ...] | None = None,
    made: Made | None = None,
) -> Made:
    """The program with one more claim, about a value that has these leaves."""
    program, placed = made or world.done()
    nodes, places = list(placed.graph.nodes), list(placed.places)
    site, span = len(placed.graph.claims), Span(900 + len(nodes), 901 + len(nodes))
    for leaf in leaves:
        nodes.append(ir.Node(len(nodes), ir.Claim(site), (leaf,), nodes[leaf].ty, span))
        places.append(places[leaf])
    claims = (*placed.graph.claims, ir.ClaimSite(learn, steer))
    graph = replace(placed.graph, nodes=tuple(nodes), claims=claims)
    return program, replace(placed, graph=graph, places=tuple(places))
