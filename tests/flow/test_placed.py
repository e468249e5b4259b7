"""What places add: who sees, who bends, and that acceptance covers for nobody else."""

import pytest

from tcme.compiler.flow import analyse
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.formula import AtLeast
from tcme.compiler.flow.infer import infer, infer_unplaced
from tcme.compiler.flow.placement import admissibility
from tcme.compiler.ir import nodes as ir
from tcme.dsl.diagnostics import Refused, Sink
from tcme.dsl.ty import BoolTy
from tests.flow.programs import WORDS, World, damage, millionaires, two_plans


def codes(world: World) -> list[str]:
    sink = Sink()
    analyse(*world.done(), sink)
    return [d.code for d in sink.diagnostics]


def test_active_members_break_shares() -> None:
    world = millionaires(endorsed="a b")
    world.at_most = [(1, "alice bob notary", "active")]
    assert "TC506" in codes(world)


def test_two_of_three_break_shares() -> None:
    world = millionaires()
    world.at_most = [(2, "alice bob notary", "passive")]
    assert codes(world) == ["TC506"]


def test_an_environment_is_no_member() -> None:
    world = millionaires()
    world.environment = "enclave"
    world.trusts = [("alice", "enclave", None), ("bob", "enclave", None)]
    world.sharing = ("alice bob enclave", 1)
    assert "TC506" in codes(world)


def test_nothing_leaves_mpc_but_outputs() -> None:
    world = millionaires()
    world.node(ir.Not(), (2,), ir.BoolV(), ir.Local("alice"))
    assert "TC506" in codes(world)


def test_an_active_host_steers() -> None:
    world = damage(trust="google")
    world.trusts = [*world.trusts, ("landlord", "enclave", "secrecy"), ("tenant", "enclave", "secrecy")]
    assert codes(world) == ["TC303"]


def test_a_host_may_be_named() -> None:
    world = damage(trust="google")
    world.trusts = [*world.trusts, ("landlord", "enclave", "secrecy"), ("tenant", "enclave", "secrecy")]
    world.fields.clear()
    world.opens.clear()
    world.open("alarm", 1, "scene", "landlord", steered_by="enclave")
    assert codes(world) == []


def test_a_model_at_its_owner() -> None:
    """The owner of the words hosts the model, trusted by nobody; who made it may steer and is named."""
    world = World(party="alice bob", publisher="google", trusts=[("alice", "google", None)])
    scene = world.input("scene", "alice", ty=WORDS)
    world.open("alarm", world.ask(scene, at=ir.Local("alice")), "scene", "bob")
    assert codes(world) == []


@pytest.mark.parametrize(
    ("accepts", "refused"),
    [
        ([("alice", "plan_b"), ("bob", "plan_a")], []),
        ([("alice", "plan_b")], ["TC302"]),
        ([("bob", "plan_a")], ["TC302"]),
        ([("alice", "plan_a")], ["TC302", "TC306"]),
    ],
)
def test_acceptance(accepts: list[tuple[str, str]], refused: list[str]) -> None:
    assert sorted(codes(two_plans(accepts=accepts))) == refused


def three_plans(accepts: list[tuple[str, str]]) -> World:
    world = World(
        party="alice bob carol",
        environment="enclave",
        publisher="google",
        at_most=[(2, "alice bob carol", "crafting")],
        trusts=[(p, q, None) for p in ("alice", "bob", "carol") for q in ("enclave", "google")],
        accepts=accepts,
    )
    plans = [world.input(f"plan_{p[0]}", p, ty=WORDS) for p in ("alice", "bob", "carol")]
    world.open("fit", world.ask(*plans), "plan_a plan_b plan_c", "alice bob carol")
    return world


def test_every_owner_newly_read_must_accept() -> None:
    """An acceptance by carol does not speak for bob."""
    assert "TC302" in codes(three_plans([("alice", "plan_c")]))


def test_an_accepted_influencer_does_not_cover_for_another() -> None:
    """Bob and carol accept alice; with bob beside her, carol has to accept bob too."""
    alice_only = [("alice", "plan_b"), ("alice", "plan_c"), ("carol", "plan_a"), ("carol", "plan_b")]
    assert "TC302" in codes(three_plans(alice_only))
    everyone = [(q, f"plan_{x}") for q in ("alice", "bob", "carol") for x in "abc" if q[0] != x]
    assert codes(three_plans(everyone)) == []


def test_acceptance_is_of_crafting_and_not_of_deviation() -> None:
    both = [("alice", "plan_b"), ("bob", "plan_a")]
    assert codes(two_plans(accepts=both)) == []
    world = two_plans(accepts=both, level="active")
    assert set(codes(world)) == {"TC302"}


