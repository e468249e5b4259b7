"""The rules over the tree."""

from fractions import Fraction
from typing import TypeAlias

from tcme.checker.labels import Label, join
from tcme.checker.printing import show
from tcme.checker.program import BUILTINS, Program
from tcme.checker.refusal import refuse
from tcme.checker.rules import Rules
from tcme.checker.schema import SURFACE, Node
from tcme.checker.sizes import count_values

Scope: TypeAlias = dict[str, Label]


class Tree(Rules):
    """The rules on the program as it is written: an abstract evaluator over labels."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        for d in program.all("RequireDecl"):
            owners = program.owners(self.label(d["condition"], {}).flat().sources)
            self.must("require", show(d["condition"]), len(owners) > 1, "it reads several owners' inputs")
        self.written = {n: label.flat() for n, label in self.block(program.body, {}).fields.items()}
        self.counts = {n: count_values(program.type(f["type"])) for n, f in program.fields.items()}
        self.releases(self.written)
        self.budgets(self.counts)

    def block(self, block: Node, env: Scope) -> Label:
        env, result = dict(env), block["result"]
        for let in block["lets"]:
            env[let["name"]] = self.label(let["value"], env)
        if result["node"] != "Release":
            return self.label(result, env)
        if block is not self.p.body or result["output"] != self.p.output["name"]:
            refuse("`release` only ends `main`")
        return Label(fields=self.bind(result["arguments"], list(self.p.fields), env))

    def bind(self, arguments: list[Node], wanted: list[str], env: Scope) -> Scope:
        """Positional and named arguments by name, each exactly once."""
        if len(arguments) != len(wanted):
            refuse("arguments do not fit")
        named = [(a["name"] or name, a["value"]) for a, name in zip(arguments, wanted, strict=True)]
        given = {name: self.label(value, env) for name, value in named}
        return given if given.keys() == set(wanted) else refuse("arguments do not fit")

    def label(self, e: Node, env: Scope) -> Label:
        """The label of an expression: functions are written out, conditions and indices join."""
        self.p.step()
        match e["node"]:
            case "Block":
                return self.block(e, env)
            case "NameExpr":
                return self.name(e["name"], env)
            case "Call":
                return self.call(e["function"], e["arguments"], env)
            case "FieldAccess":
                return field_of(self.label(e["record"], env), e["name"])
            case "Range":
                return self.range(e)
            case "If":
                condition = self.label(e["condition"], env).flat()
                return join(condition, self.label(e["then"], env), self.label(e["otherwise"], env))
            case "Match":
                return self.match(e, env)
            case "For" | "Comprehension":
                return self.label(e["body"], env | {e["variable"]: self.label(e["over"], env)})
            case "Fold":
                return self.fold(e, env)
            case "Ask":
                site, args = self.site(e), join(*(self.label(a, env) for a in e["arguments"])).flat()
                return self.ask(site["model"], site["place"], args)
            case "Endorse":
                return self.endorse(e["because"], self.label(e["value"], env))
        return join(*(self.label(item, env) for item in operands(e)))

    def name(self, name: str, env: Scope) -> Label:
        if name in env:
            return env[name]
        if name in self.p.consts:
            return self.label(self.p.consts[name]["value"], {})
        if name in self.inputs:
            return self.inputs[name]
        return Label() if name in self.p.enums else refuse(f"`{name}` is not declared")

    def call(self, name: str, arguments: list[Node], env: Scope) -> Label:
        if name == "map" and arguments and arguments[0]["value"]["node"] == "NameExpr":
            name, arguments = arguments[0]["value"]["name"], arguments[1:]
        if f := self.p.functions.get(name):
            return self.block(f["body"], self.bind(arguments, [p["name"] for p in f["parameters"]], env))
        if name in self.p.types:
            fields = self.p.type(self.p.types[name]["type"]).get("fields", [])
            return Label(fields=self.bind(arguments, [n for n, _ in fields], env))
        if name not in BUILTINS:
            refuse(f"function `{name}` is not declared")
        return join(*(self.label(a["value"], env).flat() for a in arguments))

    def range(self, e: Node) -> Label:
        """Its bounds are constants, so it says nothing."""
        if self.p.number(e["lo"]) > self.p.number(e["hi"]) + 1:
            refuse("a range is empty")
        return Label()

    def match(self, e: Node, env: Scope) -> Label:
        subject, arms = self.label(e["subject"], env), []
        for arm in e["arms"]:
            bound = {arm["pattern"].get("name", "")} - self.p.enums
            arms.append(self.label(arm["body"], env | dict.fromkeys(bound, subject)))
        return join(subject.flat(), *arms)

    def fold(self, e: Node, env: Scope) -> Label:
        """The least label that the body keeps."""
        state, last = self.label(e["start"], env), None
        env = env | {e["variable"]: self.label(e["over"], env)}
        while state != last:
            last, state = state, join(state, self.label(e["body"], env | {e["accumulator"]: state}))
        return state

    def site(self, e: Node) -> Node:
        """All that is public about an `ask`, as the placed program writes it (`margin` as a number)."""
        model = self.p.models.get(e["model"]) or refuse("an undeclared model is asked")
        places = [e["place"]] if e["place"] else list(self.p.of("environment"))
        if len(places) != 1 or places[0] not in self.p.of("environment", "party"):
            refuse("an `ask` needs one place: an environment or a party")
        abstain = e["margin"] and e["margin"]["abstain"]
        site = {"node": "AskSite", "place": places[0], "abstain": abstain}
        site["values"] = [v for v in self.p.type(e["type"]).get("values", []) if v != abstain]
        site["margin"] = e["margin"] and Fraction(e["margin"]["threshold"])
        site |= {key: e[key] for key in ("model", "prompt", "examples")}
        return site | {key: model[key] for key in ("reference", "publisher")}


def field_of(record: Label, name: str) -> Label:
    part = record.fields.get(name, None if record.fields else Label())
    whole = Label(record.sources, record.influence)
    return join(whole, part or refuse("a record has no such field"))


def operands(e: Node) -> list[Node]:
    """The expressions directly inside an expression of any other class."""
    kinds = SURFACE.classes[e["node"]]
    parts = [e[key] for key, kind in kinds.items() if kind in ("Expr", "Expr*")]
    return [item for part in parts for item in (part if isinstance(part, list) else [part])]
