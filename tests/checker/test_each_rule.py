"""Each rule of the checker on programs as they are written: each condition, owner, recipient and line."""

import pytest

from tests.checker.judging import broken, label_of, written

BOTH = "adversary at most 1 of alice, bob, carol crafting"
WORDS = "assume alice, bob, carol trust enclave, google"


def program(body: str, fields: str, *lines: str, claim: str = "") -> str:
    """Fields are `name : type of … to …`; the lines come last and may be any declarations."""
    return f'''
program rules
party alice, bob, carol
environment enclave
publisher google
model judge by google = "m"
input a : Int[0..9] from alice
input b : Int[0..9] from bob
input plan_a : Text[1..9] from alice
input plan_b : Text[1..9] from bob
input sure_a : Int[0..9] from alice endorsed because "her word"
input sure_b : Int[0..9] from bob endorsed because "his word"
{chr(10).join(lines)}
output Out {{ {fields} }}
fn main() -> Out {{
    let v{claim} = {body}
    release Out(v{", v" * fields.count(chr(10))})
}}
'''


def field(of: str, to: str, *, ty: str = "Int[0..9]", steered_by: str = "", name: str = "o") -> str:
    tail = f" steered by {steered_by}" if steered_by else ""
    return f'{name} : {ty} of {of} to {to} because "r"{tail}'


def rules(body: str, of: str, to: str, *lines: str, steered_by: str = "", claim: str = "") -> set[str]:
    return broken(program(body, field(of, to, steered_by=steered_by), *lines, claim=claim))


def asked(*words: str) -> str:
    return f'ask judge({", ".join(words)}) as {{YES, NO}} """?"""'


def test_each_unnamed_source_counts() -> None:
    assert rules("sure_a + sure_b", "sure_a, sure_b", "carol", BOTH, WORDS) == set()
    for named in ("sure_a", "sure_b"):
        assert rules("sure_a + sure_b", named, "carol", BOTH, WORDS) == {"sources"}


def test_each_field_counts() -> None:
    two = field("a, b", "alice", name="x") + "\n" + field("a", "alice", name="y")
    assert "sources" in broken(program("sure_a + sure_b", two, BOTH, WORDS))


@pytest.mark.parametrize(
    ("body", "to", "fails"),
    [
        ("sure_a + sure_b", "alice, bob", False),
        ("a + sure_b", "alice", True),
        ("sure_a + b", "alice", False),
        ("sure_a + b", "bob", True),
        ("sure_a + b", "alice, bob", True),
        ("a + sure_b", "bob, alice", True),
        ("a + b", "carol", False),
        ("a", "alice", False),
    ],
)
def test_whoever_newly_reads_may_not_steer(body: str, to: str, fails: bool) -> None:
    found = rules(body, "a, b, sure_a, sure_b", to, BOTH, WORDS)
    assert found == ({"robust"} if fails else set())


def test_whoever_is_passive_steers_nothing() -> None:
    assert rules("a + b", "a, b", "alice, bob", BOTH.replace("crafting", "passive"), WORDS) == set()


def test_two_together_read_what_is_theirs() -> None:
    two = "adversary at most 2 of alice, bob, carol crafting"
    assert rules("a", "a", "alice", two, WORDS) == set()
    assert rules("a + sure_b", "a, sure_b", "bob", two, WORDS) == set()
    assert rules("a + sure_b", "a, sure_b", "alice, bob", two, WORDS) == {"robust"}


def test_who_may_steer() -> None:
    """The publisher is trusted by nobody; the owner of the words alone hears."""
    line = "assume alice, bob, carol trust enclave"
    assert rules(asked("plan_a"), "plan_a", "alice", line, BOTH) == {"steer"}
    assert rules(asked("plan_a"), "plan_a", "alice", line, BOTH, steered_by="google") == set()
    assert rules("sure_a + b", "sure_a", "bob", BOTH, WORDS) >= {"steer"}


