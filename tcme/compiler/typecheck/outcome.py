"""What elaboration has to say beside the tree: diagnostics, and the facts that ranges did not prove."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tcme.compiler.core import Goal
from tcme.dsl.diagnostics import Sink
from tcme.dsl.source import Span


@dataclass(slots=True)
class Outcome:
    """One goal for each place and code: a function that is used twice asks once.  `fresh` numbers the
    variables that a conversion needs."""

    sink: Sink
    fresh: Callable[[], int]
    goals: dict[tuple[str, Span], Goal] = field(default_factory=dict)

    def owe(self, goal: Goal) -> None:
        self.goals.setdefault((goal.code, goal.span), goal)
