"""One place for each node, by who may read what it is computed from and by where its arguments already are.

Values move from the public and from parties anywhere but to other parties, from an environment only into MPC,
and out of MPC not at all.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from tcme.compiler.core import CoreProgram
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Graph, Node, TextV, Where
from tcme.compiler.ir.sources import sources, users
from tcme.compiler.place import refusals
from tcme.compiler.place.protocol import members, threshold
from tcme.dsl.diagnostics import Sink
from tcme.dsl.frozen import frozen

Admissible: TypeAlias = Callable[[Where, frozenset[str]], bool]
PUBLIC, MPC = ir.Public(), ir.Mpc()


@frozen
class Question:
    """A node to be placed: where its arguments are, what it depends on, which environments need its value."""

    node: Node
    args: frozenset[Where]
    sources: frozenset[str]
    wanted: frozenset[Where]
    has_text: bool


def decide(core: CoreProgram, graph: Graph, sink: Sink, admissible: Admissible) -> tuple[Where, ...] | None:
    """Places in node order; None when one has none, with a refusal for each first such node in the sink."""
    places: list[Where | None] = []
    admissible = cache(admissible)
    depends, wanted = sources(graph), _wanted(core, graph)
    for node in graph.nodes:
        args = [places[a] for a in node.args]
        known = [a for a in args if a is not None]
        if len(known) < len(args):
            places.append(None)
            continue
        away = frozenset(known) - {PUBLIC}
        texts = any(isinstance(t, TextV) for t in (node.ty, *(graph.nodes[a].ty for a in node.args)))
        question = Question(node, away, depends[node.id], wanted[node.id], texts)
        places.append(_place(core, graph, question, sink, admissible))
    found = tuple(p for p in places if p is not None)
    return found if len(found) == len(places) else None


def site_place(core: CoreProgram, site: ir.AskSite) -> Where:
    """Where a question is answered: an environment, or the party that is named."""
    if core.kind(site.place) == "environment":
        return ir.Environment(site.place)
    return ir.Local(site.place)


def _wanted(core: CoreProgram, graph: Graph) -> tuple[frozenset[Where], ...]:
    """For each node the places of the asks that its value goes into."""
    found: list[frozenset[Where]] = [frozenset()] * len(graph.nodes)
    if not graph.asks:
        return tuple(found)
    readers = users(graph.nodes)
    for node in reversed(graph.nodes):
        wanted = frozenset[Where]().union(*(found[r] for r in readers[node.id]))
        for reader in readers[node.id]:
            op = graph.nodes[reader].op
            if isinstance(op, ir.Ask):
                wanted |= {site_place(core, graph.asks[op.site])}
        found[node.id] = wanted
    return tuple(found)


def _place(
    core: CoreProgram, graph: Graph, question: Question, sink: Sink, admissible: Admissible
) -> Where | None:
    match question.node.op:
        case ir.Input(name):
            return ir.Local(core.input(name).owner)
        case ir.Ask(site):
            return _ask(core, site_place(core, graph.asks[site]), question, sink)
        case _:
            return _compute(core, question, sink, admissible)


def _ask(core: CoreProgram, where: Where, question: Question, sink: Sink) -> Where | None:
    """The place the program names, when every argument can get there; who may read them is the rule `ask`."""
    pin = question.node.pin
    if pin is not None and demanded(core, pin) != where:
        sink.add(refusals.asks_elsewhere(question.node, pin, where))
        return None
    if all(reaches(arg, where) for arg in question.args):
        return where
    sink.add(refusals.cannot_reach(question.node, where, question.args))
    return None


def reaches(source: Where, target: Where) -> bool:
    """A value at `source` can move to `target`."""
    match source, target:
        case ir.Public(), _:
            return True
        case ir.Local(), ir.Environment() | ir.Mpc():
            return True
        case ir.Environment(), ir.Mpc():
            return True
        case _:
            return source == target


def _compute(core: CoreProgram, question: Question, sink: Sink, admissible: Admissible) -> Where | None:
    pin = question.node.pin
    if not question.args and (pin is None or demanded(core, pin) is not None):
        return PUBLIC
    if pin is not None:
        return _pinned(core, question, pin, sink, admissible)
    if len(question.args) == 1 and MPC not in question.args:
        (where,) = question.args
        return where
    for candidate in _candidates(core, question):
        if _possible(core, candidate, question) and admissible(candidate, question.sources):
            return candidate
    sink.add(_refusal(core, question, admissible))
    return None


def _pinned(
    core: CoreProgram, question: Question, pin: str, sink: Sink, admissible: Admissible
) -> Where | None:
    """The place that the program demands, or a refusal that says what is in the way."""
    where = demanded(core, pin)
    if where is not None and _possible(core, where, question) and admissible(where, question.sources):
        return where
    node, args, known = question.node, question.args, question.sources
    sink.add(refusals.cannot_run_at(core, node, where, args, known, has_text=question.has_text))
    return None


def demanded(core: CoreProgram, pin: str) -> Where | None:
    """The place of that name; None for the several that the steps of one fold may name."""
    if pin == "mpc":
        return MPC
    if ", " in pin:
        return None
    return ir.Environment(pin) if core.kind(pin) == "environment" else ir.Local(pin)


def _candidates(core: CoreProgram, question: Question) -> tuple[Where, ...]:
    """In order of preference.  What a model will read must be where the model is; one owner's data stays
    in the environment where it is already; otherwise MPC comes before trust in an environment."""
    there = tuple(w for w in question.args if isinstance(w, ir.Environment))
    declared = tuple(ir.Environment(name) for name in core.named("environment"))
    if question.wanted:
        return tuple(question.wanted) if len(question.wanted) == 1 else ()
    owners = {core.input(name).owner for name in question.sources}
    if len(owners) == 1 and len(there) == 1:
        return (*there, MPC)
    return (MPC, *declared)


def _possible(core: CoreProgram, candidate: Where, question: Question) -> bool:
    if candidate == MPC and (question.has_text or threshold(core) == 0):
        return False
    return all(reaches(arg, candidate) for arg in question.args)


def _refusal(core: CoreProgram, question: Question, admissible: Admissible) -> refusals.Diagnostic:
    node = question.node
    if question.wanted and len(_candidates(core, question)) != 1:
        return refusals.two_models(node, question.wanted)
    if question.wanted and any(not reaches(a, w) for a in question.args for w in question.wanted):
        return refusals.cannot_reach(node, next(iter(question.wanted)), question.args)
    environments = tuple(ir.Environment(e) for e in core.named("environment"))
    refused = {e.name: all(reaches(a, e) for a in question.args) for e in environments}
    if threshold(core) == 0 and not question.has_text and not question.wanted:
        return refusals.no_threshold(core, node, question.sources, refused)
    return refusals.nowhere(core, node, question.sources, members(core), refused, has_text=question.has_text)
