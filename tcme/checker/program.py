"""The declarations of a program: names, references, constants and types."""

from collections.abc import Iterable
from fractions import Fraction

from tcme.checker.constants import CALLS, Value, binary, called, quotient
from tcme.checker.constants import plain as reduced
from tcme.checker.refusal import refuse
from tcme.checker.schema import Node, plain
from tcme.checker.traversal import classes

MAX_STEPS, MAX_PRINCIPALS, MAX_PAIRS = 400_000, 64, 1 << 18
BUILTINS = {
    "min", "max", "abs", "sum", "any", "all", "count", "argmin", "argmax", "len", "map", "filter", "zip",
    "concat", "elements", "pack", "utf8", "key", "round", "floor", "ceil", "bit_length",
}  # fmt: skip
NAMED = (
    "InputDecl", "ModelDecl", "TypeDecl", "ConstDecl", "FunctionDecl", "OutputDecl", "GroupDecl",
    "PublicDecl",
)  # fmt: skip
CALLED = ("FunctionDecl", "TypeDecl", "OutputDecl")
PEOPLE = ("names", "who", "trusted", "steered_by", "recipients", "learn", "steer")
TYPES = {"Bool": "BoolTy", "Key": "KeyTy"}


class Program:
    """The declarations of a tree by name, groups written out; every reference between them is checked."""

    def __init__(self, tree: Node) -> None:
        self.steps, self.name, self.written = 0, tree["name"], list[Node](tree["declarations"])
        inside = classes(tree)
        self.asks, self.reasons = inside["Ask"], {e["because"] for e in inside["Endorse"]}
        self.enums = {v for n in inside["EnumType"] for v in n["values"]}
        self.kinds: dict[str, str] = {
            n: d["kind"] for d in self.written if d["node"] == "PrincipalDecl" for n in d["names"]
        }
        self.groups: dict[str, list[str]] = {
            d["name"]: d["members"] for d in self.written if d["node"] == "GroupDecl"
        }
        self.each = {d["name"]: d["owner"] for d in self.written if d["node"] == "InputDecl" and d["each"]}
        self._names()
        self._members()
        self.declarations = [one for d in self.written for one in self._out(d)]
        self.claims = [self._out(claim)[0] for claim in inside["LabelClaim"]]
        named = [{d["name"]: d for d in self.all(kind)} for kind in NAMED[:6]]
        self.inputs, self.models, self.types, self.consts, self.functions, outputs = named
        self.publics = {d["name"]: d for d in self.all("PublicDecl")}
        main = self.functions.get("main")
        if len(outputs) != 1 or not main or main["parameters"] or main["body"]["result"]["node"] != "Release":
            refuse("a program has one output and one `main` without parameters that ends in `release`")
        (self.output,), self.body = outputs.values(), main["body"]
        self.released: dict[str, Node] = {f["name"]: f for f in self.output["fields"]}
        self.fields = {one["name"]: one for f in self.output["fields"] for one in self._out(f)}
        self._references()

    def all(self, kind: str) -> list[Node]:
        return [d for d in self.declarations if d["node"] == kind]

    def of(self, *kinds: str) -> set[str]:
        return {n for n, kind in self.kinds.items() if kind in kinds}

    def given(self, name: str) -> list[str]:
        """The inputs for which a name stands: `pay[acme]` and others where it is from each of a group."""
        each = self.each.get(name)
        return [name] if each is None else [f"{name}[{member}]" for member in self.groups[each]]

    def _out(self, d: Node) -> list[Node]:
        """A declaration, an output field or a claim with groups written out; with `each` one for a member."""
        new = dict(d)
        for key in (key for key in PEOPLE if d.get(key) is not None and isinstance(d[key], list)):
            new[key] = [m for n in d[key] for m in self.groups.get(n, [n])]
        if isinstance(d.get("sources"), list):
            new["sources"] = [x for n in d["sources"] for x in self.given(n)]
        if d["node"] == "InputDecl" and d["each"]:
            return [new | {"name": f"{d['name']}[{m}]", "owner": m} for m in self.groups[d["owner"]]]
        if d["node"] == "OutputField" and d["each"]:
            return [new | {"name": f"{d['name']}[{m}]", "recipients": [m]} for m in new["recipients"]]
        return self._accepted(new) if d["node"] == "AcceptDecl" else [new]

    def _accepted(self, d: Node) -> list[Node]:
        """Of a group, or on the inputs of one: each pair, but nobody on what is its own."""
        who, group = self.groups.get(d["influencer"], [d["influencer"]]), self.each.get(d["source"])
        if len(who) == 1 and group is None:
            return [d | {"influencer": who[0]}]
        owners = dict(zip(self.given(d["source"]), self.groups[group], strict=True)) if group else {}
        owners |= {n["name"]: n["owner"] for n in self.written if n["node"] == "InputDecl" and not n["each"]}
        pairs = ((q, x) for q in who for x in self.given(d["source"]) if owners.get(x) != q)
        return [d | {"influencer": q, "source": x} for q, x in pairs]

    def _names(self) -> None:
        """No name is declared twice, none of a module looks like a field of something, and all is small."""
        declared = [n for d in self.written if "kind" in d for n in d["names"]]
        declared += [d["name"] for d in self.written if d["node"] in NAMED]
        called = {d["name"] for d in self.written if d["node"] in CALLED}
        if len(set(declared)) != len(declared) or called & {*BUILTINS, *TYPES}:
            refuse("a name is declared twice")
        if {n.partition(".")[0] for n in declared if "." in n} & set(declared):
            refuse("a name of a module reads as a part of something else")
        if len(self.kinds) > MAX_PRINCIPALS:
            refuse("too many names")

    def _members(self) -> None:
        for name, members in self.groups.items():
            if len(set(members)) < len(members) or not set(members) <= self.of("party"):
                refuse(f"group `{name}` is not of parties, each once")
        if not set(self.each.values()) <= self.groups.keys():
            refuse("an input is from each of what is no group")

    def _references(self) -> None:
        if len(self.released) < len(self.output["fields"]) or len(self.inputs) * len(self.fields) > MAX_PAIRS:
            refuse("a field is declared twice, or there are too many names")
        if any(f["each"] and f["recipients"][:1][0] not in self.groups for f in self.released.values()):
            refuse("a field goes to each of what is no group")
        known = {key: set(self.kinds) for key in ("names", "who", "trusted", "steered_by", "steer")}
        known["influencer"] = self.of("party", "publisher")
        known |= {"owner": self.of("party"), "publisher": self.of("publisher"), "source": set(self.inputs)}
        known |= {
            "recipients": self.of("party", "helper"),
            "sources": set(self.inputs),
            "learn": self.of("party"),
        }
        for d in [*self.declarations, *self.fields.values(), *self.claims]:
            for key in known.keys() & d.keys():
                found = d[key] if isinstance(d[key], list) else [d[key]] if d[key] is not None else []
                if len(set(found)) != len(found) or not set(found) <= known[key]:
                    refuse(f"`{', '.join(found)}` cannot stand as `{key}`")
        if any(self.owners([d["source"]]) == {d["influencer"]} for d in self.all("AcceptDecl")):
            refuse("an owner accepts its own influence")

    def step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > MAX_STEPS:
            refuse("the program is too large when its functions and types are written out")

    def owners(self, sources: Iterable[str]) -> set[str]:
        return {self.inputs[s]["owner"] for s in sources}

    def value(self, expr: Node) -> Value:
        """Value of a constant expression."""
        self.step()
        match expr:
            case {"node": "IntLiteral" | "BoolLiteral"}:
                value: Value = expr["value"]
            case {"node": "DecimalLiteral"}:
                value = reduced(Fraction(expr["value"]))
            case {"node": "NameExpr", "name": name} if name in self.consts:
                value = self.value(self.consts[name]["value"])
            case {"node": "Unary", "op": op}:
                inner = self.value(expr["operand"])
                value = not inner if op == "not" else -inner
            case {"node": "Binary", "op": op}:
                value = binary(op, self.value(expr["left"]), self.value(expr["right"]))
            case {"node": "Call", "function": name}:
                value = self._called(name, [a["value"] for a in expr["arguments"]])
            case _:
                refuse("a bound is not a constant")
        small = all(plain(part, "int") for part in Fraction(value).as_integer_ratio())
        return value if small else refuse("a constant is too large")

    def _called(self, name: str, arguments: list[Node]) -> Value:
        match name, arguments:
            case "len", [{"node": "NameExpr", "name": group}] if group in self.groups:
                return len(self.groups[group])
            case "round" | "floor" | "ceil", [{"node": "Binary", "op": "/"} as exact, *step]:
                inner = quotient(self.value(exact["left"]), self.value(exact["right"]))
                return called(name, [inner, *map(self.value, step)])
            case _, [_, *_] if name in CALLS:
                return called(name, [self.value(a) for a in arguments])
        refuse("a bound is not a constant")

    def number(self, expr: Node) -> int:
        value = self.value(expr)
        return value if type(value) is int else refuse("a bound is not a whole number")

    def type(self, node: Node) -> Node:
        """The type as the placed program writes it: aliases and bounds resolved."""
        self.step()
        kind = node["node"].replace("Type", "Ty")
        match kind:
            case "NamedTy" if node["name"] in self.types:
                return self.type(self.types[node["name"]]["type"])
            case "NamedTy":
                return {"node": TYPES.get(node["name"]) or refuse("a type is not declared")}
            case "IntTy" | "TextTy" | "BytesTy":
                return {"node": kind} | self._ends(node)
            case "FixedTy":
                return self._fixed(node)
            case "EnumTy":
                return {"node": kind, "values": node["values"]}
            case "ImageTy":
                return {"node": kind, "sizes": [self.number(size) for size in node["sizes"]]}
            case "RecordTy":
                return {"node": kind, "fields": [[f["name"], self.type(f["type"])] for f in node["fields"]]}
            case "TupleTy":
                return {"node": kind, "items": [self.type(item) for item in node["items"]]}
            case "AnyInt" | "AnyFixed":
                refuse("a range is missing")
        inner = {"node": kind, "element": self.type(node["element"])}
        match kind:
            case "ArrayTy":
                return inner | {"size": self.number(node["size"])}
            case "ListTy":
                return inner | self._ends(node)
        return inner

    def _ends(self, node: Node) -> Node:
        lo, hi = self.number(node["lo"]), self.number(node["hi"])
        return {"lo": lo, "hi": hi} if lo <= hi else refuse("a range is empty")

    def _fixed(self, node: Node) -> Node:
        """Multiples of the step, one of a whole number of equal parts of one: integers where it is one."""
        lo, hi, step = (Fraction(self.value(node[key])) for key in ("lo", "hi", "step"))
        exact = [end / step for end in (lo, hi, Fraction(1))] if step > 0 else []
        if not exact or any(end.denominator != 1 for end in exact) or lo > hi:
            refuse("a fixed-point type has no such step")
        a, b, over = map(int, exact)
        return {"node": "IntTy", "lo": a, "hi": b} | ({"node": "FixedTy", "over": over} if over > 1 else {})
