"""The types of the language: what a value may be, and how many values there are."""

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TypeAlias, assert_never

from tcme.dsl.frozen import frozen


@frozen
class BoolTy:
    pass


@frozen
class IntTy:
    """Integers from `lo` to `hi`, both included."""

    lo: int
    hi: int


@frozen
class FixedTy:
    """The numbers k / over for k from `lo` to `hi`, both included; a value is its k, 1 / over its step."""

    lo: int
    hi: int
    over: int


@frozen
class KeyTy:
    """A digest of `KEY_BITS` bits that the owner makes of any JSON value; compared, never calculated with."""


@frozen
class BytesTy:
    """`lo` to `hi` bytes: in expressions a `List[Int[0..255]; lo..hi]` (see `plain`)."""

    lo: int
    hi: int


@frozen
class ImageTy:
    """Values 0..255 by row, column and, where there are several, channel: in expressions an array."""

    sizes: tuple[int, ...]


@frozen
class EnumTy:
    """A finite set of names in their declared order; subsets are subtypes."""

    values: tuple[str, ...]


@frozen
class TextTy:
    """Text of `lo` to `hi` UTF-8 bytes after NFC; never part of an output."""

    lo: int
    hi: int


@frozen
class NoneTy:
    """The type of a bare `none`, below every option."""


@frozen
class OptionTy:
    element: "Ty"


@dataclass(frozen=True, slots=True)
class RecordTy:
    fields: tuple[tuple[str, "Ty"], ...]

    def field(self, name: str) -> "Ty | None":
        return dict(self.fields).get(name)


@frozen
class ArrayTy:
    element: "Ty"
    size: int


@frozen
class TupleTy:
    """Two or more values."""

    items: "tuple[Ty, ...]"


@frozen
class ListTy:
    """`lo` to `hi` elements in order; how many is as secret as they are."""

    element: "Ty"
    lo: int
    hi: int


Ty: TypeAlias = (
    BoolTy
    | IntTy
    | FixedTy
    | KeyTy
    | BytesTy
    | ImageTy
    | EnumTy
    | TextTy
    | NoneTy
    | OptionTy
    | RecordTy
    | TupleTy
    | ArrayTy
    | ListTy
)

KEY_BITS = 60


def plain(ty: Ty) -> Ty:
    """The type that expressions see: bytes are lists and images arrays of numbers."""
    match ty:
        case BytesTy(lo, hi):
            return ListTy(IntTy(0, 255), lo, hi)
        case ImageTy(sizes):
            pixels: Ty = IntTy(0, 255)
            for size in reversed(sizes):
                pixels = ArrayTy(pixels, size)
            return pixels
        case OptionTy(element):
            return OptionTy(plain(element))
        case RecordTy(fields):
            return RecordTy(tuple((name, plain(t)) for name, t in fields))
        case TupleTy(items):
            return TupleTy(tuple(map(plain, items)))
        case ArrayTy(element, size):
            return ArrayTy(plain(element), size)
        case ListTy(element, lo, hi):
            return ListTy(plain(element), lo, hi)
        case _:
            return ty


def show(ty: Ty) -> str:
    """The type as people write it."""
    match ty:
        case BoolTy():
            return "Bool"
        case IntTy(lo, hi):
            return f"Int[{lo}..{hi}]"
        case FixedTy(lo, hi, over):
            ends = (decimal(Fraction(end, over)) for end in (lo, hi, 1))
            return "Fixed[{}..{} by {}]".format(*ends)
        case KeyTy():
            return "Key"
        case BytesTy(lo, hi):
            return f"Bytes[{lo}..{hi}]"
        case ImageTy(sizes):
            return f"Image[{', '.join(map(str, sizes))}]"
        case EnumTy(values):
            return "{" + ", ".join(values) + "}"
        case TextTy(lo, hi):
            return f"Text[{lo}..{hi}]"
        case NoneTy():
            return "none"
        case OptionTy(element):
            return f"{show(element)}?"
        case RecordTy(fields):
            return "{" + ", ".join(f"{name} : {show(t)}" for name, t in fields) + "}"
        case TupleTy(items):
            return f"({', '.join(map(show, items))})"
        case ArrayTy(element, size):
            return f"[{show(element)}; {size}]"
        case ListTy(element, lo, hi):
            return f"List[{show(element)}; {lo}..{hi}]"
        case _:
            assert_never(ty)


def decimal(value: Fraction) -> str:
    """The exact decimal of a number that has one (as every step has)."""
    places = next(n for n in range(400) if (value * 10**n).denominator == 1)
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    whole = digits[: len(digits) - places] + ("." + digits[len(digits) - places :] if places else "")
    return f"-{whole}" if value < 0 else whole


