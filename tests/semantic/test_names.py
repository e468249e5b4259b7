"""A name in a proof means one function of the inputs, whatever a case knows: only then do cases cover."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import prod
from random import Random
from typing import Any

import numpy as np
import pytest

from tcme.backends.cleartext import run as run_in_clear
from tcme.checker.refusal import Refused
from tcme.checker.semantic import cone, free, sum_of
from tcme.checker.semantic_algebra import Algebra, Poly
from tcme.compiler.ir.codec import canonical, decode
from tcme.compiler.ir.nodes import AskSite
from tests.semantic.arithmetic import NAMES, arithmetic
from tests.semantic.meaning import Broken, KnownAlgebra, KnownRuns, Meaning, hold, judged, number_of
from tests.semantic.programs import checked

FEW, MANY = range(40), range(400)
NESTED = range(88, 89)
"""A program in which what is left of a quotient has such a rest in it, and cases know about both."""
PAIRS, CASES = 3, 8
Inputs = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """Two runs of a program: what each node gives in either."""

    graph: dict[str, Any]
    source: str
    cone: list[int]
    free: set[int]
    actual: Mapping[str, Mapping[int, list[int]]]

    def meaning(self) -> Meaning:
        """What the names of inputs, and of nodes that are the same in both runs, mean."""
        found: Meaning = {}
        for i in self.cone:
            op = self.graph["nodes"][i]["op"]
            for k, value in enumerate(self.actual["1"][i]):
                found[f"@{i}#{k}"] = value
                if op["node"] == "Input":
                    name = f"{op['name']}/{'/'.join(op['path'])}#{k}"
                    runs = {f"{run}:{name}": self.actual[run][i][k] for run in self.actual}
                    found |= runs if op["name"] == self.source else {name: value}
        return found


@cache
def graph_of(seed: int) -> dict[str, Any] | None:
    """None of the few programs that are refused."""
    certificate = checked(arithmetic(seed), semantic=False).certificate
    return None if certificate is None else json.loads(certificate)["ir"]


def inputs(random: Random) -> Inputs:
    def some(least: int, most: int) -> int:
        return random.randrange(least, most + 1)

    texts = {name: random.choice(("ab", "b", "zz", "abc")) for name in ("t", "u")}
    truths = {name: random.random() < 0.5 for name in ("b", "c")}
    numbers = {"s": some(-2, 5), "x": some(-3, 6), "w": some(0, 2)}
    rest = {"a": (some(0, 4), some(0, 4), some(0, 4)), "o": random.choice((None, 2, 3, 5))}
    return texts | truths | numbers | rest


def pair(ir: dict[str, Any], random: Random) -> Pair:
    """Two runs that differ in one input."""
    placed, graph = decode(canonical(ir)), ir["graph"]
    source, first = random.choice(NAMES), inputs(random)
    second = first | {source: inputs(random)[source]}
    within = cone(graph["nodes"], graph["opens"][0]["leaves"])

    def answer(site: AskSite, texts: tuple[str, ...]) -> int:
        return judged(placed.graph.asks.index(site), tuple(map(number_of, texts)))

    def actual(given: Inputs) -> dict[int, list[int]]:
        found = run_in_clear(placed.graph, given, answer=answer)
        rows = {i: np.asarray(found[i]).reshape(-1).tolist() for i in within}
        return {i: [number_of(v) if isinstance(v, str) else int(v) for v in row] for i, row in rows.items()}

    both = {"1": actual(first), "2": actual(second)}
    return Pair(graph, source, within, free(graph["nodes"], within, source), both)


def literals(random: Random, names: list[str], means: Meaning) -> list[Any]:
    """Sums, as a certificate writes them, that are at least 0 in these runs, and hardly more."""
    found: list[Any] = []
    for _ in range(random.randrange(5) if names else 0):
        terms = [
            [random.choice((1, 1, -1, 2, -3, 8)), random.choices(names, k=random.choice((1, 1, 2)))]
            for _ in range(random.choice((1, 1, 2, 3)))
        ]
        value = sum(c * prod(means[n] for n in factors) for c, factors in terms)
        found.append([*terms, [random.choice((0, 0, 1, 3)) - value, []]])
        if random.random() < 0.6:
            found.append([*([-c, factors] for c, factors in terms), [value + random.choice((0, 0, 1)), []]])
    return found


def tried(seeds: range) -> int:
    """How many cases were looked at; raises Broken where a name means two numbers."""
    count = 0
    for seed in seeds:
        ir, random = graph_of(seed), Random(seed)
        for _ in range(PAIRS if ir is not None else 0):
            runs = pair(ir, random)  # type: ignore[arg-type]
            means = runs.meaning()
            used = {name for name in means if not name.startswith("@")}
            for number in range(CASES):
                opaque = {i for i in runs.free if number % 3 == 0 and random.random() < 0.3}
                path = literals(random, sorted(used), means) if number else []
                used |= case(runs, means, path, opaque)
                count += 1
    return count


def case(runs: Pair, means: Meaning, path: list[Any], opaque: set[int]) -> set[str]:
    """The names that other cases may use."""
    algebra = KnownAlgebra(means)
    for literal in path:
        algebra.learn(sum_of(algebra, literal))
    made = KnownRuns(runs.graph, algebra, runs.source, runs.free, opaque)
    try:
        list(made.pair(runs.cone, runs.graph["opens"][0]["leaves"]))
    except Refused:  # numbers that are too large
        return set()
    hold(algebra, made, runs.actual)
    return {name for name in algebra.atoms if name in means and not name.endswith("?")}


def test_a_name_means_one_thing() -> None:
    assert tried(FEW) + tried(NESTED) > len(FEW) * CASES


@pytest.mark.slow
def test_a_name_means_one_thing_in_many_programs() -> None:
    assert tried(MANY) > len(MANY) * CASES


def bare(_: Algebra, name: str, p: Poly) -> str:
    return name


def test_names_that_do_not_say_what_was_taken_out_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test can fail."""
    monkeypatch.setattr(Algebra, "less", bare)
    with pytest.raises(Broken, match="means two numbers"):
        tried(FEW)


def stated(algebra: Algebra, name: str, p: Poly) -> str:
    """States every sum without steps, whatever the names in it mean."""
    rows = sorted((sorted(str(algebra.kinds[factor]) for factor in m), c) for m, c in p.items())
    steps = any(not isinstance(algebra.kinds[factor], str) for m in p for factor in m)
    return f"{name}-{'?' if steps else rows}" if p else name


def test_names_made_of_names_without_a_meaning_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Algebra, "less", stated)
    with pytest.raises(Broken, match="means two numbers"):
        tried(NESTED)
