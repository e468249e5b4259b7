"""Leaves of a type, and values through them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tcme.compiler.ir.layout import Leaf, flatten, leaves, unflatten
from tcme.compiler.ir.nodes import BoolV, IntV, TextV
from tcme.dsl.ty import ArrayTy, BoolTy, EnumTy, IntTy, OptionTy, RecordTy, TextTy
from tests.ir.programs import types, values


def test_leaves_of_an_array_of_records_are_arrays() -> None:
    ty = ArrayTy(RecordTy((("n", IntTy(0, 5)), ("e", OptionTy(EnumTy(("A", "B")))), ("t", TextTy(1, 4)))), 3)
    assert leaves(ty) == (
        Leaf(("n",), IntV(0, 5, (3,))),
        Leaf(("e", "?present"), BoolV((3,))),
        Leaf(("e", "?value"), IntV(0, 1, (3,))),
        Leaf(("t",), TextV(1, 4, (3,))),
    )


@given(st.data())
def test_a_value_comes_back_from_its_leaves(data: Any) -> None:
    ty = data.draw(types())
    value = data.draw(values(ty))
    parts = flatten(ty, value)
    assert set(parts) == {leaf.path for leaf in leaves(ty)}
    assert unflatten(ty, parts) == value


def test_what_lies_under_an_absent_option_is_not_read() -> None:
    ty = OptionTy(BoolTy())
    assert unflatten(ty, {("?present",): False, ("?value",): True}) is None
