"""How many values a type has, and which leaf says whether another is there."""

import pytest

from tcme import checker
from tcme.checker.schema import Node
from tcme.checker.sizes import count_values, flat_leaves, product, repeated

BIT: Node = {"node": "BoolTy"}
TEN: Node = {"node": "IntTy", "lo": 0, "hi": 9}


def made(kind: str, **fields: object) -> Node:
    return {"node": kind, **fields}


@pytest.mark.parametrize(
    ("ty", "count"),
    [
        (BIT, 2),
        (TEN, 10),
        (made("EnumTy", values=["A", "B", "C"]), 3),
        (made("FixedTy", lo=-5, hi=5, over=10), 11),
        (made("KeyTy"), 2**60),
        (made("OptionTy", element=TEN), 11),
        (made("OptionTy", element=made("OptionTy", element=BIT)), 4),
        (made("RecordTy", fields=[["a", TEN], ["b", BIT]]), 20),
        (made("TupleTy", items=[TEN, TEN, BIT]), 200),
        (made("ArrayTy", element=TEN, size=3), 1000),
        (made("ListTy", element=BIT, lo=0, hi=3), 1 + 2 + 4 + 8),
        (made("ListTy", element=TEN, lo=2, hi=2), 100),
        (made("BytesTy", lo=0, hi=1), 257),
        (made("ImageTy", sizes=[1, 1, 2]), 256**2),
    ],
)
def test_values(ty: Node, count: int) -> None:
    assert count_values(ty) == count


def test_text_has_no_number_of_values() -> None:
    with pytest.raises(checker.Refused):
        count_values(made("TextTy", lo=1, hi=2))


def test_what_is_in_an_option_or_a_list_hangs_on_a_flag() -> None:
    option, lists = made("OptionTy", element=TEN), made("ListTy", element=TEN, lo=1, hi=3)
    flags = [leaf.flag for leaf in flat_leaves(made("TupleTy", items=[BIT, option, lists]))]
    assert flags == [None, None, 1, None, 3]
    bounds = [leaf.bounds for leaf in flat_leaves(made("TupleTy", items=[option, lists]))]
    assert bounds == [None, None, (1, 3), None]


def test_numbers_beyond_the_bound_are_refused() -> None:
    assert repeated(2, 10) == 1024 and product([2, 3, 4]) == 24
    with pytest.raises(checker.Refused):
        product([1 << 10_000, 1 << 10_000])
