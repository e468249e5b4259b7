"""Values: JSON and back, faults that name places and never values, samples."""

import json as jsonlib
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcme.compiler.values import (
    ValueFault,
    boundary,
    check,
    from_json,
    json_text,
    key_of,
    least,
    parse,
    sample,
    to_json,
)
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
)

WAY = EnumTy(("UP", "DOWN"))
BID = RecordTy((("price", IntTy(1, 9)), ("grade", OptionTy(WAY))))
BIDS = RecordTy((("bids", ArrayTy(BID, 2)),))

flat = st.one_of(
    st.just(BoolTy()),
    st.tuples(st.integers(-9, 9), st.integers(0, 9)).map(lambda t: IntTy(t[0], t[0] + t[1])),
    st.just(WAY),
    st.tuples(st.integers(0, 3), st.integers(0, 9)).map(lambda t: TextTy(t[0], t[0] + t[1])),
    st.tuples(st.integers(-99, 9), st.integers(0, 500), st.sampled_from((2, 4, 100, 8_000))).map(
        lambda t: FixedTy(t[0], t[0] + t[1], t[2])
    ),
    st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda t: BytesTy(t[0], t[0] + t[1])),
    st.lists(st.integers(1, 3), min_size=2, max_size=3).map(lambda sizes: ImageTy(tuple(sizes))),
)


def nested(inner: st.SearchStrategy[Ty]) -> st.SearchStrategy[Ty]:
    optional = inner.filter(lambda t: not isinstance(t, OptionTy | NoneTy)).map(OptionTy)
    arrays = st.tuples(inner, st.integers(1, 3)).map(lambda t: ArrayTy(*t))
    records = st.lists(inner, min_size=1, max_size=3).map(
        lambda ts: RecordTy(tuple((f"f{i}", t) for i, t in enumerate(ts)))
    )
    tuples = st.lists(inner, min_size=2, max_size=3).map(lambda ts: TupleTy(tuple(ts)))
    lists = st.tuples(inner, st.integers(0, 2), st.integers(1, 3)).map(
        lambda t: ListTy(t[0], t[1], t[1] + t[2])
    )
    return st.one_of(optional, arrays, records, tuples, lists)


types = st.recursive(flat, nested, max_leaves=6)


@given(types, st.integers(0, 2**32))
def test_samples_are_values_and_survive_json(ty: Ty, seed: int) -> None:
    value = sample(ty, Random(seed))
    assert check(ty, value) is None
    assert from_json(ty, to_json(ty, value)) == value
    assert parse(ty, json_text(to_json(ty, value))) == value
    assert jsonlib.loads(json_text(to_json(ty, value), indent=2)) == jsonlib.loads(
        json_text(to_json(ty, value))
    )


@given(types)
def test_edges_are_distinct_values_and_the_least_comes_first(ty: Ty) -> None:
    edges = boundary(ty)
    assert all(check(ty, edge) is None for edge in edges)
    assert all(edges.index(edge) == i for i, edge in enumerate(edges))
    assert least(ty) == edges[0]
    size = cardinality(ty)
    assert size is None or len(edges) <= size


