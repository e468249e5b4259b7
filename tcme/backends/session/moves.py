"""Who sends what to whom: derived from the placed program by everybody alike, so that nobody has to be told.

Between nodes a value moves in clear (sealed on the way) from a party or an environment to another, into MPC
as an input of a member, or as shares that somebody who is no member deals. Out of MPC leads only an `Open`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from tcme.backends.session.fault import REFUSED_PLACEMENT, SessionFault
from tcme.compiler.ir.nodes import Environment, Local, Mpc, Open, Placed, Protocol, Public, VType


@dataclass(frozen=True, slots=True)
class Move:
    """The value of a node, in clear, sealed from source to target."""

    node: int
    source: str
    target: str

    @property
    def tag(self) -> str:
        return f"node {self.node}"


@dataclass(frozen=True, slots=True)
class Deal:
    """The value of a node as shares, from somebody who is no member to every member."""

    node: int
    source: str

    @property
    def tag(self) -> str:
        return f"deal {self.node}"


@dataclass(frozen=True, slots=True)
class Release:
    """One leaf of a field on its way to one recipient; `source` is None where it is opened from shares."""

    field: str
    leaf: int
    node: int
    source: str | None
    recipient: str

    @property
    def tag(self) -> str:
        return f"open {self.node}"


@dataclass(frozen=True)
class Routes:
    """Everything about a placed program that concerns more than one principal."""

    placed: Placed

    @cached_property
    def environments(self) -> tuple[str, ...]:
        return tuple(sorted({p.name for p in self.placed.places if isinstance(p, Environment)}))

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Parties and helpers, in an order that all agree on."""
        graph, protocol = self.placed.graph, self.placed.protocol
        names = {i.owner for i in graph.inputs} | {r for o in graph.opens for r in o.recipients}
        names |= {p.party for p in self.placed.places if isinstance(p, Local)}
        names |= set(protocol.members) if protocol is not None else set()
        return tuple(sorted(names - set(self.environments)))

    @property
    def principals(self) -> tuple[str, ...]:
        return self.parties + self.environments

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Who gets a receipt: owners of data, and recipients."""
        graph = self.placed.graph
        names = {i.owner for i in graph.inputs} | {r for o in graph.opens for r in o.recipients}
        return tuple(sorted(names))

    def home(self, node: int) -> str | None:
        """The principal at which a node is computed; None for public and MPC nodes."""
        match self.placed.places[node]:
            case Local(party):
                return party
            case Environment(name):
                return name
            case Public() | Mpc():
                return None

    @cached_property
    def types(self) -> dict[int, VType]:
        """The type of every node."""
        return {node.id: node.ty for node in self.placed.graph.nodes}

    @property
    def protocol(self) -> Protocol:
        assert self.placed.protocol is not None
        return self.placed.protocol

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        found = {move for node in self.placed.graph.nodes for move in self._moves_to(node.id)}
        for move in found:
            if {move.source, move.target} <= set(self.environments):
                raise SessionFault(REFUSED_PLACEMENT, "a value cannot move from environment to environment")
        return tuple(sorted(found, key=lambda m: (m.node, m.source, m.target)))

    @cached_property
    def moves_of(self) -> dict[int, tuple[Move, ...]]:
        """The moves of each node that has any."""
        return {node: tuple(group) for node, group in groupby(self.moves, key=lambda move: move.node)}

    def _moves_to(self, node: int) -> Iterator[Move]:
        target = self.home(node)
        for arg in self.placed.graph.nodes[node].args:
            source = self.home(arg)
            if isinstance(self.placed.places[arg], Mpc) and not isinstance(self.placed.places[node], Mpc):
                raise SessionFault(REFUSED_PLACEMENT, "a value cannot move out of secure computation")
            if source is not None and isinstance(self.placed.places[node], Public):
                raise SessionFault(REFUSED_PLACEMENT, "a public node cannot depend on a secret")
            if source is not None and target is not None and source != target:
                yield Move(arg, source, target)

    @cached_property
    def entering(self) -> frozenset[int]:
        """Nodes outside MPC whose value a node inside uses."""
        places, nodes = self.placed.places, self.placed.graph.nodes
        inside = [node for node in nodes if isinstance(places[node.id], Mpc)]
        return frozenset(a for node in inside for a in node.args if self.home(a) is not None)

    @cached_property
    def deals(self) -> tuple[Deal, ...]:
        sources = ((node, self.home(node)) for node in sorted(self.entering))
        members = self.protocol.members if self.entering else ()
        return tuple(Deal(node, source) for node, source in sources if source and source not in members)

    @cached_property
    def dealt(self) -> frozenset[int]:
        """Nodes whose value is dealt."""
        return frozenset(each.node for each in self.deals)

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """Every leaf to every recipient who does not know it, in the order of the openings."""
        return tuple(r for o in self.placed.graph.opens for r in self._releases(o))

    def _releases(self, opened: Open) -> Iterator[Release]:
        for position, node in enumerate(opened.leaves):
            place, source = self.placed.places[node], self.home(node)
            for recipient in opened.recipients:
                if isinstance(place, Mpc) or (source is not None and source != recipient):
                    yield Release(opened.field, position, node, source, recipient)
