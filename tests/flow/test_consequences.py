"""What the rules have to give for real programs; each comes out of the rules, not of a special case."""

from tcme.compiler.flow.formula import AtLeast
from tcme.compiler.flow.labels import readers
from tcme.compiler.flow.rules.budget import product
from tests.flow.sources import example, proved, refused

MILLIONAIRES = example("millionaires")
CRAFTING = MILLIONAIRES.replace("notary passive", "notary crafting")
DAMAGE = example("damage_monitoring")
TENDER = example("tender")

PLANS = '''
program plans
party alice, bob
helper notary
environment enclave
publisher google
adversary at most 1 of alice, bob, notary crafting
assume alice, bob trust enclave, google
model judge by google = "gemma3-270m"
input plan_a : Text[1..200] from alice
input plan_b : Text[1..200] from bob
output Out {
    fit : {YES, NO} of plan_a, plan_b to alice, bob because "both want to know"
}
fn main() -> Out {
    let fit = ask judge(plan_a, plan_b) as {YES, NO} """
        Do these plans fit together?
    """
    release Out(fit)
}
'''

APART = (
    PLANS[: PLANS.index("fn main")]
    + '''fn main() -> Out {
    let x = endorse ask judge(plan_a) as {YES, NO} """
        Is this plan about land?
    """ because "each answers for its own words"
    let y = endorse ask judge(plan_b) as {YES, NO} """
        Is this plan about land?
    """ because "each answers for its own words"
    release Out(if x == y { YES } else { NO })
}
'''
)


def endorsed(text: str, *names: str) -> str:
    for name, owner in (("a", "alice"), ("b", "bob")):
        if name in names:
            line = f"input {name} : Int[0..1_000_000_000] from {owner}"
            text = text.replace(line, f'{line} endorsed because "as it says"')
    return text


def test_millionaires() -> None:
    report = proved(MILLIONAIRES)
    label = report.fields["richer"]
    assert label.sources == {"a", "b"}
    assert not report.space.holds_somewhere(readers({"a": "alice", "b": "bob"}, label.sources))
    assert report.steerers == {"richer": ()}
    protocol = report.analysis.placed.protocol
    assert protocol is not None and (protocol.threshold, len(protocol.members)) == (1, 3)
    assert "parties that craft their inputs" in report.assumed_away
    assert "2 or more of `alice`, `bob`, `notary` together" in report.assumed_away


def test_millionaires_without_the_notary() -> None:
    text = MILLIONAIRES.replace("helper notary // computes, owns nothing\n", "").replace(", notary", "")
    assert all(code.startswith("TC5") for code in refused(text))


def test_millionaires_with_crafting_parties() -> None:
    assert set(refused(CRAFTING)) == {"TC302"}
    assert "`bob` crafting" in refused(endorsed(CRAFTING, "a"))["TC302"].message
    assert "`alice` crafting" in refused(endorsed(CRAFTING, "b"))["TC302"].message
    both = refused(CRAFTING)["TC302"].help
    assert "`input a … endorsed" in both and "`input b … endorsed" in both
    proved(endorsed(CRAFTING, "a", "b"))


def test_damage_monitoring() -> None:
    assert proved(DAMAGE).steerers == {"alarm": ("tenant",)}


def test_damage_monitoring_without_trust_in_the_publisher() -> None:
    found = refused(DAMAGE.replace("trust enclave, google", "trust enclave"))
    assert "`landlord` passive and `google` crafting" in found["TC302"].message
    assert "trusts google" in found["TC302"].help


def test_tender() -> None:
    assert proved(TENDER).steerers == {"winner": ()}


def test_tender_needs_each_bid_endorsed() -> None:
    reason = ' endorsed because "a bid is whatever its bidder says"'
    for bidder in ("acme", "bolt", "core"):
        bid = f"input price_{bidder} : Int[1..1_000_000] from {bidder}"
        assert bid + reason in TENDER
        assert "TC302" in refused(TENDER.replace(bid + reason, bid))


def test_tender_grades_need_a_trusted_publisher() -> None:
    text = TENDER.replace("trust enclave, google", "trust enclave")
    assert {"TC303", "TC304"} & set(refused(text))


def test_two_plans_in_one_prompt() -> None:
    found = refused(PLANS)
    assert set(found) == {"TC302"}
    assert "`alice` crafting" in found["TC302"].message
    for way_out in ("compare the answers in MPC", "accept influence of alice on plan_b", "notary passive`"):
        assert way_out in found["TC302"].help


def test_two_plans_in_one_prompt_cannot_be_endorsed() -> None:
    text = PLANS.replace("let fit = ask", "let fit = endorse ask").replace(
        '    """\n    release', '    """ because "why not"\n    release'
    )
    assert "TC304" in refused(text)


def test_ways_out_for_two_plans() -> None:
    passive = proved(PLANS.replace("notary crafting", "notary passive"))
    assert "parties that craft their inputs" in passive.assumed_away
    proved(APART)
    lines = (
        'accept influence of alice on plan_b because "yes"\naccept influence of bob on plan_a because "yes"\n'
    )
    proved(PLANS.replace("output Out", lines + "output Out"))


def test_a_choice_between_equals_is_not_proved() -> None:
    text = """
program same
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
input x : Int[0..9] from alice
input s : Bool from alice
output Out { x : Int[0..9] of x to bob because "agreed" }
fn main() -> Out { release Out(if s { x } else { x }) }
"""
    assert set(refused(text)) == {"TC301"}


def test_thirty_two_flags_are_thirty_two_bits() -> None:
    text = """
program flags
party alice, bob
helper notary
adversary at most 1 of alice, bob, notary passive
input xs : [Bool; 32] from alice
output Out { xs : [Bool; 32] of xs to bob because "agreed" }
leak at most LIMIT bits of xs to bob
fn main() -> Out { release Out(xs) }
"""
    analysis = proved(text.replace("LIMIT", "32")).analysis
    bob = analysis.space.least(analysis.space.set_of(AtLeast("bob", "passive")))
    assert product(analysis, "xs", bob) == 2**32
    assert "32 bits" in refused(text.replace("LIMIT", "31"))["TC307"].message


def test_messages_tell_the_path() -> None:
    refusal = refused(PLANS)["TC302"]
    steps = [n for n in refusal.notes if n.span is not None]
    shown = [PLANS[n.span.start : n.span.end].split(" ")[0] for n in steps if n.span is not None]
    assert "ask" in shown and any(s.startswith(("input", "plan_a")) for s in shown)
