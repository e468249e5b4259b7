"""The declarations of a program: names, references, constants and types."""

import operator
from collections.abc import Callable, Iterable

from tcme.checker.refusal import refuse
from tcme.checker.schema import Node, plain
from tcme.checker.traversal import walk

MAX_STEPS, MAX_PRINCIPALS, MAX_PAIRS = 400_000, 64, 1 << 18
OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.floordiv,
    "%": operator.mod,
}
BUILTINS = {"min", "max", "abs", "sum", "any", "all", "count", "argmin", "argmax"}
NAMED = ("InputDecl", "ModelDecl", "TypeDecl", "ConstDecl", "FunctionDecl", "OutputDecl")


class Program:
    """The declarations of a tree by name; every reference from one to another is checked."""

    def __init__(self, tree: Node) -> None:
        self.steps, self.name, self.declarations = 0, tree["name"], tree["declarations"]
        self.asks, self.reasons = walk(tree, "Ask"), {e["because"] for e in walk(tree, "Endorse")}
        self.enums = {v for n in walk(tree, "EnumType") for v in n["values"]}
        self.kinds: dict[str, str] = {n: d["kind"] for d in self.all("PrincipalDecl") for n in d["names"]}
        named = [{d["name"]: d for d in self.all(kind)} for kind in NAMED]
        self.inputs, self.models, self.types, self.consts, self.functions, outputs = named
        main = self.functions.get("main")
        if len(outputs) != 1 or not main or main["parameters"] or main["body"]["result"]["node"] != "Release":
            refuse("a program has one output and one `main` without parameters that ends in `release`")
        (self.output,), self.body = outputs.values(), main["body"]
        self.fields: dict[str, Node] = {f["name"]: f for f in self.output["fields"]}
        self._names()
        self._references()

    def all(self, kind: str) -> list[Node]:
        return [d for d in self.declarations if d["node"] == kind]

    def of(self, *kinds: str) -> set[str]:
        return {n for n, kind in self.kinds.items() if kind in kinds}

    def _names(self) -> None:
        """No name is declared twice, and there are not too many."""
        declared = [*BUILTINS, "map", "Bool", *(n for d in self.all("PrincipalDecl") for n in d["names"])]
        declared += [d["name"] for kind in NAMED for d in self.all(kind)]
        if len(set(declared)) != len(declared) or len(self.fields) != len(self.output["fields"]):
            refuse("a name is declared twice")
        if len(self.kinds) > MAX_PRINCIPALS or len(self.inputs) * len(self.fields) > MAX_PAIRS:
            refuse("too many names")

    def _references(self) -> None:
        known = {key: set(self.kinds) for key in ("names", "who", "trusted", "influencer", "steered_by")}
        known |= {"owner": self.of("party"), "publisher": self.of("publisher"), "source": set(self.inputs)}
        known |= {"recipients": self.of("party", "helper"), "sources": set(self.inputs)}
        for d in [*self.declarations, *self.output["fields"]]:
            for key in known.keys() & d.keys():
                found = d[key] if isinstance(d[key], list) else [d[key]]
                if len(set(found)) != len(found) or not set(found) <= known[key]:
                    refuse(f"`{', '.join(found)}` cannot stand as `{key}`")

    def step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            refuse("the program is too large when its functions and types are written out")

    def owners(self, sources: Iterable[str]) -> set[str]:
        return {self.inputs[s]["owner"] for s in sources}

    def number(self, expr: Node) -> int:
        """Value of a constant expression."""
        self.step()
        match expr:
            case {"node": "IntLiteral"}:
                value: int = expr["value"]
            case {"node": "NameExpr", "name": name} if name in self.consts:
                value = self.number(self.consts[name]["value"])
            case {"node": "Unary", "op": "-"}:
                value = -self.number(expr["operand"])
            case {"node": "Binary", "op": op} if op in OPERATORS:
                a, b = self.number(expr["left"]), self.number(expr["right"])
                if op in "/%" and b == 0:
                    refuse("a constant divides by zero")
                value = OPERATORS[op](a, b)
            case _:
                refuse("a bound is not a constant integer")
        return value if plain(value, "int") else refuse("a constant is too large")

    def type(self, node: Node) -> Node:
        """The type as the placed program writes it: aliases and bounds resolved."""
        self.step()
        kind = node["node"].replace("Type", "Ty")
        match kind:
            case "NamedTy" if node["name"] in self.types:
                return self.type(self.types[node["name"]]["type"])
            case "NamedTy":
                return {"node": "BoolTy"} if node["name"] == "Bool" else refuse("a type is not declared")
            case "IntTy" | "TextTy":
                lo, hi = self.number(node["lo"]), self.number(node["hi"])
                return {"node": kind, "lo": lo, "hi": hi} if lo <= hi else refuse("a range is empty")
            case "EnumTy":
                return {"node": kind, "values": node["values"]}
            case "RecordTy":
                return {"node": kind, "fields": [[f["name"], self.type(f["type"])] for f in node["fields"]]}
        inner = {"node": kind, "element": self.type(node["element"])}
        return inner | {"size": self.number(node["size"])} if kind == "ArrayTy" else inner
