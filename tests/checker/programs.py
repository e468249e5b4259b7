"""The three example programs and their circuits, written by hand."""

from pathlib import Path
from typing import Any

from tests.checker.builders import (
    BOOL,
    MPC,
    PUBLIC,
    Circuit,
    Node,
    certify,
    environment,
    integer,
    local,
    op,
    protocol,
    read,
    text,
    tree,
)

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name: str) -> str:
    return (EXAMPLES / name / "main.tcme").read_text(encoding="utf-8")


def millionaires_circuit(made: Node, **changed: Any) -> Node:
    c = Circuit(made)
    a = c.add(local("alice"), read("a"), [], integer(0, 10**9))
    b = c.add(local("bob"), read("b"), [], integer(0, 10**9))
    more = c.add(MPC, op("Compare", op="lt"), [b, a], BOOL)
    less = c.add(MPC, op("Compare", op="lt"), [a, b], BOOL)
    values = [c.add(PUBLIC, op("Const", values=[i]), [], integer(i, i)) for i in range(3)]
    otherwise = c.add(MPC, op("Select"), [less, values[1], values[2]], integer(1, 2))
    verdict = c.add(MPC, op("Select"), [more, values[0], otherwise], integer(0, 2))
    members = protocol("alice", "bob", "notary", **changed)
    return c.placed({"richer": [verdict]}, protocol=members)


def millionaires_certificate(source: str | None = None, **changed: Any) -> Node:
    source = source or example("millionaires")
    made = tree(source)
    return certify(source, made, millionaires_circuit(made, **changed))


def damage_circuit(made: Node) -> Node:
    c = Circuit(made)
    scene = c.add(local("tenant"), read("scene"), [], text(1, 600))
    asked = c.program.asks[0]
    c.asks.append(
        {
            "node": "AskSite",
            "model": "inspector",
            "reference": "gemma3-270m",
            "publisher": "google",
            "place": "enclave",
            "prompt": asked["prompt"],
            "values": ["YES", "NO"],
            "max_bytes": [600],
            "examples": "scenes.jsonl",
            "margin": None,
            "abstain": None,
        }
    )
    enclave = environment("enclave")
    seen = c.add(enclave, op("Ask", site=0), [scene], integer(0, 1))
    yes = c.add(PUBLIC, op("Const", values=[0]), [], integer(0, 0))
    present = c.add(enclave, op("Compare", op="eq"), [seen, yes], BOOL)
    return c.placed({"alarm": [present, yes]})


def damage_certificate(source: str | None = None) -> Node:
    source = source or example("damage_monitoring")
    made = tree(source)
    return certify(source, made, damage_circuit(made))
