"""The one place that knows cvc5, which reads the same text with a parser of its own."""

from collections.abc import Sequence
from typing import Any

from tcme.compiler.smt.script import Script
from tcme.compiler.smt.solver.session import Answer, Impossible, Possible
from tcme.compiler.smt.solver.verdict import Unknown
from tcme.compiler.smt.world import level
from tcme.dsl.diagnostics import Fault


def version() -> str:
    return str(_cvc5().__version__)


class Reading:
    """A script that cvc5 has read, once, with the term of every query."""

    def __init__(self, script: Script, seed: int, resources: int) -> None:
        cvc5 = _cvc5()
        self._or = cvc5.Kind.OR
        self._solver = cvc5.Solver()
        for option, value in _options(seed, resources).items():
            self._solver.setOption(option, value)
        symbols = cvc5.SymbolManager(self._solver)
        parser = cvc5.InputParser(self._solver, symbols)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script.prelude, "prelude")
        while not (command := parser.nextCommand()).isNull():
            command.invoke(self._solver, symbols)
        levels = {p: level(p) for p in script.principals}
        words = " ".join((*script.names, *levels.values(), *script.numbers))
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, words, "queries")
        self._terms: dict[str, Any] = {name: parser.nextTerm() for name in script.names}
        self._levels: dict[str, Any] = {principal: parser.nextTerm() for principal in levels}
        self._numbers: dict[str, Any] = {name: parser.nextTerm() for name in script.numbers}

    def some(self, names: Sequence[str], among: Sequence[str]) -> Answer:
        terms = [self._terms[n] for n in names]
        answer = self._solver.checkSatAssuming(
            terms[0] if len(terms) == 1 else self._solver.mkTerm(self._or, *terms)
        )
        if answer.isUnsat():
            return Impossible()
        if not answer.isSat():
            return Unknown(_reason(answer))
        value = self._solver.getValue
        shown = frozenset(n for n in among if value(self._terms[n]).getBooleanValue())
        levels, numbers = (
            tuple((name, int(value(term).getIntegerValue())) for name, term in terms.items())
            for terms in (self._levels, self._numbers)
        )
        return Possible(shown, levels, numbers)


def _options(seed: int, resources: int) -> dict[str, str]:
    limits = {"rlimit-per": str(resources), "seed": str(seed), "sat-random-seed": str(seed)}
    return limits | {"incremental": "true", "produce-models": "true"}


def _reason(answer: Any) -> str:
    return str(answer.getUnknownExplanation()).removeprefix("UnknownExplanation.").lower()


def _cvc5() -> Any:
    """Raises Fault TC014 where the extra is not installed."""
    try:
        import cvc5
    except ImportError:
        raise Fault(
            "TC014", "the solver `cvc5` is not installed", help="install it with `pip install 'tcme[cvc5]'`"
        ) from None
    return cvc5
