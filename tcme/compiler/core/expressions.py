"""Expressions of the core: every node has its type and its span."""

from fractions import Fraction
from typing import Literal, TypeAlias

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.ty import Ty

Value: TypeAlias = "bool | int | str | tuple[Value, ...] | dict[str, Value] | None"
"""A cleartext value: Bool → bool, Int → int, enum and text → str, none → None, a present option → the
value itself, array, list and tuple → tuple, record → dict in field order; fixed point → its multiple of the
step, key → its number, bytes and images → as their `plain` type."""

UnaryKind: TypeAlias = Literal["neg", "not"]
BinaryKind: TypeAlias = Literal[
    "add", "sub", "mul", "div", "mod", "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "xor",
    "band", "bor", "bxor",
]  # fmt: skip
BuiltinKind: TypeAlias = Literal[
    "min", "max", "abs", "sum", "any", "all", "count", "argmin", "argmax", "utf8"
]
"""`min`/`max`/`abs` of numbers, or `min(xs)`/`max(xs)` of one array; `sum`, `any`, `all`, `count` (of true),
`argmin`, `argmax` (first index) of an array; `utf8` of a text: the list of its bytes.  A fixed-point number
is its multiple of the step throughout, and so is a key its number.  `div` rounds down, `mod` has the sign of
the divisor."""


@frozen
class Const:
    value: Value
    ty: Ty
    span: Span


@frozen
class InputRef:
    name: str
    ty: Ty
    span: Span


@frozen
class Var:
    uid: int
    name: str
    ty: Ty
    span: Span


@frozen
class Binding:
    uid: int
    name: str
    value: "Expr"


@frozen
class Let:
    """Bindings, each visible in those after it, then the value; flat, so that long blocks nest nothing."""

    bindings: tuple[Binding, ...]
    body: "Expr"
    ty: Ty
    span: Span


@frozen
class Unary:
    op: UnaryKind
    operand: "Expr"
    ty: Ty
    span: Span


@frozen
class Binary:
    """Operands of `eq`/`ne` have one and the same type (any without text); of the orders Int."""

    op: BinaryKind
    left: "Expr"
    right: "Expr"
    ty: Ty
    span: Span


@frozen
class Builtin:
    op: BuiltinKind
    args: tuple["Expr", ...]
    ty: Ty
    span: Span


@frozen
class If:
    """Both branches are always evaluated and have the type of the whole."""

    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"
    ty: Ty
    span: Span


@frozen
class MakeRecord:
    fields: tuple[tuple[str, "Expr"], ...]
    ty: Ty
    span: Span


@frozen
class MakeTuple:
    items: tuple["Expr", ...]
    ty: Ty
    span: Span


@frozen
class GetItem:
    """Item `position` of a tuple."""

    tuple: "Expr"
    position: int
    ty: Ty
    span: Span


@frozen
class GetField:
    record: "Expr"
    name: str
    ty: Ty
    span: Span


@frozen
class MakeArray:
    """Items all have the element type."""

    items: tuple["Expr", ...]
    ty: Ty
    span: Span


@frozen
class Index:
    """The index's range is proved to lie in 0..size-1."""

    array: "Expr"
    index: "Expr"
    ty: Ty
    span: Span


@frozen
class Map:
    """The array of `body` for every element of `over`, bound to variable `uid`."""

    uid: int
    name: str
    over: "Expr"
    body: "Expr"
    ty: Ty
    span: Span


@frozen
class Fold:
    """Left fold; `body` has the accumulator's type; contains no `Ask` and no `Endorse`."""

    accumulator: int
    variable: int
    start: "Expr"
    over: "Expr"
    body: "Expr"
    ty: Ty
    span: Span


@frozen
class Scan:
    """The array of the accumulator's values after each step of the fold."""

    accumulator: int
    variable: int
    start: "Expr"
    over: "Expr"
    body: "Expr"
    ty: Ty
    span: Span


@frozen
class Iota:
    """The array of the integers from `start` on, as many as the type says."""

    start: int
    ty: Ty
    span: Span


@frozen
class Elements:
    """A list `List[T; lo..hi]` as an array `[T?; hi]`: its elements in order, then `none`."""

    value: "Expr"
    ty: Ty
    span: Span


@frozen
class Pack:
    """An array of options as the list of those that are there; `dense` promises that no `none` stands before
    one that is there, as in what `Elements` gives."""

    options: "Expr"
    dense: bool
    ty: Ty
    span: Span


@frozen
class Pin:
    """The value, computed at `place`: `mpc`, an environment or a party."""

    value: "Expr"
    place: str
    ty: Ty
    span: Span


@frozen
class Claim:
    """The value, of which the program claims: it depends on inputs of `learn` only and is influenced by
    `steer` only (None: nothing is claimed); rule `claim`."""

    value: "Expr"
    learn: tuple[str, ...] | None
    steer: tuple[str, ...] | None
    ty: Ty
    span: Span


@frozen
class Convert:
    """The same value at a wider type: range, enum, `T` to `T?`, inside records and arrays.

    At the end of a fold's body also back to the accumulator's narrower ranges: the body's range has one step
    too many, and counting the steps (`typecheck.accumulators`) proved that the value never leaves them."""

    value: "Expr"
    ty: Ty
    span: Span


@frozen
class Narrow:
    """The value claimed to fit the narrower type `ty`, where ranges did not prove it.

    Each stands beside a `Goal`; a program that has one is refused, so lowering never sees it."""

    value: "Expr"
    ty: Ty
    span: Span


@frozen
class Within:
    """The value, which lies in the narrower type `ty` here: a requirement or the condition around says so.

    Where that does not hold, what is computed from it counts for nothing, and it is some value of `ty`: a
    number moves to the nearer end.  `ty` differs in ranges of numbers and lengths of lists only."""

    value: "Expr"
    ty: Ty
    span: Span


@frozen
class IsSome:
    option: "Expr"
    ty: Ty
    span: Span


@frozen
class Unwrap:
    """Value of an option where it is present; any value of the type where not (masked by an `If`)."""

    option: "Expr"
    ty: Ty
    span: Span


@frozen
class AskSite:
    """Everything public about one `ask`.  `values` are the model's answers in order; with a margin the
    result type also holds `abstain`."""

    model: str
    place: str
    prompt: str
    values: tuple[str, ...]
    examples: str | None
    margin: Fraction | None
    abstain: str | None
    span: Span


@frozen
class Ask:
    """A finite result of type enum; arguments are texts."""

    site: AskSite
    args: tuple["Expr", ...]
    ty: Ty
    span: Span


@frozen
class Endorse:
    value: "Expr"
    because: str
    ty: Ty
    span: Span


Expr: TypeAlias = (
    Const
    | InputRef
    | Var
    | Let
    | Unary
    | Binary
    | Builtin
    | If
    | MakeRecord
    | GetField
    | MakeTuple
    | GetItem
    | MakeArray
    | Index
    | Map
    | Fold
    | Scan
    | Iota
    | Elements
    | Pack
    | Pin
    | Claim
    | Convert
    | Narrow
    | Within
    | IsSome
    | Unwrap
    | Ask
    | Endorse
)
