"""The rules over the tree."""

from tcme.checker.closures import Scope
from tcme.checker.evaluator import Evaluator
from tcme.checker.labels import Label
from tcme.checker.program import Program
from tcme.checker.refusal import refuse
from tcme.checker.rules import NOTHING, Facts
from tcme.checker.schema import Node
from tcme.checker.shapes import opened
from tcme.checker.sizes import count_values
from tcme.checker.traversal import walk


class Tree(Evaluator):
    """The rules on the program as it is written."""

    def __init__(self, program: Program, *, facts: Facts = NOTHING) -> None:
        super().__init__(program, facts=facts)
        for number, d in enumerate(program.all("RequireDecl"), 1):
            self._required(f"require {number}", d["condition"])
        self.written = self.shown(self._written)
        types = {name: program.type(f["type"]) for name, f in program.fields.items()}
        self.counts = {name: count_values(ty) for name, ty in types.items()}
        self.releases(self.written)
        self.budgets(self.counts)

    def _required(self, subject: str, condition: Node) -> None:
        """Once for each member of the group of whose inputs it speaks, a name standing for its own value."""
        read = {e["name"] for e in walk(condition, "NameExpr")} & self.p.each.keys()
        groups = {self.p.each[name] for name in read}
        if len(groups) > 1:
            refuse("a `require` is about inputs of each of several groups")
        for member in self.p.groups[groups.pop()] if groups else [""]:
            env: Scope = {name: self.values[f"{name}[{member}]"] for name in read}
            owners = self.p.owners(self.label(condition, env).flat().sources)
            self.must("require", subject, len(owners) > 1, "it reads several owners' inputs")

    def _written(self) -> dict[str, Label]:
        return {name: label.flat() for name, label in self._released(self.p.body).items()}

    def _released(self, body: Node) -> dict[str, Label]:
        """The labels of all fields: of one that goes `to each`, those of its elements."""
        result, env = body["result"], self.lets(body, {})
        if result["output"] != self.p.output["name"]:
            refuse("another output is released")
        arguments = [(a["name"], a["value"]) for a in result["arguments"]]
        found: dict[str, Label] = {}
        for name, value in self.bind(arguments, list(self.p.released), env).items():
            field = self.p.released[name]
            label, ty = value, self.p.type(field["type"])
            if not isinstance(label, Label):
                refuse("a function is released")
            if not field["each"]:
                found[name] = opened(label, ty)
                continue
            members = self.p.groups[field["recipients"][0]]
            elements = (label.part(f"[{i}]") or label.element() for i in range(len(members)))
            found |= {f"{name}[{m}]": opened(e, ty) for m, e in zip(members, elements, strict=True)}
        return found
