"""How something got from where it starts to where it ends: shortest paths through the IR, told in steps."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import assert_never

from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.formula import AtLeast
from tcme.compiler.ir.nodes import (
    Abs,
    Arith,
    Ask,
    Compare,
    Const,
    ConstText,
    Endorse,
    Fold,
    Gather,
    Input,
    Logic,
    Lookup,
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


def told(analysis: Analysis, path: Iterable[int]) -> tuple[Note, ...]:
    """One note for each place in the text that the path passes, the middle of long ones left out."""
    notes: dict[object, Note] = {}
    for n in path:
        node = analysis.placed.graph.nodes[n]
        notes.setdefault(node.span, Note(_step(analysis, node), node.span))
    steps = tuple(notes.values())
    return steps if len(steps) <= MAX_STEPS else steps[: MAX_STEPS - 2] + steps[-2:]


def _step(analysis: Analysis, node: Node) -> str:
    match node.op:
        case Input(name, _):
            return f"`{name}` comes from `{analysis.owners[name]}` here"
        case Ask(site):
            asked = analysis.placed.graph.asks[site]
            return f"`{asked.model}` by `{asked.publisher}` answers here"
        case Endorse():
            return "endorsed here"
        case Select():
            return "a condition chooses here"
        case Compare() | Logic() | Not():
            return "compared here"
        case Lookup():
            return "an element is chosen here"
        case Fold() | Reduce():
            return "combined here"
        case Arith() | Neg() | Abs():
            return "computed here"
        case Const() | ConstText() | ToInt() | Widen() | Recode() | Repeat() | Stack() | Take() | Gather():
            return "passed on here"
        case _:
            assert_never(node.op)
