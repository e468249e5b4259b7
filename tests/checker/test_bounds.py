"""Small certificates that would take long: the checker counts what it does and refuses, or does it once."""

from types import SimpleNamespace
from typing import Any

import pytest

from tcme import checker
from tcme.checker.decision import compare_pins
from tcme.checker.masks import Flags
from tcme.checker.schema import Node
from tcme.checker.semantic_algebra import MOST_TERMS, Algebra, Work
from tcme.checker.semantic_runs import Runs
from tests.checker.builders import integer, tree

PROGRAM = """program bounds
party alice, bob
adversary at most 1 of alice, bob passive
input x : Int[0..9] from alice
output Out {{ y : Int[0..9] of x to bob because "r" }}
fn main() -> Out {{
    let t0 = (x, x)
    {lets}
    release Out({value})
}}
"""
INPUT: Node = {"op": {"node": "Input"}, "args": [], "ty": {"node": "BoolV"}}


def program(doubled: int, value: str) -> checker.Program:
    lets = "\n    ".join(f"let t{k} = (t{k - 1}, t{k - 1})" for k in range(1, doubled + 1))
    return checker.Program(checker.simple(tree(PROGRAM.format(lets=lets, value=value))))


def logic(*args: int) -> Node:
    return {"op": {"node": "Logic", "op": "and"}, "args": list(args), "ty": {"node": "BoolV"}}


def repeat(axis: int, arg: int) -> Node:
    return {"op": {"node": "Repeat", "axis": axis}, "args": [arg], "ty": {"node": "BoolV"}}


def test_both_of_one_and_the_same_is_asked_once() -> None:
    spent = list[int]()
    nodes = [INPUT, repeat(0, 0), *(logic(k, k) for k in range(1, 41))]
    assert Flags(nodes, spent.append).counts(41, [3], (0, 3))
    assert sum(spent) < 1000


def test_a_mask_repeated_along_either_of_many_axes() -> None:
    nodes = [INPUT]
    for k in range(21, -1, -1):
        last = len(nodes) - 1
        nodes += [repeat(k, last), repeat(k + 1, last), logic(last + 1, last + 2)]
    with pytest.raises(checker.Refused, match="too large"):
        Flags(nodes, program(0, "x").step).masks(len(nodes) - 1, 44, 0)


@pytest.mark.parametrize("value", ["if t26 == t26 { 1 } else { 0 }", "x"])
def test_tuples_of_tuples_twice_over(value: str) -> None:
    with pytest.raises(checker.Refused, match="too large"):
        checker.Tree(program(26, value))
    checker.Tree(program(6, value.replace("26", "6")))


def ran(*nodes: Node) -> int:
    """What one run of the nodes costs."""
    work = Work()
    runs = Runs({"inputs": [], "nodes": list(nodes)}, Algebra(work), "s", set(), set())
    runs.run(list(range(len(nodes))), "1", {})
    return MOST_TERMS - work.left


def const(*values: int, shape: tuple[int, ...] = ()) -> Node:
    return {"op": {"node": "Const", "values": list(values)}, "args": [], "ty": integer(0, 9, *shape)}


def fold(steps: int, *nodes: Node) -> Node:
    """Of one number, and of what the nodes make of it."""
    region = {"parameters": [integer(0, 9)], "nodes": list(nodes), "results": [len(nodes)]}
    ways = {"accumulators": 1, "elements": 0, "axis": 0, "result": 0, "history": False}
    return {
        "op": {"node": "Fold", "region": region, "steps": steps, **ways},
        "args": [0],
        "ty": integer(0, 9),
    }


def test_a_long_axis_beside_an_empty_one_costs_its_length() -> None:
    with pytest.raises(checker.Refused, match="too much work"):
        ran(const(shape=(30_000_000, 0)))


def test_a_fold_of_nothing_costs_its_steps() -> None:
    with pytest.raises(checker.Refused, match="too much work"):
        ran(const(1), fold(10**12))
    assert ran(const(1), fold(100)) < 2000


def test_a_fold_inside_a_fold_is_read_once() -> None:
    """A large constant in a fold that does nothing, at every step of another."""
    large = {"id": 1, **const(*[7] * 20_000, shape=(20_000,))}
    inner = {"id": 1, **fold(0, large)}
    inner["op"]["region"]["results"] = [0]
    cost = [ran(const(1), fold(steps, inner)) for steps in (1, 101, 201)]
    assert cost[2] - cost[1] == cost[1] - cost[0] < 100 * 50


def test_many_pins_beside_many_nodes() -> None:
    """Each pin is compared with each node, so both together are counted before."""
    pin: Node = {"body": {"at": [0, 9]}, "place": {"text": "alice"}}
    node: Node = {"at": [3, 4], "args": [0], "pin": "alice"}
    few: Any = SimpleNamespace(p=program(0, "x"), nodes=[node] * 100)
    compare_pins({"Pin": [pin] * 100}, few)
    many: Any = SimpleNamespace(p=program(0, "x"), nodes=[node] * 6_000)
    with pytest.raises(checker.Refused, match="too large"):
        compare_pins({"Pin": [pin] * 6_000}, many)
