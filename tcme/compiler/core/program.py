"""What stands around the computation: who takes part, inputs, outputs, promises."""

from typing import Literal

from tcme.compiler.core.expressions import Expr
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax import Level, PrincipalKind
from tcme.dsl.ty import Ty


@frozen
class Principal:
    name: str
    kind: PrincipalKind
    span: Span


@frozen
class Threshold:
    """`adversary at most limit of members level`."""

    limit: int
    members: tuple[str, ...]
    level: Level
    span: Span


@frozen
class Trust:
    """`assume truster trusts trusted [for aspect]`, one pair each."""

    truster: str
    trusted: str
    aspect: Literal["secrecy", "integrity"] | None
    span: Span


@frozen
class Model:
    name: str
    publisher: str
    reference: str
    span: Span


@frozen
class Input:
    """`pay[acme]` is the name of what `input pay : T from each firms` asks of acme; in acme's file it is
    `pay`."""

    name: str
    ty: Ty
    owner: str
    endorsed: str | None
    span: Span


def file_key(name: str) -> str:
    """The name in its owner's file: `pay` of the input `pay[acme]`; also of an output field `to each`."""
    return name.partition("[")[0]


@frozen
class Require:
    """`owner` checks it before connecting; it reads inputs of `owner` only (rule `require`)."""

    condition: Expr
    owner: str
    text: str
    span: Span


@frozen
class Field:
    """An output field, `rank[acme]` for acme's element of one that goes `to each`."""

    name: str
    ty: Ty
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    because: str
    steered_by: tuple[str, ...]
    span: Span


@frozen
class PublicFile:
    """A value known to all, from the file `file` with this SHA-256."""

    name: str
    ty: Ty
    file: str
    sha256: str
    span: Span


@frozen
class Module:
    """A module whose functions the program uses, by its path (`std.order`) and the SHA-256 of its text."""

    path: str
    sha256: str


@frozen
class Leak:
    bits: int
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    span: Span


@frozen
class Accept:
    influencer: str
    source: str
    because: str
    span: Span


@frozen
class Goal:
    """A fact that ranges did not prove.

    Rule `range`: a value fits its type, a divisor is not zero; rule `shape`: an index lies in its array, a
    list has an element where its least or greatest is asked for.  The interpreter raises `Violation` with
    this span where an input breaks it."""

    rule: Literal["range", "shape"]
    code: str
    message: str
    label: str
    help: str
    span: Span


@frozen
class CoreProgram:
    """`result` is a record expression whose fields are the output's, in order, at the fields' types."""

    name: str
    doc: str | None
    principals: tuple[Principal, ...]
    thresholds: tuple[Threshold, ...]
    trusts: tuple[Trust, ...]
    models: tuple[Model, ...]
    inputs: tuple[Input, ...]
    requires: tuple[Require, ...]
    output: str
    fields: tuple[Field, ...]
    leaks: tuple[Leak, ...]
    accepts: tuple[Accept, ...]
    goals: tuple[Goal, ...]
    result: Expr
    span: Span
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    publics: tuple[PublicFile, ...] = ()
    modules: tuple[Module, ...] = ()

    def kind(self, name: str) -> PrincipalKind:
        return next(p.kind for p in self.principals if p.name == name)

    def named(self, *kinds: PrincipalKind) -> tuple[str, ...]:
        return tuple(p.name for p in self.principals if p.kind in kinds)

    def input(self, name: str) -> Input:
        return next(i for i in self.inputs if i.name == name)
