"""From texts to scores: one pass of the model, the trie's log-probabilities, and the decision."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.executable import Pass
from tcme.backends.model.loaded import LoadedModel
from tcme.backends.model.question import Question
from tcme.backends.model.spec import AskSpec
from tcme.backends.model.trie import log_probabilities


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass says: log-probabilities [V] in nats, and the hidden state [D] at the prompt's end."""

    scores: NDArray[np.float64]
    state: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reader:
    """A question with the model and the compiled pass that answer it."""

    model: LoadedModel
    question: Question
    run: Pass

    def read(self, arguments: Sequence[str]) -> Reading:
        """One pass over the arguments; TC614 when they are larger than declared."""
        suffix = self.question.suffix(arguments, self.model.tokenizer)
        nodes = self.run(self.model.inputs(suffix.tokens), suffix.positions, suffix.visible)
        root = len(self.question.layout.tail) - 1
        trie = self.question.trie
        heads = [self.model.embed(branch.children).astype(np.float64) for branch in trie.branches]
        return Reading(log_probabilities(trie, nodes[root], nodes[root + 1 :], heads), nodes[root])


def choose(spec: AskSpec, scores: NDArray[np.float64]) -> str:
    """The value with the best score [V], the first of equals; the abstention below the margin."""
    best = int(scores.argmax())
    if spec.margin is None or spec.abstain is None or len(scores) < 2:
        return spec.values[best]
    lead = scores[best] - np.delete(scores, best).max()
    return spec.values[best] if lead >= spec.margin else spec.abstain
