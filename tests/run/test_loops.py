"""Folds that share what they do are run once, and only those."""

from dataclasses import replace
from itertools import product

import pytest

from tcme.backends.cleartext import outputs, run
from tcme.compiler.core import AskSite
from tcme.compiler.interpreter import evaluate
from tcme.compiler.ir.nodes import Fold, Placed
from tcme.compiler.pipeline import check
from tcme.dsl.source import Source

PROGRAM = """program loops
party alice, bob
environment enclave
adversary at most 1 of alice, bob passive
assume alice, bob trust enclave
input m : [[Bool; 2]; 2] from alice
input v : [Bool; 2] from bob
output Out {{ f : [Bool; 4] of m, v to alice, bob because "both ways" }}
{functions}
fn main() -> Out {{
    let down = fold acc : [Bool; 2] = v for row in m {{ {down} }}
    let across = map(fn(p) => fold acc : Bool = p.0 for e in p.1 {{ {across} }}, zip(v, m))
    release Out([down[0], down[1], across[0], across[1]])
}}
"""
ONE = "fn one(a : Bool, b : Bool) -> Bool { a == (b xor a) }"
LAST = "fn last(xs : [Bool; 2]) -> Bool { fold acc : Bool = true for e in xs { e } }"
WAYS = {
    "the last": ("", "row", "e"),
    "a function of both": (ONE, "map(fn(p) => one(p.0, p.1), zip(acc, row))", "one(acc, e)"),
}


def nobody(site: AskSite, arguments: tuple[str, ...]) -> str:
    raise AssertionError("no model is asked")


def placed(name: str) -> tuple[Placed, object]:
    functions, down, across = WAYS[name]
    checked = check(Source("main.tcme", PROGRAM.format(functions=functions, down=down, across=across)))
    assert checked.placed is not None and checked.core is not None, checked.diagnostics
    return checked.placed, checked.core


@pytest.mark.parametrize("name", WAYS)
def test_folds_along_two_axes_are_two(name: str) -> None:
    made, core = placed(name)
    folds = [node for node in made.graph.nodes if isinstance(node.op, Fold)]
    assert {node.op.axis for node in folds if isinstance(node.op, Fold)} == {0, 1}
    for bits in product((False, True), repeat=6):
        inputs = {"m": (bits[:2], bits[2:4]), "v": bits[4:]}
        found = outputs(made.graph, run(made.graph, inputs))
        assert found["f"] == evaluate(core, inputs, nobody)["f"], inputs  # type: ignore[arg-type]


def test_folds_of_other_rows_are_two() -> None:
    text = PROGRAM.format(functions=LAST, down="row", across="e")
    kept = [line for line in text.splitlines() if "let down" not in line]
    uses = "\n".join(kept).replace("down[0], down[1]", "last(m[0]), last(m[1])")
    checked = check(Source("main.tcme", uses + "\n"))
    assert checked.placed is not None and checked.core is not None, checked.diagnostics
    inputs = {"m": ((True, False), (False, True)), "v": (False, False)}
    found = outputs(checked.placed.graph, run(checked.placed.graph, inputs))
    assert found["f"] == evaluate(checked.core, inputs, nobody)["f"] == (False, True, False, True)


def test_a_loop_is_all_but_what_is_taken_of_it() -> None:
    made, _ = placed("a function of both")
    fold = next(node.op for node in made.graph.nodes if isinstance(node.op, Fold))
    others = [
        replace(fold, axis=fold.axis + 1),
        replace(fold, steps=fold.steps + 1),
        replace(fold, elements=fold.elements + 1),
        replace(fold, accumulators=fold.accumulators + 1),
        replace(fold, region=replace(fold.region, results=())),
    ]
    assert fold.loop not in [other.loop for other in others]
    assert len({other.loop for other in others}) == len(others)
    assert replace(fold, result=fold.result + 1, history=not fold.history).loop == fold.loop
