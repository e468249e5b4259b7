"""Rules sources, robust and steer, one field, recipient and owner at a time."""

from dataclasses import replace

from tcme.compiler import core
from tcme.compiler.ir import nodes as ir
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import BoolTy, TupleTy
from tests.flow.judging import Made, codes, report_of, trusting
from tests.flow.programs import WORDS, World, damage, millionaires

BOTH = "alice bob"


def tried(*, endorsed: str = "", of: str = "a b", to: str = BOTH, corrupt: int = 1) -> World:
    """a < b in MPC, with crafting parties."""
    world = World(party=BOTH, helper="notary", at_most=[(corrupt, "alice bob notary", "crafting")])
    a, b = (
        world.input(x, p, endorsed=x in endorsed.split()) for x, p in (("a", "alice"), ("b", "bob"))
    )
    world.open("less", world.less(a, b), of, to)
    return world


def test_each_unnamed_source_counts() -> None:
    assert codes(tried(endorsed="a b", of="a")) == ["TC301"]
    assert codes(tried(endorsed="a b", of="b")) == ["TC301"]
    assert codes(tried(endorsed="a b", of="")) == ["TC301"]


def test_each_field_is_held_to_its_sources() -> None:
    world = tried(endorsed="a b")
    world.open("last", world.less(0, 1), "a", BOTH)
    assert codes(world) == ["TC301"]


def test_an_unnamed_source_serves_whoever_hears_it_and_may_not_read_it() -> None:
    (failure,) = report_of(tried(endorsed="a b", of="b").done()).failures
    assert failure.adversary is not None
    assert (failure.adversary["alice"], failure.adversary["bob"]) == ("honest", "passive")


def test_each_recipient_reads_newly() -> None:
    """Bob alone steers."""
    assert codes(tried(endorsed="a", to="alice bob")) == ["TC302"]
    assert codes(tried(endorsed="a", to="bob")) == ["TC302"]
    assert codes(tried(endorsed="a", to="alice")) == []


def test_each_owner_is_newly_read() -> None:
    """Alice steers and reads her own; bob's is new to her, and the other way round."""
    assert codes(tried(endorsed="b", to="alice")) == ["TC302"]
    assert codes(tried(endorsed="a", to="bob")) == ["TC302"]


def test_whoever_reads_everything_anyway_may_steer_it() -> None:
    world = World(party=BOTH, at_most=[(1, BOTH, "crafting")])
    a = world.input("a", "alice")
    world.open("own", world.less(a, a, where=ir.Local("alice")), "a", "alice")
    assert codes(world) == []


def test_each_field_is_released_robustly() -> None:
    world = tried(endorsed="b", to="bob")
    world.open("last", world.less(0, 1), "a b", "alice")
    assert codes(world) == ["TC302"]


def at_bob(*, of: str = "a", steered_by: str = "", to: str = "bob") -> World:
    """Alice, who trusts bob to keep silent, lets him compute on what is hers."""
    world = World(party=BOTH, at_most=[(2, BOTH, "active")], trusts=[("alice", "bob", "secrecy")])
    a, _ = world.input("a", "alice", endorsed=True), world.input("b", "bob")
    world.nodes[1:] = []
    world.places[1:] = []
    world.open("less", world.less(a, a, where=ir.Local("bob")), of, to, steered_by=steered_by)
    return world


def test_whoever_hears_a_field_may_not_steer_it() -> None:
    assert "TC303" in codes(at_bob())


def test_the_owner_of_another_input_may_not_steer() -> None:
    assert "TC303" in codes(at_bob(to="alice"))


def test_whoever_is_listed_may_steer() -> None:
    assert "TC303" not in codes(at_bob(steered_by="bob"))


def test_an_owner_may_steer() -> None:
    assert codes(damage()) == []
    assert codes(millionaires()) == []


def test_an_owner_who_only_reads_excuses_nobody() -> None:
    """Wherever google crafts the tenant is passive, and no more than that."""
    world = World(party="landlord tenant", environment="enclave", publisher="google")
    world.trusts = [*trusting("landlord tenant", "enclave"), ("tenant", "google", "secrecy")]
    world.open("alarm", world.ask(world.input("scene", "tenant", ty=WORDS)), "scene", "tenant")
    assert codes(world) == ["TC303"]


def test_each_field_is_held_to_who_steers_it() -> None:
    world = World(party="landlord tenant", environment="enclave", publisher="google")
    world.trusts = trusting("landlord tenant", "enclave")
    answer = world.ask(world.input("scene", "tenant", ty=WORDS))
    world.open("alarm", answer, "scene", "tenant", steered_by="google")
    world.open("again", answer, "scene", "tenant")
    assert codes(world) == ["TC303"]


def with_leaves(made: World, leaves: list[int], of: str, to: str) -> Made:
    """One more field, a pair of truths."""
    program, placed = made.done()
    pair, names = TupleTy((BoolTy(), BoolTy())), tuple(to.split())
    field = core.Field("pair", pair, tuple(of.split()), names, "agreed", (), NOWHERE)
    opens = (*placed.graph.opens, ir.Open("pair", pair, tuple(leaves), names, NOWHERE))
    graph = replace(placed.graph, opens=opens)
    return replace(program, fields=(*program.fields, field)), replace(placed, graph=graph)


def leaves_of(endorsed: str) -> tuple[World, list[int]]:
    made = World(party="alice bob carol", at_most=[(1, "alice bob carol", "crafting")])
    found = []
    for name, owner in (("a", "alice"), ("b", "bob")):
        leaf = made.input(name, owner, endorsed=name in endorsed.split())
        found.append(made.less(leaf, leaf))
    return made, found


def test_each_leaf_of_a_field_tells_and_steers() -> None:
    for turn in (1, -1):
        made, leaves = leaves_of("a b")
        assert "TC301" in codes(with_leaves(made, leaves[::turn], "a", "alice bob"))
        assert "TC301" in codes(with_leaves(made, leaves[::turn], "b", "alice bob"))
        made, leaves = leaves_of("b")
        assert codes(with_leaves(made, leaves[::turn], "a b", "alice")) == ["TC302"]
        assert codes(with_leaves(made, leaves[::turn], "a b", "bob")) == []


def test_the_sources_of_each_leaf_accept() -> None:
    """Bob has accepted alice, and carol, whose input is not named, has not."""
    for turn in (1, -1):
        made = World(party="alice bob carol", at_most=[(1, "alice bob carol", "crafting")])
        a, b, c = (made.input(x, p) for x, p in (("a", "alice"), ("b", "bob"), ("c", "carol")))
        made.accepts = [("alice", "b")]
        leaves = [made.less(a, b), made.less(c, c)][::turn]
        assert {"TC301", "TC302"} <= set(codes(with_leaves(made, leaves, "a b", "alice")))
