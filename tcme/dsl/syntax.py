"""The surface tree: what the parser gives and the formatter prints. Every node knows its span."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tcme.dsl.patterns import BoolPattern as BoolPattern
from tcme.dsl.patterns import IntPattern as IntPattern
from tcme.dsl.patterns import Name as Name
from tcme.dsl.patterns import NamePattern as NamePattern
from tcme.dsl.patterns import NonePattern as NonePattern
from tcme.dsl.patterns import Pattern as Pattern
from tcme.dsl.patterns import WildcardPattern as WildcardPattern
from tcme.dsl.source import Span

PrincipalKind: TypeAlias = Literal["party", "helper", "environment", "publisher"]
Level: TypeAlias = Literal["honest", "passive", "crafting", "active"]
UnaryOp: TypeAlias = Literal["-", "not"]
BinaryOp: TypeAlias = Literal["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or", "xor"]


# --- types ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedType:
    """`Bool` or a declared type."""

    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class IntType:
    """`Int[lo..hi]`, both ends included."""

    lo: "Expr"
    hi: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class TextType:
    """`Text[lo..hi]`: bounds on UTF-8 bytes after NFC."""

    lo: "Expr"
    hi: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class EnumType:
    """`{LOW, MID, HIGH}`."""

    values: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RecordField:
    name: Name
    type: "Type"
    span: Span


@dataclass(frozen=True, slots=True)
class RecordType:
    """`{price : Int[0..9], grade : Level}`."""

    fields: tuple[RecordField, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class OptionType:
    """`T?`."""

    element: "Type"
    span: Span


@dataclass(frozen=True, slots=True)
class ArrayType:
    """`[T; n]`."""

    element: "Type"
    size: "Expr"
    span: Span


Type: TypeAlias = NamedType | IntType | TextType | EnumType | RecordType | OptionType | ArrayType

# --- expressions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IntLiteral:
    value: int
    span: Span


@dataclass(frozen=True, slots=True)
class BoolLiteral:
    value: bool
    span: Span


@dataclass(frozen=True, slots=True)
class NoneLiteral:
    span: Span


@dataclass(frozen=True, slots=True)
class NameExpr:
    """A variable, an input, a constant, or a value of an enum: names are resolved later."""

    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    op: UnaryOp
    operand: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    op: BinaryOp
    left: "Expr"
    right: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    """`value` or `name = value`."""

    name: Name | None
    value: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function, a built-in, `map(f, xs)`, or the construction of a record."""

    function: Name
    arguments: tuple[Argument, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FieldAccess:
    record: "Expr"
    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    array: "Expr"
    index: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class ArrayLiteral:
    items: tuple["Expr", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Range:
    """`lo..hi` with both ends included; only what `for` walks over."""

    lo: "Expr"
    hi: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Paren:
    inner: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """`if c { … } else { … }`; an `else if` is an `If` as the result of a block without braces."""

    condition: "Expr"
    then: "Block"
    otherwise: "Block | If"
    span: Span


@dataclass(frozen=True, slots=True)
class Arm:
    """`pattern => expression` or `pattern => { block }`."""

    pattern: Pattern
    body: "Expr | Block"
    span: Span


@dataclass(frozen=True, slots=True)
class Match:
    subject: "Expr"
    arms: tuple[Arm, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class For:
    """`for x in xs { … }`: the array of the block's values."""

    variable: Name
    over: "Expr | Range"
    body: "Block"
    span: Span


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`[e for x in xs]`."""

    body: "Expr"
    variable: Name
    over: "Expr | Range"
    span: Span


@dataclass(frozen=True, slots=True)
class Fold:
    """`fold acc : T = start for x in xs { … }`: the last value of the accumulator."""

    accumulator: Name
    type: Type | None
    start: "Expr"
    variable: Name
    over: "Expr | Range"
    body: "Block"
    span: Span


@dataclass(frozen=True, slots=True)
class Margin:
    """`margin 0.5 else UNSURE`; the threshold in nats, as written."""

    threshold: str
    abstain: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Ask:
    """`ask model(args) at place as T margin m else U examples "file" \"\"\"prompt\"\"\"`."""

    model: Name
    arguments: tuple["Expr", ...]
    place: Name | None
    type: Type
    margin: Margin | None
    examples: str | None
    prompt: str
    span: Span


@dataclass(frozen=True, slots=True)
class Endorse:
    """`endorse e because "…"`."""

    value: "Expr"
    because: str
    span: Span


Expr: TypeAlias = (
    IntLiteral
    | BoolLiteral
    | NoneLiteral
    | NameExpr
    | Unary
    | Binary
    | Call
    | FieldAccess
    | Index
    | ArrayLiteral
    | Paren
    | If
    | Match
    | For
    | Comprehension
    | Fold
    | Ask
    | Endorse
)

# --- statements ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Let:
    name: Name
    type: Type | None
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Release:
    """`release Verdict(…)`: the one way out, at the end of `main`."""

    output: Name
    arguments: tuple[Argument, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """Bindings, then the value."""

    lets: tuple[Let, ...]
    result: Expr | Release
    span: Span


# --- declarations --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrincipalDecl:
    kind: PrincipalKind
    names: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AdversaryDecl:
    """`adversary at most n of S level`."""

    limit: int
    names: tuple[Name, ...]
    level: Level
    span: Span


@dataclass(frozen=True, slots=True)
class AssumeDecl:
    """`assume p, q trust r, s [for secrecy | for integrity]` (`trusts` for one truster)."""

    who: tuple[Name, ...]
    trusted: tuple[Name, ...]
    aspect: Literal["secrecy", "integrity"] | None
    span: Span


@dataclass(frozen=True, slots=True)
class ModelDecl:
    """`model inspector by google = "gemma3-270m"`."""

    name: Name
    publisher: Name
    reference: str
    span: Span


@dataclass(frozen=True, slots=True)
class TypeDecl:
    name: Name
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class ConstDecl:
    name: Name
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class InputDecl:
    """`input x : T from p [endorsed because "…"]`."""

    name: Name
    type: Type
    owner: Name
    endorsed: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class RequireDecl:
    """`require e`: about one owner's inputs, checked by that owner before connecting."""

    condition: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class OutputField:
    """`name : T of a, b to p, q because "…" [steered by r]`."""

    doc: str | None
    name: Name
    type: Type
    sources: tuple[Name, ...]
    recipients: tuple[Name, ...]
    because: str
    steered_by: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class OutputDecl:
    name: Name
    fields: tuple[OutputField, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LeakDecl:
    """`leak at most 12 bits of salary to bob`."""

    bits: int
    sources: tuple[Name, ...]
    recipients: tuple[Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AcceptDecl:
    """`accept influence of bob on plan_a because "…"`."""

    influencer: Name
    source: Name
    because: str
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    name: Name
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class FunctionDecl:
    """`fn f(x : T) -> U { … }`; `main` takes nothing and ends in `release`."""

    doc: str | None
    name: Name
    parameters: tuple[Parameter, ...]
    result: Type
    body: Block
    span: Span


Declaration: TypeAlias = (
    PrincipalDecl
    | AdversaryDecl
    | AssumeDecl
    | ModelDecl
    | TypeDecl
    | ConstDecl
    | InputDecl
    | RequireDecl
    | OutputDecl
    | LeakDecl
    | AcceptDecl
    | FunctionDecl
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A `//` comment, kept for the formatter; not part of the tree."""

    text: str
    span: Span
    own_line: bool


@dataclass(frozen=True, slots=True)
class Program:
    """A whole file. `comments` takes no part in equality of programs."""

    doc: str | None
    name: Name
    declarations: tuple[Declaration, ...]
    span: Span
