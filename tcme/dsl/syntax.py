"""The surface tree: what the parser gives and the formatter prints. Every node knows its span."""

from typing import Literal, TypeAlias

from tcme.dsl.frozen import frozen
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


@frozen
class NamedType:
    """`Bool` or a declared type."""

    name: Name
    span: Span


@frozen
class IntType:
    """`Int[lo..hi]`, both ends included."""

    lo: "Expr"
    hi: "Expr"
    span: Span


@frozen
class TextType:
    """`Text[lo..hi]`: bounds on UTF-8 bytes after NFC."""

    lo: "Expr"
    hi: "Expr"
    span: Span


@frozen
class EnumType:
    """`{LOW, MID, HIGH}`."""

    values: tuple[Name, ...]
    span: Span


@frozen
class RecordField:
    name: Name
    type: "Type"
    span: Span


@frozen
class RecordType:
    """`{price : Int[0..9], grade : Level}`."""

    fields: tuple[RecordField, ...]
    span: Span


@frozen
class OptionType:
    """`T?`."""

    element: "Type"
    span: Span


@frozen
class ArrayType:
    """`[T; n]`."""

    element: "Type"
    size: "Expr"
    span: Span


Type: TypeAlias = NamedType | IntType | TextType | EnumType | RecordType | OptionType | ArrayType

# --- expressions ---------------------------------------------------------------------------------


@frozen
class IntLiteral:
    value: int
    span: Span


@frozen
class BoolLiteral:
    value: bool
    span: Span


@frozen
class NoneLiteral:
    span: Span


@frozen
class NameExpr:
    """A variable, an input, a constant, or a value of an enum: names are resolved later."""

    name: Name
    span: Span


@frozen
class Unary:
    op: UnaryOp
    operand: "Expr"
    span: Span


@frozen
class Binary:
    op: BinaryOp
    left: "Expr"
    right: "Expr"
    span: Span


@frozen
class Argument:
    """`value` or `name = value`."""

    name: Name | None
    value: "Expr"
    span: Span


@frozen
class Call:
    """A function, a built-in, `map(f, xs)`, or the construction of a record."""

    function: Name
    arguments: tuple[Argument, ...]
    span: Span


@frozen
class FieldAccess:
    record: "Expr"
    name: Name
    span: Span


@frozen
class Index:
    array: "Expr"
    index: "Expr"
    span: Span


@frozen
class ArrayLiteral:
    items: tuple["Expr", ...]
    span: Span


@frozen
class Range:
    """`lo..hi` with both ends included; only what `for` walks over."""

    lo: "Expr"
    hi: "Expr"
    span: Span


@frozen
class Paren:
    inner: "Expr"
    span: Span


@frozen
class If:
    """`if c { … } else { … }`; an `else if` is an `If` as the result of a block without braces."""

    condition: "Expr"
    then: "Block"
    otherwise: "Block | If"
    span: Span


@frozen
class Arm:
    """`pattern => expression` or `pattern => { block }`."""

    pattern: Pattern
    body: "Expr | Block"
    span: Span


@frozen
class Match:
    subject: "Expr"
    arms: tuple[Arm, ...]
    span: Span


@frozen
class For:
    """`for x in xs { … }`: the array of the block's values."""

    variable: Name
    over: "Expr | Range"
    body: "Block"
    span: Span


@frozen
class Comprehension:
    """`[e for x in xs]`."""

    body: "Expr"
    variable: Name
    over: "Expr | Range"
    span: Span


@frozen
class Fold:
    """`fold acc : T = start for x in xs { … }`: the last value of the accumulator."""

    accumulator: Name
    type: Type | None
    start: "Expr"
    variable: Name
    over: "Expr | Range"
    body: "Block"
    span: Span


@frozen
class Margin:
    """`margin 0.5 else UNSURE`; the threshold in nats, as written."""

    threshold: str
    abstain: Name
    span: Span


@frozen
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


@frozen
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


@frozen
class Let:
    name: Name
    type: Type | None
    value: Expr
    span: Span


@frozen
class Release:
    """`release Verdict(…)`: the one way out, at the end of `main`."""

    output: Name
    arguments: tuple[Argument, ...]
    span: Span


@frozen
class Block:
    """Bindings, then the value."""

    lets: tuple[Let, ...]
    result: Expr | Release
    span: Span


# --- declarations --------------------------------------------------------------------------------


@frozen
class PrincipalDecl:
    kind: PrincipalKind
    names: tuple[Name, ...]
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
    """`input x : T from p [endorsed because "…"]`."""

    name: Name
    type: Type
    owner: Name
    endorsed: str | None
    span: Span


@frozen
class RequireDecl:
    """`require e`: about one owner's inputs, checked by that owner before connecting."""

    condition: Expr
    span: Span


@frozen
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
    type: Type
    span: Span


@frozen
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


@frozen
class Comment:
    """A `//` comment, kept for the formatter; not part of the tree."""

    text: str
    span: Span
    own_line: bool


@frozen
class Program:
    """A whole file. `comments` takes no part in equality of programs."""

    doc: str | None
    name: Name
    declarations: tuple[Declaration, ...]
    span: Span
