"""How much fields may say: the compiler's bound is the independent checker's, for every type."""

from collections.abc import Callable

import pytest

from tcme.checker import Refused
from tcme.checker.sizes import MAX_BITS, count_values
from tcme.compiler.typecheck.amounts import BEYOND, MOST_BITS, is_beyond, values
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
    OptionTy,
    RecordTy,
    TupleTy,
    Ty,
)

BIT, BYTE, ONE = BoolTy(), IntTy(0, 255), IntTy(3, 3)
SIZED: list[Callable[[int], Ty]] = [
    lambda n: ArrayTy(BIT, n),
    lambda n: ArrayTy(ONE, n),
    lambda n: ArrayTy(ArrayTy(BYTE, 7), n),
    lambda n: ListTy(BIT, 0, n),
    lambda n: ListTy(ONE, 0, n),
    lambda n: ListTy(BYTE, min(n, 2), n),
    lambda n: BytesTy(0, n),
    lambda n: ImageTy((n, 5)),
    lambda n: OptionTy(ArrayTy(FixedTy(0, 30, 10), n)),
    lambda n: TupleTy((ArrayTy(KeyTy(), n), BIT)),
    lambda n: RecordTy((("a", ArrayTy(BIT, n)), ("b", ArrayTy(EnumTy(("A", "B", "C")), n)))),
    lambda n: IntTy(0, (1 << n) - 1),
]
SIZES = [1, 2, 3, 233, 250, 1_749, 1_750, 1_751, 13_999, 14_000, 14_001, 28_000, 28_001]


def written(ty: Ty) -> dict[str, object]:
    """The type as the checker reads it."""
    match ty:
        case IntTy(lo, hi):
            return {"node": "IntTy", "lo": lo, "hi": hi}
        case FixedTy(lo, hi, over):
            return {"node": "FixedTy", "lo": lo, "hi": hi, "over": over}
        case BytesTy(lo, hi):
            return {"node": "BytesTy", "lo": lo, "hi": hi}
        case EnumTy(values):
            return {"node": "EnumTy", "values": list(values)}
        case ImageTy(sizes):
            return {"node": "ImageTy", "sizes": list(sizes)}
        case OptionTy(element):
            return {"node": "OptionTy", "element": written(element)}
        case ArrayTy(element, size):
            return {"node": "ArrayTy", "element": written(element), "size": size}
        case ListTy(element, lo, hi):
            return {"node": "ListTy", "element": written(element), "lo": lo, "hi": hi}
        case TupleTy(items):
            return {"node": "TupleTy", "items": [written(item) for item in items]}
        case RecordTy(fields):
            return {"node": "RecordTy", "fields": [[name, written(t)] for name, t in fields]}
        case _:
            return {"node": type(ty).__name__}


def test_the_bounds_are_one() -> None:
    assert MOST_BITS == MAX_BITS


@pytest.mark.parametrize("number", range(len(SIZED)))
@pytest.mark.parametrize("size", SIZES)
def test_the_checker_counts_alike(number: int, size: int) -> None:
    ty = SIZED[number](size)
    try:
        count = count_values(written(ty))
    except Refused:
        count = BEYOND
    found = values(ty)
    assert is_beyond(found) == is_beyond(count)
    assert is_beyond(found) or found == count
