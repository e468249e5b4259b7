"""How something got from where it starts to where it ends: shortest paths through the IR, told in steps."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import reduce
from typing import assert_never

from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.formula import AtLeast
from tcme.compiler.ir.layout import PRESENT
from tcme.compiler.ir.nodes import (
    Abs,
    Arith,
    Ask,
    Claim,
    Compare,
    Const,
    ConstText,
    Encode,
    Endorse,
    Fold,
    Gather,
    Input,
    Iota,
    Logic,
    Lookup,
    Measure,
    Neg,
    Node,
    Not,
    Recode,
    Reduce,
    Repeat,
    Select,
    Stack,
    Take,
    ToInt,
    Widen,
)
from tcme.dsl.diagnostics import Note
from tcme.dsl.source import Span

MAX_STEPS = 6


def source_path(analysis: Analysis, sinks: Iterable[int], source: str) -> tuple[int, ...]:
    """Nodes from the input `source` to a sink, in order; empty where there is none."""

    def starts(node: Node) -> bool:
        return isinstance(node.op, Input) and node.op.name == source

    return _shortest(
        analysis, sinks, starts, through=lambda node: source in analysis.labels.label[node.id].sources
    )


def influence_path(analysis: Analysis, sinks: Iterable[int], atom: AtLeast) -> tuple[int, ...]:
    """Nodes from where an influence starts to a sink; endorsements end it."""
    labels = analysis.labels
    return _shortest(
        analysis,
        sinks,
        lambda node: atom in labels.own[node.id],
        through=lambda node: atom in labels.label[node.id].influence,
    )


def influence_starts(analysis: Analysis, sinks: Iterable[int], atom: AtLeast) -> tuple[Node, ...]:
    """Every place where an influence gets into what reaches the sinks, in order; a model call is one
    wherever its words are somebody's, since it brings in what was endorsed before."""
    nodes, labels = analysis.placed.graph.nodes, analysis.labels
    found: dict[int, Node] = {}
    left = [n for n in sinks if atom in labels.label[n].influence]
    seen = set(left)
    while left:
        node = nodes[left.pop()]
        if atom in labels.own[node.id] or isinstance(node.op, Ask):
            found[node.id] = node
            continue
        further = {a for a in node.args if atom in labels.label[a].influence} - seen
        seen |= further
        left += further
    return tuple(found[n] for n in sorted(found))


def _shortest(
    analysis: Analysis, sinks: Iterable[int], starts: Callable[[Node], bool], through: Callable[[Node], bool]
) -> tuple[int, ...]:
    """Breadth first, backwards from the sinks over the nodes that `through` lets pass."""
    nodes = analysis.placed.graph.nodes
    towards: dict[int, int | None] = {n: None for n in sinks if through(nodes[n])}
    queue = deque(towards)
    while queue:
        here = queue.popleft()
        if starts(nodes[here]):
            return _walk(here, towards)
        for arg in nodes[here].args:
            if arg not in towards and through(nodes[arg]):
                towards[arg] = here
                queue.append(arg)
    return ()


def _walk(start: int, towards: dict[int, int | None]) -> tuple[int, ...]:
    path = [start]
    while (following := towards[path[-1]]) is not None:
        path.append(following)
    return tuple(path)


def tells(analysis: Analysis, sinks: Collection[int], secrets: Iterable[str], what: str) -> Iterator[Note]:
    """The half of a label that keeps secrets: how each of them gets to the sinks."""
    for secret in secrets:
        yield Note(f"secrecy: how {what} tells about `{secret}`:")
        yield from told(analysis, source_path(analysis, sinks, secret))


def steers(analysis: Analysis, sinks: Collection[int], atoms: Iterable[AtLeast], what: str) -> Iterator[Note]:
    """The half of a label that keeps influence out: how each one gets to the sinks."""
    for atom in atoms:
        yield Note(f"integrity: how `{atom.principal}` steers {what}:")
        yield from _from_start(analysis, atom, influence_path(analysis, sinks, atom))


def _from_start(analysis: Analysis, atom: AtLeast, path: tuple[int, ...]) -> Iterator[Note]:
    """A host gets in with what it computes, not with an input or an answer."""
    nodes = analysis.placed.graph.nodes
    first = nodes[path[0]] if path else None
    if first is None or isinstance(first.op, Input | Ask):
        yield from told(analysis, path)
    else:
        yield Note(f"`{atom.principal}` computes this here", first.span)
        yield from told(analysis, (n for n in path if nodes[n].span.start != first.span.start))


def told(analysis: Analysis, path: Iterable[int]) -> tuple[Note, ...]:
    """One note for each place in the text that the path passes, the middle of long ones left out.

    What is done only to open a field stands at its declaration, where nobody wrote it: it is not told."""
    declared = {field.span for field in analysis.core.fields}
    places: dict[int, list[Node]] = {}
    for n in path:
        node = analysis.placed.graph.nodes[n]
        if node.span not in declared:
            places.setdefault(node.span.start, []).append(node)
    steps = tuple(_note(analysis, nodes) for nodes in places.values())
    return steps if len(steps) <= MAX_STEPS else steps[: MAX_STEPS - 2] + steps[-2:]


def _note(analysis: Analysis, nodes: list[Node]) -> Note:
    """What happens at one place, a step for each expression that starts there; that something is passed on
    is told where nothing else is."""
    expressions: dict[Span, list[Node]] = {}
    for node in nodes:
        expressions.setdefault(node.span, []).append(node)
    steps = dict.fromkeys(_step(analysis, _telling(parts)) for parts in expressions.values())
    if len(steps) > 1:
        steps.pop(PASSED_ON, None)
    span = reduce(Span.cover, (node.span for node in nodes))
    return Note(f"{', then '.join(steps)} here", span)


def _telling(parts: list[Node]) -> Node:
    """Of the nodes that one expression became, the one that says what it is."""
    return min(parts, key=lambda n: (not isinstance(n.op, Compare), isinstance(n.op, PASSING)))


PASSED_ON = "passed on"
PASSING = Const | ConstText | Iota | ToInt | Widen | Recode | Repeat | Stack | Take | Gather


def _step(analysis: Analysis, node: Node) -> str:
    match node.op:
        case Input(name, _):
            return f"`{name}` comes from `{analysis.owners[name]}`"
        case Ask(site):
            asked = analysis.placed.graph.asks[site]
            return f"`{asked.model}` by `{asked.publisher}` answers"
        case Endorse():
            return "endorsed"
        case Select():
            return "a condition chooses"
        case Compare():
            return "compared"
        case Logic(op):
            return f"joined by `{op}`"
        case Not():
            return "tested for `none`" if _is_presence(analysis, node) else "negated"
        case Lookup():
            return "an element is chosen"
        case Fold() | Reduce():
            return "combined"
        case Arith() | Neg() | Abs():
            return "computed"
        case Encode() | Measure():
            return "its bytes are read"
        case Claim():
            return "a claim is made"
        case Const() | ConstText() | Iota() | ToInt() | Widen() | Recode() | Repeat() | Stack() | Take():
            return PASSED_ON
        case Gather():
            return PASSED_ON
        case _:
            assert_never(node.op)


def _is_presence(analysis: Analysis, node: Node) -> bool:
    """Whether a negation asks an option of an input if it is absent."""
    (arg,) = (analysis.placed.graph.nodes[a].op for a in node.args)
    return isinstance(arg, Input) and arg.path[-1:] == (PRESENT,)
