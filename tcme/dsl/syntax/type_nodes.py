"""Types as they are written."""

from typing import TYPE_CHECKING, TypeAlias

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax.patterns import Name

if TYPE_CHECKING:
    from tcme.dsl.syntax.expressions import Expr


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


@frozen
class AnyInt:
    """`Int` without a range: any, taken from the use; only in functions."""

    span: Span


@frozen
class FixedType:
    """`Fixed[lo..hi by step]`: the multiples of `step` from lo to hi, both ends included."""

    lo: "Expr"
    hi: "Expr"
    step: "Expr"
    span: Span


@frozen
class AnyFixed:
    """`Fixed` without range and step: any, taken from the use; only in functions."""

    span: Span


@frozen
class BytesType:
    """`Bytes[lo..hi]`."""

    lo: "Expr"
    hi: "Expr"
    span: Span


@frozen
class ImageType:
    """`Image[height, width]` in grey or `Image[height, width, channels]`: values 0..255."""

    sizes: tuple["Expr", ...]
    span: Span


@frozen
class TupleType:
    """`(A, B)`, at least two."""

    items: tuple["Type", ...]
    span: Span


@frozen
class ListType:
    """`List[T; lo..hi]`: lo to hi elements; how many is as secret as they are."""

    element: "Type"
    lo: "Expr"
    hi: "Expr"
    span: Span


Type: TypeAlias = (
    NamedType
    | IntType
    | AnyInt
    | FixedType
    | AnyFixed
    | TextType
    | BytesType
    | ImageType
    | EnumType
    | RecordType
    | TupleType
    | OptionType
    | ArrayType
    | ListType
)


@frozen
class FunctionType:
    """`fn(T) -> U`: only the type of a parameter."""

    parameters: tuple[Type, ...]
    result: Type
    span: Span


@frozen
class LabelClaim:
    """`learn a, b steer c`: who at most owns what a value depends on, and who at most steers it; None where
    nothing is claimed."""

    learn: tuple[Name, ...] | None
    steer: tuple[Name, ...] | None
    span: Span
