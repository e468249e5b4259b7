"""What every rule of elaboration has: the tables, the budget, and the way to sub-expressions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck.annotations import Types
from tcme.compiler.typecheck.convert import fit
from tcme.compiler.typecheck.exact import Number
from tcme.compiler.typecheck.facts import Facts
from tcme.compiler.typecheck.keys import Meanings
from tcme.compiler.typecheck.messages.kinds import too_wide
from tcme.compiler.typecheck.namespace import Names
from tcme.compiler.typecheck.narrowing import narrowed
from tcme.compiler.typecheck.outcome import Outcome
from tcme.compiler.typecheck.publics import Public
from tcme.compiler.typecheck.scope import Local, Scope, Want
from tcme.compiler.typecheck.shapes import MOST_PARTS, is_wide
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import Ty, plain

Typed: TypeAlias = core.Expr | None
"""None where a message has been given; whatever needs the value keeps quiet."""

MOST_WORK = 200_000
DEEPEST = 100
MOST_CALLS = 40
"""How deep functions may call one another."""


@frozen
class Signature:
    """A function as declared.  `parameters` and `result` are the types that are the same at every use, None
    where generics, `Int` and `Fixed` without a range or functions make them differ; `sound` where nothing was
    refused."""

    node: syntax.FunctionDecl
    parameters: tuple[Ty | None, ...]
    result: Ty | None
    sound: bool

    @property
    def name(self) -> Name:
        return self.node.name

    @property
    def fixed(self) -> bool:
        """Whether every use has the same types, so that the function can be checked by itself."""
        return not self.node.generics and self.result is not None and None not in self.parameters


@frozen
class Tables:
    """Everything that declarations say; None for an input whose type was refused."""

    names: Names
    types: Types
    inputs: Mapping[str, core.Input | None]
    functions: Mapping[str, Signature]
    publics: Mapping[str, Public | None] = field(default_factory=dict)
    member: str | None = None
    """In a `require` for each member of a group: whose own values inputs `from each` stand for."""

    def given(self, numbers: Mapping[str, Number], types: Mapping[str, Ty]) -> "Tables":
        """The same where generics stand for these: inside a function, at one use of it."""
        constants = replace(self.types.constants, generics=numbers)
        return replace(self, types=replace(self.types, constants=constants, generics=types))


@dataclass(slots=True)
class Meter:
    """Unique numbers, and how much was built: inlining may multiply, and nothing may run away."""

    uid: int = 0
    work: int = 0
    depth: int = 0
    calls: int = 0
    exhausted: Span | None = None
    too_deep: Span | None = None
    too_nested: Span | None = None

    def fresh(self) -> int:
        self.uid += 1
        return self.uid

    def admits(self, span: Span) -> bool:
        self.work += 1
        if self.too_nested is not None:
            return False
        if self.work > MOST_WORK:
            self.exhausted = self.exhausted or span
        elif self.depth >= DEEPEST:
            self.too_deep = self.too_deep or span
        return self.work <= MOST_WORK and self.depth < DEEPEST

    def is_over(self) -> bool:
        return any((self.exhausted, self.too_deep, self.too_nested))

    def spent(self) -> tuple[int, Span | None, Span | None, Span | None]:
        """What counts as spent; variables' numbers stay given out."""
        return self.work, self.exhausted, self.too_deep, self.too_nested

    def restore(self, spent: tuple[int, Span | None, Span | None, Span | None]) -> None:
        self.work, self.exhausted, self.too_deep, self.too_nested = spent


@dataclass(slots=True)
class Usage:
    """Where what is used was declared, and every `let`."""

    used: set[Span] = field(default_factory=set)
    lets: dict[Span, Name] = field(default_factory=dict)


Level: TypeAlias = Literal["plain", "owing", "wherever", "everywhere"]
"""Which values are refined by what is known where they stand (`refine`): none; those in branches that leave
goals; also those in choices whose type gets narrower; all."""

Rule: TypeAlias = Callable[["Elaborator", syntax.Expr, Scope, Want | None], Typed]


@frozen
class Elaborator:
    tables: Tables
    meter: Meter
    outcome: Outcome
    usage: Usage
    broken: set[str]
    """Functions whose own check failed: a use of them adds no message."""
    rule: Rule
    memo: dict[tuple[object, ...], Ty | None]
    """What was worked out for folds, by everything that it depends on: loops inside loops ask often."""
    mentions: dict[int, tuple[str, ...]]
    """The names in a loop's body, by the identity of its node."""
    level: Level = "plain"
    facts: Facts = field(default_factory=dict)
    """What is known where an expression stands."""
    meanings: Meanings = field(default_factory=dict)
    """What variables stand for, where anything is to be known of them."""

    def expr(self, node: syntax.Expr, scope: Scope, want: Want | None = None) -> Typed:
        """The core expression of `node`; where a type is wanted, one whose values fit it."""
        if not self.meter.admits(node.span):
            return None
        self.meter.depth += 1
        typed = self.rule(self, node, scope, want)
        self.meter.depth -= 1
        if typed is not None and self.facts:
            typed = narrowed(typed, self.facts, self.meanings)
        return typed if typed is None or want is None else fit(self.outcome, typed, want)

    def means(self, *bindings: core.Binding) -> None:
        """What variables stand for."""
        if self.level != "plain":
            self.meanings.update((binding.uid, binding.value) for binding in bindings)

    def written(self, node: syntax.Type) -> Ty | None:
        ty = self.tables.types.resolve(node, self.outcome.sink)
        return None if ty is None else plain(ty)

    def admits(self, ty: Ty, span: Span) -> bool:
        """Whether a type that is made of others is no larger than one may be."""
        if is_wide(ty):
            self.refuse(too_wide(MOST_PARTS, span))
            return False
        return True

    def refuse(self, diagnostic: Diagnostic) -> None:
        self.outcome.sink.add(diagnostic)

    def local(self, name: Name, ty: Ty | None) -> Local:
        return Local(self.meter.fresh(), name, ty)

    def trial(self) -> "Elaborator":
        """One whose messages and goals nobody sees, for types that are only tried."""
        return replace(self, outcome=Outcome(Sink(), self.meter.fresh))
