"""What must hold: claims about adversaries, each with the message it would raise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Adversary
from tcme.compiler.flow.formula import Formula
from tcme.compiler.ir.nodes import Placed
from tcme.dsl.diagnostics import Diagnostic
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax import Level


@frozen
class Never:
    """No admitted adversary satisfies `violation`; `refusal` explains one that does."""

    violation: Formula
    refusal: Callable[[Adversary], Diagnostic]


@frozen
class Somewhere:
    """Some admitted adversary satisfies `formula`, so that the proof is not empty."""

    formula: Formula
    refusal: Diagnostic


@frozen
class Fact:
    """Something that does not depend on the adversary; `suspect` are those whom a failure would serve, if
    any."""

    holds: bool
    refusal: Diagnostic
    suspect: Formula | None = None


Claim: TypeAlias = Never | Somewhere | Fact


@frozen
class Obligation:
    """One claim of one rule.  `subject` is unique within the rule and the same in the SMT file."""

    rule: str
    subject: str
    claim: Claim
    span: Span
    field: str | None = None
    node: int | None = None
    sources: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        return self.rule, self.subject


@dataclass(frozen=True, slots=True)
class Failure:
    """A claim that does not hold, with all that a witness needs.

    `adversary` is the smallest one (None where no adversary is part of the claim); `sources` are the
    inputs in play, `secrets` those of them that it may not read, `controlled` the inputs that it chooses
    to attack, `publishers` those of its members who craft models."""

    core: CoreProgram
    placed: Placed
    obligation: Obligation
    adversary: Mapping[str, Level] | None
    sources: tuple[str, ...]
    secrets: tuple[str, ...]
    controlled: tuple[str, ...]
    publishers: tuple[str, ...]
    refusal: Diagnostic

    @property
    def rule(self) -> str:
        return self.obligation.rule

    @property
    def field(self) -> str | None:
        return self.obligation.field

    @property
    def node(self) -> int | None:
        return self.obligation.node
