"""Random programs and formulas for the laws of the flow stage."""

from typing import Literal

from hypothesis import strategies as st

from tcme.compiler.flow.formula import AtLeast, AtMost, Exceeds, Formula, conj, disj, neg
from tcme.compiler.ir import nodes as ir
from tcme.dsl.syntax import Level
from tcme.dsl.ty import ArrayTy, BoolTy, Ty
from tests.flow.programs import WORDS, World

PEOPLE = ("alice", "bob", "notary", "enclave", "google")
LEVELS: tuple[Level, ...] = ("passive", "crafting", "active")
ASPECTS: tuple[Literal["secrecy", "integrity"] | None, ...] = (None, "secrecy", "integrity")
TYPES: tuple[Ty, ...] = (BoolTy(), ArrayTy(BoolTy(), 3))
HOSTS: tuple[ir.Where, ...] = (ir.Environment("enclave"), ir.Local("bob"))


def atoms() -> st.SearchStrategy[Formula]:
    return st.builds(AtLeast, st.sampled_from(PEOPLE), st.sampled_from(LEVELS))


def formulas() -> st.SearchStrategy[Formula]:
    members = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=5, unique=True).map(tuple)
    leaves = atoms() | st.builds(AtMost, st.integers(0, 4), members)
    return st.recursive(leaves, _compound, max_leaves=8)


def _compound(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    several = st.lists(inner, max_size=3)
    weighed = st.lists(st.tuples(inner, st.integers(1, 5)), max_size=4).map(tuple)
    return (
        inner.map(neg)
        | several.map(lambda xs: conj(*xs))
        | several.map(lambda xs: disj(*xs))
        | st.builds(Exceeds, weighed, st.integers(0, 30))
    )


@st.composite
def assumptions(draw: st.DrawFn) -> World:
    """Two parties, a helper, an environment and a publisher, under random assumptions."""
    groups = st.lists(st.sampled_from(PEOPLE[:3]), min_size=1, max_size=3, unique=True).map(" ".join)
    thresholds = draw(st.lists(st.tuples(st.integers(0, 2), groups, st.sampled_from(LEVELS)), max_size=2))
    pairs = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(ASPECTS))
    trusts = draw(st.lists(pairs, max_size=5))
    return World(
        party="alice bob",
        helper="notary",
        environment="enclave",
        publisher="google",
        at_most=thresholds,
        trusts=trusts,
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A program whose nodes, places, endorsements, acceptances and leaks are random; mostly refused."""
    world = draw(assumptions())
    yes = st.booleans()
    world.accepts = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from("abc")), max_size=3))
    names = st.lists(st.sampled_from("abc"), min_size=1, unique=True).map(" ".join)
    heard = st.lists(st.sampled_from(PEOPLE[:3]), min_size=1, unique=True).map(" ".join)
    world.leaks = draw(st.lists(st.tuples(st.integers(0, 4), names, heard), max_size=2))
    flags = [world.input(x, p, ty=BoolTy(), endorsed=draw(yes)) for x, p in (("a", "alice"), ("b", "bob"))]
    words = [world.input("c", draw(st.sampled_from(PEOPLE[:2])), ty=WORDS)]
    for _ in range(draw(st.integers(1, 5))):
        _grow(draw, world, flags, words)
    for number in range(draw(st.integers(1, 3))):
        leaf = draw(st.sampled_from(flags))
        ty = draw(st.sampled_from(TYPES))
        by = draw(st.sampled_from(("", "alice", "google enclave", "notary")))
        world.open(f"f{number}", leaf, draw(names), draw(heard), ty=ty, steered_by=by)
    return world


def _grow(draw: st.DrawFn, world: World, flags: list[int], words: list[int]) -> None:
    """One more node: a gate, a model call or an endorsement, anywhere."""
    places: tuple[ir.Where, ...] = (
        ir.Mpc(), ir.Public(), ir.Local("alice"), ir.Local("bob"), ir.Environment("enclave"),
    )  # fmt: skip
    where = draw(st.sampled_from(places))
    kind = draw(st.sampled_from(("gate", "gate", "ask", "endorse")))
    if kind == "gate":
        args = (draw(st.sampled_from(flags)), draw(st.sampled_from(flags)))
        flags.append(world.node(ir.Logic("and"), args, ir.BoolV(), where))
    elif kind == "ask":
        chosen = draw(st.lists(st.sampled_from(words), min_size=1, max_size=2))
        flags.append(world.ask(*chosen, at=draw(st.sampled_from(HOSTS))))
    else:
        flags.append(world.endorse(draw(st.sampled_from(flags)), where=where))
