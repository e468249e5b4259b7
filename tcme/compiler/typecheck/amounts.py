"""How much fields may say: numbers of values stay small enough to be compared exactly."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from tcme.compiler import core
from tcme.compiler.typecheck.messages import limits as messages
from tcme.dsl.diagnostics import Sink
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    BytesTy,
    EnumTy,
    FixedTy,
    ImageTy,
    IntTy,
    KeyTy,
    ListTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TextTy,
    TupleTy,
    Ty,
    cardinality,
    plain,
)

MOST_BITS = 14_000
"""What is said has fewer than so many bits; the independent checker has the same bound."""
BEYOND = 1 << MOST_BITS


def is_beyond(count: int) -> bool:
    return count >= BEYOND


def values(ty: Ty) -> int:
    """Number of values of a type; where there are too many, any number that is too many."""
    match ty:
        case BoolTy() | IntTy() | FixedTy() | KeyTy() | EnumTy() | NoneTy():
            return cardinality(ty) or 0
        case BytesTy() | ImageTy():
            return values(plain(ty))
        case OptionTy(element):
            return values(element) + 1
        case RecordTy(fields):
            return _product([values(t) for _, t in fields])
        case TupleTy(items):
            return _product([values(t) for t in items])
        case ArrayTy(element, size):
            return _power(values(element), size)
        case ListTy(element, lo, hi):
            return _lengths(values(element), lo, hi)
        case TextTy():
            return BEYOND
        case _:
            assert_never(ty)


def _product(counts: Sequence[int]) -> int:
    total = 1
    for count in counts:
        total = min(total * min(count, BEYOND), BEYOND)
    return total


def _power(count: int, size: int) -> int:
    return count**size if count.bit_length() * size <= 2 * MOST_BITS else BEYOND


def _lengths(one: int, lo: int, hi: int) -> int:
    """Values of lists of `lo` to `hi` elements that have `one` value each."""
    if hi > MOST_BITS or is_beyond(_power(one, hi)):
        return BEYOND
    return hi - lo + 1 if one == 1 else (one ** (hi + 1) - one**lo) // (one - 1)


def check_totals(leaks: Sequence[core.Leak], fields: Sequence[core.Field], sink: Sink) -> None:
    """What is counted together: all that one recipient hears, and against a line the fields about one of its
    inputs to the same recipients after what those before may have used up."""
    for who in dict.fromkeys(who for field in fields for who in field.recipients):
        heard = [field for field in fields if who in field.recipients]
        if is_beyond(_product([values(field.ty) for field in heard])):
            sink.add(messages.hears_too_much(who, heard, MOST_BITS))
            return
    for leak in leaks:
        over = next(_too_much(leak, fields), None)
        if over is not None:
            sink.add(messages.counts_too_much(over, MOST_BITS, leak.span))


def _too_much(leak: core.Leak, fields: Sequence[core.Field]) -> Iterator[list[core.Field]]:
    most = 1 << min(leak.bits, MOST_BITS)
    for source in leak.sources:
        alike: dict[tuple[str, ...], list[core.Field]] = {}
        for field in fields:
            if source in field.sources:
                alike.setdefault(field.recipients, []).append(field)
        used = 1
        for together in alike.values():
            total = _product([used, *(values(field.ty) for field in together)])
            if is_beyond(total):
                yield [field for fields in alike.values() for field in fields]
            used = min(total, most + 1)