def test_somebody_named_who_only_reads_excuses_nobody() -> None:
    """Wherever google crafts alice is passive, and no more than that."""
    lines = ("assume alice, bob, carol trust enclave", "assume alice trusts google for secrecy")
    assert rules(asked("plan_a"), "plan_a", "alice", *lines) == {"steer"}
    claim = " steer alice"
    assert rules(asked("plan_a"), "plan_a", "alice", *lines, claim=claim, steered_by="google") == {"claim"}
    claim = " steer alice, google"
    assert rules(asked("plan_a"), "plan_a", "alice", *lines, claim=claim, steered_by="google") == set()


@pytest.mark.parametrize(
    ("body", "claim", "fails"),
    [
        ("a", "learn alice", False),
        ("a", "learn bob", True),
        ("a + b", "learn alice, bob", False),
        ("a + b", "learn alice", True),
        ("a + b", "learn firms", False),
        ("(a, b)", "learn alice", True),
        ("(b, a)", "learn alice", True),
        ("a", "steer alice", False),
        ("a", "steer bob", True),
        ("(a, b)", "steer alice", True),
        ("a + b", "steer firms", False),
        ("sure_b", "steer alice", False),
    ],
)
def test_claims(body: str, claim: str, fails: bool) -> None:
    ty = "(Int[0..9], Int[0..9])" if "," in body else "Int[0..18]"
    told, group = field("a, b, sure_b", "carol", ty=ty), "group firms = alice, bob"
    text = program(body, told, BOTH, WORDS, group, claim=f" {claim}")
    assert broken(text) == ({"claim"} if fails else set())


def test_endorsements() -> None:
    def endorsed(value: str, to: str = "carol") -> set[str]:
        return rules(f'endorse ({value}) because "w"', "a, b, sure_a, sure_b", to, BOTH, WORDS)

    assert endorsed("a") == set() == endorsed("sure_a + sure_b")
    assert endorsed("a + b") == {"transparent"} == endorsed("a + sure_b")
    assert endorsed("(a, sure_b).0") == set()
    for value in ("(a, sure_b)", "(sure_b, a)"):
        told = field("a, sure_b", "carol", ty="(Int[0..9], Int[0..9])")
        text = program(f'endorse {value} because "w"', told, BOTH, WORDS)
        assert broken(text) == {"transparent"}


def test_an_endorsement_clears_all_parts_and_hides_none() -> None:
    ty = "(Int[0..9], Int[0..9])"
    label = label_of(program('endorse (a, a + 1) because "w"', field("a", "alice", ty=ty), BOTH, WORDS))
    assert (label.sources, label.influence) == ({"a"}, frozenset())


def test_text_is_never_endorsed() -> None:
    line = 'input t : Text[1..9] from bob endorsed because "w"'
    assert rules("a", "a", "alice", BOTH, WORDS, line) == {"transparent"}


def test_models() -> None:
    own = ("plan_a", "alice")
    assert rules(asked("plan_a"), *own, BOTH, WORDS) == set()
    for who in ("alice", "bob"):
        trust = f"assume {who} trusts enclave"
        found = rules(asked("plan_a", "plan_b"), "plan_a, plan_b", "carol", BOTH, trust, steered_by="google")
        assert "ask" in found
    silent = "assume alice trusts enclave for integrity"
    assert "ask" in rules(asked("plan_a"), *own, BOTH, silent, "assume alice, bob, carol trust google")


def test_whoever_steers_a_model() -> None:
    text = program(asked("plan_a", "plan_b"), field("plan_a, plan_b", "carol", ty="{YES, NO}"), BOTH, WORDS)
    atoms = {("alice", 2), ("bob", 2), ("google", 2), ("enclave", 3)}
    assert label_of(text).influence == atoms


def test_an_endorsed_text_steers_a_model_all_the_same() -> None:
    body = asked('endorse plan_a because "w"')
    label = label_of(program(body, field("plan_a", "carol", ty="{YES, NO}"), BOTH, WORDS))
    assert ("alice", 2) in label.influence


def test_influence_on_words_gets_into_the_answer() -> None:
    """Bob chooses which of alice's texts a model reads."""
    body = asked("if b > 3 { plan_a } else { plan_a }")
    trusting = "assume alice, bob, carol trust enclave, google"
    label = label_of(program(body, field("plan_a, b", "carol", ty="{YES, NO}"), BOTH, trusting))
    assert ("bob", 2) in label.influence


