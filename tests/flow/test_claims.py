"""Rule claim: each leaf, each owner and each claim."""

from tcme.compiler.ir import nodes as ir
from tests.flow.judging import Made, claimed, codes, trusting
from tests.flow.programs import WORDS, World


def world() -> World:
    """What alice and bob give, each opened to its owner."""
    made = World(party="alice bob", helper="notary", at_most=[(1, "alice bob notary", "crafting")])
    for name, owner in (("a", "alice"), ("b", "bob")):
        leaf = made.input(name, owner)
        made.open(f"to_{owner}", made.less(leaf, leaf, where=ir.Local(owner)), name, owner)
    return made


A, B = 1, 3
"""The nodes that are opened."""


def test_what_is_so_may_be_claimed() -> None:
    assert codes(claimed(world(), [A], learn=("alice",), steer=("alice",))) == []
    assert codes(claimed(world(), [A, B], learn=("alice", "bob"), steer=("alice", "bob"))) == []


def test_each_leaf_counts() -> None:
    for leaves in ([A, B], [B, A]):
        assert codes(claimed(world(), leaves, learn=("alice",))) == ["TC312"]
        assert codes(claimed(world(), leaves, steer=("alice",))) == ["TC313"]


def test_each_input_of_another_counts() -> None:
    assert codes(claimed(world(), [A], learn=("bob",))) == ["TC312"]
    assert codes(claimed(world(), [A, B], learn=("notary",))) == ["TC312"]


def test_each_claim_counts() -> None:
    made = world()
    first = claimed(made, [A], learn=("alice",))
    assert codes(claimed(made, [B], learn=("alice",), made=first)) == ["TC312"]
    assert codes(claimed(made, [B], steer=("alice",), made=first)) == ["TC313"]


def test_an_acceptance_excuses_no_claim() -> None:
    made = world()
    made.accepts = [("bob", "a")]
    assert "TC313" in codes(claimed(made, [B], steer=("alice",)))


def answered() -> tuple[World, int]:
    """Wherever google crafts alice is passive, and no more than that."""
    made = World(party="alice bob", environment="enclave", publisher="google")
    made.trusts = [*trusting("alice bob", "enclave"), ("alice", "google", "secrecy")]
    answer = made.ask(made.input("scene", "alice", ty=WORDS))
    made.open("alarm", answer, "scene", "alice", steered_by="google")
    return made, answer


def steered(*names: str) -> Made:
    made, answer = answered()
    return claimed(made, [answer], steer=names)


def test_somebody_named_who_only_reads_excuses_nobody() -> None:
    assert codes(steered("alice")) == ["TC313"]
    assert codes(steered("alice", "google")) == []


def test_whoever_is_not_named_may_not_steer() -> None:
    assert codes(steered("google")) == ["TC313"]
    assert codes(steered("bob")) == ["TC313"]
