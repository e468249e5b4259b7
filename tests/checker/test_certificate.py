"""The file itself: its form, its digests, its seal, and every list in it."""

import copy
import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256

import pytest

from tcme import checker
from tcme.checker.decision import check_bytes
from tcme.compiler.pipeline import check
from tcme.dsl.source import Source
from tests.checker.builders import Node, canonical, digest, resealed

TEXT = '''
program certificate

use std.order

party alice, bob
helper notary
environment enclave
publisher google
group firms = alice, bob
adversary at most 1 of alice, bob, notary crafting
assume alice, bob trust enclave, google
model judge by google = "m"
public limits : [Int[0..9]; 2] = file "limits.json"
input pay : Int[0..9] from each firms endorsed because "as they say"
input a : Int[0..9] from alice
input plan : Text[1..9] from each firms
accept influence of firms on plan because "both want to know"

output Out {
    place : Int[1..2] of pay to each firms because "r"
    fits : {YES, NO} of plan to firms because "r"
    own : Int[0..20] of a to alice because "r"
}
fn main() -> Out {
    let seen = ask judge(plan[alice], plan[bob]) as {YES, NO} """
        Do they fit?
    """
    let more = at mpc { at alice { (endorse a + 1 because "w") + limits[0] } + 1 }
    release Out(order.rank(pay), seen, more)
}
'''


class Limits:
    def read(self, name: str) -> bytes | None:
        return b"[1, 2]" if name == "limits.json" else None


@cache
def honest() -> str:
    checked = check(Source("main.tcme", TEXT), files=Limits())
    assert checked.certificate is not None, [d.message for d in checked.diagnostics]
    return checked.certificate.decode()


def good() -> Node:
    found: Node = json.loads(honest())
    return found


def sealed(certificate: Node) -> Node:
    """The seal alone made anew."""
    parts = {name: part for name, part in certificate.items() if name != "seal"}
    return certificate | {"seal": digest(parts)}


def verdict(certificate: Node, source: str | None = TEXT) -> str:
    return checker.check(certificate, None if source is None else source.encode()).verdict


def test_as_written_it_is_proved() -> None:
    assert verdict(good()) == "proved" == verdict(good(), None)
    assert check_bytes(honest().encode(), TEXT.encode()).verdict == "proved"


@pytest.mark.parametrize("change", [" ", "\n"])
def test_there_is_one_way_to_write_it(change: str) -> None:
    assert check_bytes((honest() + change).encode()).verdict == "refused"
    assert check_bytes(json.dumps(good(), indent=1).encode()).verdict == "refused"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"null", b"1" * 5000])
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    assert check_bytes(data).verdict == "refused"


def test_another_source_is_refused() -> None:
    assert verdict(good(), TEXT + "\n") == "refused"


def with_(section: str, change: Callable[[Node], object]) -> Node:
    made = good()
    change(made[section])
    return made


LISTS: dict[str, Callable[[Node], object]] = {
    "fields": lambda s: s[0].update(because="another"),
    "totals": lambda s: s[0].update(values="1"),
    "adversaries": lambda s: s.update(count=1),
    "groups": lambda s: s[0]["members"].reverse(),
    "inputs": lambda s: s[0].update(owner="bob"),
    "endorsements": lambda s: s[0].update(because="another"),
    "acceptances": lambda s: s[0].update(because="another"),
    "placement": lambda s: s[0].update(nodes=0),
    "models": lambda s: s[0].update(publisher="meta"),
    "obligations": lambda s: s[0].update(answer="not proved"),
    "publics": lambda s: s[0].update(file="other.json"),
    "modules": lambda s: s[0].update(path="std.other"),
}


@pytest.mark.parametrize("section", LISTS)
def test_each_list_is_what_the_program_gives(section: str) -> None:
    made = with_(section, LISTS[section])
    assert made != good()
    assert verdict(resealed(made)) == "refused"


@pytest.mark.parametrize(
    "section", ["fields", "totals", "endorsements", "acceptances", "obligations", "inputs"]
)
def test_nothing_is_left_out_of_a_list(section: str) -> None:
    assert verdict(resealed(with_(section, lambda s: s.pop()))) == "refused"


