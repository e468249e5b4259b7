"""All runs of a program over tiny domains: every input, and models as arbitrary functions of their arguments.

A run can keep what an earlier one endorsed, and everything that is endorsed, claimed or asked is seen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from random import Random
from typing import Any

from tcme.compiler.core import AskSite, Claim, CoreProgram, Endorse, Expr, Input, Value
from tcme.compiler.interpreter import Interpreter, Violation, code
from tcme.dsl.frozen import frozen
from tcme.dsl.ty import BytesTy, ImageTy, KeyTy, RecordTy, TextTy, Ty, cardinality
from tests.generate.types import every
from tests.laws.oracle.adversaries import Adversary, adversaries

MOST_RUNS = 1200
MOST_FUNCTIONS = 6
LARGEST_DOMAIN = 300

Row = tuple[int, ...]
"""For each variable the number of its value."""
Function = dict[tuple[str, ...], str]
SiteKey = tuple[str, str, str, tuple[str, ...]]


@frozen
class Asked:
    """A question as a variable: its answers are a function that whoever made or hosts the model chooses."""

    key: SiteKey
    publisher: str
    host: str


@frozen
class Outcome:
    """The fields as text; what was endorsed and claimed, in order; the questions that each place saw."""

    fields: dict[str, str]
    events: tuple[tuple[Expr, Value], ...]
    asked: tuple[tuple[str, tuple[str, ...]], ...]


class Watched:
    """A program whose endorsements and claims are seen, and whose endorsed values can be held."""

    def __init__(self, program: CoreProgram) -> None:
        self._events: list[tuple[Expr, Value]] = []
        self._held: Sequence[Value] | None = None
        with self._watching():
            self._interpreter = Interpreter(program)

    @contextmanager
    def _watching(self) -> Iterator[None]:
        original: Callable[[Expr], Any] = code.compile_expr

        def compile_expr(expr: Expr) -> Any:
            made = original(expr)
            if not isinstance(expr, Endorse | Claim):
                return made
            return code.Code(lambda frame: self._seen(expr, made.run(frame)), False)

        code.compile_expr = compile_expr  # type: ignore[assignment]
        try:
            yield
        finally:
            code.compile_expr = original  # type: ignore[assignment]

    def _seen(self, expr: Expr, value: Value) -> Value:
        position = len(self._events)
        self._events.append((expr, value))
        return value if self._held is None or isinstance(expr, Claim) else self._held[position]

    def run(
        self,
        inputs: Mapping[str, Value],
        functions: Mapping[SiteKey, Function],
        *,
        held: "Outcome | None" = None,
    ) -> Outcome | None:
        """One run; None where its owners would not start it, or where it breaks a range."""
        asked: list[tuple[str, tuple[str, ...]]] = []

        def answer(site: AskSite, args: tuple[str, ...]) -> str:
            asked.append((site.place, args))
            return functions.get(site_key(site), {}).get(args, answers(site)[0])

        try:
            self._events, self._held = [], None
            if self._interpreter.violated(inputs):
                return None
            self._events, self._held = [], None if held is None else [value for _, value in held.events]
            fields = self._interpreter.run(inputs, answer)
        except Violation:
            return None
        return Outcome({n: repr(v) for n, v in fields.items()}, tuple(self._events), tuple(asked))

    def ask(self, inputs: Mapping[str, Value], answer: Callable[[AskSite, tuple[str, ...]], str]) -> None:
        """One run for the sake of its questions."""
        self._events, self._held = [], None
        try:
            if not self._interpreter.violated(inputs):
                self._interpreter.run(inputs, answer)
        except Violation:
            pass


def site_key(site: AskSite) -> SiteKey:
    return site.model, site.place, site.prompt, answers(site)


def answers(site: AskSite) -> tuple[str, ...]:
    return (*site.values, site.abstain) if site.abstain else site.values


@dataclass(frozen=True, slots=True)
class Trials:
    """All rows with what comes of them; `variables` are inputs, then questions."""

    program: CoreProgram
    watched: Watched
    variables: tuple[Input | Asked, ...]
    domains: tuple[tuple[Any, ...], ...]
    rows: dict[Row, Outcome]
    everybody: tuple[Adversary, ...]

    @property
    def endorses(self) -> bool:
        first = next(iter(self.rows.values()))
        return any(isinstance(expr, Endorse) for expr, _ in first.events)

    def inputs(self, row: Row) -> dict[str, Value]:
        chosen = zip(self.variables, self.domains, row, strict=True)
        return {v.name: domain[i] for v, domain, i in chosen if isinstance(v, Input)}

    def functions(self, row: Row) -> dict[SiteKey, Function]:
        chosen = zip(self.variables, self.domains, row, strict=True)
        return {v.key: domain[i] for v, domain, i in chosen if isinstance(v, Asked)}

    def again(self, row: Row, held: Outcome) -> Outcome | None:
        """The run with everything endorsed as it was in another one."""
        return self.watched.run(self.inputs(row), self.functions(row), held=held)

    def where(self, test: Callable[[Input | Asked], bool]) -> tuple[int, ...]:
        return tuple(i for i, v in enumerate(self.variables) if test(v))


def trials(program: CoreProgram, *, most: int = MOST_RUNS) -> Trials | None:
    """None where the domains are too large to go through."""
    domains = [values(i.ty) for i in program.inputs]
    if not all(domains) or prod(map(len, domains)) > most:
        return None
    watched = Watched(program)
    names = [i.name for i in program.inputs]
    given = [dict(zip(names, row, strict=True)) for row in product(*domains)]
    asked = _questions(program, watched, given) if program.models else {}
    room = max(1, most // len(given))
    each = max(2, min(MOST_FUNCTIONS, int(room ** (1 / max(1, len(asked))))))
    functions = [tuple(islice(_functions(v.key, seen), each)) for v, seen in asked.items()]
    everything = (*map(tuple, domains), *functions)
    found = Trials(program, watched, (*program.inputs, *asked), everything, {}, tuple(adversaries(program)))
    for row in product(*(range(len(d)) for d in everything)):
        outcome = watched.run(found.inputs(row), found.functions(row))
        if outcome is not None:
            found.rows[row] = outcome
    return found if found.rows else None


def values(ty: Ty) -> list[Any]:
    """All values of a small type; two of a text; none where there are too many."""
    if isinstance(ty, TextTy):
        return ["a" * ty.lo, "b" * max(1, ty.lo)] if ty.hi else [""]
    if _strange(ty) or (cardinality(ty) or LARGEST_DOMAIN + 1) > LARGEST_DOMAIN:
        return []
    return every(ty)


def _strange(ty: Any) -> bool:
    if isinstance(ty, TextTy | KeyTy | BytesTy | ImageTy):
        return True
    parts = [t for _, t in ty.fields] if isinstance(ty, RecordTy) else getattr(ty, "items", ())
    return any(map(_strange, (*parts, *((ty.element,) if hasattr(ty, "element") else ()))))


def _questions(
    program: CoreProgram, watched: Watched, given: Sequence[Mapping[str, Value]]
) -> dict[Asked, list[tuple[str, ...]]]:
    """Every question that is asked, with all arguments that it comes with."""
    publishers = {m.name: m.publisher for m in program.models}
    found: dict[Asked, dict[tuple[str, ...], None]] = {}

    def answer(site: AskSite, args: tuple[str, ...]) -> str:
        key = site_key(site)
        found.setdefault(Asked(key, publishers[site.model], site.place), {})[args] = None
        return answers(site)[0]

    for inputs in given:
        watched.ask(inputs, answer)
    return {asked: list(args) for asked, args in found.items()}


def _functions(key: SiteKey, seen: list[tuple[str, ...]]) -> Iterator[Function]:
    """Functions from arguments to answers: those that tell arguments apart, constant ones, and any others."""
    possible = key[3]
    yield {args: possible[i % len(possible)] for i, args in enumerate(seen)}
    yield from (dict.fromkeys(seen, value) for value in possible[:2])
    yield {args: possible[(i + 1) % len(possible)] for i, args in enumerate(seen)}
    random = Random(0)
    while True:
        yield {args: random.choice(possible) for args in seen}
