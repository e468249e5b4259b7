"""Certificates by hand: a parsed program, a placed program built node by node, and the lists that belong."""

import copy
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from tcme import checker
from tcme.checker.sections import FORMAT, RULES
from tcme.compiler.ir.codec import to_json
from tcme.dsl.parser import parse
from tcme.dsl.source import Source

Node = dict[str, Any]
BOOL: Node = {"node": "BoolV", "shape": []}
PUBLIC, MPC = {"node": "Public"}, {"node": "Mpc"}
PRIME = 2**127 - 1


def tree(text: str) -> Node:
    made = to_json(parse(Source("main.tcme", text)).program)
    assert isinstance(made, dict)
    return made


def local(party: str) -> Node:
    return {"node": "Local", "party": party}


def environment(name: str) -> Node:
    return {"node": "Environment", "name": name}


def integer(lo: int, hi: int, *shape: int) -> Node:
    return {"node": "IntV", "lo": lo, "hi": hi, "shape": list(shape)}


def text(lo: int, hi: int) -> Node:
    return {"node": "TextV", "min_bytes": lo, "max_bytes": hi, "shape": []}


def op(kind: str, /, **fields: Any) -> Node:
    return {"node": kind, **fields}


def read(name: str) -> Node:
    return op("Input", name=name, path=[])


class Circuit:
    """A placed program in the making; inputs, types and openings are those of the program."""

    def __init__(self, program: Node) -> None:
        self.program = checker.Program(checker.simple(program))
        self.nodes: list[Node] = []
        self.places: list[Node] = []
        self.asks: list[Node] = []

    def add(self, where: Node, what: Node, args: Sequence[int], ty: Node) -> int:
        ident = len(self.nodes)
        self.nodes.append(
            {"node": "Node", "id": ident, "op": what, "args": list(args), "ty": ty, "at": [0, 0], "pin": None}
        )
        self.places.append(where)
        return ident

    def placed(self, leaves: dict[str, list[int]], *, protocol: Node | None = None) -> Node:
        p = self.program
        inputs = [
            {
                "node": "InputDecl",
                "name": n,
                "ty": p.type(d["type"]),
                "owner": d["owner"],
                "endorsed": d["endorsed"],
            }
            for n, d in p.inputs.items()
        ]
        opens = [
            {
                "node": "Open",
                "field": n,
                "ty": p.type(f["type"]),
                "leaves": leaves[n],
                "recipients": f["recipients"],
                "at": [0, 0],
            }
            for n, f in p.fields.items()
        ]
        graph = {"node": "Graph", "inputs": inputs, "asks": self.asks, "nodes": self.nodes, "opens": opens}
        graph["claims"] = []
        return {
            "node": "Placed",
            "program": p.name,
            "graph": graph,
            "places": self.places,
            "protocol": protocol,
        }


def protocol(*members: str, **changed: Any) -> Node:
    plain = {"threshold": 1, "modulus": PRIME, "bits": 40, "security": 60, "masked": 100}
    return {"node": "Protocol", "members": list(members), **(plain | changed)}


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def certify(source: str, made: Node, placed: Node) -> Node:
    """A certificate as an honest compiler would write it, whatever the rules say to it."""
    rules = checker.Placed(checker.Program(checker.simple(made)), placed)
    lists = checker.derive(rules, checker.classes(made))
    source_digest = hashlib.sha256(source.encode()).hexdigest()
    made_of: Node = {
        **lists,
        "format": FORMAT,
        "digests": {"source": source_digest, "rules": RULES, "smt": "1" * 64},
        "tree": made,
        "ir": placed,
        "modules": [],
        "publics": [],
        "semantic": [],
    }
    return resealed(made_of)


def resealed(certificate: Node) -> Node:
    """A copy with the digests of `tree` and `ir` and the seal made anew, as whoever changed it can."""
    made = copy.deepcopy(certificate)
    made["digests"] |= {part: digest(made[part]) for part in ("tree", "ir")}
    return made | {"seal": digest({name: part for name, part in made.items() if name != "seal"})}