def test_the_name_is_the_program_s() -> None:
    assert verdict(resealed(good() | {"program": "other"})) == "refused"


@pytest.mark.parametrize("section", ["publics", "modules"])
def test_each_file_has_a_digest(section: str) -> None:
    assert verdict(resealed(with_(section, lambda s: s[0].update(sha256="none")))) == "refused"
    assert verdict(resealed(with_(section, lambda s: s[0].pop("sha256")))) == "refused"
    assert verdict(resealed(with_(section, lambda s: s.pop()))) == "refused"


def test_the_seal_is_over_everything() -> None:
    made = with_("digests", lambda d: d.update(smt="2" * 64))
    assert verdict(made) == "refused"
    assert verdict(sealed(made)) == "proved", "what only others can redo is sealed, not recomputed"


@pytest.mark.parametrize("name", ["tree", "ir", "rules", "source"])
def test_each_digest_is_of_what_it_says(name: str) -> None:
    assert verdict(sealed(with_("digests", lambda d: d.update({name: "2" * 64})))) == "refused"


@pytest.mark.parametrize("value", ["", "x" * 64, None, 0])
def test_a_digest_is_one(value: object) -> None:
    assert verdict(sealed(with_("digests", lambda d: d.update(smt=value)))) == "refused"


def test_there_are_no_other_digests_and_sections() -> None:
    assert verdict(sealed(with_("digests", lambda d: d.update(more="2" * 64)))) == "refused"
    assert verdict(sealed(good() | {"more": []})) == "refused"
    assert verdict(sealed(good() | {"format": "tcme-flow-9"})) == "refused"


def test_nothing_is_hidden_in_the_trees() -> None:
    assert verdict(resealed(with_("tree", lambda t: t.update(more=1)))) == "refused"
    assert verdict(resealed(with_("tree", lambda t: t["name"].update(more=1)))) == "refused"
    assert verdict(resealed(with_("ir", lambda t: t["graph"].update(more=1)))) == "refused"
    assert verdict(resealed(with_("ir", lambda t: t["graph"]["nodes"][0].update(more=1)))) == "refused"


def test_the_innermost_pin_counts() -> None:
    made = good()
    inner = [n for n in made["ir"]["graph"]["nodes"] if n["pin"] == "alice" and n["args"]]
    assert inner
    for node in inner:
        changed = copy.deepcopy(made)
        node = changed["ir"]["graph"]["nodes"][node["id"]]
        node["pin"] = "mpc"
        changed["ir"]["places"][node["id"]] = {"node": "Mpc"}
        program = checker.Program(checker.simple(changed["tree"]))
        changed |= checker.derive(checker.Placed(program, changed["ir"]), checker.classes(changed["tree"]))
        report = checker.check(resealed(changed))
        assert (report.verdict, report.reason) == ("refused", "the placed program has lost a pin")


def test_a_lost_pin_is_noticed() -> None:
    made = good()
    for node in made["ir"]["graph"]["nodes"]:
        node["pin"] = None
    assert verdict(resealed(made)) == "refused"


def test_a_broken_rule_is_refuted() -> None:
    """Everything else is as an honest compiler would write it."""
    made = good()
    less = next(d for d in made["tree"]["declarations"] if d["node"] == "AdversaryDecl")
    less["limit"] = 2
    text = TEXT.replace("at most 1", "at most 2")
    rules = checker.Placed(checker.Program(checker.simple(made["tree"])), made["ir"])
    made |= checker.derive(rules, checker.classes(made["tree"]))
    made["digests"]["source"] = digest_of(text)
    assert verdict(resealed(made), text) == "refuted"


def test_a_fact_is_proved() -> None:
    """All lists say what would be so if the field did not depend on the input."""
    made = good()
    fact = {"field": "own", "source": "a", "opaque": [], "proof": "equal"}
    program = checker.Program(checker.simple(made["tree"]))
    rules = checker.Placed(program, made["ir"], facts={"own": {"a"}})
    made |= checker.derive(rules, checker.classes(made["tree"]))
    assert verdict(resealed(made | {"semantic": [fact]})) == "refused"


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_canonical_is_what_the_compiler_writes() -> None:
    assert canonical(good()) == honest().encode()
