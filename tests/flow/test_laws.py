"""Laws: the lattice of labels, formulas by sets against their meaning, what stronger assumptions can do."""

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tcme.compiler import core
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.analysis import Analysis
from tcme.compiler.flow.axioms import REACH, axioms
from tcme.compiler.flow.decide import decide
from tcme.compiler.flow.formula import RANK, AtLeast, Formula, evaluate
from tcme.compiler.flow.labels import BOTTOM, Label, influencers, join, readers
from tcme.compiler.flow.obligations import Never
from tcme.compiler.flow.placement import admissibility
from tcme.compiler.flow.rules import obligations_of
from tcme.dsl.source import NOWHERE
from tcme.dsl.syntax import Level
from tests.flow.programs import REPRESENTATIONS, World
from tests.flow.random_worlds import PEOPLE, assumptions, atoms, formulas, worlds


def admitted(program: core.CoreProgram) -> list[dict[str, Level]]:
    """K by brute force, straight from the definition."""
    choices = [REACH[p.kind] for p in program.principals]
    every = (
        dict(zip((p.name for p in program.principals), levels, strict=True)) for levels in product(*choices)
    )
    return [k for k in every if all(_within(k, t) for t in program.thresholds) and _trusted(k, program)]


def _within(k: dict[str, Level], threshold: core.Threshold) -> bool:
    members = [RANK[k[m]] for m in threshold.members]
    return sum(r > 0 for r in members) <= threshold.limit and max(members) <= RANK[threshold.level]


def _trusted(k: dict[str, Level], program: core.CoreProgram) -> bool:
    return all(not _betrays(RANK[k[t.truster]], RANK[k[t.trusted]], t.aspect) for t in program.trusts)


def _betrays(truster: int, trusted: int, aspect: str | None) -> bool:
    levels = {None: (1, 2, 3), "secrecy": (1,), "integrity": (2, 3)}[aspect]
    return any(truster < n <= trusted for n in levels)


@given(assumptions(), formulas(), st.sampled_from(REPRESENTATIONS))
def test_sets_are_the_meaning_of_formulas(world: World, formula: Formula, most_bits: int) -> None:
    program, _ = world.done()
    space = Space.build(program, most_bits)
    expected = [k for k in admitted(program) if evaluate(formula, k)]
    assert space.count == len(admitted(program))
    assert space.set_of(formula).count == len(expected)
    if expected:
        least = space.least(space.set_of(formula)).mapping
        assert least in expected
        assert _corrupt(least) == min(map(_corrupt, expected))


def _corrupt(k: dict[str, Level]) -> int:
    return sum(level != "honest" for level in k.values())


@given(assumptions())
def test_axioms_are_the_admitted_adversaries(world: World) -> None:
    program, _ = world.done()
    everyone = admitted(replace(program, thresholds=(), trusts=()))
    admits = [axiom.formula for axiom in axioms(program)]
    assert [k for k in everyone if all(evaluate(formula, k) for formula in admits)] == admitted(program)


LABELS = st.builds(
    Label,
    st.frozensets(st.sampled_from("abc")),
    st.frozensets(atoms().filter(lambda a: isinstance(a, AtLeast)), max_size=4),
)


@given(LABELS, LABELS, LABELS)
def test_join_is_a_least_upper_bound(x: Label, y: Label, z: Label) -> None:
    assert x.join(x) == x
    assert x.join(y) == y.join(x)
    assert x.join(y).join(z) == x.join(y.join(z)) == join((x, y, z))
    assert x.join(BOTTOM) == x


OWNERS = {"a": "alice", "b": "bob", "c": "bob"}


@given(LABELS, LABELS, st.fixed_dictionaries({p: st.sampled_from(list(RANK)) for p in PEOPLE}))
def test_join_means_fewer_readers_and_more_influence(x: Label, y: Label, k: dict[str, Level]) -> None:
    both = x.join(y)
    read = [evaluate(readers(OWNERS, label.sources), k) for label in (x, y, both)]
    bent = [evaluate(influencers(label), k) for label in (x, y, both)]
    assert read[2] == (read[0] and read[1])
    assert bent[2] == (bent[0] or bent[1])


def broken(program: core.CoreProgram, world: World) -> set[tuple[str, str]]:
    """Claims about all adversaries that do not hold."""
    analysis = Analysis.of(program, world.done()[1], Space.build(program))
    decided = decide(analysis, obligations_of(analysis))
    return {d.obligation.key for d in decided if isinstance(d.obligation.claim, Never) and not d.holds}


@settings(deadline=None)
@given(worlds(), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))
def test_more_trust_breaks_nothing(world: World, truster: str, trusted: str) -> None:
    program, _ = world.done()
    more = replace(program, trusts=(*program.trusts, core.Trust(truster, trusted, None, NOWHERE)))
    assert broken(more, world) <= broken(program, world)


@settings(deadline=None)
@given(worlds())
def test_decisions_are_what_brute_force_says(world: World) -> None:
    program, placed = world.done()
    analysis = Analysis.of(program, placed, Space.build(program))
    everyone = admitted(program)
    for d in decide(analysis, obligations_of(analysis)):
        if isinstance(d.obligation.claim, Never):
            assert d.holds == (not any(evaluate(d.obligation.claim.violation, k) for k in everyone))


@settings(deadline=None)
@given(worlds())
def test_admissible_is_what_rule_place_accepts(world: World) -> None:
    program, placed = world.done()
    analysis = Analysis.of(program, placed, Space.build(program))
    admissible = admissibility(program)
    for d in decide(analysis, obligations_of(analysis)):
        node = d.obligation.node
        if d.obligation.rule == "place" and node is not None:
            assert d.holds == admissible(placed.places[node], d.obligation.sources)
