"""What a certificate must list."""

import math
from collections.abc import Iterable

from tcme.checker.labels import Label
from tcme.checker.levels import LEVELS
from tcme.checker.placed import Placed
from tcme.checker.printing import show
from tcme.checker.schema import Node
from tcme.checker.sizes import product


def derive(rules: Placed, inside: dict[str, list[Node]]) -> Node:
    """What the sections of a certificate must say, to the byte: from the tree, of which `inside` has the
    nodes by class as they are written, and the placed program."""
    p, k, places = rules.p, rules.k, [place.name for place in rules.places]
    axioms = [show(d) for kind in ("AdversaryDecl", "AssumeDecl") for d in p.written if d["node"] == kind]
    return {
        "program": p.name,
        "fields": fields(rules),
        "totals": totals(rules),
        "adversaries": {"count": k.count, "axioms": axioms},
        "groups": [{"name": name, "members": members} for name, members in p.groups.items()],
        "inputs": rows(p.inputs.values(), "name", "owner", "endorsed"),
        "endorsements": rows(inside["Endorse"], "because", "at"),
        "acceptances": rows(p.all("AcceptDecl"), "influencer", "source", "because"),
        "placement": [{"place": name, "nodes": places.count(name)} for name in sorted(set(places))],
        "models": rows(p.models.values(), "name", "publisher", "reference"),
        "obligations": [{"rule": r, "subject": s, "answer": "proved"} for r, s in sorted(rules.found)],
    }


def rows(nodes: Iterable[Node], *keys: str) -> list[Node]:
    return [{key: node[key] for key in keys} for node in nodes]


def fields(rules: Placed) -> list[Node]:
    made = rows(rules.p.fields.values(), "name", "sources", "recipients", "because", "steered_by")
    for row in made:
        label = rules.opened[row["name"]]
        row |= measure(rules.counts[row["name"]])
        row |= {"depends": sorted(label.sources), "influence": least(label)}
    return made


def least(label: Label) -> list[list[str]]:
    """Who steers, each from the lowest level on."""
    found = dict(sorted(label.influence, reverse=True))
    return [[who, LEVELS[found[who]]] for who in sorted(found)]


def totals(rules: Placed) -> list[Node]:
    """For each input and each principal but its owner: what all the fields of it tell together."""
    made = []
    for x, d in rules.p.inputs.items():
        for who in (name for name in rules.k.who if name != d["owner"]):
            heard = [n for n, f in rules.p.fields.items() if x in f["sources"] and who in f["recipients"]]
            told = measure(product(rules.counts[n] for n in heard))
            if heard:
                made.append({"source": x, "recipient": who} | told)
    return made


def measure(count: int) -> Node:
    return {"values": str(count), "bits": round(math.log2(count), 2)}
