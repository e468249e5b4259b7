"""The rules about labels, whatever they are the labels of: the tree or what runs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tcme.checker.adversaries import Adversaries
from tcme.checker.labels import Label
from tcme.checker.levels import ACTIVE, CRAFTING, PASSIVE
from tcme.checker.program import Program
from tcme.checker.refusal import refuse
from tcme.checker.schema import Node
from tcme.checker.sets import Set
from tcme.checker.sizes import MAX_BITS, product
from tcme.checker.traversal import walk

CLAIMS = ("learn", "steer")
Facts = Mapping[str, set[str]]
NOTHING: Facts = MappingProxyType({})


class Rules:
    """Every obligation about labels, with a sentence for each way in which it fails.

    `facts` has for fields the inputs that they do not depend on, as `semantic` has still to show."""

    def __init__(self, program: Program, *, facts: Facts = NOTHING) -> None:
        self.p, self.k, self.stage = program, Adversaries(program), "program"
        self.facts = facts
        self.found: dict[tuple[str, str], list[str]] = {}
        self.held: dict[frozenset[str], Set] = {}
        self.inputs: dict[str, Label] = {}
        for name, d in program.inputs.items():
            label = Label(frozenset({name}), frozenset({(d["owner"], CRAFTING)}))
            self.must("covered", name, not self.k.corrupt & ~self.reads(label), "nobody corrupt is kept out")
            if d["endorsed"] is not None:
                text = bool(walk(program.type(d["type"]), "TextTy"))
                self.must("transparent", name, text, "text cannot be endorsed")
                label = self.endorse(name, label)
            self.inputs[name] = label
        self.accepted = {(d["influencer"], d["source"]) for d in program.all("AcceptDecl")}

    def must(self, rule: str, subject: str, broken: "Set | bool", story: str) -> None:
        """`broken` is the set of adversaries that break the rule, or True."""
        stories = self.found.setdefault((rule, subject), [])
        if not broken:
            return
        who = "" if broken is True else self.k.words(broken) + " "
        text = f"{who}{story} ({self.stage})"
        if text not in stories:
            stories.append(text)

    def reads(self, label: Label) -> Set:
        """The adversaries that may learn it: those who hold all its owners."""
        return self.holding(frozenset(self.p.owners(label.sources)))

    def holding(self, owners: frozenset[str]) -> Set:
        if owners not in self.held:
            self.held[owners] = self.k.all([self.k.at[owner, PASSIVE] for owner in sorted(owners)])
        return self.held[owners]

    def steers(self, label: Label) -> Set:
        found = self.k.nobody
        for atom in label.influence:
            found |= self.k.at[atom]
        return found

    def endorse(self, subject: str, label: Label) -> Label:
        hidden = self.steers(label.flat()) & ~self.reads(label.flat())
        self.must("transparent", subject, hidden, "is forgiven influence on what it may not read")
        return label.endorsed()

    def claim(self, d: Node, label: Label) -> None:
        """What the program says of a value's label: of whose inputs it tells, and who steers it, at most."""
        learn, steer = (
            [m for n in d[k] for m in self.p.groups.get(n, [n])] if d[k] else None for k in CLAIMS
        )
        self.claimed(learn, steer, label.flat())

    def claimed(self, learn: list[str] | None, steer: list[str] | None, label: Label) -> None:
        stated = zip(CLAIMS, (learn, steer), strict=True)
        subject = " ".join(f"{word} {', '.join(names)}" for word, names in stated if names is not None)
        more = ", ".join(sorted(s for s in label.sources if learn and not self.p.owners([s]) <= {*learn}))
        self.must("claim", subject, bool(more), f"it depends on `{more}`")
        if steer is not None:
            left = self.steers(label) & ~self.k.some(steer, CRAFTING)
            self.must("claim", subject, left, "steers it and is not named")

    def ask(self, model: str, place: str, args: Label) -> Label:
        blind = self.k.at[place, PASSIVE] & ~self.reads(args)
        self.must("ask", model, blind, f"reads at `{place}` what it may not")
        crafting = {self.p.models[model]["publisher"], *self.p.owners(args.sources)}
        return Label(args.sources, args.influence | {(place, ACTIVE)} | {(who, CRAFTING) for who in crafting})

    def shown(self, labels: Callable[[], dict[str, Label]]) -> dict[str, Label]:
        """The labels of all fields, those with a fact as if the input said nothing."""
        found, inputs = labels(), self.inputs
        for field, sources in self.facts.items():
            if field not in found or not sources <= inputs.keys():
                refuse(f"`semantic` is about `{field}` or an input, which the program does not have")
            self.reading({x: Label() if x in sources else label for x, label in inputs.items()})
            found[field] = labels()[field]
            for x in sources:
                self.must("sources", f"{field} without {x}", False, "")
        self.reading(inputs)
        return found

    def reading(self, inputs: dict[str, Label]) -> None:
        """From here on inputs have these labels."""
        self.inputs = inputs

    def releases(self, labels: dict[str, Label]) -> None:
        for name, field in self.p.fields.items():
            label = labels[name]
            more = ", ".join(sorted(label.sources - set(field["sources"])))
            self.must("sources", name, bool(more), f"it depends on `{more}`")
            new = self.k.some(field["recipients"], PASSIVE) & ~self.reads(label)
            self.must("robust", name, new & self._unexcused(label, field), "newly reads it and steers it")
            allowed = self.k.some({*self.p.owners(field["sources"]), *field["steered_by"]}, CRAFTING)
            self.must("steer", name, self.steers(label) & ~allowed, "steers it and is not named")

    def _unexcused(self, label: Label, field: Node) -> Set:
        """Who steers it, less crafting that, for each source, is accepted or comes from who may read it."""
        left, sources = self.k.nobody, label.sources.union(field["sources"])
        for who, level in label.influence:
            self.p.step()
            unasked = self.p.owners(x for x in sources if (who, x) not in self.accepted)
            excused = self.holding(frozenset(unasked)) if level == CRAFTING else self.k.nobody
            left |= self.k.at[who, level] & ~excused
        return left

    def budgets(self, counts: dict[str, int]) -> None:
        """For each source, leak line and adversary: the product over the fields that the adversary hears."""
        for x in self.p.inputs:
            self.must("budget", x, False, "")
            for leak in self.p.all("LeakDecl"):
                if x in leak["sources"]:
                    told = self._told(x, leak, counts)
                    self.must("budget", x, told, "learns more than `leak` allows")

    def _told(self, x: str, leak: Node, counts: dict[str, int]) -> Set:
        """Which recipients of the line, with whoever is corrupt with them, are told more than it allows: by
        how many values of a source the fields so far can tell them apart, for all of them together."""
        fields: dict[tuple[str, ...], list[int]] = {}
        for name, field in self.p.fields.items():
            if x in field["sources"]:
                fields.setdefault(tuple(field["recipients"]), []).append(counts[name])
        most = 1 << min(leak["bits"], MAX_BITS)
        told = {1: self.k.some(leak["recipients"], PASSIVE) & ~self.reads(self.inputs[x])}
        for recipients, values in fields.items():
            hears, split = self.k.some(recipients, PASSIVE), dict[int, Set]()
            for count, some in told.items():
                self.p.step()
                more = min(product([count, *values]), most + 1)
                for n, those in ((count, some & ~hears), (more, some & hears)):
                    split[n] = split.get(n, self.k.nobody) | those
            told = {count: some for count, some in split.items() if some}
        return told.get(most + 1, self.k.nobody)
