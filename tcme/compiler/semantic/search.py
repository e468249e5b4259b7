"""Looking for a proof: cases are divided where the two runs still differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tcme.compiler.semantic.algebra import NAMELESS, Algebra, Atom, Budget, Line, Step, Sum, TooLarge
from tcme.compiler.semantic.farkas import contradiction
from tcme.compiler.semantic.proof import Equal, Impossible, Literal, Proof, Split, opposite
from tcme.compiler.semantic.runs import Question, Runs

MOST_CASES = 256
MOST_DEPTH = 40
WIDEST = 64
"""An unknown with so many values may be divided by its values."""
OF_A_RUN = ("1:", "2:")


def prove(question: Question, budget: Budget) -> tuple[Proof, frozenset[int]] | None:
    """A proof that the opened nodes do not depend on the source, and the nodes that it takes as they are;
    None where none was found, which says nothing."""
    if question.free.issuperset(question.cone):
        return Equal(), frozenset()
    for opaque in (frozenset[int](), frontier(question)):
        try:
            found = _Search(replace(question, opaque=opaque), budget).proof(())
        except TooLarge:
            found = None
        if found is not None:
            return found, opaque
    return None


def frontier(question: Question) -> frozenset[int]:
    """Free nodes that others read: what is in them is the same in both runs."""
    nodes = question.graph.nodes
    read = {a for i in question.cone if i not in question.free for a in nodes[i].args}
    return question.free & (read | set(question.opened))


@dataclass(slots=True)
class _Search:
    question: Question
    budget: Budget
    cases: int = MOST_CASES

    def proof(self, path: tuple[Literal, ...]) -> Proof | None:
        self.cases -= 1
        if self.cases < 0 or len(path) > MOST_DEPTH:
            return None
        algebra = Algebra(self.budget)
        known = [stated(algebra, literal) for literal in path]
        for each in known:
            algebra.learn(each)
        differences = Runs(self.question, algebra).differences()
        open_ = [d for d in differences if algebra.span(d) != (0, 0)]
        if not open_:
            return Equal()
        multiples = contradiction(algebra, known)
        if multiples is not None:
            return Impossible(multiples)
        literal = next(_splits(algebra, known, open_), None)
        return None if literal is None else self._split(path, literal)

    def _split(self, path: tuple[Literal, ...], literal: Literal) -> Proof | None:
        yes = self.proof((*path, literal))
        no = None if yes is None else self.proof((*path, opposite(literal)))
        return None if yes is None or no is None else Split(literal, yes, no)


def _splits(algebra: Algebra, known: Sequence[Sum], open_: Sequence[Sum]) -> Iterator[Literal]:
    """Where to divide, the telling first: at steps that the source decides, at others, by the source's
    values, and by what a difference cannot be."""
    seen = set[int]()
    steps = [s for d in open_ for s in _innermost(algebra, sorted(d.items()), seen) if _has_names(algebra, s)]
    for step in sorted(steps, key=lambda s: not _of_a_run(algebra, s)):
        yield written(algebra, {**dict(step.line), (): -step.threshold})
    for difference in open_:
        for sign in (1, -1):
            more = algebra.add((sign, difference), (-1, {(): 1}))
            if algebra.step(more) and contradiction(algebra, (*known, more)) is not None:
                yield written(algebra, more)
    yield from _halves(algebra)


def _innermost(
    algebra: Algebra, line: Sequence[tuple[tuple[int, ...], int]], seen: set[int]
) -> Iterator[Step]:
    """Steps of a sum that are made of atoms alone, those inside others too; each factor is looked at once."""
    for product, _ in line:
        for number in product:
            factor = algebra.factors[number]
            if isinstance(factor, Step) and number not in seen:
                seen.add(number)
                if any(isinstance(algebra.factors[n], Step) for within, _ in factor.line for n in within):
                    yield from _innermost(algebra, factor.line, seen)
                else:
                    yield factor


def _of_a_run(algebra: Algebra, step: Step) -> bool:
    return any(name.startswith(OF_A_RUN) for name in _names(algebra, step.line))


def _has_names(algebra: Algebra, step: Step) -> bool:
    return not any(name.endswith(NAMELESS) for name in _names(algebra, step.line))


def _names(algebra: Algebra, line: Line) -> Iterator[str]:
    for product, _ in line:
        for number in product:
            factor = algebra.factors[number]
            if isinstance(factor, Atom):
                yield factor.name


def _halves(algebra: Algebra) -> Iterator[Literal]:
    """The values of the source, one half and the other."""
    for number, factor in enumerate(algebra.factors):
        if isinstance(factor, Atom) and factor.name.startswith(OF_A_RUN):
            low, high = algebra.span({(number,): 1})
            if low is not None and high is not None and low < high < low + WIDEST:
                yield written(algebra, {(number,): 1, (): -((low + high + 1) // 2)})


def written(algebra: Algebra, p: Sum) -> Literal:
    """A sum by the names of its atoms; it has no steps, and each has a name."""
    named: dict[tuple[str, ...], int] = {}
    for product, c in p.items():
        factors = [algebra.factors[number] for number in product]
        names = tuple(sorted(f.name for f in factors if isinstance(f, Atom)))
        if len(names) < len(factors) or any(name.endswith(NAMELESS) for name in names):
            raise TooLarge
        named[names] = c
    return tuple((c, names) for names, c in sorted(named.items()) if c)


def stated(algebra: Algebra, literal: Literal) -> Sum:
    """A literal as a sum of this algebra."""
    return {tuple(sorted(algebra.number(Atom(name)) for name in names)): c for c, names in literal}
