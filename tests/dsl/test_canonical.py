"""The canonical tree refuses whatever it cannot have written."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tcme.dsl.canonical import NotATree, canonical_bytes, digest, from_json, same, to_json
from tcme.dsl.parser import parse
from tcme.dsl.source import Source
from tests.dsl.goldens import load

SAMPLE = load(Path(__file__).parent / "accept" / "millionaires.tcme")

DAMAGE: dict[str, Callable[[dict[str, Any]], object]] = {
    "another class": lambda t: t.update(node="Name"),
    "no class": lambda t: t.pop("node"),
    "no span": lambda t: t.pop("at"),
    "a missing field": lambda t: t.pop("doc"),
    "a field too many": lambda t: t.update(comments=[]),
    "a span backwards": lambda t: t.update(at=[5, 3]),
    "a span of truth values": lambda t: t.update(at=[False, True]),
    "a number for a text": lambda t: t.update(doc=3),
    "a text for a list": lambda t: t.update(declarations="none"),
    "a list for a node": lambda t: t.update(name=[]),
    "a node of another kind": lambda t: t["declarations"].append(t["name"]),
    "a word that is no level": lambda t: t["declarations"][2].update(level="mighty"),
    "a truth value for a number": lambda t: t["declarations"][2].update(limit=True),
    "a fraction": lambda t: t["declarations"][2].update(limit=1.0),
    "a name with a space": lambda t: t["name"].update(text="a b"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_refuses(damage: str) -> None:
    tree: Any = copy.deepcopy(to_json(parse(SAMPLE).program))
    DAMAGE[damage](tree)
    with pytest.raises(NotATree):
        from_json(tree)


@pytest.mark.parametrize("raw", [None, 3, "x", [], {}, {"node": "Program"}, {"node": 3}])
def test_refuses_what_is_no_tree_at_all(raw: object) -> None:
    with pytest.raises(NotATree):
        from_json(raw)


def test_refuses_a_tree_without_bottom() -> None:
    tree: Any = to_json(parse(SAMPLE).program)
    expr: dict[str, Any] = {"node": "NoneLiteral", "at": [0, 0]}
    for _ in range(5_000):
        expr = {"node": "Paren", "inner": expr, "at": [0, 0]}
    tree["declarations"] = [{"node": "RequireDecl", "condition": expr, "at": [0, 0]}]
    with pytest.raises(NotATree, match="nested"):
        from_json(tree)


def test_bytes_do_not_depend_on_comments_but_on_docs_and_places() -> None:
    plain = parse(Source("a", "/// one\nprogram p\n")).program
    commented = parse(Source("b", "/// one\nprogram p // hello\n")).program
    moved = parse(Source("c", "/// one\n\nprogram p\n")).program
    other = parse(Source("d", "/// two\nprogram p\n")).program
    assert digest(plain) == digest(commented)
    assert len({digest(plain), digest(moved), digest(other)}) == 3
    assert same(plain, moved) and not same(plain, other)


def test_bytes_are_sorted_compact_utf8() -> None:
    text = canonical_bytes(parse(Source("a", "/// é\nprogram p\n")).program)
    assert text.startswith(b'{"at":[0,') and "é".encode() in text and b", " not in text
    assert json.loads(text)["node"] == "Program"
