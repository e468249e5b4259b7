"""The rules about labels, whatever they are the labels of: the tree or what runs."""

from tcme.checker.adversaries import Adversaries
from tcme.checker.labels import Label
from tcme.checker.levels import ACTIVE, CRAFTING, PASSIVE
from tcme.checker.program import Program
from tcme.checker.schema import Node
from tcme.checker.sizes import product
from tcme.checker.traversal import walk

CLAIMS = ("learn", "steer")


class Rules:
    """Every obligation about labels, with a sentence for each way in which it fails."""

    def __init__(self, program: Program) -> None:
        self.p, self.k, self.stage = program, Adversaries(program), "program"
        self.found: dict[tuple[str, str], list[str]] = {}
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

    def must(self, rule: str, subject: str, broken: int, story: str) -> None:
        """`broken` is the set of adversaries that break the rule, or True."""
        stories = self.found.setdefault((rule, subject), [])
        if not broken:
            return
        who = "" if broken is True else self.k.words(broken) + " "
        text = f"{who}{story} ({self.stage})"
        if text not in stories:
            stories.append(text)

    def reads(self, label: Label) -> int:
        """The adversaries that may learn it: those who hold all its owners."""
        mask = self.k.everyone
        for owner in self.p.owners(label.sources):
            mask &= self.k.at[owner, PASSIVE]
        return mask

    def steers(self, label: Label) -> int:
        mask = 0
        for atom in label.influence:
            mask |= self.k.at[atom]
        return mask

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

    def releases(self, labels: dict[str, Label]) -> None:
        for name, field in self.p.fields.items():
            label = labels[name]
            more = ", ".join(sorted(label.sources - set(field["sources"])))
            self.must("sources", name, bool(more), f"it depends on `{more}`")
            new = self.k.some(field["recipients"], PASSIVE) & ~self.reads(label)
            self.must("robust", name, new & self._unexcused(label, field), "newly reads it and steers it")
            allowed = self.k.some({*self.p.owners(field["sources"]), *field["steered_by"]}, CRAFTING)
            self.must("steer", name, self.steers(label) & ~allowed, "steers it and is not named")

    def _unexcused(self, label: Label, field: Node) -> int:
        """Who steers it, less crafting that, for each source, is accepted or comes from who may read it."""
        left = 0
        for who, level in label.influence:
            excused = self.k.at[who, CRAFTING] if level == CRAFTING else 0
            for x in label.sources.union(field["sources"]):
                self.p.step()
                excused &= self.k.everyone if (who, x) in self.accepted else self.reads(self.inputs[x])
            left |= self.k.at[who, level] & ~excused
        return left

    def budgets(self, counts: dict[str, int]) -> None:
        """For each source, leak line and adversary: the product over the fields that the adversary hears."""
        for x in self.p.inputs:
            self.must("budget", x, False, "")
            for leak in self.p.all("LeakDecl"):
                if x in leak["sources"]:
                    told = self._told(x, leak, counts)
                    broken = [mask for count, mask in told.items() if (count - 1).bit_length() > leak["bits"]]
                    self.must("budget", x, max(broken, default=0), "learns more than `leak` allows")

    def _told(self, x: str, leak: Node, counts: dict[str, int]) -> dict[int, int]:
        """How many values a source's fields can tell a recipient of the line and whoever is corrupt with it,
        and which adversaries so many."""
        told = {1: self.k.some(leak["recipients"], PASSIVE) & ~self.reads(self.inputs[x])}
        for name, field in self.p.fields.items():
            heard = field["recipients"] if x in field["sources"] else ()
            hears, split = self.k.some(heard, PASSIVE), dict[int, int]()
            for count, mask in told.items():
                self.p.step()
                more = product([count, counts[name]]) if mask & hears else count
                split[count] = split.get(count, 0) | mask & ~hears
                split[more] = split.get(more, 0) | mask & hears
            told = {count: mask for count, mask in split.items() if mask}
        return told
