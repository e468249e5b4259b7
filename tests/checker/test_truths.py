"""Which operations make truths of which: a table of all that is allowed, and nothing else is."""

from itertools import product

import pytest

from tcme import checker
from tcme.checker.semantic_kinds import kinds
from tests.checker.builders import BOOL, Node, integer, op

TY = {"b": BOOL, "n": integer(0, 1)}
ALL = ["".join(word) for n in range(1, 5) for word in product("bn", repeat=n)]


def fold(parameters: str, nodes: str, results: list[int], result: int) -> Node:
    """Of one state and further arguments; a result is a number of a parameter or a node."""
    inside = [{"ty": TY[k]} for k in nodes]
    region = {"parameters": [TY[k] for k in parameters], "nodes": inside, "results": results}
    return op("Fold", region=region, accumulators=1, result=result)


SAME = {"b", "n", "bb", "nn", "bbb", "nnn", "bbbb", "nnnn"}
NUMBERS = {"n", "nn", "nnn", "nnnn"}
ALLOWED: list[tuple[Node, set[str]]] = [
    (op("Input", name="x", path=[]), set(ALL)),
    (op("Const", values=[0, 1]), set(ALL)),
    (op("Const", values=[1, 2]), {a for a in ALL if a[0] == "n"}),
    (op("Compare", op="eq"), {"bb", "bn", "bbb", "bnn", "bbbb", "bnnn"}),
    (op("Logic", op="or"), {"b", "bb", "bbb", "bbbb"}),
    (op("Not"), {"b", "bb", "bbb", "bbbb"}),
    (op("ToInt"), {"n", "nb", "nbb", "nbbb"}),
    (op("Select"), {"bbbb", "nbnn", "bbb", "nbn"}),
    (op("Lookup"), {"bbn", "nnn"}),
    (op("Reduce", op="all"), {"bb", "bbb", "bbbb"}),
    (op("Reduce", op="sum"), {"nn", "nnn", "nnnn"}),
    *((op(name), SAME) for name in ("Widen", "Endorse", "Claim", "Repeat", "Stack", "Take", "Gather")),
    *((op(name), NUMBERS) for name in ("Arith", "Neg", "Abs", "Recode", "Iota", "Ask", "Encode", "Measure")),
    (fold("bn", "b", [2], 0), {"bbn"}),
    (fold("bn", "n", [0], 2), {"nbn"}),
    (fold("bn", "n", [2], 0), set()),
    (fold("nb", "b", [2], 0), set()),
    (fold("nn", "b", [1], 0), {"nnn"}),
]


@pytest.mark.parametrize(
    ("what", "allowed"), ALLOWED, ids=lambda v: v.get("node") if isinstance(v, dict) else ""
)
def test_nothing_else_is_a_truth(what: Node, allowed: set[str]) -> None:
    """Each word is what is given, then the arguments; of a fold there are as many as its region has."""
    count = len(what["region"]["parameters"]) if "region" in what else None
    found = set()
    for word in (w for w in ALL if count in (None, len(w) - 1)):
        gives, *args = word
        try:
            kinds({"op": what, "ty": TY[gives]}, [TY[k] for k in args])
        except (checker.Refused, IndexError):
            continue
        found.add(word)
    assert found == allowed
