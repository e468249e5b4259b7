"""Sets of adversaries are exact: held against writing all of them out, one by one."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcme import checker
from tcme.checker.sets import Set
from tests.checker.builders import tree

LEVELS = ("honest", "passive", "crafting", "active")
KINDS = {"party": (0, 1, 2, 3), "helper": (0, 1, 3), "environment": (0, 1, 3), "publisher": (0, 2)}
NAMES = ("p", "a", "b", "c", "d", "e")
Row = dict[str, int]


@dataclass(frozen=True)
class World:
    """Principals and their kinds, `adversary` lines, and who trusts whom for what."""

    kinds: dict[str, str]
    limits: tuple[tuple[int, tuple[str, ...], int], ...]
    trusts: tuple[tuple[str, str, str], ...]

    def lines(self) -> str:
        principals = [f"{kind} {name}" for name, kind in self.kinds.items()]
        limits = [f"adversary at most {n} of {', '.join(who)} {LEVELS[top]}" for n, who, top in self.limits]
        trusts = [f"assume {p} trusts {q}{aspect}" for p, q, aspect in self.trusts]
        return "\n".join([*principals, *limits, *trusts])

    def all(self) -> list[Row]:
        levels = product(*(KINDS[kind] for kind in self.kinds.values()))
        return [row for one in levels if self.admits(row := dict(zip(self.kinds, one, strict=True)))]

    def admits(self, row: Row) -> bool:
        for most, who, top in self.limits:
            corrupt = [row[name] for name in who if row[name] > 0]
            if len(corrupt) > most or max(corrupt, default=0) > top:
                return False
        levels = {"": (1, 2, 3), " for secrecy": (1,), " for integrity": (2, 3)}
        return not any(row[q] >= at > row[p] for p, q, aspect in self.trusts for at in levels[aspect])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    kinds = {"p": "party"} | {name: draw(st.sampled_from(sorted(KINDS))) for name in names[1:]}
    some = st.lists(st.sampled_from(names), min_size=1, unique=True).map(tuple)
    limits = st.lists(st.tuples(st.integers(0, 4), some, st.integers(1, 3)), max_size=3)
    aspects = st.sampled_from(["", " for secrecy", " for integrity"])
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names), aspects)
    trusts = st.lists(pairs.filter(lambda pair: pair[0] != pair[1]), max_size=5)
    return World(kinds, tuple(draw(limits)), tuple(draw(trusts)))


def adversaries(lines: str, *, owner: str = "p") -> checker.Adversaries:
    source = f"""program p
{lines}
input x : Bool from {owner}
output Out {{ o : Bool of x to {owner} because "r" }}
fn main() -> Out {{ release Out(x) }}
"""
    return checker.Adversaries(checker.Program(checker.simple(tree(source))))


def members(k: checker.Adversaries, found: Set, rows: list[Row]) -> list[Row]:
    """Those of the rows that are in a set, by asking for each whether the set meets it alone."""
    return [row for row in rows if found & only(k, row)]


def only(k: checker.Adversaries, row: Row) -> Set:
    levels = [(name, level) for name, level in row.items() if level]
    higher = [k.at[name, level] for name in row for level in (1, 2, 3) if level > row[name]]
    return k.all([k.at[atom] for atom in levels] + [~one for one in higher])


@settings(max_examples=60, deadline=None)
@given(worlds(), st.data())
def test_sets_are_exact(world: World, data: st.DataObject) -> None:
    k, rows = adversaries(world.lines()), world.all()
    assert k.count == len(rows)
    sets = [(k.everyone, rows), (k.nobody, [])]
    for _ in range(data.draw(st.integers(0, 8))):
        (one, here), (other, there) = data.draw(st.sampled_from(sets)), data.draw(st.sampled_from(sets))
        name, level = data.draw(st.sampled_from(sorted(world.kinds))), data.draw(st.integers(1, 3))
        some = tuple(data.draw(st.sets(st.sampled_from(sorted(world.kinds)), min_size=1)))
        few = data.draw(st.integers(0, 3))
        made = [
            (one & other, [row for row in here if row in there]),
            (one | other, [row for row in rows if row in here or row in there]),
            (~one, [row for row in rows if row not in here]),
            (k.at[name, level], [row for row in rows if row[name] >= level]),
            (k.some(some, level), [row for row in rows if any(row[n] >= level for n in some)]),
            (k.at_most(few, some, 3), [row for row in rows if sum(row[n] > 0 for n in some) <= few]),
        ]
        sets.append(data.draw(st.sampled_from(made)))
        found, expected = sets[-1]
        assert bool(found) == bool(expected)
        assert members(k, found, rows) == expected
        if expected:
            assert k.words(found) in smallest(expected)


def smallest(rows: list[Row]) -> set[str]:
    """In words: fewest corrupt, then the lowest levels; which of several alike is named is not said."""
    sizes = [(sum(level > 0 for level in row.values()), sum(row.values())) for row in rows]
    least = [row for row, size in zip(rows, sizes, strict=True) if size == min(sizes)]
    words = {" and ".join(f"{LEVELS[v]} `{n}`" for n, v in row.items() if v) for row in least}
    return {text or "nobody corrupt" for text in words}


def parties(n: int) -> str:
    return ", ".join(f"p{i}" for i in range(n))


def pairs(n: int) -> Iterator[str]:
    """Each party has an environment of its own that it trusts, declared far away."""
    yield f"party {parties(n)}"
    yield "environment " + ", ".join(f"e{i}" for i in range(n))
    yield from (f"assume p{i} trusts e{i}" for i in range(n))


def bounded(n: int, most: int) -> int:
    """Ways in which at most so many of n parties are corrupt."""
    counts = [1] + [0] * n
    for _ in range(n):
        counts = [1] + [counts[i] + 3 * counts[i - 1] for i in range(1, n + 1)]
    return sum(counts[: most + 1])


MANY = {
    "twelve unbounded": (f"party {parties(12)}", 4**12),
    "twelve who trust": (
        f"party {parties(12)}\nenvironment e\npublisher g\nassume {parties(12)} trust e, g",
        4**12 + 3**12 + 2 * 2**12 + 2,
    ),
    "twenty-four, three of them": (
        f"party {parties(24)}\nadversary at most 3 of {parties(24)} active",
        bounded(24, 3),
    ),
    "sixty-four": (f"party {parties(64)}", 4**64),
    "sixty-four, thirty of them": (
        f"party {parties(64)}\nadversary at most 30 of {parties(64)} active",
        bounded(64, 30),
    ),
    "pairs": ("\n".join(pairs(32)), 8**32),
}


@pytest.mark.parametrize("name", MANY)
def test_however_many_they_are_counted_at_once(name: str) -> None:
    lines, count = MANY[name]
    start = time.process_time()
    assert adversaries(lines, owner="p0").count == count
    assert time.process_time() - start < 2


def everybody(n: int, lines: str) -> checker.Tree:
    """Each of many parties gives a number and hears of the sum."""
    text = f"""program p
