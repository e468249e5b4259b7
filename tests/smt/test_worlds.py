"""The script admits the adversaries that the sets admit: every assignment of levels, asked one by one."""

from collections.abc import Sequence
from itertools import product

import pytest

from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.formula import LEVELS, Formula, at_least, conj, neg
from tcme.compiler.smt import emit
from tcme.compiler.smt.script import Query, Script, define, symbol
from tcme.compiler.smt.solver import ENGINES, Proved, decide
from tcme.dsl.syntax import Level
from tests.flow.programs import World

LINES: dict[str, dict[str, list]] = {
    "none": {},
    "at most one": {"at_most": [(1, "p q", "passive")]},
    "none of them crafts": {"at_most": [(2, "p q", "passive")]},
    "none of them deviates": {"at_most": [(2, "p q", "crafting")]},
    "nobody": {"at_most": [(0, "p q", "active")]},
    "trust": {"trusts": [("p", "x", None)]},
    "trust for secrecy": {"trusts": [("p", "x", "secrecy")]},
    "trust for integrity": {"trusts": [("p", "x", "integrity")]},
    "both": {"at_most": [(1, "p q", "crafting")], "trusts": [("q", "x", None)]},
}


def admitted(world: World, names: Sequence[str]) -> dict[tuple[Level, ...], bool]:
    """What the solver says of each assignment."""
    script = emit(*world.done())
    rows = list(product(LEVELS, repeat=len(names)))
    texts = [" ".join(map(_at, names, row)) for row in rows]
    marks = [symbol("row", str(i)) for i in range(len(rows))]
    defined = (define(mark, f"(and {text})") for mark, text in zip(marks, texts, strict=True))
    prelude = script.prelude + "\n".join(defined) + "\n"
    queries = tuple(Query("row", mark, mark, "sat") for mark in marks)
    found = decide(Script(prelude, queries, script.principals), ENGINES["z3"])
    return {row: isinstance(found["row", mark], Proved) for row, mark in zip(rows, marks, strict=True)}


def _at(name: str, level: Level) -> str:
    return f"(= |level {name}| {LEVELS.index(level)})"


def exactly(name: str, level: Level) -> Formula:
    above = LEVELS[LEVELS.index(level) + 1 :]
    return conj(at_least(name, level), *(neg(at_least(name, v)) for v in above))


@pytest.mark.parametrize("kind", ["party", "helper", "environment", "publisher"])
@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_the_same_adversaries(kind: str, lines: dict[str, list]) -> None:
    world = World(party="p q x" if kind == "party" else "p q", **lines)
    if kind != "party":
        setattr(world, kind, "x")
    space, names = Space.build(world.done()[0]), ("p", "q", "x")
    for row, possible in admitted(world, names).items():
        assert possible == space.holds_somewhere(conj(*map(exactly, names, row))), row
