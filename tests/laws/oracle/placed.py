"""What adversaries see and bend in what runs: values at places, shares put together, nodes replaced.

The placed program is run in cleartext; who is where is all that is taken from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from tcme.backends import cleartext
from tcme.backends.cleartext import Array
from tcme.compiler.core import CoreProgram, Field, Input
from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Node, Placed, Where
from tests.laws.oracle.adversaries import DEVIATES, LOOKS, Adversary, hears, may_steer
from tests.laws.oracle.trials import Row, SiteKey, Trials

MOST_ROWS = 24
MOST_BENT = 40

Values = dict[int, Array]


@dataclass(frozen=True, slots=True)
class Box:
    """Runs over a few values of every variable, and the value of every node in each."""

    trials: Trials
    placed: Placed
    runs: dict[Row, Values]

    def again(self, row: Row, bent: int, value: Array) -> dict[str, Any]:
        """The fields where one node has another value, and what was endorsed elsewhere stays as it was."""
        before, graph = self.runs[row], self.placed.graph
        kept = {n.id: before[n.id] for n in graph.nodes if n.id < bent or isinstance(n.op, ir.Endorse)}
        return self._fields(_run(self.trials, self.placed, row, {**kept, bent: value}))

    def fields(self, row: Row) -> dict[str, Any]:
        return self._fields(self.runs[row])

    def _fields(self, values: Mapping[int, Array]) -> dict[str, Any]:
        return {n: repr(v) for n, v in cleartext.outputs(self.placed.graph, values).items()}


def box(trials: Trials, placed: Placed) -> Box:
    """The first and the last value of each variable, as many variables as there is room for."""
    sizes, room = list[tuple[int, ...]](), MOST_ROWS
    for domain in trials.domains:
        some = tuple(sorted({0, len(domain) - 1})) if room >= 2 else (0,)
        sizes.append(some)
        room //= len(some)
    rows = [row for row in product(*sizes) if row in trials.rows]
    return Box(trials, placed, {row: _run(trials, placed, row, {}) for row in rows})


def _run(trials: Trials, placed: Placed, row: Row, values: Mapping[int, Array]) -> Values:
    functions = trials.functions(row)

    def answer(site: ir.AskSite, args: tuple[str, ...]) -> int:
        possible = (*site.values, site.abstain) if site.abstain else site.values
        key: SiteKey = (site.model, site.place, site.prompt, possible)
        return possible.index(functions.get(key, {}).get(args, possible[0]))

    return cleartext.run(placed.graph, trials.inputs(row), answer=answer, values=values)


def sees(k: Adversary, where: Where, placed: Placed) -> bool:
    """In the clear whoever is there; of shares more members than the threshold, or one that deviates."""
    match where:
        case ir.Public():
            return True
        case ir.Local(host) | ir.Environment(host):
            return k[host] >= LOOKS
        case ir.Mpc():
            assert placed.protocol is not None
            levels = [k[m] for m in placed.protocol.members]
            return sum(n >= LOOKS for n in levels) > placed.protocol.threshold or max(levels) == DEVIATES


def bends(k: Adversary, where: Where, placed: Placed) -> bool:
    match where:
        case ir.Public():
            return False
        case ir.Local(host) | ir.Environment(host):
            return k[host] == DEVIATES
        case ir.Mpc():
            assert placed.protocol is not None
            return any(k[m] == DEVIATES for m in placed.protocol.members)


def spies(found: Box) -> str | None:
    """A value that somebody sees where it is computed, and that tells of an input which is kept from it."""
    trials, placed = found.trials, found.placed
    told = [(node, placed.places[node.id], _tells(found, node)) for node in placed.graph.nodes]
    for k in trials.everybody:
        for node, where, inputs in told:
            unread = [x.name for x in inputs if not k[x.owner]]
            if unread and sees(k, where, placed):
                return f"{k} sees node {node.id} at {where}, which tells of {unread}"
    return None


def _tells(found: Box, node: Node) -> list[Input]:
    """The inputs on which a node's value depends, all else equal."""
    told = []
    for i, variable in enumerate(found.trials.variables):
        seen: dict[Row, bytes] = {}
        for row, values in found.runs.items() if isinstance(variable, Input) else ():
            shown = repr(values[node.id].tolist()).encode()
            if seen.setdefault((*row[:i], *row[i + 1 :]), shown) != shown:
                told.append(variable)
                break
    return [v for v in told if isinstance(v, Input)]


