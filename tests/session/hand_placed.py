"""Placed programs, made by hand."""

import json
from collections.abc import Mapping
from pathlib import Path

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.codec import encode
from tcme.compiler.ir.nodes import (
    AskSite,
    BoolV,
    Environment,
    Graph,
    InputDecl,
    IntV,
    Local,
    Mpc,
    Node,
    Op,
    Open,
    Placed,
    Protocol,
    Public,
    TextV,
    VType,
    Where,
)
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import EnumTy, IntTy, OptionTy, TextTy, Ty

MODULUS = 2**107 - 1
MONEY = IntV(0, 10**9)
BIT = BoolV()


class Builder:
    """Collects nodes with their places."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.places: list[Where] = []
        self.inputs: list[InputDecl] = []
        self.opens: list[Open] = []

    def node(self, op: Op, ty: VType, place: Where, *args: int) -> int:
        self.nodes.append(Node(len(self.nodes), op, args, ty, NOWHERE))
        self.places.append(place)
        return len(self.nodes) - 1

    def input(self, name: str, ty: IntTy, owner: str) -> int:
        self.inputs.append(InputDecl(name, ty, owner, None))
        return self.node(ir.Input(name, ()), IntV(ty.lo, ty.hi), Local(owner))

    def const(self, value: int) -> int:
        return self.node(ir.Const((value,)), IntV(value, value), Public())

    def open(self, field: str, ty: Ty, leaves: tuple[int, ...], *recipients: str) -> None:
        self.opens.append(Open(field, ty, leaves, recipients, NOWHERE))

    def placed(self, name: str, protocol: Protocol | None, *, asks: tuple[AskSite, ...] = ()) -> bytes:
        graph = Graph(tuple(self.inputs), asks, tuple(self.nodes), tuple(self.opens))
        return encode(Placed(name, graph, tuple(self.places), protocol))


def protocol(*members: str) -> Protocol:
    return Protocol(members, (len(members) - 1) // 2, MODULUS, 32, 60, 4)


def millionaires(
    *, members: tuple[str, ...] = ("alice", "bob", "notary"), to: tuple[str, ...] = ("alice", "bob")
) -> bytes:
    b = Builder()
    a, c = b.input("a", IntTy(0, 10**9), "alice"), b.input("b", IntTy(0, 10**9), "bob")
    more, less = b.node(ir.Compare("lt"), BIT, Mpc(), c, a), b.node(ir.Compare("lt"), BIT, Mpc(), a, c)
    alice, bob, tie = (b.const(i) for i in range(3))
    rest = b.node(ir.Select(), IntV(1, 2), Mpc(), less, bob, tie)
    verdict = b.node(ir.Select(), IntV(0, 2), Mpc(), more, alice, rest)
    b.open("richer", EnumTy(("ALICE", "BOB", "TIE")), (verdict,), *to)
    return b.placed("millionaires", protocol(*members))


def alarm() -> bytes:
    """An environment sees the tenant's number; the landlord hears whether it is large, or nothing."""
    b = Builder()
    at = Environment("enclave")
    damage, limit = b.input("damage", IntTy(0, 1000), "tenant"), b.const(500)
    large = b.node(ir.Compare("lt"), BIT, at, limit, damage)
    b.open(
        "alarm",
        OptionTy(IntTy(1, 2)),
        (large, b.node(ir.Select(), IntV(1, 2), at, large, b.const(2), b.const(1))),
        "landlord",
    )
    return b.placed("alarm", None)


def asked() -> bytes:
    """A model in an environment answers a question about the tenant's text."""
    b = Builder()
    b.inputs.append(InputDecl("scene", TextTy(1, 20), "tenant", None))
    scene = b.node(ir.Input("scene", ()), TextV(1, 20), Local("tenant"))
    answer = b.node(ir.Ask(0), IntV(0, 1), Environment("enclave"), scene)
    b.open("seen", EnumTy(("YES", "NO")), (answer,), "landlord")
    site = AskSite(
        "inspector", "gemma3-270m", "google", "enclave", "?", ("YES", "NO"), (20,), None, None, None
    )
    return b.placed("asked", None, asks=(site,))


def dealt() -> bytes:
    """An environment doubles one party's number and deals it to the members, who add and compare."""
    b = Builder()
    at = Environment("enclave")
    a, c = b.input("a", IntTy(0, 1000), "alice"), b.input("b", IntTy(0, 1000), "bob")
    two = b.const(2)
    double = b.node(ir.Arith("mul"), IntV(0, 2000), at, a, two)
    total = b.node(ir.Arith("add"), IntV(0, 3000), Mpc(), double, c)
    b.open("total", IntTy(0, 3000), (total,), "bob", "carol")
    b.open("large", IntTy(0, 1000), (b.node(ir.Arith("min"), IntV(0, 1000), Mpc(), double, c),), "alice")
    b.open("seen", IntTy(0, 2000), (double,), "alice")
    return b.placed("dealt", protocol("alice", "bob", "notary"))


def files(folder: Path, values: Mapping[str, object]) -> dict[str, Path]:
    """One input file for each party, each in a folder of its own."""
    found = {}
    for name, value in values.items():
        path = folder / f"secret of {name}" / "input.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value))
        found[name] = path
    return found


def total() -> bytes:
    """Two numbers up to 9, added in MPC, for bob."""
    b = Builder()
    x, y = b.input("a", IntTy(0, 9), "alice"), b.input("b", IntTy(0, 9), "bob")
    b.open("f", IntTy(0, 18), (b.node(ir.Arith("add"), IntV(0, 18), Mpc(), x, y),), "bob")
    return b.placed("total", protocol("alice", "bob", "notary"))