FAULTS: list[tuple[Ty, object, str]] = [
    (IntTy(0, 9), True, "the value must be `Int[0..9]`"),
    (IntTy(0, 9), 3.0, "the value must be `Int[0..9]`"),
    (IntTy(0, 9), float("nan"), "the value must be `Int[0..9]`"),
    (IntTy(0, 9), 10, "the value must be `Int[0..9]`"),
    (IntTy(0, 9), "3", "the value must be `Int[0..9]`"),
    (BoolTy(), 1, "the value must be `Bool`"),
    (WAY, "LEFT", "the value must be `{UP, DOWN}`"),
    (WAY, ["UP"], "the value must be `{UP, DOWN}`"),
    (WAY, None, "the value must be `{UP, DOWN}`"),
    (NoneTy(), 0, "the value must be `none`"),
    (TextTy(1, 3), "", "the value must be `Text[1..3]`"),
    (TextTy(1, 3), "éé", "the value must be `Text[1..3]`"),
    (TextTy(1, 3), "\ud800", "the value must be `Text[1..3]`"),
    (TextTy(1, 3), 5, "the value must be `Text[1..3]`"),
    (ArrayTy(BoolTy(), 2), [True], "the value must be `[Bool; 2]`"),
    (ArrayTy(BoolTy(), 2), "ab", "the value must be `[Bool; 2]`"),
    (ArrayTy(BoolTy(), 2), [True, 1], "[1] must be `Bool`"),
    (FixedTy(0, 500, 100), Decimal("5.01"), "the value must be `Fixed[0..5 by 0.01]`"),
    (FixedTy(0, 500, 100), Decimal("0.001"), "the value must be `Fixed[0..5 by 0.01]`"),
    (FixedTy(0, 500, 100), 2.5, "the value must be `Fixed[0..5 by 0.01]`"),
    (FixedTy(0, 500, 100), True, "the value must be `Fixed[0..5 by 0.01]`"),
    (FixedTy(0, 500, 100), "1e2", "the value must be `Fixed[0..5 by 0.01]`"),
    (FixedTy(0, 500, 100), " 1", "the value must be `Fixed[0..5 by 0.01]`"),
    (FixedTy(0, 500, 100), Decimal("1e-999999999"), "the value must be `Fixed[0..5 by 0.01]`"),
    (FixedTy(0, 500, 100), Decimal("1e999999999"), "the value must be `Fixed[0..5 by 0.01]`"),
    (FixedTy(0, 500, 100), "9" * 9999, "the value must be `Fixed[0..5 by 0.01]`"),
    (ListTy(BoolTy(), 1, 2), [], "the value must be `List[Bool; 1..2]`"),
    (ListTy(BoolTy(), 1, 2), [True] * 3, "the value must be `List[Bool; 1..2]`"),
    (ListTy(BoolTy(), 1, 2), [True, 0], "[1] must be `Bool`"),
    (TupleTy((BoolTy(), IntTy(0, 9))), [True], "the value must be `(Bool, Int[0..9])`"),
    (TupleTy((BoolTy(), IntTy(0, 9))), [True, 10], ".1 must be `Int[0..9]`"),
    (BytesTy(1, 2), "", "the value must be `Bytes[1..2]`"),
    (BytesTy(1, 2), "*", "the value must be `Bytes[1..2]`"),
    (BytesTy(1, 2), "YWJj", "the value must be `Bytes[1..2]`"),
    (BytesTy(1, 2), {"text": "abc"}, "the value must be `Bytes[1..2]`"),
    (BytesTy(1, 2), {"text": "\ud800"}, "the value must be `Bytes[1..2]`"),
    (BytesTy(1, 2), {"text": "a", "more": 1}, "the value must be `Bytes[1..2]`"),
    (BytesTy(1, 2), [1], "the value must be `Bytes[1..2]`"),
    (ImageTy((1, 2)), [[1, 256]], "the value must be `Image[1, 2]`"),
    (ImageTy((1, 2)), {"file": "x.png"}, "the value must be `Image[1, 2]`"),
    (KeyTy(), {1}, "the value must be `Key`"),
    (BID, {"price": 1}, "the value must be `{price : Int[1..9], grade : {UP, DOWN}?}`"),
    (BIDS, {"bids": [{"price": n, "grade": None} for n in (1, 0)]}, "bids[1].price must be `Int[1..9]`"),
    (BIDS, {"bids": [{"price": 1, "grade": "LEFT"}] * 2}, "bids[0].grade must be `{UP, DOWN}`"),
]


@pytest.mark.parametrize(("ty", "obj", "message"), FAULTS, ids=[m for _, _, m in FAULTS])
def test_faults_name_the_place_and_the_type(ty: Ty, obj: object, message: str) -> None:
    with pytest.raises(ValueFault) as fault:
        from_json(ty, obj)
    assert str(fault.value) == message


def test_text_is_brought_to_its_normal_form() -> None:
    assert from_json(TextTy(2, 2), "e\u0301") == "\u00e9"
    assert check(TextTy(1, 9), "e\u0301") == "the value must be in its normal form"


