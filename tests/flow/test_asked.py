"""Rule ask: every argument, every call, where it runs and whose model it is."""

from dataclasses import replace

from tcme.compiler.ir import nodes as ir
from tests.flow.judging import Made, codes, trusting
from tests.flow.programs import WORDS, World, damage


def two_owners(trusting_the_host: str, *, swapped: bool = False) -> World:
    """Only some trust the host to keep silent; all trust it to answer."""
    made = World(party="alice bob", environment="enclave", publisher="google")
    made.trusts = [
        *trusting("alice bob", "google"),
        *((p, "enclave", "integrity") for p in ("alice", "bob")),
        *((p, "enclave", "secrecy") for p in trusting_the_host.split()),
    ]
    plans = [made.input(f"plan_{p[0]}", p, ty=WORDS) for p in ("alice", "bob")]
    made.at_most = [(0, "alice", "active")] if trusting_the_host == "bob" else []
    answer = made.ask(*(plans[::-1] if swapped else plans))
    made.open("fit", answer, "plan_a plan_b", "alice bob")
    return made


def test_each_owner_of_words_trusts_the_host() -> None:
    for who in ("alice", "bob", ""):
        for swapped in (True, False):
            assert "TC305" in codes(two_owners(who, swapped=swapped))
    assert "TC305" not in codes(two_owners("alice bob"))


def test_each_call_counts() -> None:
    made = World(party="alice bob", environment="enclave", publisher="google")
    made.trusts = [*trusting("alice", "enclave google"), ("bob", "google", None)]
    plans = [made.input(f"plan_{p[0]}", p, ty=WORDS) for p in ("alice", "bob")]
    for name, plan in zip(("first", "second"), plans, strict=True):
        made.open(name, made.ask(plan), f"plan_{name[0] if name == 'b' else 'a'}", "alice")
    assert "TC305" in codes(made)


def changed(**site: str) -> Made:
    program, placed = damage().done()
    asks = tuple(replace(a, **site) for a in placed.graph.asks)
    return program, replace(placed, graph=replace(placed.graph, asks=asks))


def test_a_call_runs_where_the_program_says() -> None:
    assert codes(changed()) == []
    assert "TC305" in codes(changed(place="elsewhere"))


def test_a_model_is_one_that_is_declared_and_its_publisher_s() -> None:
    assert "TC305" in codes(changed(model="other"))
    world = damage()
    world.publisher = "google meta"
    world.trusts = [*world.trusts, *trusting("landlord tenant", "meta")]
    program, placed = world.done()
    asks = tuple(replace(a, publisher="meta") for a in placed.graph.asks)
    assert codes((program, replace(placed, graph=replace(placed.graph, asks=asks)))) == ["TC305"]


def test_each_owner_steers_by_what_is_endorsed() -> None:
    """Which words are asked about depends on two endorsed values; carol, who owns one, hears the answer."""
    names, here = "alice bob carol", ir.Environment("enclave")
    made = World(party=names, environment="enclave", publisher="google")
    made.at_most, made.trusts = [(1, names, "crafting")], trusting(names, "enclave google")
    plan = made.input("plan_a", "alice", ty=WORDS)
    ends = []
    for name, owner in (("b", "bob"), ("c", "carol")):
        leaf = made.input(name, owner)
        ends.append(made.endorse(made.less(leaf, leaf, where=here)))
    either = made.node(ir.Logic("xor"), ends, ir.BoolV(), here)
    words = made.node(ir.Select(), (either, plan, plan), made.nodes[plan].ty, here)
    made.open("fit", made.ask(words), "plan_a b c", "carol")
    assert "TC302" in codes(made)


def test_a_host_may_look_at_what_it_may_read() -> None:
    made = World(party="alice bob", publisher="google", trusts=trusting("alice bob", "google"))
    answer = made.ask(made.input("scene", "alice", ty=WORDS), at=ir.Local("alice"))
    made.open("alarm", answer, "scene", "bob", steered_by="alice")
    assert codes(made) == []
