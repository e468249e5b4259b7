"""The fit on public examples."""

import numpy as np

from tcme.backends.model.calibrate import correct, fit


def test_a_bias_is_taken_out() -> None:
    """Scores always prefer the first value; the states tell the two kinds apart."""
    draw = np.random.default_rng(3)
    right = np.arange(20) % 2
    states = draw.normal(0, 0.1, (20, 8)) + np.where(right[:, None], 1.0, -1.0) * np.eye(8)[0] + np.eye(8)[1]
    scores = np.tile([-0.1, -2.4], (20, 1))
    found = fit(scores, states, right)
    assert found.accuracy == 1
    assert np.isclose(found.offsets.sum(), 0) and found.offsets[1] > found.offsets[0]
    text = states[1] + draw.normal(0, 0.1, 8)
    assert correct(scores[1], text, states, found.offsets, found.pulls).argmax() == right[1]


def test_it_is_deterministic() -> None:
    draw = np.random.default_rng(4)
    scores, states, right = draw.normal(size=(9, 3)), draw.normal(size=(9, 5)), np.arange(9) % 3
    first, second = fit(scores, states, right), fit(scores, states, right)
    assert first.pulls.tobytes() == second.pulls.tobytes()


def test_nothing_is_added_when_a_value_has_no_example() -> None:
    found = fit(np.zeros((3, 2)), np.ones((3, 4)), np.array([0, 0, 0]))
    assert not found.offsets.any() and not len(found.pulls)
    assert (
        correct(np.array([1.0, 2.0]), np.ones(4), np.ones((3, 4)), found.offsets, found.pulls) == [1, 2]
    ).all()
