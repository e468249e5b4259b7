"""What a change newly reveals or lets steer: two proved programs, read from their certificates."""

from tcme.compiler.diff.change import Amount, Change, Direction, Fact, Topic
from tcme.compiler.diff.compare import Comparison, Verdict, compare
from tcme.compiler.diff.description import Description
from tcme.compiler.diff.reading import Unreadable, described

__all__ = [
    "Amount",
    "Change",
    "Comparison",
    "Description",
    "Direction",
    "Fact",
    "Topic",
    "Unreadable",
    "Verdict",
    "compare",
    "described",
]
