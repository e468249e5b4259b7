"""Rule place: every member, every host and every value, and what holds of places whoever the adversary is."""

from dataclasses import replace

import pytest

from tcme.compiler.flow.formula import AtLeast
from tcme.compiler.flow.infer import infer
from tcme.compiler.flow.placement import admissibility, default_sharing
from tcme.compiler.ir import nodes as ir
from tests.flow.judging import Made, codes, trusting
from tests.flow.programs import World

NAMES = "alice bob carol dave"


def shared(*, corrupt: int, level: str = "passive", members: str = NAMES, threshold: int = 1) -> World:
    """a < b in MPC among four."""
    made = World(party="alice bob", helper="carol dave", at_most=[(corrupt, NAMES, level)])
    made.sharing = (members, threshold)
    a, b = made.input("a", "alice", endorsed=True), made.input("b", "bob", endorsed=True)
    made.open("less", made.less(a, b), "a b", "alice bob")
    return made


def refused(world: World | Made) -> bool:
    return "TC506" in codes(world)


def test_more_than_the_threshold_together_see() -> None:
    assert not refused(shared(corrupt=1))
    assert refused(shared(corrupt=2))


@pytest.mark.parametrize("pair", ["alice carol", "alice dave", "bob carol", "bob dave", "carol dave"])
def test_each_member_s_share_counts(pair: str) -> None:
    made = shared(corrupt=2)
    made.at_most = [(2, NAMES, "passive"), *((0, n, "passive") for n in NAMES.split() if n not in pair)]
    assert refused(made)


@pytest.mark.parametrize("one", NAMES.split())
def test_each_active_member_sees_and_steers(one: str) -> None:
    made = shared(corrupt=1, level="active")
    made.at_most = [(1, NAMES, "active"), *((0, n, "active") for n in NAMES.split() if n != one)]
    assert refused(made)
    program, placed = made.done()
    assert AtLeast(one, "active") in infer(program, placed).label[2].influence


def test_a_passive_member_steers_nothing() -> None:
    """Nor does one who crafts: it bends what it computes only where it deviates."""
    made = shared(corrupt=1, level="crafting")
    assert not {"TC302", "TC303", "TC506"} & set(codes(made))


def test_the_default_is_the_most_with_an_honest_majority() -> None:
    for names, threshold in (("alice bob", 0), ("alice bob carol", 1), (NAMES, 1), (f"{NAMES} eve", 2)):
        sharing = default_sharing(World(party=names).done()[0])
        assert (sharing.members, sharing.threshold) == (tuple(names.split()), threshold)


def test_two_of_four_may_not_compute_by_default() -> None:
    admissible = admissibility(shared(corrupt=2).done()[0])
    assert not admissible(ir.Mpc(), frozenset({"a", "b"}))
    assert admissibility(shared(corrupt=1).done()[0])(ir.Mpc(), frozenset({"a", "b"}))


@pytest.mark.parametrize(
    ("members", "threshold", "bad"),
    [
        (NAMES, 1, False),
        (NAMES, 2, True),
        ("alice bob carol", 1, False),
        ("alice bob", 1, True),
        ("alice bob bob", 1, True),
        ("alice bob enclave", 1, True),
        (NAMES, 0, False),
    ],
)
def test_shares_need_an_honest_majority_of_distinct_people(members: str, threshold: int, bad: bool) -> None:
    made = shared(corrupt=0, members=members, threshold=threshold)
    made.environment = "enclave"
    assert refused(made) == bad


def without_protocol(*, corrupt: int) -> Made:
    program, placed = shared(corrupt=corrupt).done()
    return program, replace(placed, protocol=None)


def test_mpc_needs_a_protocol_and_hides_nothing_without_one() -> None:
    assert refused(without_protocol(corrupt=0))
    found = codes(without_protocol(corrupt=1))
    assert found.count("TC506") == 2


def moved(where: ir.Where) -> World:
    """Alice's own input is compared somewhere, where it may be seen by everybody who is there."""
    made = World(party="alice bob", environment="enclave")
    made.trusts = [*trusting("alice", "bob enclave")]
    a = made.input("a", "alice")
    made.open("less", made.less(a, a, where=where), "a", "alice", steered_by="bob enclave")
    return made


def test_places_are_what_they_are_declared_as() -> None:
    assert not refused(moved(ir.Local("bob")))
    assert not refused(moved(ir.Environment("enclave")))
    assert refused(moved(ir.Local("enclave")))
    assert refused(moved(ir.Environment("bob")))


def leaving(*, beside: bool) -> World:
    """Alice gets back what she put into MPC, alone or beside something that everybody knows."""
    made = World(party="alice bob", helper="notary", at_most=[(1, "alice bob notary", "passive")])
    a = made.input("a", "alice")
    kept = made.less(a, a)
    made.open("less", kept, "a", "alice")
    known = made.node(ir.Const((0,)), (), ir.BoolV(), ir.Public())
    args = (known, kept) if beside else (kept, kept)
    made.node(ir.Logic("xor"), args, ir.BoolV(), ir.Local("alice"))
    return made


def test_nothing_leaves_mpc_even_where_it_may_be_read() -> None:
    assert refused(leaving(beside=False))
    assert refused(leaving(beside=True))


def test_each_value_at_a_place_counts() -> None:
    made = World(party="alice bob", at_most=[(1, "alice bob", "passive")])
    a, b = made.input("a", "alice"), made.input("b", "bob")
    made.node(ir.Not(), (made.less(a, a, where=ir.Local("alice")),), ir.BoolV(), ir.Local("alice"))
    assert codes(made) == []
    made.less(b, b, where=ir.Local("alice"))
    assert refused(made)


def test_what_is_endorsed_is_still_seen_where_that_happens() -> None:
    made = World(party="alice bob", at_most=[(1, "alice bob", "passive")])
    made.endorse(made.input("a", "alice"), where=ir.Local("bob"))
    assert refused(made)


def test_whoever_may_read_one_source_may_not_look_at_two() -> None:
    for host in ("alice", "bob"):
        made = World(party="alice bob", at_most=[(1, "alice bob", "passive")])
        a, b = made.input("a", "alice"), made.input("b", "bob")
        made.less(a, b, where=ir.Local(host))
        assert refused(made)


def test_an_active_host_bends_everything_that_runs_there() -> None:
    """An input that is read there, one that is endorsed, an endorsement, an answer, and the rest."""
    made = World(party="alice", environment="enclave", publisher="google")
    here, bent = ir.Environment("enclave"), AtLeast("enclave", "active")
    plain = made.input("a", "alice", where=here)
    vouched = made.input("b", "alice", endorsed=True, where=here)
    less = made.less(plain, vouched, where=here)
    end = made.endorse(made.input("c", "alice"), where=here)
    answer = made.ask(made.input("d", "alice"))
    labels = infer(*made.done())
    assert all(bent in labels.label[n].influence for n in (plain, vouched, less, end, answer))
    assert labels.label[vouched].influence == {bent} == labels.label[end].influence
    assert labels.into[end].influence == {AtLeast("alice", level) for level in ("crafting", "active")}


def test_what_is_public_is_seen_by_everybody() -> None:
    made = World(party="alice bob", at_most=[(1, "alice bob", "passive")])
    a = made.input("a", "alice")
    made.less(a, a, where=ir.Public())
    assert refused(made)


def test_a_host_that_only_looks_sees() -> None:
    made = World(party="alice bob", at_most=[(1, "alice bob", "passive")])
    a = made.input("a", "alice")
    made.less(a, a, where=ir.Local("bob"))
    assert refused(made)