def tampers(found: Box) -> str | None:
    """A node that somebody bends where it is computed, so that a field changes which may not be steered so,
    or tells other secrets apart for somebody who newly reads it."""
    placed, program = found.placed, found.trials.program
    for node in placed.graph.nodes[:MOST_BENT]:
        liars = [k for k in found.trials.everybody if bends(k, placed.places[node.id], placed)]
        for value in _others(found, node) if liars else ():
            bent = {row: found.again(row, node.id, value) for row in found.runs}
            for field in program.fields:
                if not _changed(found, bent, field):
                    continue
                for k in liars:
                    if not may_steer(program, field, k):
                        return f"{k} steers `{field.name}` where node {node.id} is computed"
                    if hears(k, field) and _tells_otherwise(found, bent, field, k):
                        return f"{k} chooses what `{field.name}` tells where node {node.id} is computed"
    return None


def _others(found: Box, node: Node) -> Iterator[Array]:
    """The ends of the node's type."""
    match node.ty:
        case ir.BoolV(shape):
            ends = (0, 1)
        case ir.IntV(lo, hi, shape):
            ends = (lo, hi)
        case _:
            return
    size = 1
    for n in shape:
        size *= n
    yield from (cleartext.array([end] * size, node.ty) for end in ends)


def _changed(found: Box, bent: Mapping[Row, Mapping[str, Any]], field: Field) -> bool:
    return any(bent[row][field.name] != found.fields(row)[field.name] for row in found.runs)


def _tells_otherwise(found: Box, bent: Mapping[Row, Mapping[str, Any]], field: Field, k: Adversary) -> bool:
    """Whether the field divides the secrets otherwise when the node is bent."""
    secret = found.trials.where(lambda v: isinstance(v, Input) and not k[v.owner])
    blocks: dict[Row, list[Row]] = {}
    for row in found.runs:
        blocks.setdefault(tuple(v for i, v in enumerate(row) if i not in secret), []).append(row)
    return any(
        _divided([found.fields(r)[field.name] for r in rows]) != _divided([bent[r][field.name] for r in rows])
        for rows in blocks.values()
    )


def _divided(values: list[str]) -> tuple[int, ...]:
    first: dict[str, int] = {}
    return tuple(first.setdefault(v, i) for i, v in enumerate(values))


def misopened(program: CoreProgram, placed: Placed) -> str | None:
    """A field that is not opened once to exactly its recipients, or something else that is opened."""
    declared = [(f.name, f.ty, sorted(set(f.recipients))) for f in program.fields]
    opened = [(o.field, o.ty, sorted(set(o.recipients))) for o in placed.graph.opens]
    return None if opened == declared else "what is opened is not what is declared"


def harm_of_places(trials: Trials, placed: Placed) -> str | None:
    """The first harm that placement does."""
    found = box(trials, placed)
    return misopened(trials.program, placed) or spies(found) or strays(found) or tampers(found)


def strays(found: Box) -> str | None:
    """A field of what runs that depends on an input which the field does not name."""
    nodes = {node.id: node for node in found.placed.graph.nodes}
    named = {f.name: f.sources for f in found.trials.program.fields}
    for opened in found.placed.graph.opens:
        told = {x.name for leaf in opened.leaves for x in _tells(found, nodes[leaf])}
        if not told <= set(named.get(opened.field, ())):
            return f"`{opened.field}` tells of {sorted(told)} in what runs"
    return None
