"""What runs inside an environment's worker: the nodes placed there, in cleartext, and nothing else.

The plug-in of `environment.worker`. Its steps are fixed by the placed program: one for each time that values
come in, then one in which all principals have said that they reached the output phase. Only in that last step
do values go to recipients, and the receipt is signed. Values for MPC leave as shares that are dealt here
(`mpc.shares`).
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tcme.backends import cleartext
from tcme.backends.environment.control import Slot, Step
from tcme.backends.environment.fault import MaterialRefused
from tcme.backends.environment.plugin import Compute, Messages, Sign
from tcme.backends.mpc.shares import deal, element_bytes, pack
from tcme.backends.session import encoding
from tcme.backends.session.facts import STATEMENT_BYTES, to_be_signed
from tcme.backends.session.moves import Move, Routes
from tcme.backends.session.questions import answers
from tcme.compiler.ir.codec import decode, digest
from tcme.compiler.ir.nodes import Ask, Node, Public
from tcme.dsl.diagnostics import Fault

PLUGIN: Final = "tcme.backends.session.compute:prepare"
RELEASE: Final = "release"
READY: Final = "ready"
SIGNATURE: Final = "signature"
SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True)
class Share:
    """An environment's part in a program."""

    routes: Routes
    name: str

    def round_of(self, node: Node, rounds: Sequence[int]) -> int:
        """How many times values must have come in before this node can be known, counted from 0: once more
        for each way out and back in."""
        outside = self.routes.home(node.id) != self.name
        left = [rounds[a] + int(outside and self.routes.home(a) == self.name) for a in node.args]
        return max(left, default=0)

    def rounds(self) -> list[int]:
        """The round of every node of the graph."""
        rounds: list[int] = []
        for node in self.routes.placed.graph.nodes:
            rounds.append(self.round_of(node, rounds))
        return rounds

    def steps(self) -> tuple[Step, ...]:
        """The worker's exchanges; also what the launcher configures it with."""
        rounds = self.rounds()
        last = max([rounds[n.id] for n in self.here], default=0)
        computing = [self._step(round_, rounds, last) for round_ in range(last + 1)]
        return (*computing, self._release())

    @property
    def here(self) -> list[Node]:
        return [n for n in self.routes.placed.graph.nodes if self.routes.home(n.id) == self.name]

    def _step(self, round_: int, rounds: Sequence[int], last: int) -> Step:
        taken = [m for m in self.routes.moves if m.target == self.name and self._needed(m, rounds) == round_]
        given = [m for m in self.routes.moves if m.source == self.name and rounds[m.node] == round_]
        inputs = tuple(Slot(m.source, m.tag, self.size(m.node)) for m in taken)
        outputs = [Slot(m.target, m.tag, self.size(m.node)) for m in given]
        outputs += [slot for slot, node in self.dealt() if rounds[node] == round_]
        if round_ == last:
            outputs += [Slot(peer, READY, 0) for peer in self.peers]
        return Step(str(round_), inputs, tuple(outputs))

    def _needed(self, move: Move, rounds: Sequence[int]) -> int:
        return min(rounds[n.id] for n in self.here if move.node in n.args)

    def dealt(self) -> list[tuple[Slot, int]]:
        """Every message with shares, and the node whose shares it holds."""
        found = []
        for each in self.routes.deals:
            if each.source == self.name:
                protocol, ty = self.routes.protocol, self.routes.placed.graph.nodes[each.node].ty
                room = encoding.size(ty) // encoding.element_bytes(ty) * element_bytes(protocol.modulus)
                found += [(Slot(member, each.tag, room), each.node) for member in protocol.members]
        return found

    def _release(self) -> Step:
        ready = tuple(Slot(peer, READY, STATEMENT_BYTES) for peer in self.peers)
        given = [Slot(peer, tag, self.size(node)) for peer, tag, node in self.released()]
        signed = [Slot(holder, SIGNATURE, SIGNATURE_BYTES) for holder in self.routes.holders]
        return Step(RELEASE, ready, (*given, *signed))

    def released(self) -> list[tuple[str, str, int]]:
        """Recipient, tag and node of every message that carries a leaf of a field."""
        return sorted({(r.recipient, r.tag, r.node) for r in self.routes.releases if r.source == self.name})

    def size(self, node: int) -> int:
        return encoding.size(self.routes.placed.graph.nodes[node].ty)

    @property
    def peers(self) -> tuple[str, ...]:
        """Parties and helpers; environments do not talk to each other."""
        return self.routes.parties


