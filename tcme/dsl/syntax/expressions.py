"""Expressions."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax.patterns import Binder, Name, Pattern
from tcme.dsl.syntax.type_nodes import Type

if TYPE_CHECKING:
    from tcme.dsl.syntax.statements import Block

UnaryOp: TypeAlias = Literal["-", "not"]
BinaryOp: TypeAlias = Literal[
    "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or", "xor", "&", "|", "^", "<<", ">>"
]


@frozen
class IntLiteral:
    value: int
    span: Span


@frozen
class DecimalLiteral:
    """`0.25`, as written."""

    value: str
    span: Span


@frozen
class TextLiteral:
    """`"words"`, escapes resolved."""

    value: str
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
class TupleAccess:
    """`pair.0`."""

    tuple: "Expr"
    position: int
    span: Span


@frozen
class TupleExpr:
    """`(a, b)`, at least two."""

    items: tuple["Expr", ...]
    span: Span


@frozen
class Lambda:
    """`fn(x) => e` or `fn(x) => { … }`: a local function, inlined where it is used."""

    parameters: tuple[Binder, ...]
    body: "Expr | Block"
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

    variable: Binder
    over: "Expr | Range"
    body: "Block"
    span: Span


@frozen
class Comprehension:
    """`[e for x in xs]`."""

    body: "Expr"
    variable: Binder
    over: "Expr | Range"
    span: Span


@frozen
class Fold:
    """`fold acc : T = start for x in xs { … }`: the last value of the accumulator."""

    accumulator: Binder
    type: Type | None
    start: "Expr"
    variable: Binder
    over: "Expr | Range"
    body: "Block"
    span: Span


@frozen
class Scan:
    """`scan acc : T = start for x in xs { … }`: the array of the accumulator's values after each step."""

    accumulator: Binder
    type: Type | None
    start: "Expr"
    variable: Binder
    over: "Expr | Range"
    body: "Block"
    span: Span


@frozen
class Pin:
    """`at mpc { … }`, `at enclave { … }`, `at alice { … }`: where a value is computed."""

    place: Name
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
    | DecimalLiteral
    | TextLiteral
    | BoolLiteral
    | NoneLiteral
    | NameExpr
    | Unary
    | Binary
    | Call
    | FieldAccess
    | TupleAccess
    | Index
    | ArrayLiteral
    | TupleExpr
    | Lambda
    | Paren
    | If
    | Match
    | For
    | Comprehension
    | Fold
    | Scan
    | Pin
    | Ask
    | Endorse
)