def test_influence_of_another_model_gets_into_the_answer() -> None:
    """One model chooses what another is asked about."""
    chosen = f"if {asked('plan_a')} == YES {{ plan_a }} else {{ plan_a }}"
    body = f'ask other({chosen}) as {{YES, NO}} """?"""'
    lines = ("publisher meta", 'model other by meta = "n"')
    label = label_of(program(body, field("plan_a", "carol", ty="{YES, NO}"), BOTH, WORDS, *lines))
    assert {("google", 2), ("meta", 2)} <= label.influence


A, B = 'accept influence of bob on plan_a because "k"', 'accept influence of alice on plan_b because "k"'


@pytest.mark.parametrize(
    ("to", "of", "lines", "fails"),
    [
        ("alice", "plan_a, plan_b", [], True),
        ("alice", "plan_a, plan_b", [B], False),
        ("alice", "plan_a, plan_b", [A], True),
        ("alice, bob", "plan_a, plan_b", [A], True),
        ("alice, bob", "plan_a, plan_b", [A, B], False),
        ("alice, bob", "plan_a, plan_b, c", [A, B], True),
    ],
)
def test_acceptances(to: str, of: str, lines: list[str], fails: bool) -> None:
    """A source that is only named has to accept too."""
    more = "input c : Int[0..9] from carol"
    found = rules(asked("plan_a", "plan_b"), of, to, BOTH, WORDS, more, *lines)
    assert ("robust" in found) == fails


def test_a_source_that_is_not_named_accepts_too() -> None:
    more = "input plan_c : Text[1..9] from carol"
    body = asked("plan_a", "plan_b", "plan_c")
    found = rules(body, "plan_a, plan_b", "alice, bob", BOTH, WORDS, more, A, B)
    assert {"sources", "robust"} <= found


def test_acceptance_is_of_crafting_alone() -> None:
    deviating = BOTH.replace("crafting", "active")
    found = rules(asked("plan_a"), "plan_a", "alice", deviating, "assume alice, bob, carol trust google")
    assert "ask" in found


def test_each_who_is_not_accepted_counts() -> None:
    three = "adversary at most 2 of alice, bob, carol crafting"
    more = "input plan_c : Text[1..9] from carol"
    body = asked("plan_a", "plan_b", "plan_c")
    pairs = [(q, x) for q in ("alice", "carol", "bob") for x in "abc" if q[0] != x]
    lines = [f'accept influence of {q} on plan_{x} because "k"' for q, x in pairs]
    given = (body, "plan_a, plan_b, plan_c", "alice, bob, carol", three, WORDS, more)
    assert "robust" in rules(*given, *lines[:-2])
    assert "robust" not in rules(*given, *lines)


TWO = "adversary at most 2 of alice, bob, carol passive"


def leaking(*fields: tuple[str, str], leak: str, ty: str = "Int[0..9]", line: str = TWO) -> bool:
    told = "\n".join(field(of, to, ty=ty, name=f"f{i}") for i, (of, to) in enumerate(fields))
    return "budget" in broken(program("a", told, line, WORDS, leak))


def test_budgets() -> None:
    def bits(n: int, of: str = "a", to: str = "bob") -> str:
        return f"leak at most {n} bits of {of} to {to}"

    one, two = ("a", "bob"), ("a", "carol")
    assert leaking(one, leak=bits(3)) and not leaking(one, leak=bits(4))
    assert leaking(one, ty="Int[0..7]", leak=bits(2)) and not leaking(one, ty="Int[0..7]", leak=bits(3))
    assert leaking(one, one, leak=bits(6)) and not leaking(one, one, leak=bits(7))
    assert leaking(one, two, leak=bits(6)) and not leaking(one, two, leak=bits(7))
    assert not leaking(one, two, leak=bits(4), line=TWO.replace("2", "1"))
    for to in ("bob, carol", "carol, bob"):
        assert leaking(("a", to), leak=bits(3)) and leaking(("a", to), leak=bits(3, to="carol"))
        assert leaking(("a", to), leak=bits(3, to="bob, carol"), line=TWO.replace("2", "1"))
    assert leaking(two, leak=bits(3, to="bob, carol"), line=TWO.replace("2", "1"))
    assert not leaking(("a", "alice"), leak=bits(0, to="alice"))
    assert not leaking(two, leak=bits(0), line=TWO.replace("2", "1"))
    assert leaking(("a, b", "carol"), leak=bits(3, of="b", to="carol"))
    assert not leaking(one, leak=bits(0, of="b"))
    assert not leaking(one, ("b", "bob"), leak=bits(4))
    assert leaking(one, leak=bits(4) + "\n" + bits(3, to="bob, carol"))


