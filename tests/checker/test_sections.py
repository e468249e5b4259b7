"""Groups, pins, claims, lists and files beside: a certificate that was changed there is refused."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tcme import checker
from tcme.compiler.pipeline import check
from tcme.dsl.source import Source
from tests.checker.builders import Node, resealed

TEXT = """program sections

use std.order

party acme, bolt, core
group firms = acme, bolt, core
adversary at most 1 of firms passive

public limits : [Int[0..9]; 2] = file "limits.json"
input pay : Int[0..9] from each firms
input names : List[Int[0..9]; 0..3] from acme

output Out {
    place : Int[1..3] of pay to each firms because "each may know where it stands"
    kept : List[Int[0..9]; 0..3] of names, pay to bolt because "bolt buys them"
}

fn main() -> Out {
    let own : Int[0..9] learn acme steer acme = pay[acme]
    let ranks = at mpc { order.rank(pay) }
    release Out(ranks, filter(fn(x) => x > own and x >= limits[0], names))
}
"""


class Limits:
    def read(self, name: str) -> bytes | None:
        return b"[1, 2]" if name == "limits.json" else None


@pytest.fixture(scope="module")
def good() -> Node:
    checked = check(Source("main.tcme", TEXT), files=Limits())
    assert checked.certificate is not None, [d.message for d in checked.diagnostics]
    found: Node = json.loads(checked.certificate)
    return found


def verdict(certificate: Node) -> str:
    """With the digests of what was changed made anew."""
    return checker.check(resealed(certificate), TEXT.encode()).verdict


def test_as_written_it_is_proved(good: Node) -> None:
    assert verdict(copy.deepcopy(good)) == "proved"


def nodes(certificate: Node) -> list[Node]:
    found: list[Node] = certificate["ir"]["graph"]["nodes"]
    return found


def opened(certificate: Node, field: str) -> Node:
    found: Node = next(o for o in certificate["ir"]["graph"]["opens"] if o["field"] == field)
    return found


def declared(certificate: Node, kind: str) -> Node:
    found: Node = next(d for d in certificate["tree"]["declarations"] if d["node"] == kind)
    return found


def swap_recipients(c: Node) -> None:
    one, other = opened(c, "place[acme]"), opened(c, "place[bolt]")
    one["recipients"], other["recipients"] = other["recipients"], one["recipients"]


def swap_leaves(c: Node) -> None:
    """Each of two members would get the other's element."""
    one, other = opened(c, "place[acme]"), opened(c, "kept")
    one["leaves"], other["leaves"] = other["leaves"], one["leaves"]


def unpin(c: Node) -> None:
    pinned = next(n for n in nodes(c) if n["pin"] and c["ir"]["places"][n["id"]]["node"] == "Mpc")
    c["ir"]["places"][pinned["id"]] = {"node": "Local", "party": "acme"}


def pin_elsewhere(c: Node) -> None:
    next(n for n in nodes(c) if n["pin"])["pin"] = "acme"


def lose_pins(c: Node) -> None:
    for node in nodes(c):
        node["pin"] = None


def open_holes(c: Node) -> None:
    """The flags of the list as they were before it was packed."""
    flags = opened(c, "kept")["leaves"]
    given = next(n for n in nodes(c) if n["op"]["node"] == "Input" and n["op"]["name"] == "names")
    flags[0] = given["id"]


def open_rest(c: Node) -> None:
    """What stands beyond the length."""
    leaves = opened(c, "kept")["leaves"]
    leaves[1] = next(
        n["id"] for n in nodes(c) if n["op"] == {"node": "Input", "name": "names", "path": ["?value"]}
    )


def bigger_group(c: Node) -> None:
    declared(c, "GroupDecl")["members"].pop()


def other_claim(c: Node) -> None:
    """Acme's pay is claimed to be of bolt alone."""
    let = declared(c, "FunctionDecl")["body"]["lets"][0]
    let["claim"]["learn"][0]["text"] = "bolt"


def forget_section(name: str) -> Callable[[Node], None]:
    def change(c: Node) -> None:
        c[name] = []

    return change


def forget_claims(c: Node) -> None:
    c["obligations"] = [o for o in c["obligations"] if o["rule"] != "claim"]


CHANGES: dict[str, Callable[[Node], Any]] = {
    "recipients": swap_recipients,
    "leaves": swap_leaves,
    "place of a pinned node": unpin,
    "another pin": pin_elsewhere,
    "no pins": lose_pins,
    "holes": open_holes,
    "beyond the length": open_rest,
    "a member less": bigger_group,
    "another claim": other_claim,
    "no claim": forget_claims,
    "groups": forget_section("groups"),
    "publics": forget_section("publics"),
    "modules": forget_section("modules"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_not_proved(good: Node, name: str) -> None:
    changed = copy.deepcopy(good)
    CHANGES[name](changed)
    assert changed != good
    assert verdict(changed) != "proved"
