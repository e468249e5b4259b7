"""An ask made ready for the model: its layout in tokens, its trie, and the rows that a text becomes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.executable import PassShape
from tcme.backends.model.prompt import TEMPLATE, Layout, argument_tokens, lay_out
from tcme.backends.model.spec import AskSpec
from tcme.backends.model.tokenizer import Tokenizer
from tcme.backends.model.trie import ROOT, Trie, build_trie

PADDING = 0


@dataclass(frozen=True, slots=True)
class Suffix:
    """The rows after the prefix: tokens [T], positions [T], visible [T, T]."""

    tokens: tuple[int, ...]
    positions: NDArray[np.int32]
    visible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Question:
    """The public, constant part of an ask in tokens."""

    spec: AskSpec
    layout: Layout
    trie: Trie

    @property
    def size(self) -> PassShape:
        """The shape of every pass of this ask."""
        nodes = len(self.layout.tail) + len(self.trie.rows)
        return PassShape(len(self.layout.prefix), self.layout.size, nodes)

    def suffix(self, arguments: Sequence[str], tokenizer: Tokenizer) -> Suffix:
        """Rows of the arguments, padded, then of tail and trie. Only what they hold depends on the texts."""
        texts = argument_tokens(self.spec, self.layout, arguments, tokenizer)
        size, used = self.size, len(texts)
        depths, ancestors = self._nodes()
        tokens = (
            *texts,
            *(PADDING,) * (size.texts - used),
            *self.layout.tail,
            *(token for token, _ in self.trie.rows),
        )
        positions = size.prefix + np.concatenate([np.arange(size.texts), used + depths])
        visible = np.zeros((size.rows, size.rows), np.bool_)
        visible[: size.texts, : size.texts] = np.tri(size.texts, dtype=np.bool_)
        visible[size.texts :, :used] = True
        visible[size.texts :, size.texts :] = ancestors
        return Suffix(tokens, positions.astype(np.int32), visible)

    def _nodes(self) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Depth [N] of each tail and trie row below the texts, and its ancestors with itself [N, N]."""
        tail = len(self.layout.tail)
        parents = [
            *range(ROOT, tail - 1),
            *(tail + parent if parent != ROOT else tail - 1 for _, parent in self.trie.rows),
        ]
        ancestors = np.eye(len(parents), dtype=np.bool_)
        for row, parent in enumerate(parents):
            if parent != ROOT:
                ancestors[row] |= ancestors[parent]
        return ancestors.sum(1, dtype=np.int32) - 1, ancestors


def pose(spec: AskSpec, prefix: tuple[int, ...], tokenizer: Tokenizer) -> Question:
    """The question of a spec after its prefix. A value is spelt as it follows the answer's label."""
    spellings = [tokenizer.encode(" " + value) for value in spec.values]
    end = tokenizer.encode(TEMPLATE.after_answer)[0]
    return Question(spec, lay_out(spec, prefix, tokenizer), build_trie(spellings, end))
