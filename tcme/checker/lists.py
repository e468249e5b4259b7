"""What a certificate must list, and how its lists are compared."""

import json
import math
from collections.abc import Iterable
from typing import Any

from tcme.checker.labels import Label
from tcme.checker.levels import LEVELS
from tcme.checker.placed import Placed
from tcme.checker.printing import show
from tcme.checker.schema import Node
from tcme.checker.sizes import product
from tcme.checker.traversal import walk

FORMAT = "tcme-flow-2"


def derive(rules: Placed, tree: Node) -> Node:
    """What the sections of a certificate must say: every list in it, from the tree and the placed program.

    A tuple stands for any one of its items, a set for its items in any order (see `same`).
    """
    p, k, places = rules.p, rules.k, [place.name for place in rules.places]
    axioms = [show(d) for kind in ("AdversaryDecl", "AssumeDecl") for d in p.written if d["node"] == kind]
    return {
        "format": FORMAT,
        "program": p.name,
        "fields": fields(rules),
        "totals": totals(rules),
        "adversaries": {"count": len(k.rows), "axioms": axioms},
        "groups": [{"name": name, "members": members} for name, members in p.groups.items()],
        "inputs": rows(p.inputs.values(), "name", "owner", "endorsed"),
        "endorsements": rows(walk(tree, "Endorse"), "because", "at"),
        "acceptances": rows(p.all("AcceptDecl"), "influencer", "source", "because"),
        "placement": [{"place": name, "nodes": places.count(name)} for name in sorted(set(places))],
        "models": rows(p.models.values(), "name", "publisher", "reference"),
    }


def rows(nodes: Iterable[Node], *keys: str) -> list[Node]:
    return [{key: node[key] for key in keys} for node in nodes]


def fields(rules: Placed) -> list[Node]:
    made = rows(rules.p.fields.values(), "name", "sources", "recipients", "because", "steered_by")
    for row in made:
        labels = rules.written[row["name"]], rules.opened[row["name"]]
        influence = tuple(atoms(rules, label, every) for label in labels for every in (True, False))
        row |= measure(rules.counts[row["name"]])
        row |= {"depends": tuple(label.sources for label in labels), "influence": influence}
    return made


def atoms(rules: Placed, label: Label, every: bool) -> frozenset[tuple[str, str]]:
    """Who steers, with the least level; `every` also names those whom no admissible adversary holds."""
    least = {who: min(level for w, level in label.influence if w == who) for who, _ in label.influence}
    held = {who: level for who, level in least.items() if every or rules.k.at[who, level]}
    return frozenset((who, LEVELS[level]) for who, level in held.items())


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
    return {"values": str(count), "bits": math.log2(count)}


def same(found: Any, derived: Any) -> bool:
    """Equal as JSON; a float up to two decimals, a set in any order, a tuple as any one of its items."""
    match derived:
        case float():
            return type(found) in (int, float) and abs(found - derived) <= 0.01
        case tuple():
            return any(same(found, item) for item in derived)
        case dict():
            alike = isinstance(found, dict) and found.keys() == derived.keys()
            return alike and all(same(found[key], derived[key]) for key in derived)
        case list():
            return isinstance(found, list) and len(found) == len(derived) and all(map(same, found, derived))
        case frozenset():
            items = sorted(map(canonical, derived))
            return isinstance(found, list) and sorted(map(canonical, found)) == items
    return type(found) is type(derived) and bool(found == derived)


def canonical(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()
