"""Facts that labels cannot show, where the flow rules fail for want of them.

A fact is proved about the program that runs, and serves both decisions: what nobody can see the difference of
in what runs was no leak in what was written.  It needs more than equal values: nobody may bend what it is
about, and no influence that somebody used there may have been forgiven.
"""

from collections.abc import Iterable

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.decide import Decided, decide
from tcme.compiler.flow.formula import conj, disj, neg
from tcme.compiler.flow.labels import ordered, readers
from tcme.compiler.flow.obligations import Obligation
from tcme.compiler.flow.placement import bends
from tcme.compiler.flow.rules.budget import budget
from tcme.compiler.flow.rules.robust import robust
from tcme.compiler.flow.rules.sources import sources
from tcme.compiler.flow.rules.steer import steer
from tcme.compiler.ir.nodes import Endorse, Placed
from tcme.compiler.semantic.algebra import Budget
from tcme.compiler.semantic.observe import Pair, observe
from tcme.compiler.semantic.proof import Shown
from tcme.compiler.semantic.runs import Question, question
from tcme.compiler.semantic.search import prove

RULES = (sources, robust, steer, budget)
"""The rules that read the labels of fields."""
MOST_TERMS = 800_000
"""For all proofs of a program together; the checker allows more."""
MOST_EFFORT = 400_000

Key = tuple[int, str, str]


def facts(core: CoreProgram, written: Placed, runs: Placed, space: Space) -> tuple[Shown, ...]:
    """What has to be shown, and can be, so that fields pass: no more than is needed, in order."""
    search = _Facts(core, (written, runs), space)
    found = search.shown(unnamed=True)
    if search.failing(found):
        found += search.shown(unnamed=False, known=found)
    return tuple(sorted(search.needed(found), key=lambda s: s.pair))


class _Facts:
    def __init__(self, core: CoreProgram, stages: tuple[Placed, Placed], space: Space) -> None:
        self.core, self.stages, self.space = core, stages, space
        self.budget = Budget(MOST_TERMS)
        self.plain = self._analyses(())

    def _analyses(self, shown: tuple[Shown, ...]) -> tuple[Analysis, ...]:
        return tuple(Analysis.of(self.core, placed, self.space, shown=shown) for placed in self.stages)

    def _failed(self, shown: tuple[Shown, ...]) -> dict[Key, Obligation]:
        found: dict[Key, Obligation] = {}
        for stage, analysis in enumerate(self._analyses(shown)):
            for d in _decided(analysis):
                if not d.holds:
                    found[stage, *d.obligation.key] = d.obligation
        return found

    def failing(self, shown: tuple[Shown, ...]) -> frozenset[Key]:
        return frozenset(self._failed(shown))

    def shown(self, *, unnamed: bool, known: tuple[Shown, ...] = ()) -> tuple[Shown, ...]:
        """All that can be shown of the fields that fail, about the inputs that they name or do not."""
        named = {f.name: set(f.sources) for f in self.core.fields}
        failed = dict.fromkeys(o.field for o in self._failed(known).values() if o.field is not None)
        wanted = [
            (field, x)
            for field in failed
            for x in sorted(set().union(*(a.field(field).sources for a in self.plain)))
            if (x not in named[field]) == unnamed
        ]
        seen = observe(self.core, [frozenset((pair,)) for pair in wanted], MOST_EFFORT) if wanted else None
        moved = frozenset[Pair]() if seen is None else seen.moved
        tried = (self._try(field, x) for field, x in wanted if (field, x) not in moved)
        return tuple(s for s in tried if s is not None)

    def _try(self, field: str, source: str) -> Shown | None:
        analysis = self.plain[-1]
        asked = question(analysis.placed.graph, analysis.leaves(field), source)
        if not honest(analysis, asked):
            return None
        found = prove(asked, self.budget)
        return None if found is None else Shown(field, source, tuple(sorted(found[1])), found[0])

    def needed(self, found: tuple[Shown, ...]) -> tuple[Shown, ...]:
        """Without those that change no answer."""
        answer = self.failing(found)
        for fact in found:
            rest = tuple(s for s in found if s != fact)
            if self.failing(rest) == answer:
                found = rest
        return found


def _decided(analysis: Analysis) -> Iterable[Decided]:
    return decide(analysis, (o for rule in RULES for o in rule(analysis)))


def honest(analysis: Analysis, asked: Question) -> bool:
    """Whether what is computed for the field is what the program says, for everybody who may not read the
    source; where an influence is forgiven on the way, for everybody."""
    if asked.free.issuperset(asked.cone):
        return True
    nodes, places = analysis.placed.graph.nodes, analysis.placed.places
    forgiven = any(isinstance(nodes[i].op, Endorse) for i in asked.cone)
    atoms = {a for where in {places[i] for i in asked.cone} for a in bends(where, analysis.sharing)}
    bent = disj(*ordered(atoms))
    harm = bent if forgiven else conj(bent, neg(readers(analysis.owners, (asked.source,))))
    return not analysis.space.holds_somewhere(harm)