def test_unused_lines_are_warned_about() -> None:
    assert codes(millionaires(endorsed="a b")) == ["TC391", "TC391"]
    spare = two_plans(level="passive", accepts=[("alice", "plan_b")])
    assert codes(spare) == ["TC392"]


def test_a_recipient_assumed_honest_is_warned_about() -> None:
    world = World(
        party="alice bob",
        helper="judge notary",
        at_most=[(0, "judge", "passive"), (1, "alice bob notary", "passive")],
    )
    a, b = world.input("a", "alice"), world.input("b", "bob")
    world.open("richer", world.less(a, b), "a b", "judge")
    sink = Sink()
    assert analyse(*world.done(), sink).proved
    assert [d.code for d in sink.diagnostics] == ["TC393"]


def test_a_budget_counts_a_coalition_once_for_each_field() -> None:
    def leaking(bits: int) -> list[str]:
        world = World(party="alice bob carol", at_most=[(2, "alice bob carol", "passive")])
        a = world.input("a", "alice", ty=BoolTy())
        for name, to in (("x", "bob"), ("y", "carol"), ("z", "bob carol")):
            world.open(name, a, "a", to)
        world.leaks = [(bits, "a", "bob")]
        return codes(world)

    assert leaking(3) == []
    assert leaking(2) == ["TC307"]


def test_masks_must_hide() -> None:
    world = millionaires()
    world.security = 47
    assert codes(world) == ["TC310"]
    world.masked = 1
    assert codes(world) == ["TC310"]


def test_every_condition_and_index_counts() -> None:
    """Rule data: each operand, condition and index joins."""
    world = World(party="alice bob", environment="e", trusts=[("alice", "e", None), ("bob", "e", None)])
    here = ir.Environment("e")
    a, b = world.input("a", "alice"), world.input("b", "bob")
    chosen = world.node(ir.Select(), (world.less(a, a, where=here), b, b), ir.IntV(0, 100), here)
    array = world.node(ir.Stack(0), (b, b), ir.IntV(0, 100, (2,)), here)
    found = world.node(ir.Lookup(), (array, a), ir.IntV(0, 100), here)
    program, placed = world.done()
    for labels in (infer(program, placed), infer_unplaced(program, placed.graph)):
        for node in (chosen, found):
            assert labels.label[node].sources == {"a", "b"}
            assert {atom.principal for atom in labels.label[node].influence} >= {"alice", "bob"}


def test_words_steer_a_model_even_where_they_are_endorsed() -> None:
    """An endorsement of the text takes nothing out of the answer: its owner still crafts."""
    world = damage()
    for made in (world.inputs, world.nodes, world.places, world.fields, world.opens, world.asks):
        made.clear()
    answer = world.ask(world.endorse(world.input("scene", "tenant", ty=WORDS)))
    program, placed = world.done()
    for labels in (infer(program, placed), infer_unplaced(program, placed.graph)):
        assert AtLeast("tenant", "crafting") in labels.label[answer].influence


def test_admissible_places() -> None:
    program, _ = millionaires().done()
    admissible = admissibility(program)
    both = frozenset({"a", "b"})
    assert admissible(ir.Mpc(), both)
    assert not admissible(ir.Local("alice"), both)
    assert admissible(ir.Local("alice"), frozenset({"a"}))
    assert admissible(ir.Public(), frozenset())
    assert not admissible(ir.Public(), frozenset({"a"}))
    alone, _ = millionaires(helper="").done()
    assert not admissibility(alone)(ir.Mpc(), both)


def test_entangled_assumptions_are_refused() -> None:
    """Rows and columns of a hall: no order of the variables keeps the diagrams small."""
    seats = [[f"{row}{number}" for number in range(7)] for row in "abcdefg"]
    lines = [*seats, *map(list, zip(*seats, strict=True))]
    everyone = " ".join(name for row in seats for name in row)
    program, _ = World(party=everyone, at_most=[(2, " ".join(names), "active") for names in lines]).done()
    with pytest.raises(Refused) as refused:
        Space.build(program)
    assert [d.code for d in refused.value.diagnostics] == ["TC309"]


def test_unbounded_parties_are_all_decided() -> None:
    for parties in (12, 64):
        program, _ = World(party=" ".join(f"p{i}" for i in range(parties))).done()
        assert Space.build(program).count == 4**parties


def test_many_bounded_parties_are_few_adversaries() -> None:
    names = " ".join(f"p{i}" for i in range(30))
    program, _ = World(party=names, at_most=[(1, names, "passive")]).done()
    assert Space.build(program).count == 31
