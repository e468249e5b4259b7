"""The admissible values as a token trie, and their log-probabilities from the hidden states at its branches.

A value's log-probability is the sum, over the branches on its way, of its child's log-probability among the
children there: this is the distribution of the model conditioned on the answer being an admissible value,
decided left to right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.fault import ModelFault

ROOT = -1


@dataclass(frozen=True, slots=True)
class Branch:
    """Where values part: the row that leads there (ROOT: the prompt's end) and the tokens that follow."""

    row: int
    children: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trie:
    """rows are (token, parent row), parents first; paths name for each value its branches and children."""

    rows: tuple[tuple[int, int], ...]
    branches: tuple[Branch, ...]
    paths: tuple[tuple[tuple[int, int], ...], ...]


def build_trie(spellings: Sequence[tuple[int, ...]], end: int) -> Trie:
    """The trie of spellings; `end` closes one that another continues. TC616 if two are equal."""
    if not spellings or len(set(spellings)) != len(spellings):
        raise ModelFault("TC616", "the values of the ask are not distinct, or there are none")
    closed = [spelling + (end,) * _continues(spelling, spellings) for spelling in spellings]
    children: dict[tuple[int, ...], dict[int, None]] = {}
    for spelling in closed:
        for depth, token in enumerate(spelling):
            children.setdefault(spelling[:depth], {})[token] = None
    parting = [path for path, tokens in children.items() if len(tokens) > 1]
    needed = sorted(
        {path[: depth + 1] for path in parting for depth in range(len(path))},
        key=lambda path: (len(path), path),
    )
    place = {(): ROOT} | {path: row for row, path in enumerate(needed)}
    branches = tuple(Branch(place[path], tuple(children[path])) for path in parting)
    order = {path: index for index, path in enumerate(parting)}
    return Trie(
        rows=tuple((path[-1], place[path[:-1]]) for path in needed),
        branches=branches,
        paths=tuple(_path(spelling, order, children) for spelling in closed),
    )


def _continues(spelling: tuple[int, ...], spellings: Sequence[tuple[int, ...]]) -> bool:
    return any(other != spelling and other[: len(spelling)] == spelling for other in spellings)


def _path(
    spelling: tuple[int, ...],
    order: Mapping[tuple[int, ...], int],
    children: Mapping[tuple[int, ...], Mapping[int, None]],
) -> tuple[tuple[int, int], ...]:
    """(branch, child) wherever the spelling meets a branch."""
    return tuple(
        (order[spelling[:depth]], list(children[spelling[:depth]]).index(token))
        for depth, token in enumerate(spelling)
        if spelling[:depth] in order
    )


def log_probabilities(
    trie: Trie, root: NDArray[np.float64], states: NDArray[np.float64], heads: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Log-probability of each value [V] in nats.

    root [D] is the hidden state at the end of the prompt, states [rows, D] those at the trie's rows, and
    heads the embeddings [children, D] of each branch's children.
    """
    tables = [
        log_softmax(head @ (root if branch.row == ROOT else states[branch.row]))
        for branch, head in zip(trie.branches, heads, strict=True)
    ]
    return np.array([sum(tables[branch][child] for branch, child in path) for path in trie.paths], np.float64)


def log_softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log of the softmax over the last axis."""
    shifted = logits - logits.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)))