party {parties(n)}
{lines}
group all = {parties(n)}
input pay : Int[0..9] from each all
output Out {{ place : Int[0..{9 * n}] of pay to each all because "r" }}
leak at most 8 bits of pay to p0
fn main() -> Out {{ release Out([sum(pay) for x in pay]) }}
"""
    return checker.Tree(checker.Program(checker.simple(tree(text))))


@pytest.mark.parametrize(
    ("n", "lines", "broken"),
    [
        (12, "", {"budget", "robust"}),
        (12, f"helper h\nassume {parties(12)} trust h", {"budget", "robust"}),
        (24, f"adversary at most 3 of {parties(24)} passive", {"budget"}),
        (24, f"adversary at most 1 of {parties(24)} passive", set[str]()),
        (24, f"adversary at most 3 of {parties(24)} active", {"budget", "robust"}),
        (64, f"adversary at most 3 of {parties(64)} active", {"budget", "robust"}),
    ],
)
def test_all_rules_are_decided_at_once(n: int, lines: str, broken: set[str]) -> None:
    start = time.process_time()
    found = everybody(n, lines).found
    assert {rule for (rule, _), stories in found.items() if stories} == broken
    assert time.process_time() - start < 5


def test_too_many_to_keep_apart_are_refused() -> None:
    """Parties who trust each other without any order: no order of the diagram keeps that small."""
    trust = "\n".join(f"assume p{i} trusts p{(i * j + 11) % 64}" for i in range(64) for j in (7, 19, 29, 37))
    lines = f"party {parties(64)}\n" + "\n".join(
        line for line in trust.splitlines() if len(set(line.split()[1::2])) > 1
    )
    start = time.process_time()
    with pytest.raises(checker.Refused, match="too many adversaries"):
        adversaries(lines, owner="p0")
    assert time.process_time() - start < 20