def public(name: str, placed: bytes, facts: Mapping[str, Any], models: Mapping[str, Any] | None) -> bytes:
    """The public part of a worker's configuration."""
    text = {"name": name, "placed": base64.b64encode(placed).decode(), "facts": dict(facts), "models": models}
    return json.dumps(text).encode()


def prepare(public_: bytes, sign: Sign) -> Compute:
    """Load everything public; see `environment.plugin`."""
    raw = json.loads(public_)
    placed = decode(base64.b64decode(raw["placed"]))
    share = Share(Routes(placed), raw["name"])
    sites = [""] * len(placed.graph.asks)
    for node in share.here:
        if isinstance(node.op, Ask):
            sites[node.op.site] = share.name
    answer = answers(placed.graph, sites, share.name, raw["models"])
    verify = _nothing if answer is None else answer.verify
    worker = Worker(share, raw["facts"], sign, cleartext.Run(placed.graph, {}, answer), verify)
    return worker.compute


def _nothing() -> None:
    """There is no model to verify."""


@dataclass(slots=True)
class Worker:
    """State between the steps of one run; `verify` hashes the model's files again."""

    share: Share
    facts: Mapping[str, Any]
    sign: Sign
    run: cleartext.Run
    verify: Callable[[], None]
    values: dict[int, encoding.Array] = field(default_factory=dict)

    def compute(self, step: str, inputs: Messages) -> Messages:
        """One step; keyed by (peer, tag) on both sides."""
        return self._release(inputs) if step == RELEASE else self._round(int(step), inputs)

    def _round(self, round_: int, inputs: Messages) -> Messages:
        share, graph = self.share, self.share.routes.placed.graph
        moves = {(m.source, m.tag): m.node for m in share.routes.moves if m.target == share.name}
        for port, data in inputs.items():
            self.values[moves[port]] = encoding.decode(graph.nodes[moves[port]].ty, data)
        rounds = share.rounds()
        self._evaluate([n for n in graph.nodes if self._mine(n) and rounds[n.id] <= round_])
        step = share.steps()[round_]
        shares = self._dealt()
        return {(s.peer, s.tag): self._content(s, shares) for s in step.outputs}

    def _mine(self, node: Node) -> bool:
        here = self.share.routes.home(node.id) == self.share.name
        return here or isinstance(self.share.routes.placed.places[node.id], Public)

    def _evaluate(self, nodes: Sequence[Node]) -> None:
        cleartext.evaluate(self.run, nodes, self.values, self.share.routes.types)

    def _dealt(self) -> dict[tuple[str, str], bytes]:
        found = {}
        for each in self.share.routes.deals:
            if each.source == self.share.name and each.node in self.values:
                protocol = self.share.routes.protocol
                row = [int(v) for v in self.values[each.node].reshape(-1).tolist()]
                rows = deal(row, protocol.modulus, protocol.threshold, len(protocol.members))
                for member, shares in zip(protocol.members, rows, strict=True):
                    found[member, each.tag] = pack(shares, protocol.modulus)
        return found

    def _content(self, slot: Slot, shares: Mapping[tuple[str, str], bytes]) -> bytes:
        if slot.tag == READY:
            return b""
        if (slot.peer, slot.tag) in shares:
            return shares[slot.peer, slot.tag]
        return self._encoded(int(slot.tag.split()[-1]))

    def _encoded(self, node: int) -> bytes:
        return encoding.encode(self.share.routes.placed.graph.nodes[node].ty, self.values[node])

    def _release(self, inputs: Messages) -> Messages:
        """Sign what all principals said alike and what states the agreement that we were started with."""
        statements = set(inputs.values())
        if len(statements) != 1:
            raise ValueError("the principals disagree on what they sign")
        (statement,) = statements
        self._check(json.loads(statement))
        try:
            self.verify()
        except Fault as fault:
            raise MaterialRefused(fault.code) from None
        signature = self.sign(to_be_signed(statement))
        found = {(peer, tag): self._encoded(node) for peer, tag, node in self.share.released()}
        return found | {(holder, SIGNATURE): signature for holder in self.share.routes.holders}

    def _check(self, statement: Mapping[str, Any]) -> None:
        placed = digest(self.share.routes.placed)
        said = statement["subject"][0]["digest"]["sha256"], statement["predicate"]["agreement"]
        if said != (placed, self.facts):
            raise ValueError("the statement is about something else")