def test_equally_much_from_different_people() -> None:
    """Bob hears from two of three; each of the helpers may be corrupt with him."""
    fields = [("a", "bob"), ("a", "carol"), ("a", "dave")]
    lines = "party dave\nadversary at most 3 of alice, bob, carol, dave passive"
    assert leaking(*fields, leak="leak at most 2 bits of a to bob, carol, dave", ty="Bool", line=lines)
    assert not leaking(*fields, leak="leak at most 3 bits of a to bob, carol, dave", ty="Bool", line=lines)


def test_each_coalition_that_hears_too_much_counts() -> None:
    """Carol and dave may be corrupt together, neither of them with bob."""
    fields = [("a", "bob"), ("a", "carol"), ("a", "dave")]
    pairs = [f"adversary at most 1 of alice, bob, {who} passive" for who in ("carol", "dave")]
    lines = "\n".join(("party dave", *pairs))
    assert leaking(*fields, leak="leak at most 1 bit of a to bob, carol, dave", ty="Bool", line=lines)
    assert not leaking(*fields, leak="leak at most 2 bits of a to bob, carol, dave", ty="Bool", line=lines)


def test_every_input_is_covered() -> None:
    assert "covered" in rules("a", "a", "alice", "adversary at most 0 of alice, bob, carol passive", WORDS)
    only_alice = ("adversary at most 0 of bob, carol passive", WORDS)
    assert ("covered", "a") in {
        key for key, said in written(program("a", field("a", "alice"), *only_alice)).found.items() if said
    }
    one = BOTH.replace("crafting", "passive")
    assert "covered" not in rules("a", "a", "alice", one, WORDS)


def test_requirements() -> None:
    assert rules("a", "a", "alice", BOTH, WORDS, "require a > 3", "require b > 3") == set()
    assert rules("a", "a", "alice", BOTH, WORDS, "require a > 3", "require a > b") == {"require"}


EACH = """
program rules
party alice, bob
group firms = alice, bob
adversary at most 1 of alice, bob passive
input pay : Int[0..9] from each firms
output Out { o : Int[0..9] of pay to each firms because "r" }
fn main() -> Out { release Out([pay[alice], pay[bob]]) }
"""


def test_each_gets_its_own() -> None:
    assert label_of(EACH, "o[alice]").sources == {"pay[alice]"}
    assert label_of(EACH, "o[bob]").sources == {"pay[bob]"}


def test_a_field_tells_of_all_its_parts() -> None:
    text = program("(a, b)", field("a", "alice", ty="(Int[0..9], Int[0..9])"), BOTH, WORDS)
    assert label_of(text).sources == {"a", "b"}


def test_broken_for_one_value_is_broken() -> None:
    """Two places where the same is endorsed for the same reason, only one of them transparent."""
    for first, second in (("a", "a + b"), ("a + b", "a")):
        body = f'(endorse {first} because "w") + (endorse {second} because "w")'
        assert "transparent" in rules(body, "a, b", "carol", BOTH, WORDS)


@pytest.mark.parametrize("line", ["assume alice, bob trust enclave, google"])
def test_each_who_trusts_trusts_each(line: str) -> None:
    k = written(program("a", field("a", "alice"), line)).k
    for who in ("alice", "bob"):
        for whom, level in (("enclave", 1), ("enclave", 3), ("google", 2)):
            assert not k.at[whom, level] & ~k.at[who, level]
    assert k.at["enclave", 1] & ~k.at["carol", 1]
