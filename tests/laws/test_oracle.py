"""The oracle finds what is wrong with programs that are refused, and nothing where it is put right."""

import pytest

from tcme.compiler.pipeline import Checked, check
from tests.laws.cases import source
from tests.laws.oracle import JUDGES, adversaries, harm, harm_of_places, trials, uncovered
from tests.laws.oracle.placed import box, tampers

VOUCHED = ' endorsed because "r"'
MODEL = """
environment enclave
publisher maker
model judge by maker = "small-model"
"""
TRUST = "assume alice, bob trust enclave\nassume alice, bob trust maker"
QUESTION = 'ask judge(t) as {NO, YES} """\nIs it so?\n"""'


def program(
    *,
    level: str = "passive",
    most: int = 1,
    a: str = "",
    b: str = "",
    more: str = "",
    of: str = "a, b",
    to: str = "alice, bob",
    by: str = "",
    lets: str = "",
    value: str = "a > b",
) -> str:
    """Two numbers compared, with one thing or another changed."""
    steered = f" steered by {by}" if by else ""
    return f"""program p
party alice, bob
helper notary
adversary at most {most} of alice, bob, notary {level}
{more}
input a : Int[0..2] from alice{a}
input b : Int[0..2] from bob{b}
output Out {{ o : Bool of {of} to {to} because "r"{steered} }}
fn main() -> Out {{
    {lets}
    release Out({value})
}}
"""


def asked(*, trust: str = TRUST, to: str = "bob", by: str = "", value: str = QUESTION) -> str:
    """A model's answer about alice's text."""
    made = program(
        more=f"{MODEL}{trust}\ninput t : Text[1..4] from alice", of="t", to=to, by=by, value="true"
    )
    return made.replace("Out(true)", f"Out(({value}) == YES)")


REFUSED = {
    "a source too few": ("sources", "TC301", program(of="a")),
    "they craft": ("robust", "TC302", program(level="crafting")),
    "half endorsed": ("robust", "TC302", program(level="crafting", a=VOUCHED)),
    "half accepted": (
        "robust", "TC302",
        program(level="crafting", more='accept influence of alice on b because "r"'),
    ),
    "who deviates is not vouched for": ("robust", None, program(level="active", a=VOUCHED, b=VOUCHED)),
    "it does not say who steers": ("steer", "TC303", program(level="crafting", of="a", to="alice")),
    "the maker steers": ("steer", "TC303", asked(trust="assume alice, bob trust enclave", to="alice")),
    "the maker steers what bob reads": (
        "robust", "TC302",
        asked(trust="assume alice, bob trust enclave", by="maker"),
    ),
    "blindly endorsed": (
        "transparent", "TC304",
        program(level="crafting", value='endorse a > b because "r"'),
    ),
    "the host reads": ("ask", "TC305", asked(trust="assume alice, bob trust maker")),
    "too many bits": ("budget", "TC307", program(more="leak at most 0 bits of a to bob")),
    "more is learned than claimed": (
        "claim", "TC312",
        program(lets="let v : Bool learn alice = a > b", value="v"),
    ),
    "others steer than claimed": (
        "claim", "TC313",
        program(level="crafting", lets="let v : Bool steer alice = b > 1", value="v and a > 1"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_does_harm(name: str) -> None:
    rule, code, text = REFUSED[name]
    found = check(source(text))
    assert not found.ok and found.core is not None
    assert code is None or code in {d.code for d in found.diagnostics}
    runs = trials(found.core)
    assert runs is not None and JUDGES[rule](runs) is not None


ACCEPTED = {
    "passive": program(),
    "endorsed": program(level="crafting", a=VOUCHED, b=VOUCHED),
    "accepted": program(
        level="crafting",
        more='accept influence of alice on b because "r"\naccept influence of bob on a because "r"',
    ),
    "asked": asked(),
    "endorsed answer": asked(value=f'endorse {QUESTION} because "r"'),
    "the maker steers what alice reads": asked(
        trust="assume alice, bob trust enclave\nassume bob trusts maker", to="alice", by="maker"
    ),
    "enough bits": program(more="leak at most 1 bits of a to bob"),
    "a claim that holds": program(lets="let v : Bool learn alice, bob = a > b", value="v"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted_does_none(name: str) -> None:
    found = check(source(ACCEPTED[name]))
    assert found.ok and found.core is not None and found.placed is not None and found.report is not None
    runs = trials(found.core)
    assert runs is not None and harm(runs) is None and harm_of_places(runs, found.placed) is None
    assert uncovered(found.core) is None
    assert len(list(adversaries(found.core))) == found.report.adversaries


def placed_by(found: Checked, text: str) -> str | None:
    """The harm of what was placed under the assumptions of another text."""
    other = check(source(text))
    assert found.placed is not None and other.core is not None
    runs = trials(other.core)
    assert runs is not None
    return harm_of_places(runs, found.placed)


def test_shares_are_put_together_where_the_assumptions_allow_it() -> None:
    good = check(source(program()))
    assert placed_by(good, program()) is None
    assert "at Mpc" in (placed_by(good, program(most=2)) or "")


def test_who_deviates_takes_shares_apart() -> None:
    assert "at Mpc" in (placed_by(check(source(program())), program(level="active")) or "")


def test_who_deviates_bends_what_is_local() -> None:
    """Also what was endorsed, where nobody who may steer crafts."""
    own = {"to": "alice", "value": "a > 1", "a": VOUCHED}
    found = check(source(program(**own, of="a")))
    other = check(source(program(**own, level="active", of="b")))
    assert found.placed is not None and other.core is not None
    runs = trials(other.core)
    assert runs is not None
    assert "'alice': 3" in (tampers(box(runs, found.placed)) or "")


def test_what_is_opened_to_others_is_seen() -> None:
    assert "opened" in (placed_by(check(source(program())), program(to="alice")) or "")


def test_an_input_that_is_kept_from_nobody() -> None:
    found = check(source(program(most=0)))
    assert "TC308" in {d.code for d in found.diagnostics} and found.core is not None
    assert uncovered(found.core) is not None
