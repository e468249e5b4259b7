"""The question that the search for proofs left open, asked of a solver: can the two runs differ?

The same sums are written as an SMT-LIB script: atoms are integers within their bounds, steps are conditions,
products are as they are.  What a solver says is no proof that the checker could follow.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from tcme.compiler.semantic.algebra import ANY, Algebra, Atom, Budget, Product, Step, Sum, TooLarge
from tcme.compiler.semantic.runs import Question, Runs
from tcme.compiler.semantic.search import frontier
from tcme.compiler.smt.script import Query, Script, conj, define, digits, disj
from tcme.compiler.smt.solver import ENGINES, Unknown
from tcme.compiler.smt.solver.session import Impossible, Possible
from tcme.dsl.frozen import frozen

DIFFER = "differ"
Factor: TypeAlias = Atom | Step


@frozen
class Same:
    """No two runs that agree on all other inputs differ."""


@frozen
class Differ:
    """The unknowns of two runs that differ in the solver's model, by name; to be replayed, not believed."""

    atoms: tuple[tuple[str, int], ...]


Asked: TypeAlias = Same | Differ | Unknown


def ask(question: Question, budget: Budget, resources: int) -> Asked:
    """Z3's answer within so many of its steps; nothing is asked where the runs are too large to build."""
    for opaque in (frozenset[int](), frontier(question)):
        try:
            script, names = stated(replace(question, opaque=opaque), Algebra(budget))
        except TooLarge:
            continue
        return _answered(script, names, resources)
    return Unknown("too large")


def _answered(script: Script, names: dict[str, str], resources: int) -> Asked:
    engine = ENGINES["z3"]
    answer = engine.open(script, engine.seed, resources).some((DIFFER,), (DIFFER,))
    match answer:
        case Impossible():
            return Same()
        case Possible(shown, _, numbers) if DIFFER in shown:
            return Differ(tuple((names[symbol], value) for symbol, value in numbers))
        case Possible():
            return Unknown("its model does not hold")
        case Unknown():
            return answer


def stated(question: Question, algebra: Algebra) -> tuple[Script, dict[str, str]]:
    """The script, and its constants with the names of their atoms; raises TooLarge."""
    differences = [d for d in Runs(question, algebra).differences() if d]
    known = dict(algebra.known)
    needed = _needed(algebra, (*differences, *map(dict, known)))
    atoms = {_symbol(n): f.name for n in needed if isinstance(f := algebra.factors[n], Atom)}
    lines = (
        *(line for number in needed for line in _factor(algebra, number)),
        *(f"(assert {_within(_sum(algebra, dict(line)), *ends)})" for line, ends in known.items()),
        define(DIFFER, disj(*(f"(not (= {_sum(algebra, d)} 0))" for d in differences))),
    )
    query = Query("sources", question.source, DIFFER, "unsat")
    return Script("\n".join(lines) + "\n", (query,), numbers=tuple(atoms)), atoms


def _needed(algebra: Algebra, sums: Iterable[Sum]) -> list[int]:
    """Numbers of the factors, each after those that it is made of."""
    found: set[int] = set()
    stack = [number for p in sums for product in p for number in product]
    while stack:
        number = stack.pop()
        if number not in found:
            found.add(number)
            factor = algebra.factors[number]
            stack.extend(n for n in _inside(factor) if n not in found)
    return sorted(found)


def _inside(factor: Factor) -> Iterator[int]:
    if isinstance(factor, Step):
        yield from (number for product, _ in factor.line for number in product)


def _symbol(number: int) -> str:
    """Atoms are numbered: their names may have any character of a text."""
    return f"x{number}"


def _factor(algebra: Algebra, number: int) -> Iterator[str]:
    """An atom is declared within its bounds; a step is a condition."""
    factor, symbol = algebra.factors[number], _symbol(number)
    if isinstance(factor, Step):
        line = _sum(algebra, dict(factor.line))
        yield define(symbol, f"(>= {line} {_number(factor.threshold)})")
    else:
        yield f"(declare-const {symbol} Int)"
        yield f"(assert {_within(symbol, *algebra.bounds.get(number, ANY))})"


def _within(term: str, low: int | None, high: int | None) -> str:
    least = () if low is None else (f"(<= {_number(low)} {term})",)
    most = () if high is None else (f"(<= {term} {_number(high)})",)
    return conj(*least, *most)


def _sum(algebra: Algebra, p: Sum) -> str:
    terms = [_product(algebra, product, c) for product, c in sorted(p.items())]
    return _together("+", terms or ["0"])


def _product(algebra: Algebra, product: Product, c: int) -> str:
    """The atoms times the coefficient where all steps hold, else 0."""
    steps = [n for n in product if isinstance(algebra.factors[n], Step)]
    atoms = [_symbol(n) for n in product if n not in steps]
    value = _together("*", atoms if atoms and c == 1 else [_number(c), *atoms])
    return f"(ite {conj(*map(_symbol, steps))} {value} 0)" if steps else value


def _together(operator: str, terms: list[str]) -> str:
    return terms[0] if len(terms) == 1 else f"({operator} {' '.join(terms)})"


def _number(value: int) -> str:
    return digits(value) if value >= 0 else f"(- {digits(-value)})"
