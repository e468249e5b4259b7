"""The whole SMT script: every obligation of the flow rules, stated anew from the tree and the placed IR.

Nothing here comes from computed labels or sets; a wrong one there makes the solver disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tcme.compiler.core import CoreProgram, Field, Input, Leak
from tcme.compiler.ir.nodes import Ask, Claim, Endorse, Node, Placed
from tcme.compiler.ir.sources import sources
from tcme.compiler.semantic.proof import Shown, blanks
from tcme.compiler.smt.graph import Circuit, accepts, out, vary
from tcme.compiler.smt.script import Expected, Query, Script, conj, define, digits, disj, neg, symbol
from tcme.compiler.smt.world import assumptions, at_least, corrupt, principals, someone
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import cardinality


@frozen
class Stated:
    """A query and the term that it asserts."""

    rule: str
    subject: str
    term: str
    expected: Expected = "unsat"

    @property
    def name(self) -> str:
        return symbol(self.rule, self.subject)


def emit(core: CoreProgram, placed: Placed, *, shown: tuple[Shown, ...] = ()) -> Script:
    """One script with logic QF_LIA; the same program gives the same bytes.

    Fields that are shown not to depend on inputs are stated over nodes of which these inputs are no part."""
    circuit = Circuit(core, placed)
    others = {blank: Circuit(core, placed, blank, bodies=circuit.bodies) for blank in blanks(shown)}
    of_field = {name: others[blank] for blank, names in blanks(shown).items() for name in names}
    stated = tuple(_Statements(core, placed, circuit, sources(placed.graph)).all())
    names: dict[str, str] = {}
    for s in stated:
        names.setdefault(s.term, s.name)
    prelude = "\n".join((
        f"; what {core.name} must not let happen: every query says what a solver should answer",
        "; levels: 0 honest, 1 passive, 2 crafting, 3 active",
        "(set-logic QF_LIA)",
        *principals(core),
        *assumptions(core),
        *circuit.free(),
        *circuit.definitions,
        *(text for other in others.values() for text in other.definitions),
        *(text for f in core.fields for text in _field(core, placed, of_field.get(f.name, circuit), f)),
        *(_products(core) if core.leaks else ()),
        *(define(name, term) for term, name in names.items()),
    ))  # fmt: skip
    queries = tuple(Query(s.rule, s.subject, names[s.term], s.expected) for s in stated)
    return Script(prelude + "\n", queries, tuple(p.name for p in core.principals))


def _field(core: CoreProgram, placed: Placed, circuit: Circuit, field: Field) -> Iterator[str]:
    """What is said of a field: of all its leaves together, and of its recipients."""
    leaves = tuple(n for o in placed.graph.opens if o.field == field.name for n in o.leaves)
    yield define(of("d", field), circuit.every("d", disj, leaves))
    yield define(of("c", field), circuit.every("c", conj, leaves))
    yield define(of("i", field), circuit.every("i", disj, leaves))
    yield define(of("to", field), someone(dict.fromkeys(field.recipients), 1))
    for q in circuit.accepted:
        yield define(of(f"y {q}", field), _agreed(core, circuit, field, leaves, q))


def _agreed(core: CoreProgram, circuit: Circuit, field: Field, leaves: tuple[int, ...], q: str) -> str:
    """Every source that the field has or names has accepted q, or may be read."""
    named = (x for x in dict.fromkeys(field.sources) if not accepts(core, q, x))
    return conj(circuit.every(f"y {q}", conj, leaves), *(at_least(core.input(x).owner, 1) for x in named))


def _products(core: CoreProgram) -> Iterator[str]:
    """The numbers of values of the fields that tell about what varies and are heard, multiplied one by
    one."""
    yield f"(define-fun {told(0)} () Int 1)"
    for number, field in enumerate(core.fields):
        before = told(number)
        about = disj(of("d", field), *(vary(x) for x in dict.fromkeys(field.sources)))
        heard, count = conj(about, of("to", field)), digits(cardinality(field.ty) or 1)
        yield f"(define-fun {told(number + 1)} () Int (ite {heard} (* {count} {before}) {before}))"


def told(fields: int) -> str:
    """The product over the first so many fields."""
    return symbol("told", str(fields))


def of(letter: str, field: Field) -> str:
    return symbol(letter, "field", field.name)


@dataclass(frozen=True, slots=True)
class _Statements:
    core: CoreProgram
    placed: Placed
    circuit: Circuit
    reads: tuple[frozenset[str], ...]

    def all(self) -> Iterator[Stated]:
        for field in self.core.fields:
            yield from self._field(field)
        for node in self.placed.graph.nodes:
            yield from self._node(node)
        yield from self._endorsements()
        yield from self._claims()
        for source in self.core.inputs:
            yield from self._input(source)
        for number, leak in enumerate(self.core.leaks):
            yield from self._leak(number, leak)
        yield Stated("world", "some adversary is admitted", "true", "sat")

    def _field(self, field: Field) -> Iterator[Stated]:
        fixed = [neg(vary(x)) for x in dict.fromkeys(field.sources)]
        yield Stated("sources", field.name, conj(*fixed, of("d", field)))
        excused = [f"(= {out(q)} {of(f'y {q}', field)})" for q in self.circuit.accepted]
        released = conj(of("to", field), neg(of("c", field)), of("i", field))
        yield Stated("robust", field.name, conj(*excused, released))
        owners = (self.core.input(x).owner for x in field.sources)
        listed = someone(dict.fromkeys((*owners, *field.steered_by)), 2)
        yield Stated("steer", field.name, conj(self._nothing_accepted(), of("i", field), neg(listed)))
        yield Stated("covered", f"to {field.name}", of("to", field), "sat")

    def _nothing_accepted(self) -> str:
        return conj(*(neg(out(q)) for q in self.circuit.accepted))

    def _node(self, node: Node) -> Iterator[Stated]:
        seen = self.circuit.seen(self.placed.places[node.id])
        if isinstance(node.op, Ask):
            unread = neg(self.circuit.every("c", conj, node.args))
            yield Stated("ask", f"ask {node.op.site} node {node.id}", conj(seen, unread))
            return
        yield Stated("place", f"node {node.id}", conj(seen, neg(self.circuit.terms["c"][node.id])))

    def _endorsements(self) -> Iterator[Stated]:
        """All leaves that one endorsement vouches for, together."""
        ends = [(n.op.site, n.id) for n in self.placed.graph.nodes if isinstance(n.op, Endorse)]
        for site in dict.fromkeys(site for site, _ in ends):
            leaves = [node for other, node in ends if other == site]
            forgiven = conj(self.circuit.every("b", disj, leaves), neg(self.circuit.every("c", conj, leaves)))
            yield Stated("transparent", f"endorse {site}", conj(self._nothing_accepted(), forgiven))

    def _claims(self) -> Iterator[Stated]:
        """Of each claim: nothing but inputs of those who are named gets in, and nobody else steers."""
        ends = [(n.op.site, n.id) for n in self.placed.graph.nodes if isinstance(n.op, Claim)]
        for site in dict.fromkeys(site for site, _ in ends):
            leaves = [node for other, node in ends if other == site]
            made = self.placed.graph.claims[site]
            if made.learn is not None:
                fixed = (neg(vary(i.name)) for i in self.core.inputs if i.owner in made.learn)
                yield Stated("claim", f"learn {site}", conj(*fixed, self.circuit.every("d", disj, leaves)))
                yield from self._reached(site, leaves)
            if made.steer is not None:
                strangers = neg(someone(made.steer, 2))
                steered = self.circuit.every("i", disj, leaves)
                yield Stated("claim", f"steer {site}", conj(self._nothing_accepted(), steered, strangers))

    def _reached(self, site: int, leaves: list[int]) -> Iterator[Stated]:
        """The companion: with every input free, the value varies, unless it reads none."""
        if any(self.reads[node] for node in leaves):
            free = (vary(i.name) for i in self.core.inputs)
            varies = conj(*free, self.circuit.every("d", disj, leaves))
            yield Stated("world", f"claim {site} varies", varies, "sat")

    def _input(self, source: Input) -> Iterator[Stated]:
        unread = neg(at_least(source.owner, 1))
        everyone = tuple(p.name for p in self.core.principals)
        yield Stated("covered", source.name, conj(unread, f"(> {corrupt(everyone)} 0)"), "sat")
        if source.endorsed is not None:
            yield Stated("transparent", f"input {source.name}", conj(at_least(source.owner, 2), unread))

    def _leak(self, number: int, leak: Leak) -> Iterator[Stated]:
        for name in leak.sources:
            unread = neg(at_least(self.core.input(name).owner, 1))
            only = [vary(i.name) if i.name == name else neg(vary(i.name)) for i in self.core.inputs]
            heard = someone(dict.fromkeys(leak.recipients), 1)
            over = f"(> {told(len(self.core.fields))} {digits(1 << min(leak.bits, self._most()))})"
            yield Stated("budget", f"leak {number} {name}", conj(*only, heard, unread, over))

    def _most(self) -> int:
        return sum((cardinality(f.ty) or 1).bit_length() for f in self.core.fields)
