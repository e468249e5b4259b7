"""Each node with its place, the reason for it, and its cost; totals for each place."""

from dataclasses import fields
from typing import assert_never

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Node, Placed, Where
from tcme.compiler.ir.shape import size
from tcme.compiler.ir.sources import sources
from tcme.compiler.place.refusals import listed
from tcme.compiler.plan.costs import FREE, Cost, cost, makes_bits, tokens, touched
from tcme.compiler.plan.data import Stage, Step


def steps(core: CoreProgram, placed: Placed) -> tuple[Step, ...]:
    """One for each node, in the order they run."""
    owners = {i.name: i.owner for i in core.inputs}
    depends, found = sources(placed.graph), list[Step]()
    known_bits = set[int]()
    for node in placed.graph.nodes:
        people = tuple(sorted({owners[s] for s in depends[node.id]}))
        found.append(_step(placed, node, people, known_bits))
    return tuple(found)


def _step(placed: Placed, node: Node, owners: tuple[str, ...], known_bits: set[int]) -> Step:
    where, types = placed.places[node.id], [placed.graph.nodes[a].ty for a in node.args]
    public = [isinstance(placed.places[a], ir.Public) for a in node.args]
    found, among = FREE, 0
    if isinstance(where, ir.Mpc):
        again = node.args[0] in known_bits
        found = cost(node.op, types, node.ty, public, bits_known=again)
        among = touched(node.op, types, public)
        if makes_bits(node.op, types):
            known_bits |= {node.args[0], node.id}
    asked = tokens(placed.graph.asks[node.op.site], size(node.ty)) if isinstance(node.op, ir.Ask) else 0
    return Step(
        node=node.id,
        does=f"{does(node.op)} among {among}" if among else does(node.op),
        elements=size(node.ty),
        where=shown(where),
        why=_why(node, where, owners) + (f"; a secret index touches all {among} elements" if among else ""),
        rounds=found.rounds,
        bytes=_bytes(placed, found),
        tokens=asked,
        touched=among * size(placed.graph.nodes[node.args[1]].ty) if among else 0,
        span=node.span,
    )


def _bytes(placed: Placed, found: Cost) -> int:
    """What each member sends: elements of the field to every other member."""
    if placed.protocol is None:
        return 0
    width = (placed.protocol.modulus.bit_length() + 7) // 8
    return found.sent * width * (len(placed.protocol.members) - 1)


def does(op: ir.Op) -> str:
    """The operation in one word or two, such as `compare lt`."""
    name = type(op).__name__.lower()
    kinds = [getattr(op, f.name) for f in fields(op) if f.name == "op"]
    return " ".join([name, *kinds])


def shown(where: Where) -> str:
    match where:
        case ir.Public():
            return "public"
        case ir.Local(party):
            return party
        case ir.Environment(name):
            return name
        case ir.Mpc():
            return "mpc"
        case _:
            assert_never(where)


def _why(node: Node, where: Where, owners: tuple[str, ...]) -> str:
    match where:
        case ir.Public():
            return "known to all"
        case ir.Local(party):
            return f"works on the data of `{party}` alone"
        case ir.Environment(name) if isinstance(node.op, ir.Ask):
            return f"the model runs in `{name}`"
        case ir.Environment(name):
            return f"its arguments are in `{name}`"
        case ir.Mpc():
            return f"joins what {listed(owners)} must not see of each other"
        case _:
            assert_never(where)


def stages(placed: Placed, done: tuple[Step, ...]) -> tuple[Stage, ...]:
    """Totals by place, in the order in which places first appear."""
    depth: list[int] = []
    for node, step in zip(placed.graph.nodes, done, strict=True):
        depth.append(max((depth[a] for a in node.args), default=0) + step.rounds)
    found: list[Stage] = []
    for where in dict.fromkeys(step.where for step in done):
        here = [step for step in done if step.where == where]
        rounds = max(depth[step.node] for step in here) if where == "mpc" else 0
        bytes_, asked = sum(step.bytes for step in here), sum(step.tokens for step in here)
        found.append(Stage(where, len(here), rounds, bytes_, asked))
    return tuple(found)
