"""One party's or helper's part in a run, after everybody is connected: compute, say so, open.

The party meets the nodes in the order of the program, as everybody does. It computes its own and the public
ones in cleartext, sends what others need, and works on shares where it is a member. It opens nothing before
every other principal has said that it reached the output phase and what it will sign; a value outside its
type is not delivered.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from tcme.backends import cleartext
from tcme.backends.mpc.bits import Bits
from tcme.backends.mpc.evaluate import Evaluator
from tcme.backends.mpc.operand import Operand, Public, Secret, bounds
from tcme.backends.mpc.runtime import Engine
from tcme.backends.mpc.shares import deal, pack, recombine, unpack
from tcme.backends.session import encoding
from tcme.backends.session.compute import READY, SIGNATURE, SIGNATURE_BYTES
from tcme.backends.session.facts import STATEMENT_BYTES
from tcme.backends.session.fault import DISAGREE, REFUSED_PLACEMENT, SessionFault, outside
from tcme.backends.session.moves import Move, Release, Routes
from tcme.backends.transport import Mailbox
from tcme.compiler.core import Value
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.layout import leaves, unflatten
from tcme.compiler.ir.nodes import Node, Open
from tcme.dsl.ty import OptionTy


@dataclass(slots=True)
class Part:
    """State of one party in one run."""

    name: str
    routes: Routes
    mailbox: Mailbox
    engine: Engine | None
    run: cleartext.Run
    deadline: float
    values: dict[int, encoding.Array] = field(default_factory=dict)
    operands: dict[int, Operand] = field(default_factory=dict)
    bytes_sent: int = 0

    # --- computing -----------------------------------------------------------------------------------

    async def compute(self) -> None:
        """All nodes; returns when this party holds its shares of everything that will be opened."""
        evaluator = None if self.engine is None else Evaluator(self.engine, Bits(self.engine))
        for node in self.routes.placed.graph.nodes:
            match self.routes.placed.places[node.id]:
                case ir.Public():
                    self._clear(node)
                case ir.Local(self.name):
                    await self._own(node)
                case ir.Mpc() if evaluator is not None:
                    args = [await self._operand(arg) for arg in node.args]
                    self.operands[node.id] = evaluator.value(node, args)
                case _:
                    pass
        await self._settle()

    def _clear(self, node: Node) -> None:
        cleartext.evaluate(self.run, [node], self.values, self.routes.types)

    async def _own(self, node: Node) -> None:
        for arg in node.args:
            if arg not in self.values:
                await self._fetch(arg)
        self._clear(node)
        if not encoding.is_of(node.ty, self.values[node.id]):
            raise outside(self.name, "the program")
        for move in self.routes.moves_of.get(node.id, ()):
            await self._send(move.target, move.tag, self._encoded(node.id))
        if node.id in self.routes.dealt:
            await self._deal(node)

    async def _fetch(self, node: int) -> None:
        source = self.routes.home(node)
        if source is None:
            raise SessionFault(REFUSED_PLACEMENT, f"`{self.name}` needs a value that it must not see")
        data = await self._receive(source, Move(node, source, self.name).tag)
        self.values[node] = self._decoded(node, data)

    async def _deal(self, node: Node) -> None:
        protocol = self.routes.protocol
        row = [int(v) for v in self.values[node.id].reshape(-1).tolist()]
        rows = deal(row, protocol.modulus, protocol.threshold, len(protocol.members))
        for member, shares in zip(protocol.members, rows, strict=True):
            await self._send(member, f"deal {node.id}", pack(shares, protocol.modulus))

    async def _operand(self, node: int) -> Operand:
        if node not in self.operands:
            self.operands[node] = await self._entered(node)
        return self.operands[node]

    async def _entered(self, node: int) -> Operand:
        """A value from outside MPC, as an operand; every member meets it at the same point."""
        assert self.engine is not None
        ty, source = self.routes.placed.graph.nodes[node].ty, self.routes.home(node)
        if source is None:
            return Public(tuple(int(v) for v in self.values[node].reshape(-1).tolist()), ty)
        members, count = self.routes.protocol.members, cleartext_size(ty)
        if source in members:
            mine = [int(v) for v in self.values[node].reshape(-1).tolist()] if source == self.name else None
            return Secret(self.engine.input(mine, count, members.index(source)), ty)
        shares = unpack(await self._receive(source, f"deal {node}"), self.routes.protocol.modulus)
        if len(shares) != count:
            raise outside(self.name, f"`{source}`")
        return Secret(self.engine.own(shares), ty)

    async def _settle(self) -> None:
        if self.engine is not None:
            opened = {n for o in self.routes.placed.graph.opens for n in o.leaves}
            secret = [x.shares for i, x in self.operands.items() if i in opened and isinstance(x, Secret)]
            await self.engine.settle(secret, self.deadline)

    # --- the output phase ----------------------------------------------------------------------------

    async def agree(self, statement: bytes) -> None:
        """Tell everybody that we are ready and what we sign; wait until all have said the same."""
        others = [name for name in self.routes.principals if name != self.name]
        for other in others:
            await self._send(other, READY, statement, pad_to=STATEMENT_BYTES)
        for other in others:
            said = await self._receive(other, READY)
            if other not in self.routes.environments and said != statement:
                raise SessionFault(DISAGREE, f"`{other}` would sign something else")

    async def open(self) -> dict[str, Value]:
        """The fields addressed to this party."""
        await self._release()
        found = await asyncio.gather(*(self._opened(each) for each in self.routes.placed.graph.opens))
        opens = self.routes.placed.graph.opens
        return {o.field: v for o, v in zip(opens, found, strict=True) if self.name in o.recipients}

    async def _release(self) -> None:
        """Send what this party knows and others are to learn."""
        sent = {(r.recipient, r.tag, r.node) for r in self.routes.releases if r.source == self.name}
        for recipient, tag, node in sorted(sent):
            await self._send(recipient, tag, self._encoded(node))

    async def _opened(self, opened: Open) -> Value:
        declared = leaves(opened.ty)
        # Openings are started in the same order everywhere before any is awaited, and so share a round.
        parts = await asyncio.gather(*(self._leaf(opened, leaf) for leaf in dict.fromkeys(opened.leaves)))
        by_node = dict(zip(dict.fromkeys(opened.leaves), parts, strict=True))
        if self.name not in opened.recipients:
            return None
        known = {}
        for leaf, node in zip(declared, opened.leaves, strict=True):
            value = by_node[node]
            if value is None or not encoding.is_of(leaf.vtype, value):
                raise outside(self.name, f"the field `{opened.field}`")
            known[leaf.path] = cleartext.nested(value)
        return unflatten(opened.ty, known)

    async def _leaf(self, opened: Open, node: int) -> encoding.Array | None:
        here = self.name in opened.recipients
        match self.routes.placed.places[node]:
            case ir.Public():
                return self.values[node]
            case ir.Mpc():
                return await self._from_shares(opened, node)
            case _ if not here:
                return None
            case _ if node in self.values:
                return self.values[node]
            case _:
                source = self.routes.home(node)
                assert source is not None
                tag = Release(opened.field, 0, node, source, self.name).tag
                return self._decoded(node, await self._receive(source, tag))

    async def _from_shares(self, opened: Open, node: int) -> encoding.Array | None:
        members, ty = self.routes.protocol.members, self.routes.placed.graph.nodes[node].ty
        guests = [r for r in opened.recipients if r not in members]
        row: Sequence[int] | None = None
        if self.engine is not None:
            operand = self.operands[node]
            if isinstance(operand, Public):
                row = operand.values
            else:
                receivers = [members.index(r) for r in opened.recipients if r in members]
                row = await self.engine.open(operand.shares, receivers, self.deadline) if receivers else None
            await self._share_with(guests, node, operand)
        elif self.name in guests:
            row = await self._recombined(node)
        if row is None or self.name not in opened.recipients:
            return None
        lo, hi = bounds(ty)
        if not all(lo <= value <= hi for value in row):
            raise outside(self.name, f"the field `{opened.field}`")
        return cleartext.array(tuple(row), ty)

    async def _share_with(self, guests: Sequence[str], node: int, operand: Operand) -> None:
        """Recipients who are no members recombine the shares of the first threshold + 1 members."""
        protocol = self.routes.protocol
        if not guests or protocol.members.index(self.name) > protocol.threshold:
            return
        assert self.engine is not None
        if isinstance(operand, Public):
            row: Sequence[int] = operand.values
        else:
            row = await self.engine.shares(operand.shares, self.deadline)
        for guest in guests:
            await self._send(
                guest, f"share {node}", pack([v % protocol.modulus for v in row], protocol.modulus)
            )

    async def _recombined(self, node: int) -> list[int]:
        protocol = self.routes.protocol
        rows = {}
        for number, member in enumerate(protocol.members[: protocol.threshold + 1]):
            rows[number] = unpack(await self._receive(member, f"share {node}"), protocol.modulus)
        return recombine(rows, protocol.modulus)

    async def exchange(self, signature: bytes) -> dict[str, bytes]:
        """Give our signature to every party and wait for theirs; returns all signatures if we hold a receipt.

        Nobody closes a connection before all have opened what is theirs, since all wait here for all.
        """
        parties = [name for name in self.routes.parties if name != self.name]
        for party in parties:
            await self._send(party, SIGNATURE, signature, pad_to=SIGNATURE_BYTES)
        holder = self.name in self.routes.holders
        signers = [*parties, *(self.routes.environments if holder else ())]
        found = {signer: await self._receive(signer, SIGNATURE) for signer in signers}
        return found | {self.name: signature} if holder else {}

    # --- messages ------------------------------------------------------------------------------------

    async def _send(self, to: str, tag: str, data: bytes, *, pad_to: int | None = None) -> None:
        self.bytes_sent += len(data) if pad_to is None else pad_to
        await self.mailbox.send(to, tag, data, self.deadline, pad_to=pad_to)

    async def _receive(self, sender: str, tag: str) -> bytes:
        return await self.mailbox.receive(sender, tag, self.deadline)

    def _encoded(self, node: int) -> bytes:
        return encoding.encode(self.routes.placed.graph.nodes[node].ty, self.values[node])

    def _decoded(self, node: int, data: bytes) -> encoding.Array:
        try:
            return encoding.decode(self.routes.placed.graph.nodes[node].ty, data)
        except encoding.NotOfType:
            raise outside(self.name, f"`{self.routes.home(node)}`") from None


def cleartext_size(ty: ir.VType) -> int:
    """Number of elements of a value of the type."""
    return encoding.size(ty) // encoding.element_bytes(ty)


def visible(opens: Sequence[Open], outputs: dict[str, Value]) -> bool:
    """Whether a recipient gets anything at all: not when all its fields are optional and absent."""
    return any(
        not isinstance(o.ty, OptionTy) or outputs[o.field] is not None for o in opens if o.field in outputs
    )
