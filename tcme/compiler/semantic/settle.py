"""What no run has settled, for warnings: our own search first, then Z3 with little of everything."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tcme.compiler.semantic.algebra import Budget
from tcme.compiler.semantic.asked import Same, ask
from tcme.compiler.semantic.proof import How, cases
from tcme.compiler.semantic.runs import Question
from tcme.compiler.semantic.search import prove

MOST_TERMS = 5_000
"""For all proofs of a program together."""
MOST_ASKED = 8
"""Questions to Z3; then terms in all of them together, and steps of Z3 in each."""
TERMS_ASKED = 500
RESOURCES = 10_000


@dataclass(slots=True)
class Settling:
    """What is left for the questions of one program."""

    proofs: Budget = field(default_factory=lambda: Budget(MOST_TERMS))
    asked: Budget = field(default_factory=lambda: Budget(TERMS_ASKED))
    left: int = MOST_ASKED

    def all(self, questions: Iterable[Question]) -> How | None:
        """How it is shown that no source of any question matters; None where one may."""
        total = How()
        for each in questions:
            how = self.one(each)
            if how is None:
                return None
            total = total.plus(how)
        return total

    def one(self, question: Question) -> How | None:
        found = prove(question, self.proofs)
        if found is not None:
            return How(cases(found[0]))
        if not self.left:
            return None
        self.left -= 1
        return How(asked=True) if ask(question, self.asked, RESOURCES) == Same() else None
