"""Rule transparent: on the whole value, for each leaf, each source and each endorsement."""

from tcme.compiler.ir import nodes as ir
from tests.flow.judging import codes
from tests.flow.programs import NUMBER, WORDS, World, millionaires


def world() -> World:
    return World(party="alice bob", helper="notary", at_most=[(1, "alice bob notary", "crafting")])


def endorsed_together(made: World, leaves: list[int]) -> list[int]:
    """One endorsement of a value with several leaves."""
    op = ir.Endorse(made.ends, "because")
    made.ends += 1
    return [made.node(op, (n,), made.nodes[n].ty, ir.Mpc()) for n in leaves]


def pair(*, swapped: bool = False) -> World:
    """What alice chose beside what bob keeps secret: neither alone is opaque to who steers it."""
    made = world()
    leaves = [made.input("a", "alice"), made.input("b", "bob", endorsed=True)]
    ends = endorsed_together(made, leaves[::-1] if swapped else leaves)
    made.open("less", made.less(*ends), "a b", "bob")
    return made


def test_a_value_is_endorsed_whole() -> None:
    assert codes(pair()) == ["TC304"]
    assert codes(pair(swapped=True)) == ["TC304"]


def test_one_source_that_may_not_be_read_is_enough() -> None:
    for own in ("alice", "bob"):
        made = world()
        a = made.input("a", "alice", endorsed=own != "alice")
        b = made.input("b", "bob", endorsed=own != "bob")
        (end,) = endorsed_together(made, [made.less(a, b)])
        made.open("less", end, "a b", own)
        assert codes(made) == ["TC304"]


def test_an_acceptance_makes_no_endorsement_transparent() -> None:
    made = world()
    a, b = made.input("a", "alice"), made.input("b", "bob")
    made.accepts = [("alice", "b"), ("bob", "a")]
    made.open("less", endorsed_together(made, [made.less(a, b)])[0], "a b", "alice bob")
    assert "TC304" in codes(made)


def test_whoever_reads_all_of_it_is_forgiven() -> None:
    made = world()
    a, b = made.input("a", "alice"), made.input("b", "bob")
    first = endorsed_together(made, [made.less(a, a)])[0]
    second = endorsed_together(made, [made.less(b, b)])[0]
    made.open("less", made.node(ir.Logic("xor"), (first, second), ir.BoolV(), ir.Mpc()), "a b", "alice bob")
    assert codes(made) == []


def test_where_nobody_steers_nothing_is_forgiven() -> None:
    """Not needed, and not wrong."""
    made = world()
    a, b = made.input("a", "alice", endorsed=True), made.input("b", "bob", endorsed=True)
    made.open("less", endorsed_together(made, [made.less(a, b)])[0], "a b", "alice bob")
    assert set(codes(made)) == {"TC391"}


def test_an_owner_is_forgiven_at_its_input() -> None:
    assert codes(millionaires(level="crafting", endorsed="a b")) == []


def test_text_is_never_endorsed() -> None:
    made = world()
    scene = made.input("scene", "alice", ty=WORDS, endorsed=True)
    made.open("o", made.node(ir.Measure(), (scene,), ir.IntV(0, 1), ir.Local("alice")), "scene", "alice")
    assert "TC304" in codes(made)


def test_text_is_not_endorsed_beside_what_is_finite() -> None:
    for number_first in (True, False):
        made = world()
        a = made.input("a", "alice", ty=NUMBER)
        scene = made.input("scene", "alice", ty=WORDS)
        op = ir.Endorse(0, "because")
        for n in (a, scene) if number_first else (scene, a):
            made.node(op, (n,), made.nodes[n].ty, ir.Local("alice"))
        made.open("o", made.less(a, a, where=ir.Local("alice")), "a", "alice")
        assert "TC304" in codes(made)


def test_an_active_host_bends_what_is_endorsed_there() -> None:
    """Alice trusts the enclave to keep silent, and nobody trusts it not to lie."""
    here = ir.Environment("enclave")
    made = World(party="alice bob", environment="enclave", trusts=[("alice", "enclave", "secrecy")])
    a = made.input("a", "alice")
    made.open("less", made.endorse(made.less(a, a, where=ir.Local("alice")), where=here), "a", "bob")
    assert "TC303" in codes(made)


def test_what_an_endorsed_value_tells_stays_secret() -> None:
    made = world()
    end = endorsed_together(made, [made.input("a", "alice")])[0]
    made.open("less", made.less(end, end), "b", "bob")
    made.input("b", "bob")
    assert "TC301" in codes(made)
