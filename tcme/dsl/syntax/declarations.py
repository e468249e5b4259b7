"""Declarations and whole files."""

from typing import Literal, TypeAlias

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax.expressions import Expr
from tcme.dsl.syntax.patterns import Name
from tcme.dsl.syntax.statements import Block
from tcme.dsl.syntax.type_nodes import FunctionType, Type

PrincipalKind: TypeAlias = Literal["party", "helper", "environment", "publisher"]
Level: TypeAlias = Literal["honest", "passive", "crafting", "active"]


@frozen
class PrincipalDecl:
    kind: PrincipalKind
    names: tuple[Name, ...]
    span: Span


@frozen
class GroupDecl:
    """`group firms = acme, bolt`: parties under one name; it stands wherever a list of names does."""

    name: Name
    members: tuple[Name, ...]
    span: Span


@frozen
class UseDecl:
    """`use std.order` (then `order.median`), `use std.order (median)` (then also `median`), `use pricing`
    (the file `pricing.tcme` beside this one)."""

    path: tuple[Name, ...]
    names: tuple[Name, ...]
    span: Span


@frozen
class PublicDecl:
    """`public edges : T = file "graph.json"`: known to all; its digest stands in the certificate."""

    name: Name
    type: Type
    file: str
    span: Span


@frozen
class AdversaryDecl:
    """`adversary at most n of S level`."""

    limit: int
    names: tuple[Name, ...]
    level: Level
    span: Span


@frozen
class AssumeDecl:
    """`assume p, q trust r, s [for secrecy | for integrity]` (`trusts` for one truster)."""

    who: tuple[Name, ...]
    trusted: tuple[Name, ...]
    aspect: Literal["secrecy", "integrity"] | None
    span: Span


@frozen
class ModelDecl:
    """`model inspector by google = "gemma3-270m"`."""

    name: Name
    publisher: Name
    reference: str
    span: Span


@frozen
class TypeDecl:
    name: Name
    type: Type
    span: Span


@frozen
class ConstDecl:
    name: Name
    value: Expr
    span: Span


@frozen
class InputDecl:
    """`input x : T from p [endorsed because "…"]`; with `each`, one from each member of the group `owner`."""

    name: Name
    type: Type
    owner: Name
    each: bool
    endorsed: str | None
    span: Span


@frozen
class RequireDecl:
    """`require e`: about one owner's inputs, checked by that owner before connecting."""

    condition: Expr
    span: Span


@frozen
class OutputField:
    """`name : T of a, b to p, q because "…" [steered by r]`; `to each g` is an array with one element for
    each member of the group, who gets that element only."""

    doc: str | None
    name: Name
    type: Type
    sources: tuple[Name, ...]
    recipients: tuple[Name, ...]
    each: bool
    because: str
    steered_by: tuple[Name, ...]
    span: Span


@frozen
class OutputDecl:
    name: Name
    fields: tuple[OutputField, ...]
    span: Span


@frozen
class LeakDecl:
    """`leak at most 12 bits of salary to bob`."""

    bits: int
    sources: tuple[Name, ...]
    recipients: tuple[Name, ...]
    span: Span


@frozen
class AcceptDecl:
    """`accept influence of bob on plan_a because "…"`."""

    influencer: Name
    source: Name
    because: str
    span: Span


@frozen
class Parameter:
    name: Name
    type: Type | FunctionType
    span: Span


@frozen
class FunctionDecl:
    """`fn f[T, n](x : [T; n]) -> U where n > 0 { … }`; `main` takes nothing and ends in `release`.

    `generics` in upper case are types, others are numbers; a use finds them from its arguments."""

    doc: str | None
    name: Name
    generics: tuple[Name, ...]
    parameters: tuple[Parameter, ...]
    result: Type
    where: Expr | None
    body: Block
    span: Span


@frozen
class Given:
    """`a = 5` in a test: an input's value, a constant expression; `pay[acme] = 5` for one of a group's.

    A text alone is what the owner writes: it may stand for a key, too."""

    name: Name
    member: Name | None
    value: Expr
    span: Span


@frozen
class Expect:
    """`expect e` in a test: true, where the names of output fields stand for what was released."""

    condition: Expr
    span: Span


@frozen
class ExpectRefused:
    """`expect refused TC302`: the program, with the test's own declarations, is refused with this code."""

    code: Name
    span: Span


@frozen
class ExpectBits:
    """`expect at most 2 bits of a to bob`: no more than this is declared."""

    bits: int
    sources: tuple[Name, ...]
    recipients: tuple[Name, ...]
    span: Span


TestLine: TypeAlias = Given | Expect | ExpectRefused | ExpectBits


@frozen
class TestDecl:
    """`test "name" { … }`; declarations inside stand in for those of their kind in the program (principals
    are added).  Tests are no part of the program that is certified."""

    name: str
    lines: "tuple[TestLine | PrincipalDecl | AdversaryDecl | AssumeDecl, ...]"
    span: Span


Declaration: TypeAlias = (
    PrincipalDecl
    | GroupDecl
    | UseDecl
    | AdversaryDecl
    | AssumeDecl
    | ModelDecl
    | TypeDecl
    | ConstDecl
    | InputDecl
    | PublicDecl
    | RequireDecl
    | OutputDecl
    | LeakDecl
    | AcceptDecl
    | FunctionDecl
    | TestDecl
)


@frozen
class Comment:
    """A `//` comment, kept for the formatter; not part of the tree."""

    text: str
    span: Span
    own_line: bool


@frozen
class Program:
    """A whole file: a program, or a module of types, constants and functions that others `use`."""

    kind: Literal["program", "module"]
    doc: str | None
    name: Name
    declarations: tuple[Declaration, ...]
    span: Span
