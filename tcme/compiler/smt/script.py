"""An SMT-LIB 2 script in parts: what everything shares, and the queries."""

from decimal import Decimal
from typing import Literal, TypeAlias

from tcme.dsl.frozen import frozen

Expected: TypeAlias = Literal["unsat", "sat"]


@frozen
class Query:
    """A violation that must be unsatisfiable, or a companion that must be satisfiable, defined in the
    prelude as `name`, the same for queries that say the same."""

    rule: str
    subject: str
    name: str
    expected: Expected

    @property
    def key(self) -> tuple[str, str]:
        return self.rule, self.subject


@frozen
class Script:
    """`prelude` declares, restricts and defines; each query is then asserted alone.

    Of `principals` and of the integer constants `numbers` a model says what they are."""

    prelude: str
    queries: tuple[Query, ...]
    principals: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What is defined for the queries, each once."""
        return tuple(dict.fromkeys(q.name for q in self.queries))

    @property
    def text(self) -> str:
        return self.prelude + "".join(map(_block, self.queries))


def _block(query: Query) -> str:
    return (
        f"\n; {query.rule}: {query.subject}, expect {query.expected}\n"
        f'(push 1)\n(echo "{query.rule}: {query.subject}: {query.expected}")\n'
        f"(assert {query.name})\n(check-sat)\n(pop 1)\n"
    )


def symbol(*parts: str) -> str:
    """A quoted symbol, so that names of the program never meet words of SMT-LIB."""
    return "|" + " ".join(parts) + "|"


def bare(name: str) -> str:
    """A symbol without its quotes."""
    return name[1:-1]


def define(name: str, body: str) -> str:
    return f"(define-fun {name} () Bool {body})"


def conj(*terms: str) -> str:
    return _nary("and", terms, "true")


def disj(*terms: str) -> str:
    return _nary("or", terms, "false")


def _nary(operator: str, terms: tuple[str, ...], unit: str) -> str:
    kept = dict.fromkeys(terms)
    kept.pop(unit, None)
    if len(kept) > 1:
        return f"({operator} {' '.join(kept)})"
    return next(iter(kept), unit)


def neg(term: str) -> str:
    return f"(not {term})"


def digits(number: int) -> str:
    """A number of any length in decimal, which `str` refuses beyond some thousand digits."""
    return format(Decimal(number), "f")
