"""The SMT text of every node, from its own arguments, its operation and its place.

For node n: `d n` it depends on an input that varies; `c n` whoever is corrupt may read it; `i n` somebody
has influenced it; `o n` an owner of one of its sources crafts.  `vary x` and `out q` are free: a query
fixes which inputs vary, and whose crafting is taken out because it was accepted; `y q n`: every source of
n that has not accepted q may be read.  What two nodes have in common is defined once, under the first one's
name.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

from tcme.compiler.core import CoreProgram
from tcme.compiler.core import Input as CoreInput
from tcme.compiler.ir.nodes import Ask, Endorse, Environment, Input, Local, Mpc, Node, Placed, Public, Where
from tcme.compiler.smt.script import conj, define, disj, neg, symbol
from tcme.compiler.smt.world import at_least, corrupt, someone


@dataclass(slots=True)
class Circuit:
    """The definitions for one placed program, in order; `terms` has the term of each node by letter.

    Inputs that are `blank` are no part of it: they say nothing, and nobody steers by them; of those who are
    `accepted` somebody accepts influence."""

    core: CoreProgram
    placed: Placed
    blank: frozenset[str] = frozenset()
    inputs: dict[str, CoreInput] = field(init=False)
    accepted: tuple[str, ...] = field(init=False)
    terms: dict[str, dict[int, str]] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    bodies: dict[str, str] = field(default_factory=dict)
    looks: dict[Where, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inputs = {i.name: i for i in self.core.inputs}
        self.accepted = tuple(dict.fromkeys(a.influencer for a in self.core.accepts))
        places = {where: self._bends(where) for where in set(self.placed.places)}
        for node, where in zip(self.placed.graph.nodes, self.placed.places, strict=True):
            self._define(node, places[where])

    def free(self) -> Iterator[str]:
        yield from (f"(declare-const {vary(i.name)} Bool)" for i in self.core.inputs)
        yield from (f"(declare-const {out(q)} Bool)" for q in self.accepted)

    def _define(self, node: Node, bent: str) -> None:
        self._name("d", node.id, self._depends(node))
        self._name("c", node.id, self._readable(node))
        if self.placed.graph.asks:
            self._name("o", node.id, self._owners(node))
        self._name("b", node.id, self._before(node, bent))
        self._name("i", node.id, self._influenced(node, bent))
        for q in self.accepted:
            self._name(f"y {q}", node.id, self._agreed(node, q))

    def _name(self, letter: str, node: int, body: str) -> None:
        """A name for a term that has none yet; a term of one word is its own name."""
        if not body.startswith("("):
            self.bodies[body] = body
        elif body not in self.bodies:
            self.bodies[body] = symbol(letter, str(node), *self._mark)
            self.definitions.append(define(self.bodies[body], body))
        self.terms.setdefault(letter, {})[node] = self.bodies[body]

    @property
    def _mark(self) -> tuple[str, ...]:
        return ("without", *sorted(self.blank)) if self.blank else ()

    def every(self, letter: str, join: Callable[..., str], nodes: Iterable[int]) -> str:
        """The join of a letter's terms of some nodes."""
        terms = self.terms.get(letter, {})
        return join(*[terms[n] for n in nodes])

    def _input(self, node: Node) -> str | None:
        """The input that a node reads and that counts."""
        return node.op.name if isinstance(node.op, Input) and node.op.name not in self.blank else None

    def _depends(self, node: Node) -> str:
        name = self._input(node)
        return self.every("d", disj, node.args) if name is None else vary(name)

    def _readable(self, node: Node) -> str:
        name = self._input(node)
        return self.every("c", conj, node.args) if name is None else at_least(self._owner(name), 1)

    def _owners(self, node: Node) -> str:
        name = self._input(node)
        return self.every("o", disj, node.args) if name is None else self._crafts(self._owner(name))

    def _agreed(self, node: Node, q: str) -> str:
        if not isinstance(node.op, Input) or node.op.name in self.blank:
            return self.every(f"y {q}", conj, node.args)
        name = node.op.name
        return "true" if accepts(self.core, q, name) else at_least(self._owner(name), 1)

    def _before(self, node: Node, bent: str) -> str:
        """Influence on what a node computes, before an endorsement clears it."""
        match node.op:
            case Input(name, _):
                return "false" if name in self.blank else self._crafts(self._owner(name))
            case Ask(site):
                publisher = self.placed.graph.asks[site].publisher
                words = self.every("i", disj, node.args), self.every("o", disj, node.args)
                return disj(*words, self._crafts(publisher), bent)
            case Endorse():
                return self.every("i", disj, node.args)
            case _:
                return disj(self.every("i", disj, node.args), bent)

    def _influenced(self, node: Node, bent: str) -> str:
        match node.op:
            case Input(name, _):
                own = "false" if self._endorsed(name) else self.terms["b"][node.id]
                return disj(own, bent)
            case Endorse():
                return bent
            case _:
                return self.terms["b"][node.id]

    def _crafts(self, principal: str) -> str:
        """Crafting that counts unless it was accepted."""
        crafts = at_least(principal, 2)
        return conj(crafts, neg(out(principal))) if principal in self.accepted else crafts

    def _bends(self, where: Where) -> str:
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
        if where not in self.looks:
            self.looks[where] = self._seen(where)
        return self.looks[where]

    def _seen(self, where: Where) -> str:
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
        return self.inputs[name].owner

    def _endorsed(self, name: str) -> bool:
        return self.inputs[name].endorsed is not None


def accepts(core: CoreProgram, q: str, source: str) -> bool:
    return any(a.influencer == q and a.source == source for a in core.accepts)


def vary(name: str) -> str:
    return symbol("vary", name)


def out(principal: str) -> str:
    return symbol("out", principal)
