"""The rules over the placed program."""

import math
import operator
from typing import NamedTuple

from tcme.checker.labels import Label, join
from tcme.checker.levels import ACTIVE, PASSIVE
from tcme.checker.masks import Flags
from tcme.checker.program import Program
from tcme.checker.protocol import membership, narrow, thin
from tcme.checker.refusal import refuse
from tcme.checker.rules import NOTHING, Facts
from tcme.checker.schema import Node
from tcme.checker.sets import Set
from tcme.checker.sizes import Leaf, flat_leaves
from tcme.checker.tree import Tree


class Place(NamedTuple):
    """A place in words, who sees what runs there, and who steers it."""

    name: str
    sees: Set
    steers: Label


class Placed(Tree):
    """The rules again on what runs."""

    def __init__(self, program: Program, ir: Node, *, facts: Facts = NOTHING) -> None:
        super().__init__(program, facts=facts)
        self.stage, self.protocol, self.graph = "placed program", ir["protocol"], ir["graph"]
        self.nodes: list[Node] = self.graph["nodes"]
        self._same_program(ir)
        for i, node in enumerate(self.nodes):
            before(node, i)
        self._same_asks()
        self._same_claims()
        known = {text: self.place(w) for text, w in {str(w): w for w in ir["places"]}.items()}
        self.places = [known[str(w)] for w in ir["places"]]
        self._pinned()
        self.flags = Flags(self.nodes, self.p.step)
        self.ends = {o["field"]: self.leaves(o) for o in self.opens()}
        self.opened = self.shown(self._opened)
        self.releases(self.opened)
        if self.protocol:
            self._numbers(self.protocol)

    def _same_program(self, ir: Node) -> None:
        inputs = [
            {
                "node": "InputDecl",
                "name": name,
                "ty": self.p.type(d["type"]),
                "owner": d["owner"],
                "endorsed": d["endorsed"],
            }
            for name, d in self.p.inputs.items()
        ]
        one_place_each = len(ir["places"]) == len(self.nodes)
        if ir["program"] != self.p.name or self.graph["inputs"] != inputs or not one_place_each:
            refuse("the placed program is another program: its name, inputs or places differ")

    def _same_asks(self) -> None:
        sites = {str(sorted(self.site(e).items())) for e in self.p.asks}
        for asked in self.graph["asks"]:
            told = {key: value for key, value in asked.items() if key != "max_bytes"}
            if str(sorted(told.items())) not in sites:
                refuse(f"the placed program asks `{asked['model']}` what the program does not")

    def _same_claims(self) -> None:
        stated = [(claim["learn"], claim["steer"]) for claim in self.p.claims]
        if any((claim["learn"], claim["steer"]) not in stated for claim in self.graph["claims"]):
            refuse("the placed program claims what the program does not")

    def _pinned(self) -> None:
        """What is pinned runs where it is pinned, or is public."""
        for node, (name, _, _) in zip(self.nodes, self.places, strict=True):
            pin = node["pin"]
            if pin is not None:
                there = (
                    {"public", "mpc"} if pin == "mpc" else {"public", f"local {pin}", f"environment {pin}"}
                )
                self.must("place", name, name not in there, f"what is pinned to `{pin}` runs there")

    def place(self, where: Node) -> Place:
        kind, who = where["node"].lower(), str(where.get("party", where.get("name")))
        if kind == "public":
            return Place(kind, self.k.everyone, Label())
        if kind == "mpc":
            return self._shared(self.protocol or refuse("no protocol is given"))
        if self.p.kinds.get(who) not in ({"party", "helper"} if kind == "local" else {"environment"}):
            refuse("no such place")
        return Place(f"{kind} {who}", self.k.at[who, PASSIVE], Label(influence=frozenset({(who, ACTIVE)})))

    def _shared(self, protocol: Node) -> Place:
        """More than the threshold of the members together see; one active member sees, and steers."""
        membership(protocol, self.p)
        members, threshold = protocol["members"], protocol["threshold"]
        sees = ~self.k.at_most(threshold, members, ACTIVE)
        steers = Label(influence=frozenset((m, ACTIVE) for m in members))
        return Place("mpc", sees | self.k.some(members, ACTIVE), steers)

    def _opened(self) -> dict[str, Label]:
        labels = self._flow()
        return {field: join(*(labels[i] for i in ends)) for field, ends in self.ends.items()}

    def _flow(self) -> list[Label]:
        """The label of every node, after what its place may see and where its arguments come from."""
        labels, seen = list[Label](), set[tuple[str, frozenset[str]]]()
        for node, (name, sees, steers) in zip(self.nodes, self.places, strict=True):
            for came in {self.places[a].name for a in node["args"]} - {name, "public"}:
                moves = name == "mpc" or (came.startswith("local") and name.startswith("environment"))
                self.must("place", name, not moves, f"a value moves there from {came}")
            label = self.node(node, name, join(*(labels[a] for a in node["args"])))
            if (name, label.sources) not in seen:
                self.must("place", name, sees & ~self.reads(label), "sees there what it may not")
            seen.add((name, label.sources))
            labels.append(label.under(steers))
            if node["op"]["node"] == "Claim":
                made = self.graph["claims"][node["op"]["site"]]
                self.claimed(made["learn"], made["steer"], labels[-1])
        return labels

    def node(self, node: Node, place: str, args: Label) -> Label:
        op = node["op"]
        match op["node"]:
            case "Input":
                label = self.inputs.get(op["name"]) or refuse("an undeclared input is read")
                home = f"local {self.p.inputs[op['name']]['owner']}"
                self.must("place", place, place != home, "an input is read elsewhere than at its owner")
                return join(args, label)
            case "Ask":
                return self._asked(node, place, args)
            case "Endorse":
                if op["because"] not in self.p.reasons:
                    refuse("an endorsement is not the program's")
                text = node["ty"]["node"] == "TextV"
                self.must("transparent", op["because"], text, "text cannot be endorsed")
                return self.endorse(op["because"], args)
            case "Claim":
                if op["site"] >= len(self.graph["claims"]):
                    refuse("an undeclared claim")
        return args

    def _asked(self, node: Node, place: str, args: Label) -> Label:
        number = node["op"]["site"]
        if number >= len(self.graph["asks"]):
            refuse("an undeclared `ask`")
        site = self.graph["asks"][number]
        sizes = [self.nodes[a]["ty"].get("max_bytes", math.inf) for a in node["args"]]
        fits = len(sizes) == len(site["max_bytes"]) and all(map(operator.le, sizes, site["max_bytes"]))
        if place not in (f"local {site['place']}", f"environment {site['place']}") or not fits:
            refuse("an `ask` runs elsewhere or on other texts")
        return self.ask(site["model"], site["place"], args)

    def opens(self) -> list[Node]:
        """The openings, which are exactly the output's fields."""
        opens: list[Node] = self.graph["opens"]
        wanted = [(n, self.p.type(f["type"]), f["recipients"]) for n, f in self.p.fields.items()]
        if [(o["field"], o["ty"], o["recipients"]) for o in opens] != wanted:
            refuse("what is opened is not the output")
        return opens

    def leaves(self, opening: Node) -> list[int]:
        """The opened nodes: each holds only its part of the type, and nothing where an option is absent."""
        leaves, ids = flat_leaves(opening["ty"]), list[int](opening["leaves"])
        if len(ids) != len(leaves) or max(ids) >= len(self.nodes):
            refuse("an opening has other leaves than its type")
        for i, leaf in zip(ids, leaves, strict=True):
            kept = within(self.nodes[i]["ty"], leaf) and self._hidden(i, leaf, ids) and self._counted(i, leaf)
            self.must("open", opening["field"], not kept, "more is opened than the values of the type")
        return ids

    def _hidden(self, i: int, leaf: Leaf, ids: list[int]) -> bool:
        """Where the leaf's flag is false, the node has its least value."""
        if leaf.flag is None or self.flags.constants[i] or self.nodes[i]["op"]["node"] == "Const":
            return True
        flag = ids[leaf.flag]
        shapes = [len(self.nodes[n]["ty"]["shape"]) for n in (flag, i)]
        return self.flags.masks(flag, shapes[0], 0)[1] <= self.flags.masks(i, shapes[1], leaf.lo)[0]

    def _counted(self, i: int, leaf: Leaf) -> bool:
        """Which elements of a list are there tells only how many there are."""
        return leaf.bounds is None or self.flags.counts(i, leaf.shape, leaf.bounds)

    def _numbers(self, protocol: Node) -> None:
        """Statistical error and size of the protocol's field."""
        self.must("open", "protocol", thin(protocol), "the masks hide too little")
        running = [n for n, place in zip(self.nodes, self.places, strict=True) if place.name == "mpc"]
        shared = {i for n in running for i in (n["id"], *n["args"])}
        small = narrow(protocol, (self.nodes[i]["ty"] for i in shared))
        self.must("open", "protocol", small, "its field is not a prime of enough bits")


def within(ty: Node, leaf: Leaf) -> bool:
    alike = ty["node"] == leaf.kind and ty["shape"] == leaf.shape
    return alike and leaf.lo <= ty.get("lo", leaf.lo) and bool(ty.get("hi", leaf.hi) <= leaf.hi)


def before(node: Node, position: int) -> None:
    """Every node stands at its place and reads earlier ones; the region of a fold is closed and pure."""
    if node["id"] != position or any(a >= position for a in node["args"]):
        refuse("a node reads what is not before it")
    if node["op"]["node"] == "Fold":
        closed(node["op"]["region"], len(node["args"]))


def closed(region: Node, arguments: int) -> None:
    first = len(region["parameters"])
    for i, inner in enumerate(region["nodes"], first):
        before(inner, i)
        if inner["op"]["node"] in ("Input", "Ask", "Endorse", "Claim"):
            refuse("a region is not pure")
    if first != arguments or max(region["results"], default=0) >= first + len(region["nodes"]):
        refuse("a region has other arguments or results")
