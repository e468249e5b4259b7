"""The form of a certificate, kind by kind: what stands where something else is wanted is refused."""

from typing import Any

import pytest

from tcme import checker
from tcme.checker.schema import PLACED, SURFACE, plain
from tests.checker.builders import BOOL, Node, integer, op, tree

LEAVES: dict[str, tuple[list[Any], list[Any]]] = {
    "int": ([0, -3, 10**30], [True, 1.0, "1", None, [1]]),
    "nat": ([0, 7], [-1, False, 0.0, "0"]),
    "int*": ([[], [1, -2, 3]], [[1, True], [1, "2"], [None], 1, [[1]], {}]),
    "nat*": ([[], [0, 4]], [[1, -1], [-1, 1], [False], 3]),
    "bool": ([True, False], [0, 1, "true", None]),
    "each": ([True, False], [0, 1, None]),
    "at": (
        [[0, 0], [3, 9]],
        [[9, 3], [-1, 3], [0], [0, 1, 2], [0, True], [False, 1], ["0", 1], None, (0, 1)],
    ),
    "id": (["a", "A_1", "x" * 100], ["", "a.b", "9", "a-b", "a ", "x" * 101, "é", "if", "and", "a\n", 1]),
    "name": (["a", "order.rank"], ["a.b.c", "a.if", "if.a", "a.", ".a", "a.é"]),
    "source": (["pay", "pay[acme]"], ["pay[]", "pay[if]", "if[acme]", "pay[acme", "pay[acme]x", "pay[a][b]"]),
    "path": (["a", "a.b.c"], ["a..b", "a.", "a.match.c", "."]),
    "number": (["0", "1.5", "1/3"], ["", "-1", "1/0", "1.", ".5", "1e3", "1 ", "٣"]),
    "decimal": (["0.25"], ["1", "1.", "-0.5", "0.25x"]),
    "hex": (["0" * 64], ["0" * 63, "0" * 65, "G" * 64, "A" * 64]),
    "=add,sub": (["add", "sub"], ["ad", "add,sub", ",", "", "mul", None]),
    "str": (["", 'a "b" é\n'], ["a\u202eb", "a\u200bb", "\x00", "\r", 1, None]),
    "text": (["one\ntwo", 'a ""b'], ['"""', "a\u2028b"]),
    "doc": (["one\ntwo", '"""'], ["a\x0bb"]),
}


@pytest.mark.parametrize("kind", LEAVES)
def test_a_leaf_is_of_its_kind(kind: str) -> None:
    good, bad = LEAVES[kind]
    assert [value for value in good if not plain(value, kind)] == []
    assert [value for value in bad if plain(value, kind)] == []


@pytest.mark.parametrize(
    "word", ["fn", "release", "endorse", "each", "xor", "true", "party", "publisher", "trusts"]
)
def test_words_of_the_language_are_no_names(word: str) -> None:
    assert not plain(word, "id") and plain(f"{word}_", "id")


@pytest.mark.parametrize("word", ["passive", "learn", "bits", "influence"])
def test_words_that_only_mean_something_at_their_place_are(word: str) -> None:
    assert plain(word, "id")


def conforms(value: Any, kind: str) -> bool:
    try:
        PLACED.conform(value, kind)
    except checker.Refused:
        return False
    return True


NODE: Node = {"node": "Node", "id": 0, "op": op("Not"), "args": [0], "ty": BOOL, "at": [0, 1], "pin": None}
REGION: Node = {"node": "Region", "parameters": [BOOL], "nodes": [NODE, NODE], "results": [1]}


def test_a_node_has_its_fields_and_no_others() -> None:
    assert conforms(NODE, "Node") and conforms({**NODE, "pin": "mpc"}, "Node")
    for key in NODE:
        assert not conforms({k: v for k, v in NODE.items() if k != key}, "Node")
    for wrong in (
        {"more": 1},
        {"id": -1},
        {"args": [-1]},
        {"pin": 3},
        {"at": None},
        {"op": BOOL},
        {"ty": op("Not")},
    ):
        assert not conforms({**NODE, **wrong}, "Node"), wrong
    for value in (None, [], "Node", 0, {}, {"node": None}, {"node": "Nod"}, [NODE]):
        assert not conforms(value, "Node")


def test_every_item_of_a_list_is_looked_at() -> None:
    assert conforms(REGION, "Region")
    for wrong in ({**NODE, "more": 1}, None, BOOL, {**NODE, "ty": {**BOOL, "shape": [-1]}}):
        for nodes in ([wrong], [NODE, wrong], [wrong, NODE]):
            assert not conforms({**REGION, "nodes": nodes}, "Region")
    assert not conforms({**REGION, "parameters": [BOOL, 1]}, "Region")
    assert not conforms({**REGION, "nodes": {"0": NODE}}, "Region")


def test_what_has_to_be_there_is() -> None:
    """A value is opened as some node, to somebody; a record has fields, each a name and a type."""
    number = {"node": "IntTy", "lo": 0, "hi": 9}
    opening: Node = {
        "node": "Open",
        "field": "f",
        "ty": number,
        "leaves": [0],
        "recipients": ["bob"],
        "at": [0, 0],
    }
    assert conforms(opening, "Open")
    for wrong in ({"leaves": []}, {"recipients": []}, {"recipients": ["bob", 1]}, {"ty": integer(0, 9)}):
        assert not conforms({**opening, **wrong}, "Open"), wrong
    record: Node = {"node": "RecordTy", "fields": [["a", number], ["b", number]]}
    assert conforms(record, "Ty")
    for pair in (
        ["a"],
        ["a", number, number],
        [number, "a"],
        ["a", "b"],
        ["if", number],
        {"a": number},
        None,
    ):
        assert not conforms({**record, "fields": [["a", number], pair]}, "Ty"), pair
    assert not conforms({**record, "fields": []}, "Ty")


def test_a_class_stands_only_where_it_may() -> None:
    program = tree(
        'program p\nparty a\ninput x : Bool from a\noutput Out { f : Bool of x to a because "r" }\n'
        "fn main() -> Out { release Out(x) }\n"
    )
    SURFACE.conform(program, "Program")
    for wrong in (BOOL, program, program["name"], None):
        with pytest.raises(checker.Refused):
            SURFACE.conform({**program, "declarations": [*program["declarations"], wrong]}, "Program")
    with pytest.raises(checker.Refused):
        SURFACE.conform({**program, "name": program["declarations"][0]}, "Program")
