"""The one place that knows Z3."""

from collections.abc import Sequence
from typing import Any

from tcme.compiler.smt.script import Script, bare
from tcme.compiler.smt.solver.session import Answer, Impossible, Possible
from tcme.compiler.smt.solver.verdict import Unknown
from tcme.compiler.smt.world import level

# Imported where it is used: what needs no solver starts faster.


def version() -> str:
    import z3

    return str(z3.get_full_version())


class Reading:
    """A script that Z3 has read, once, with the term of every query."""

    def __init__(self, script: Script, seed: int, resources: int) -> None:
        import z3

        self._disjunction, self._is_true = z3.Or, z3.is_true
        parsed = z3.parse_smt2_string(script.prelude + "".join(f"(assert {n})\n" for n in script.names))
        terms = [parsed[k] for k in range(len(parsed))]
        first = len(terms) - len(script.names)
        self._solver = z3.SimpleSolver()
        self._solver.set("random_seed", seed)
        self._solver.set("rlimit", resources)
        self._solver.add(*terms[:first])
        self._terms: dict[str, Any] = dict(zip(script.names, terms[first:], strict=True))
        self._levels = [(p, z3.Int(bare(level(p)))) for p in script.principals]
        self._numbers = [(name, z3.Int(name)) for name in script.numbers]

    def some(self, names: Sequence[str], among: Sequence[str]) -> Answer:
        terms = [self._terms[n] for n in names]
        answer = str(self._solver.check(terms[0] if len(terms) == 1 else self._disjunction(*terms)))
        if answer == "unsat":
            return Impossible()
        if answer != "sat":
            return Unknown(str(self._solver.reason_unknown()))
        model = self._solver.model()
        shown = frozenset(n for n in among if self._is_true(_value(model, self._terms[n])))
        levels, numbers = (
            tuple((name, _value(model, term).as_long()) for name, term in terms)
            for terms in (self._levels, self._numbers)
        )
        return Possible(shown, levels, numbers)


def _value(model: Any, term: Any) -> Any:
    return model.eval(term, model_completion=True)
