"""Rule accept: whom a line speaks for, and on what."""

from tests.flow.judging import codes, trusting
from tests.flow.programs import WORDS, World

EVERYBODY = [(q, f"plan_{x}") for q in ("alice", "bob", "carol") for x in "abc" if q[0] != x]


def plans(
    accepts: list[tuple[str, str]], *, asked: str = "abc", named: str = "abc", corrupt: int = 1
) -> World:
    """Of three plans some are in one prompt; the answer names its sources."""
    world = World(
        party="alice bob carol",
        environment="enclave",
        publisher="google",
        at_most=[(corrupt, "alice bob carol", "crafting")],
        trusts=trusting("alice bob carol", "enclave google"),
        accepts=accepts,
    )
    given = {p[0]: world.input(f"plan_{p[0]}", p, ty=WORDS) for p in ("alice", "bob", "carol")}
    of = " ".join(f"plan_{x}" for x in named)
    world.open("fit", world.ask(*(given[x] for x in asked)), of, "alice bob carol")
    return world


def test_everybody_accepts() -> None:
    assert codes(plans(EVERYBODY)) == []


def test_each_owner_whom_the_adversary_newly_reads_accepts() -> None:
    for missing in EVERYBODY:
        assert "TC302" in codes(plans([pair for pair in EVERYBODY if pair != missing]))


def test_a_source_that_is_only_named_is_accepted_for_too() -> None:
    """What is opened may tell of it as well: the field says so."""
    pairs = [("alice", "plan_b"), ("bob", "plan_a")]
    assert codes(plans(pairs, asked="ab", named="ab")) == []
    assert "TC302" in codes(plans(pairs, asked="ab", named="abc"))


def test_a_source_that_is_not_named_is_accepted_for_too() -> None:
    all_but_carol = [(q, x) for q, x in EVERYBODY if x != "plan_c"]
    assert {"TC301", "TC302"} <= set(codes(plans(all_but_carol, named="ab")))


def test_whoever_reads_along_is_not_covered() -> None:
    """With two corrupt, alice's crafting is accepted and bob's is not."""
    of_alice = [(q, x) for q, x in EVERYBODY if q == "alice"]
    assert codes(plans(of_alice, corrupt=2)) == ["TC302"]
    assert codes(plans(EVERYBODY, corrupt=2)) == []


def flawed(*pairs: tuple[str, str]) -> list[str]:
    world = plans([*EVERYBODY, *pairs])
    world.helper, world.publisher = "notary", "google"
    return codes(world)


def test_what_cannot_be_accepted() -> None:
    assert flawed(("alice", "plan_a")) == ["TC306"]
    assert flawed(("notary", "plan_a")) == ["TC306"]
    assert flawed(("alice", "plan_x")) == ["TC306"]
    assert flawed(("enclave", "plan_a")) == ["TC306"]
    assert flawed(("notary", "plan_a"), ("alice", "plan_a")) == ["TC306", "TC306"]


def test_a_publisher_is_accepted() -> None:
    world = plans(EVERYBODY)
    world.trusts = trusting("alice bob carol", "enclave")
    assert set(codes(world)) == {"TC302", "TC303"}
    world.accepts = [*EVERYBODY, *(("google", f"plan_{x}") for x in "abc")]
    assert codes(world) == ["TC303"]
