"""Calibration on public examples: what to add to each value's log-probability, fitted in closed form.

A small base model prefers some answers whatever the text says, and much of what it knows of the text is in
the hidden state at the end of the prompt rather than in the words it would say next. So the correction has
two parts, both fitted by kernel ridge regression towards `strength` nats between right and wrong: an offset
per value, and a pull of each example on the values in proportion to how alike its hidden state and the
text's are. Strength and penalty come from a fixed grid by leave-one-out likelihood. The examples shown in
the prompt are not among those fitted.

Shapes: n examples, D width, V values.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tcme.backends.model.trie import log_softmax

Floats = NDArray[np.float64]
STRENGTHS = (4.0, 2.0, 8.0)
PENALTIES = (0.3, 0.1, 1.0)
# Another CPU or pass shape moves a fitted number by about 1e-6; more digits would be noise.
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Correction:
    """offsets [V] in nats, pulls [n, V] of each fitted example, accuracy when each is left out in turn."""

    offsets: Floats
    pulls: Floats
    accuracy: float


def likeness(states: Floats, anchors: Floats) -> Floats:
    """Cosine [m, n] between states [m, D] and anchors [n, D], as unit vectors seen from the anchors' mean."""
    centre = _unit(anchors).mean(0)
    return np.asarray(_unit(_unit(states) - centre) @ _unit(_unit(anchors) - centre).T)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12))


def correct(scores: Floats, state: Floats, anchors: Floats, offsets: Floats, pulls: Floats) -> Floats:
    """Calibrated scores [V] of a text with log-probabilities scores [V] and hidden state [D]."""
    if not len(pulls):
        return scores + offsets
    return np.asarray(scores + offsets + (likeness(state[None], anchors) @ pulls)[0])


def fit(scores: Floats, states: Floats, values: NDArray[np.intp]) -> Correction:
    """Fit to log-probabilities [n, V], states [n, D] and right values [n]; zero when a value is absent."""
    count, width = scores.shape
    if count < 2 or len(set(values.tolist())) < width:
        return Correction(np.zeros(width), np.zeros((0, width)), 0.0)
    trials = [(left_out(scores, states, values, *knobs), knobs) for knobs in product(STRENGTHS, PENALTIES)]
    held, knobs = max(trials, key=lambda trial: float(likelihood(trial[0], values)))
    offsets, pulls = ridge(scores, states, values, *knobs)
    accuracy = float((held.argmax(1) == values).mean())
    return Correction(offsets.round(DECIMALS), pulls.round(DECIMALS), accuracy)


def ridge(
    scores: Floats, states: Floats, values: NDArray[np.intp], strength: float, penalty: float
) -> tuple[Floats, Floats]:
    """Offsets [V] and pulls [n, V] whose correction brings scores towards the right values."""
    width = scores.shape[1]
    target = strength * (np.eye(width)[values] - 1 / width)
    missing = target - (scores - scores.mean(1, keepdims=True))
    offsets = missing.mean(0)
    kernel = likeness(states, states) + penalty * np.eye(len(states))
    return offsets, np.asarray(np.linalg.solve(kernel, missing - offsets))


def left_out(
    scores: Floats, states: Floats, values: NDArray[np.intp], strength: float, penalty: float
) -> Floats:
    """Calibrated scores [n, V] of each example under a fit to the others."""

    def one(index: int) -> Floats:
        rest = np.arange(len(scores)) != index
        offsets, pulls = ridge(scores[rest], states[rest], values[rest], strength, penalty)
        return correct(scores[index], states[index], states[rest], offsets, pulls)

    return np.array([one(index) for index in range(len(scores))])


def likelihood(scores: Floats, values: NDArray[np.intp]) -> float:
    """Mean log-likelihood of the right values, every value counting the same."""
    right = log_softmax(scores)[np.arange(len(values)), values]
    return float(np.mean([right[values == value].mean() for value in np.unique(values)]))
