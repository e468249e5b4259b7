"""Each rule has a certificate that only this rule refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from tcme import checker
from tests.checker.builders import (
    BOOL,
    MPC,
    PUBLIC,
    Circuit,
    Node,
    certify,
    integer,
    local,
    op,
    protocol,
    read,
    text,
    tree,
)
from tests.checker.programs import damage_certificate, example, millionaires_certificate

MILLIONAIRES, DAMAGE = example("millionaires"), example("damage_monitoring")


def failing(certificate: Node, source: str | None = None) -> set[str]:
    report = checker.check(certificate, None if source is None else source.encode())
    assert report.verdict in ("proved", "refuted"), report.reason
    return {rule for rule, _, answer, _ in report.obligations if answer == "refuted"}


def changed(source: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in source
        source = source.replace(old, new)
    return source


def test_examples_are_proved() -> None:
    assert failing(millionaires_certificate(), MILLIONAIRES) == set()
    assert failing(damage_certificate(), DAMAGE) == set()


CRAFTING = ("notary passive", "notary crafting")
ENDORSED = [
    ("from alice", 'from alice endorsed because "her word"'),
    ("from bob", 'from bob endorsed because "his word"'),
]
RULES: list[tuple[set[str], Callable[..., Node], str]] = [
    ({"sources"}, millionaires_certificate, changed(MILLIONAIRES, ("of a, b to", "of a to"))),
    ({"robust"}, millionaires_certificate, changed(MILLIONAIRES, CRAFTING)),
    (set(), millionaires_certificate, changed(MILLIONAIRES, CRAFTING, *ENDORSED)),
    ({"budget"}, millionaires_certificate, MILLIONAIRES + "\nleak at most 1 bit of a to bob\n"),
    (set(), millionaires_certificate, MILLIONAIRES + "\nleak at most 2 bits of a to bob\n"),
    (set(), millionaires_certificate, MILLIONAIRES + "\nleak at most 1 bit of a to alice\n"),
    ({"require"}, millionaires_certificate, MILLIONAIRES + "\nrequire a > b\n"),
    (set(), millionaires_certificate, MILLIONAIRES + "\nrequire a > 3 and a < 7\n"),
    ({"covered"}, millionaires_certificate, changed(MILLIONAIRES, ("at most 1", "at most 0"))),
    ({"place"}, millionaires_certificate, changed(MILLIONAIRES, ("at most 1", "at most 2"))),
    (
        {"place"},
        millionaires_certificate,
        changed(MILLIONAIRES, ("notary passive", "notary active"), *ENDORSED),
    ),
    (
        {"steer"},
        damage_certificate,
        changed(DAMAGE, ("to landlord", "to tenant"), ("trust enclave, google", "trust enclave")),
    ),
    (
        set(),
        damage_certificate,
        changed(
            DAMAGE,
            ("to landlord", "to tenant"),
            ("trust enclave, google", "trust enclave"),
            ('clause 7"', 'clause 7" steered by google'),
        ),
    ),
    ({"robust", "steer"}, damage_certificate, changed(DAMAGE, ("trust enclave, google", "trust enclave"))),
    (
        {"ask", "place"},
        damage_certificate,
        changed(DAMAGE, ("google\n\nmodel", "google for integrity\n\nmodel")),
    ),
]


@pytest.mark.parametrize(("rules", "make", "source"), RULES)
def test_only_this_rule_refuses(rules: set[str], make: Callable[..., Node], source: str) -> None:
    if "active" in source:  # endorsement forgives what is crafted, not what an active party does later
        rules = rules | {"robust", "steer"}
    assert failing(make(source), source) == rules


ENDORSE = changed(
    MILLIONAIRES,
    CRAFTING,
    ("if a > b { ALICE }", 'if endorse a > b because "fair" { ALICE }'),
    ("else if b > a { BOB } else { TIE }", "else { TIE }"),
)


def endorse_circuit(made: Node, because: str = "fair") -> Node:
    c = Circuit(made)
    a = c.add(local("alice"), read("a"), [], integer(0, 10**9))
    b = c.add(local("bob"), read("b"), [], integer(0, 10**9))
    more = c.add(MPC, op("Compare", op="lt"), [b, a], BOOL)
    fair = c.add(MPC, op("Endorse", site=0, because=because), [more], BOOL)
    values = [c.add(PUBLIC, op("Const", values=[i]), [], integer(i, i)) for i in (0, 2)]
    verdict = c.add(MPC, op("Select"), [fair, *values], integer(0, 2))
    return c.placed({"richer": [verdict]}, protocol=protocol("alice", "bob", "notary"))


def test_transparent() -> None:
    made = tree(ENDORSE)
    assert failing(certify(ENDORSE, made, endorse_circuit(made)), ENDORSE) == {"transparent"}


def test_endorsement_must_be_in_the_program() -> None:
    made = tree(ENDORSE)
    certificate = certify(ENDORSE, made, endorse_circuit(made))
    certificate["ir"] = endorse_circuit(made, because="other")
    with pytest.raises(checker.Refused):
        certify(ENDORSE, made, certificate["ir"])


@pytest.mark.parametrize(
    "change",
    [{"masked": 2**17 + 1}, {"security": 39}, {"modulus": 2**127 - 3}, {"bits": 29}, {"modulus": 2**61 - 1}],
)
def test_open_of_the_protocol(change: dict[str, Any]) -> None:
    assert failing(millionaires_certificate(**change)) == {"open"}


@pytest.mark.parametrize("change", [{"masked": 2**17}, {"masked": 0, "security": 10}])
def test_protocol_may_be_just_enough(change: dict[str, Any]) -> None:
    assert failing(millionaires_certificate(**change)) == set()


@pytest.mark.parametrize(
    "change", [{"threshold": 2}, {"members": ["alice", "bob"]}, {"members": ["alice"] * 3}]
)
def test_threshold(change: dict[str, Any]) -> None:
    made = tree(MILLIONAIRES)
    certificate = millionaires_certificate()
    certificate["ir"]["protocol"] |= change
    with pytest.raises(checker.Refused):
        checker.Placed(checker.Program(checker.simple(made)), certificate["ir"])


OPTION = """program option
party alice, bob
adversary at most 1 of alice, bob passive
input secret : Int[0..9] from alice
input show : Bool from alice
output Maybe { value : Int[0..9]? of secret, show to bob because "shown" }
fn main() -> Maybe { release Maybe(if show { secret } else { none }) }
"""


def option_circuit(made: Node, *, masked: bool, wide: bool = False, moved: bool = False) -> Node:
    c, alice = Circuit(made), local("alice")
    secret = c.add(alice, read("secret"), [], integer(0, 10 if wide else 9))
    show = c.add(local("bob") if moved else alice, read("show"), [], BOOL)
    zero = c.add(PUBLIC, op("Const", values=[0]), [], integer(0, 0))
    value = (
        c.add(alice, op("Select"), [show, secret, zero], integer(0, 10 if wide else 9)) if masked else secret
    )
    return c.placed({"value": [show, value]})


@pytest.mark.parametrize(
    ("how", "rules"),
    [
        ({"masked": True}, set()),
        ({"masked": False}, {"open"}),
        ({"masked": True, "wide": True}, {"open"}),
        ({"masked": True, "moved": True}, {"place"}),
    ],
)
def test_open_and_place(how: dict[str, bool], rules: set[str]) -> None:
    made = tree(OPTION)
    assert failing(certify(OPTION, made, option_circuit(made, **how)), OPTION) == rules


GRID = """program grid
party alice, bob
adversary at most 1 of alice, bob passive
input secret : [[Int[0..9]; 2]; 2] from alice
input show : [Bool; 2] from alice
output Maybe { value : [[Int[0..9]?; 2]; 2] of secret, show to bob because "shown" }
fn main() -> Maybe {
    release Maybe([[if show[j] { secret[i][j] } else { none } for j in 0..1] for i in 0..1])
}
"""


def grid_circuit(made: Node, axis: int) -> Node:
    """Flags that are repeated along the first axis, masks along `axis`."""
    c, alice, flags = Circuit(made), local("alice"), {"node": "BoolV", "shape": [2, 2]}
    secret = c.add(alice, read("secret"), [], integer(0, 9, 2, 2))
    show = c.add(alice, read("show"), [], {"node": "BoolV", "shape": [2]})
    zero = c.add(PUBLIC, op("Const", values=[0] * 4), [], integer(0, 0, 2, 2))
    present = c.add(alice, op("Repeat", axis=0), [show], flags)
    mask = c.add(alice, op("Repeat", axis=axis), [show], flags)
    value = c.add(alice, op("Select"), [mask, secret, zero], integer(0, 9, 2, 2))
    return c.placed({"value": [present, value]})


@pytest.mark.parametrize(("axis", "rules"), [(0, set[str]()), (1, {"open"})])
def test_an_option_is_hidden_by_its_own_flag(axis: int, rules: set[str]) -> None:
    made = tree(GRID)
    assert failing(certify(GRID, made, grid_circuit(made, axis)), GRID) == rules


PLANS = """program plans
party alice, bob, carol
environment enclave
publisher google
adversary at most 1 of alice, bob, carol crafting
assume alice, bob, carol trust enclave, google
model judge by google = "gemma3-270m"
input plan_a : Text[1..9] from alice
input plan_b : Text[1..9] from bob
output Out { best : {A, B} of plan_a, plan_b to %s because "asked" }
%s
fn main() -> Out { release Out(ask judge(plan_a, plan_b) as {A, B} \"\"\"Which?\"\"\") }
"""
A, B = 'accept influence of bob on plan_a because "ok"', 'accept influence of alice on plan_b because "ok"'


def plans_certificate(source: str) -> Node:
    made = tree(source)
    c = Circuit(made)
    plans = [c.add(local(p), read(f"plan_{p[0]}"), [], text(1, 9)) for p in ("alice", "bob")]
    plain = dict.fromkeys(("examples", "margin", "abstain"))
    site = {"model": "judge", "reference": "gemma3-270m", "publisher": "google", "place": "enclave"}
    c.asks.append(
        {"node": "AskSite", **site, "prompt": "Which?", "values": ["A", "B"], "max_bytes": [9, 9], **plain}
    )
    best = c.add({"node": "Environment", "name": "enclave"}, op("Ask", site=0), plans, integer(0, 1))
    return certify(source, made, c.placed({"best": [best]}))


@pytest.mark.parametrize(
    ("recipients", "accepted", "rules"),
    [
        ("alice", "", {"robust"}),
        ("alice", A, {"robust"}),
        ("alice", B, set()),
        ("alice, bob", A, {"robust"}),
        ("alice, bob", f"{A}\n{B}", set()),
        ("carol", f"{A}\n{B}", set()),
    ],
)
def test_accept(recipients: str, accepted: str, rules: set[str]) -> None:
    source = PLANS % (recipients, accepted)
    assert failing(plans_certificate(source), source) == rules


def test_adversary_in_words() -> None:
    report = checker.check(millionaires_certificate(changed(MILLIONAIRES, CRAFTING)))
    (why,) = [why for rule, _, _, why in report.obligations if rule == "robust"]
    assert "crafting `bob` newly reads it and steers it (program)" in why
    assert "(placed program)" in why


LABELS = """program labels
party alice, bob
adversary at most 1 of alice, bob passive
type Pair = {{x : Int[0..9], y : Bool}}
const N = 2 + 1
input a : Int[0..9] from alice
input b : Int[0..9] from bob
input xs : [Int[0..9]; 3] from alice
output Out {{ o : Bool of a to bob because "r" }}
fn first(p : Pair) -> Bool {{ p.x > 3 }}
fn double(v : Int[0..9]) -> Int[0..18] {{ v + v }}
fn main() -> Out {{ {body} }}
"""


@pytest.mark.parametrize(
    ("body", "sources"),
    [
        ("release Out(first(Pair(a, b > 3)))", {"a"}),
        ("release Out(first(Pair(y = b > 3, x = a)))", {"a"}),
        ("release Out(Pair(a, b > 3).y)", {"b"}),
        ("let p = if a > 1 { Pair(1, b > 3) } else { Pair(2, false) }\n release Out(p.x > 1)", {"a"}),
        ("release Out(xs[a % N] > 1)", {"a", "xs"}),
        ("release Out(xs[0] > 1)", {"xs"}),
        ("release Out(match a { 1 => true\n _ => b > 1 })", {"a", "b"}),
        ("let s = fold t = 0 for x in xs { t + b }\n release Out(s > 1)", {"b"}),
        ("let s = fold t = a for i in 0..2 { t + xs[i] }\n release Out(s > 1)", {"a", "xs"}),
        ("let d = map(double, xs)\n release Out(sum(d) > 1)", {"xs"}),
        ("let d = [x > 1 for x in xs]\n release Out(any(d))", {"xs"}),
        ("let d = for x in xs { x + a }\n release Out(max(d) > 1)", {"a", "xs"}),
        ("let a = b\n release Out(a > 1)", {"b"}),
        ("release Out(N > 1)", set()),
        ('release Out(endorse a > 1 because "w")', {"a"}),
    ],
)
def test_labels_of_the_tree(body: str, sources: set[str]) -> None:
    program = checker.Program(checker.simple(tree(LABELS.format(body=body))))
    assert checker.Tree(program).written["o"].sources == sources


@pytest.mark.parametrize(
    "body",
    [
        "release Out(c > 1)",
        "release Out(first(Pair(a, true), a))",
        "release Out(lost(a))",
        "release Out(Pair(a, true).z)",
        "release Out(map(lost, xs))",
        "release Other(true)",
        "release Out(fold t = 0 for i in 0..a { t } > 1)",
    ],
)
def test_what_has_no_label_is_refused(body: str) -> None:
    with pytest.raises(checker.Refused):
        checker.Tree(checker.Program(checker.simple(tree(LABELS.format(body=body)))))


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ("", 4 * 4 * 3 * 3 * 2),
        ("adversary at most 1 of p, q passive", 3 * 3 * 3 * 2),
        ("adversary at most 2 of p, q, h active", (1 + 3 + 3 + 2 + 9 + 6 + 6) * 3 * 2),
        ("assume p trusts g", (4 + 2) * 4 * 3 * 3),
        ("assume p trusts g for secrecy", (4 + 3) * 4 * 3 * 3),
        ("assume p trusts g for integrity", (4 + 2) * 4 * 3 * 3),
        ("assume p trusts e", (1 + 2 + 2 + 3) * 4 * 3 * 2),
        ("assume p trusts e for secrecy", (1 + 3 + 3 + 3) * 4 * 3 * 2),
        ("assume p trusts e for integrity", (2 + 2 + 2 + 3) * 4 * 3 * 2),
    ],
)
def test_number_of_adversaries(lines: str, count: int) -> None:
    source = f"""program p
party p, q
helper h
environment e
publisher g
{lines}
input a : Bool from p
output Out {{ o : Bool of a to p because "r" }}
fn main() -> Out {{ release Out(a) }}
"""
    assert checker.Adversaries(checker.Program(checker.simple(tree(source)))).count == count