def test_json_text() -> None:
    assert parse(BIDS, '{"bids": [{"price": 1, "grade": null}, {"grade": "UP", "price": 2}]}') == {
        "bids": ({"price": 1, "grade": None}, {"price": 2, "grade": "UP"})
    }


NO_JSON = {
    '{"bids": 1, "bids": 2}': "",
    "NaN": "",
    "[": "; line 1 is not",
    '{"bids":\n\n1 2}': "; line 3 is not",
    "[" * 10**5: "",
    "9" * 10**4: "",
    '{"a": Infinity}': "",
}


@pytest.mark.parametrize("text", NO_JSON, ids=lambda text: text[:9])
def test_what_is_no_json_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValueFault) as fault:
        parse(BIDS, text)
    said = f"the value must be valid JSON without repeated names, NaN or infinity{NO_JSON[text]}"
    assert str(fault.value) == said
    assert fault.value.__cause__ is None and fault.value.__suppress_context__


NUMBERS = [
    ("2.50", 250),
    ("2.5", 250),
    ("2.500", 250),
    ("25e-1", 250),
    ("0", 0),
    ("-0.0", 0),
    ('"2.50"', 250),
    ('"4"', 400),
    ("0.07", 7),
]


@pytest.mark.parametrize(("text", "multiple"), NUMBERS)
def test_decimals_are_read_exactly(text: str, multiple: int) -> None:
    assert parse(FixedTy(-500, 500, 100), text) == multiple


WRITTEN = [
    (FixedTy(0, 500, 100), 250, "2.5"),
    (FixedTy(-500, 500, 100), -7, "-0.07"),
    (FixedTy(0, 500, 100), 300, "3"),
    (FixedTy(0, 10**30, 10**6), 123456789012345678901234567, "123456789012345678901.234567"),
    (FixedTy(0, 9, 10**7), 1, "0.0000001"),
    (ListTy(FixedTy(0, 9, 2), 0, 3), (1, 2), "[0.5, 1]"),
    (BytesTy(0, 3), (97, 0), '"YQA="'),
    (TupleTy((BoolTy(), OptionTy(WAY))), (True, None), "[true, null]"),
    (ImageTy((1, 2)), ((1, 2),), "[[1, 2]]"),
]


@pytest.mark.parametrize(("ty", "value", "text"), WRITTEN)
def test_values_are_written_exactly(ty: Ty, value: Any, text: str) -> None:
    assert json_text(to_json(ty, value)) == text


def test_json_text_is_what_json_writes() -> None:
    data = {"b": [1, {"é": None}, []], "a": {}, "c": "\u2028"}
    assert json_text(data) == jsonlib.dumps(data, sort_keys=True)
    assert json_text(data, indent=2) == jsonlib.dumps(data, sort_keys=True, indent=2)
    plain = jsonlib.dumps(data, indent=1, ensure_ascii=False)
    assert json_text(data, indent=1, sort=False, ascii=False) == plain


def test_bytes_of_a_text_are_those_of_its_normal_form() -> None:
    assert from_json(BytesTy(0, 9), {"text": "e\u0301"}) == tuple("é".encode())


SAME = [('{"a": 1, "b": [2.0]}', '{"b":[2],"a":1.0}'), ('"e\u0301"', '"é"'), ("1.50", "15e-1"), ("0", "-0.0")]
OTHER = [("1", '"1"'), ("true", "1"), ("null", '""'), ("[]", "{}"), ('["a"]', '"a"'), ("[1,2]", "[2,1]")]


def test_a_key_is_made_of_the_value_alone() -> None:
    for some, more in SAME:
        assert parse(KeyTy(), some) == parse(KeyTy(), more)
    for some, more in OTHER:
        assert parse(KeyTy(), some) != parse(KeyTy(), more)
    assert key_of("alice@example.org") == 90336078264479632
    assert 0 <= key_of(None) < 1 << 60


def test_a_key_of_what_json_cannot_hold_is_refused() -> None:
    for wrong in ("\ud800", Decimal("NaN"), Decimal("1e999999"), {"e\u0301": 1, "é": 2}):
        with pytest.raises(ValueFault, match="must be `Key`"):
            key_of(wrong)
