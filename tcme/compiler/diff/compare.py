"""The comparison on one screen: every stage says what it finds, and the verdict is the worst of it."""

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from tcme.compiler.diff.asked import asked_changes
from tcme.compiler.diff.assumed import adversary_changes
from tcme.compiler.diff.change import Change
from tcme.compiler.diff.description import Description
from tcme.compiler.diff.inputs import input_changes
from tcme.compiler.diff.learned import Learned, learned, learned_changes
from tcme.compiler.diff.outputs import output_changes
from tcme.compiler.diff.places import place_changes
from tcme.compiler.diff.promises import promise_changes
from tcme.compiler.diff.steering import steering_changes
from tcme.dsl.diagnostics import Refused
from tcme.dsl.frozen import frozen

Verdict: TypeAlias = Literal["more", "changed", "less", "same"]
STAGES: tuple[Callable[[Description, Description], Iterator[Change]], ...] = (
    learned_changes,
    output_changes,
    steering_changes,
    input_changes,
    promise_changes,
    adversary_changes,
    place_changes,
    asked_changes,
)
WORST: tuple[Verdict, ...] = ("more", "changed", "less")


@frozen
class Comparison:
    """`learned` is the whole table, what stayed as it was too; `changes` are all differences."""

    learned: tuple[Learned, ...]
    changes: tuple[Change, ...]

    @property
    def verdict(self) -> Verdict:
        """`more` where one change is; `same` only where there is no change at all."""
        found = {change.direction for change in self.changes}
        return next((v for v in WORST if v in found), "same")


def compare(old: Description, new: Description) -> Comparison:
    changes = [change for stage in STAGES for change in _compared(stage, old, new)]
    if not changes and old.text != new.text:
        says = "the program is written in another way, and nothing that is compared here is different"
        changes = [Change("program", "text", "changed", says)]
    return Comparison(learned(old, new), tuple(changes))


def _compared(
    stage: Callable[[Description, Description], Iterator[Change]], old: Description, new: Description
) -> tuple[Change, ...]:
    """Sets of adversaries can be too entangled to compare: that is never nothing."""
    try:
        return tuple(stage(old, new))
    except Refused:
        says = "the adversaries of the two programs are too entangled to be compared"
        return (Change("adversaries", "entangled", "more", says),)
