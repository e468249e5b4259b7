"""Values: JSON and back, faults that name places and never values, samples."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcme.compiler.values import ValueFault, boundary, check, from_json, least, parse, sample, to_json
from tcme.dsl.ty import (
    ArrayTy,
    BoolTy,
    EnumTy,
    IntTy,
    NoneTy,
    OptionTy,
    RecordTy,
    TextTy,
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
)


def nested(inner: st.SearchStrategy[Ty]) -> st.SearchStrategy[Ty]:
    optional = inner.filter(lambda t: not isinstance(t, OptionTy | NoneTy)).map(OptionTy)
    arrays = st.tuples(inner, st.integers(1, 3)).map(lambda t: ArrayTy(*t))
    records = st.lists(inner, min_size=1, max_size=3).map(
        lambda ts: RecordTy(tuple((f"f{i}", t) for i, t in enumerate(ts)))
    )
    return st.one_of(optional, arrays, records)


types = st.recursive(flat, nested, max_leaves=6)


@given(types, st.integers(0, 2**32))
def test_samples_are_values_and_survive_json(ty: Ty, seed: int) -> None:
    value = sample(ty, Random(seed))
    assert check(ty, value) is None
    assert from_json(ty, to_json(ty, value)) == value


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


NO_JSON = ['{"bids": 1, "bids": 2}', "NaN", "[", "[" * 10**5, "9" * 10**4, '{"a": Infinity}']


@pytest.mark.parametrize("text", NO_JSON, ids=lambda text: text[:9])
def test_what_is_no_json_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValueFault) as fault:
        parse(BIDS, text)
    assert str(fault.value) == "the value must be valid JSON without repeated names, NaN or infinity"
    assert fault.value.__cause__ is None and fault.value.__suppress_context__