def cardinality(ty: Ty) -> int | None:
    """Number of values of a type; None where it is not finite for our purposes (text)."""
    match ty:
        case BoolTy():
            return 2
        case IntTy(lo, hi) | FixedTy(lo, hi, _):
            return hi - lo + 1
        case KeyTy():
            return int(1 << KEY_BITS)
        case BytesTy() | ImageTy():
            return cardinality(plain(ty))
        case EnumTy(values):
            return len(values)
        case TextTy():
            return None
        case NoneTy():
            return 1
        case OptionTy(element):
            inner = cardinality(element)
            return None if inner is None else inner + 1
        case RecordTy(fields):
            return _product(tuple(t for _, t in fields))
        case TupleTy(items):
            return _product(items)
        case ArrayTy(element, size):
            inner = cardinality(element)
            return None if inner is None else inner**size
        case ListTy(element, lo, hi):
            inner = cardinality(element)
            return None if inner is None else sum(inner**n for n in range(lo, hi + 1))
        case _:
            assert_never(ty)


def _product(types: tuple[Ty, ...]) -> int | None:
    sizes = [cardinality(t) for t in types]
    return None if None in sizes else reduce(lambda a, b: a * (b or 0), sizes, 1)


def assignable(source: Ty, target: Ty) -> bool:
    """Every value of `source` is a value of `target` (after widening)."""
    match source, target:
        case (IntTy(lo, hi), IntTy(low, high)) | (TextTy(lo, hi), TextTy(low, high)):
            return low <= lo and hi <= high
        case FixedTy(lo, hi, over), FixedTy(low, high, other):
            return over == other and low <= lo and hi <= high
        case EnumTy(some), EnumTy(every):
            return set(some) <= set(every)
        case NoneTy(), OptionTy():
            return True
        case OptionTy(a), OptionTy(b):
            return assignable(a, b)
        case _, OptionTy(b):
            return assignable(source, b)
        case RecordTy(some), RecordTy(every):
            same = [n for n, _ in some] == [n for n, _ in every]
            return same and all(assignable(s, t) for (_, s), (_, t) in zip(some, every, strict=True))
        case TupleTy(some), TupleTy(every):
            return len(some) == len(every) and all(map(assignable, some, every))
        case ArrayTy(a, n), ArrayTy(b, m):
            return n == m and assignable(a, b)
        case ListTy(a, lo, hi), ListTy(b, low, high):
            return low <= lo and hi <= high and assignable(a, b)
        case _:
            return source == target


def join(left: Ty, right: Ty) -> Ty | None:
    """Least type above both; None where there is none."""
    match left, right:
        case IntTy(a, b), IntTy(c, d):
            return IntTy(min(a, c), max(b, d))
        case FixedTy(a, b, over), FixedTy(c, d, other) if over == other:
            return FixedTy(min(a, c), max(b, d), over)
        case TextTy(a, b), TextTy(c, d):
            return TextTy(min(a, c), max(b, d))
        case EnumTy(some), EnumTy(more):
            return EnumTy(_merge(some, more))
        case (NoneTy(), OptionTy() as option) | (OptionTy() as option, NoneTy()):
            return option
        case NoneTy(), NoneTy():
            return left
        case (NoneTy(), other) | (other, NoneTy()):
            return OptionTy(other)
        case OptionTy(a), OptionTy(b):
            return _option(join(a, b))
        case (OptionTy(a), b) | (b, OptionTy(a)):
            return _option(join(a, b))
        case RecordTy(some), RecordTy(more):
            return _join_records(some, more)
        case ArrayTy(a, n), ArrayTy(b, m) if n == m:
            element = join(a, b)
            return None if element is None else ArrayTy(element, n)
        case TupleTy(some), TupleTy(more) if len(some) == len(more):
            joined = tuple(t for t in map(join, some, more) if t is not None)
            return TupleTy(joined) if len(joined) == len(some) else None
        case ListTy(a, lo, hi), ListTy(b, low, high):
            element = join(a, b)
            return None if element is None else ListTy(element, min(lo, low), max(hi, high))
        case _:
            return left if left == right else None


def _merge(some: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    if set(some) <= set(more):
        return more
    return some + tuple(v for v in more if v not in some)


def _option(element: Ty | None) -> Ty | None:
    return None if element is None else OptionTy(element)


def _join_records(some: tuple[tuple[str, Ty], ...], more: tuple[tuple[str, Ty], ...]) -> Ty | None:
    if [n for n, _ in some] != [n for n, _ in more]:
        return None
    joined = [(n, join(a, b)) for (n, a), (_, b) in zip(some, more, strict=True)]
    fields = tuple((n, t) for n, t in joined if t is not None)
    return RecordTy(fields) if len(fields) == len(joined) else None
