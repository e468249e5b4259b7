"""The SMT text of every node, from its own arguments, its operation and its place.

For node n: `d n` it depends on an input that varies; `c n` whoever is corrupt may read it; `i n` somebody
has influenced it; `o n` an owner of one of its sources crafts.  `vary x` and `out q` are free: a query
fixes which inputs vary, and whose crafting is taken out because it was accepted; `y q n`: every source of
n that has not accepted q may be read.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir.nodes import Ask, Endorse, Environment, Input, Local, Mpc, Node, Placed, Public, Where
from tcme.compiler.smt.script import conj, define, disj, neg, symbol
from tcme.compiler.smt.world import at_least, corrupt, someone
from tcme.dsl.frozen import frozen


@frozen
class Circuit:
    """The definitions for one placed program."""

    core: CoreProgram
    placed: Placed

    @property
    def accepted(self) -> tuple[str, ...]:
        """Those whose influence somebody accepts."""
        return tuple(dict.fromkeys(a.influencer for a in self.core.accepts))

    def free(self) -> Iterator[str]:
        yield from (f"(declare-const {vary(i.name)} Bool)" for i in self.core.inputs)
        yield from (f"(declare-const {out(q)} Bool)" for q in self.accepted)

    def definitions(self) -> Iterator[str]:
        for node in self.placed.graph.nodes:
            yield define(at("d", node.id), self._depends(node))
            yield define(at("c", node.id), self._readable(node))
            if self.placed.graph.asks:
                yield define(at("o", node.id), self._owners(node))
            yield define(at("b", node.id), self._before(node))
            yield define(at("i", node.id), self._influenced(node))
            for q in self.accepted:
                yield define(symbol("y", q, str(node.id)), self._agreed(node, q))

    def _depends(self, node: Node) -> str:
        return vary(node.op.name) if isinstance(node.op, Input) else every("d", disj, node.args)

    def _readable(self, node: Node) -> str:
        return (
            at_least(self._owner(node.op.name), 1)
            if isinstance(node.op, Input)
            else every("c", conj, node.args)
        )

    def _owners(self, node: Node) -> str:
        return (
            self._crafts(self._owner(node.op.name))
            if isinstance(node.op, Input)
            else every("o", disj, node.args)
        )

    def _agreed(self, node: Node, q: str) -> str:
        if not isinstance(node.op, Input):
            return conj(*(symbol("y", q, str(a)) for a in node.args))
        name = node.op.name
        return "true" if accepts(self.core, q, name) else at_least(self._owner(name), 1)

    def _before(self, node: Node) -> str:
        """Influence on what a node computes, before an endorsement clears it."""
        where = self.placed.places[node.id]
        match node.op:
            case Input(name, _):
                return self._crafts(self._owner(name))
            case Ask(site):
                publisher = self.placed.graph.asks[site].publisher
                words = every("i", disj, node.args), every("o", disj, node.args)
                return disj(*words, self._crafts(publisher), self._bent(where))
            case Endorse():
                return every("i", disj, node.args)
            case _:
                return disj(every("i", disj, node.args), self._bent(where))

    def _influenced(self, node: Node) -> str:
        where = self.placed.places[node.id]
        match node.op:
            case Input(name, _):
                own = "false" if self._endorsed(name) else at("b", node.id)
                return disj(own, self._bent(where))
            case Endorse():
                return self._bent(where)
            case _:
                return at("b", node.id)

    def _crafts(self, principal: str) -> str:
        """Crafting that counts unless it was accepted."""
        crafts = at_least(principal, 2)
        return conj(crafts, neg(out(principal))) if principal in self.accepted else crafts

    def _bent(self, where: Where) -> str:
        match where:
            case Public():
                return "false"
            case Local(host) | Environment(host):
                return at_least(host, 3)
            case Mpc():
                return "false" if self.placed.protocol is None else someone(self.placed.protocol.members, 3)
            case _:
                assert_never(where)

    def seen(self, where: Where) -> str:
        """Who looks into a place."""
        match where:
            case Public():
                return "true"
            case Local(host) | Environment(host):
                return at_least(host, 1)
            case Mpc():
                return self._reconstructed()
            case _:
                assert_never(where)

    def _reconstructed(self) -> str:
        protocol = self.placed.protocol
        if protocol is None:
            return "true"
        return disj(f"(> {corrupt(protocol.members)} {protocol.threshold})", someone(protocol.members, 3))

    def _owner(self, name: str) -> str:
        return self.core.input(name).owner

    def _endorsed(self, name: str) -> bool:
        return self.core.input(name).endorsed is not None


def accepts(core: CoreProgram, q: str, source: str) -> bool:
    return any(a.influencer == q and a.source == source for a in core.accepts)


def vary(name: str) -> str:
    return symbol("vary", name)


def out(principal: str) -> str:
    return symbol("out", principal)


def at(letter: str, node: int) -> str:
    return symbol(letter, str(node))


def every(letter: str, join: Callable[..., str], args: Iterable[int]) -> str:
    return join(*(at(letter, a) for a in args))
