"""Texts that nothing was fitted on: far better than always giving the most frequent value."""

from collections import Counter

import pytest

from tcme.backends.model.ask import read_examples
from tcme.backends.model.calibrate import correct
from tcme.backends.model.examples import Example
from tcme.backends.model.scoring import choose

from .conftest import EXAMPLES, Shipped, cases


@pytest.mark.parametrize(("name", "least"), [("damage_monitoring", 0.8), ("tender", 0.7)])
def test_held_out_accuracy(shipped: Shipped, name: str, least: float) -> None:
    rows = cases(name)
    given = decisions(shipped, name, [Example((text,), value) for text, value in rows])
    right = sum(found == value for found, (_, value) in zip(given, rows, strict=True))
    baseline = max(Counter(value for _, value in rows).values()) / len(rows)
    assert right / len(rows) > max(least, baseline + 0.2)
    first = [shipped.model.decide(shipped.specs[name], (text,)) for text, _ in rows[:3]]
    assert first == given[:3]


def decisions(shipped: Shipped, name: str, examples: list[Example]) -> list[str]:
    """What the ask decides, in a pass as small as these public texts allow, to save time."""
    spec = shipped.specs[name]
    ask = shipped.model.asks[spec.digest()]
    reader = ask.reader
    readings = read_examples(reader.model, reader.question, reader.run.cache, examples)
    return [
        choose(spec, correct(reading.scores, reading.state, ask.anchors, ask.offsets, ask.pulls))
        for reading in readings
    ]


@pytest.mark.parametrize("name", ["damage_monitoring", "tender"])
def test_cases_are_not_among_the_examples(name: str) -> None:
    public = "".join(path.read_text() for path in (EXAMPLES / name).glob("[gs]*.jsonl"))
    assert len(cases(name)) >= 24
    assert not [text for text, _ in cases(name) if text in public]
