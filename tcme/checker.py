"""The independent checker of flow certificates (`*.flow.json`): the part that has to be trusted.

It imports nothing of the compiler.  From the program tree and the placed program in a certificate it derives
every obligation itself, decides it for every admissible adversary, and prints the program back, because that
is what people sign.  Lists in the file are only compared with what it derives.

Checked: digests and structure; `sources`, `robust` (with `accept`), `steer`, `transparent`, `ask`, `require`,
`budget` and `covered` on the tree; the flow rules again on the placed program, with `place` (who sees and
steers what runs where, what may move) and `open` (what is opened, to whom, as what type, with what error).
Not checked: that the tree is the parse of the source (read the printed program); that the placed program
computes what the tree says (only that it leaks no more and is steered by no more); its ranges and its count
of masked openings; the digests `rules` and `smt`; models; cryptography; the truth of inputs.
"""
# fmt: off
# ruff: noqa: E701  (one-line cases: what has to be trusted should fit on ten screens)

import argparse
import hashlib
import json
import math
import operator
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

Node: TypeAlias = dict[str, Any]
FORMAT, PASSIVE, CRAFTING, ACTIVE = "tcme-flow-1", 1, 2, 3
LEVELS = ("honest", "passive", "crafting", "active")
KINDS = {"party": (0, 1, 2, 3), "helper": (0, 1, 3), "environment": (0, 1, 3), "publisher": (0, 2)}
MAX_BYTES, MAX_DEPTH, MAX_STEPS, MAX_WORLD, MAX_BITS = 1 << 26, 250, 400_000, 1 << 22, 14_000
OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.floordiv, "%": operator.mod
}
BUILTINS = {"min", "max", "abs", "sum", "any", "all", "count", "argmin", "argmax"}
SOFT = {"most", "bit", "bits", "influence", "passive", "crafting", "active", "secrecy", "integrity"}

# class | fields | as printed: <x> a field, <x|, > a list, <x;> one a line, [[…]] if present, $ a newline
TREE = r"""
@Type
NamedType | name:Name | <name> ; IntType | lo:Expr hi:Expr | Int[<lo>..<hi>] ; TextType | lo:Expr hi:Expr | Text[<lo>..<hi>]
EnumType | values:Name+ | {<values|, >} ; RecordType | fields:RecordField+ | {<fields|, >}
OptionType | element:Type | <element>? ; ArrayType | element:Type size:Expr | [<element>; <size>]
@Expr
IntLiteral | value:nat | <value> ; BoolLiteral | value:bool | <value> ; NoneLiteral | | none ; NameExpr | name:Name | <name>
Unary | op:=-,not operand:Expr | <op><operand> ; Binary | op:=+,-,*,/,%,==,!=,<,<=,>,>=,and,or,xor left:Expr right:Expr | <left> <op> <right>
Call | function:Name arguments:Argument* | <function>(<arguments|, >) ; FieldAccess | record:Expr name:Name | <record>.<name>
Index | array:Expr index:Expr | <array>[<index>] ; ArrayLiteral | items:Expr* | [<items|, >] ; Paren | inner:Expr | (<inner>)
If | condition:Expr then:Block otherwise:Block/If | if <condition> <then> else <otherwise>
Match | subject:Expr arms:Arm+ | match <subject> {<arms;>$}
For | variable:Name over:Expr/Range body:Block | for <variable> in <over> <body>
Comprehension | body:Expr variable:Name over:Expr/Range | [<body> for <variable> in <over>]
Fold | accumulator:Name type:Type? start:Expr variable:Name over:Expr/Range body:Block | fold <accumulator>[[ : <type>]] = <start> for <variable> in <over> <body>
Ask | model:Name arguments:Expr+ place:Name? type:Type margin:Margin? examples:str? prompt:text | ask <model>(<arguments|, >)[[ at <place>]] as <type>[[ <margin>]][[ examples <examples>]] <prompt>
Endorse | value:Expr because:str | endorse <value> because <because>
@Pattern
NamePattern | name:Name | <name> ; IntPattern | value:int | <value> ; BoolPattern | value:bool | <value>
NonePattern | | none ; WildcardPattern | | _
@Declaration
PrincipalDecl | kind:=party,helper,environment,publisher names:Name+ | <kind> <names|, >
AdversaryDecl | limit:nat names:Name+ level:=honest,passive,crafting,active | adversary at most <limit> of <names|, > <level>
AssumeDecl | who:Name+ trusted:Name+ aspect:=secrecy,integrity? | assume <who|, > trust <trusted|, >[[ for <aspect>]]
ModelDecl | name:Name publisher:Name reference:str | model <name> by <publisher> = <reference>
TypeDecl | name:Name type:Type | type <name> = <type> ; ConstDecl | name:Name value:Expr | const <name> = <value>
InputDecl | name:Name type:Type owner:Name endorsed:str? | input <name> : <type> from <owner>[[ endorsed because <endorsed>]]
RequireDecl | condition:Expr | require <condition> ; OutputDecl | name:Name fields:OutputField+ | output <name> {<fields;>$}
LeakDecl | bits:nat sources:Name+ recipients:Name+ | leak at most <bits> bits of <sources|, > to <recipients|, >
AcceptDecl | influencer:Name source:Name because:str | accept influence of <influencer> on <source> because <because>
FunctionDecl | doc:doc? name:Name parameters:Parameter* result:Type body:Block | [[<doc>]]fn <name>(<parameters|, >) -> <result> <body>
@Part
Name | text:id | <text> ; RecordField | name:Name type:Type | <name> : <type> ; Parameter | name:Name type:Type | <name> : <type>
Argument | name:Name? value:Expr | [[<name> = ]]<value> ; Range | lo:Expr hi:Expr | <lo>..<hi>
Arm | pattern:Pattern body:Expr/Block | <pattern> => <body> ; Margin | threshold:number abstain:Name | margin <threshold> else <abstain>
Let | name:Name type:Type? value:Expr | let <name>[[ : <type>]] = <value>
Release | output:Name arguments:Argument* | release <output>(<arguments|, >)
Block | lets:Let* result:Expr/Release | {<lets;><result;>$}
OutputField | doc:doc? name:Name type:Type sources:Name* recipients:Name+ because:str steered_by:Name* | [[<doc>]]<name> : <type>[[ of <sources|, >]] to <recipients|, > because <because>[[ steered by <steered_by|, >]]
Program | doc:doc? name:Name declarations:Declaration* | [[<doc>]]program <name>$<declarations|$>
"""  # noqa: E501
IR = """
@Op
Const | values:int* ; ConstText | values:text* ; Input | name:id path:str* ; Arith | op:=add,sub,mul,div,mod,min,max ; Compare | op:=lt,le,eq,ne
Logic | op:=and,or,xor ; Reduce | op:=sum,min,max,any,all,argmin,argmax ; Recode | table:int* ; Repeat | axis:nat ; Stack | axis:nat
Neg | ; Abs | ; Not | ; Select | ; ToInt | ; Widen | ; Lookup | ; Take | axis:nat indices:nat* scalar:bool
Fold | region:Region accumulators:nat elements:nat axis:nat steps:nat result:nat
Ask | site:nat ; Endorse | site:nat because:str
@VType
IntV | lo:int hi:int shape:nat* ; BoolV | shape:nat* ; TextV | min_bytes:nat max_bytes:nat shape:nat*
@Ty
BoolTy | ; IntTy | lo:int hi:int ; EnumTy | values:id+ ; TextTy | lo:nat hi:nat ; NoneTy | ; OptionTy | element:Ty
RecordTy | fields:pair+ ; ArrayTy | element:Ty size:nat
@Where
Public | ; Local | party:id ; Mpc | ; Environment | name:id
@Part
Region | parameters:VType* nodes:Node* results:nat* ; Node | id:nat op:Op args:nat* ty:VType at:at
AskSite | model:id reference:str publisher:id place:id prompt:text values:id+ max_bytes:nat* examples:str? margin:number? abstain:id?
InputDecl | name:id ty:Ty owner:id endorsed:str? ; Open | field:id ty:Ty leaves:nat+ recipients:id+ at:at
Graph | inputs:InputDecl* asks:AskSite* nodes:Node* opens:Open+
Protocol | members:id+ threshold:nat modulus:nat bits:nat security:nat masked:nat
Placed | program:id graph:Graph places:Where* protocol:Protocol?
"""  # noqa: E501
NUMBER = r"\d{1,30}(\.\d{1,30})?(/[1-9]\d{0,30})?"
PATTERNS = {"id": r"[A-Za-z_]\w{0,99}", "number": NUMBER, "hex": "[0-9a-f]{64}"}
BREAKS = {"str": "\n\t", "text": "\n\t", "doc": "\n\t"}

class Refused(Exception):
    """The certificate is malformed, tampered with or too large: no verdict on the program."""

def refuse(message: str) -> NoReturn:
    raise Refused(message)

def plain(value: Any, kind: str) -> bool:
    """A leaf of a kind.  Texts hold only what a reader can see: no control or invisible characters."""
    if kind in ("int", "nat"):
        return type(value) is int and value.bit_length() <= 4096 and (kind == "int" or value >= 0)
    if kind == "at":
        pair = isinstance(value, list) and len(value) == 2 and all(plain(v, "nat") for v in value)
        return pair and value[0] <= value[1]
    if kind == "bool" or not isinstance(value, str): return kind == "bool" and isinstance(value, bool)
    if kind in PATTERNS:
        return re.fullmatch(PATTERNS[kind], value, re.A) is not None and value not in RESERVED
    if kind[0] == "=": return value in kind[1:].split(",")
    visible = kind in BREAKS and all(c.isprintable() or c in BREAKS[kind] for c in value)
    return visible and (kind != "text" or '"""' not in value)

class Table:
    """Classes with the kinds of their fields, groups of classes, and templates."""

    def __init__(self, text: str, everywhere: str) -> None:
        self.classes: dict[str, dict[str, str]] = {}
        self.groups: dict[str, set[str]] = {}
        self.templates: dict[str, str] = {}
        for entry in re.split(r"\n| ; ", text.strip()):
            name, spec, template = [*(part.strip() for part in entry.split("|", 2)), "", ""][:3]
            if name.startswith("@"):
                group = self.groups.setdefault(name[1:], set())
                continue
            group.add(name)
            self.classes[name] = dict(item.split(":") for item in (spec + everywhere).split())
            self.templates[name] = template

    def conform(self, value: Any, kind: str, depth: int = 0) -> None:
        """Refuse unless `value` is a `kind`: exact classes, exact keys, exact types."""
        if kind.endswith("?"):
            if value is None: return
            kind = kind[:-1]
        if depth > MAX_DEPTH: refuse("nested too deeply")
        items: Iterable[tuple[Any, str]] = ()
        if kind[-1] in "*+" and isinstance(value, list) and (value or kind[-1] == "*"):
            items = ((item, kind[:-1]) for item in value)
        elif kind == "pair" and isinstance(value, list) and len(value) == 2:
            items = zip(value, ("id", "Ty"), strict=True)
        elif isinstance(value, dict) and isinstance(name := value.get("node"), str):
            known = name in self.classes and any(name in self.groups.get(k, {k}) for k in kind.split("/"))
            if not known or set(value) != {"node", *self.classes[name]}:
                refuse(f"{value!r:.60} is not a `{kind}`")
            items = ((value[key], inner) for key, inner in self.classes[name].items())
        elif kind[-1] in "*+" or not plain(value, kind): refuse(f"{value!r:.60} is not a `{kind}`")
        for item, inner in items: self.conform(item, inner, depth + 1)

SURFACE, PLACED = Table(TREE, " at:at"), Table(IR, "")
PRINTED = " ".join(re.sub(r"<.*?>", "", template) for template in SURFACE.templates.values())
KINDS_AND_OPERATORS = {*KINDS, "and", "or", "xor", "not", "true", "false", "trusts"}
RESERVED = {*re.findall(r"\w+", PRINTED), *KINDS_AND_OPERATORS} - SOFT
ATOMIC = {"IntLiteral", "BoolLiteral", "NoneLiteral", "NameExpr", "Call", "FieldAccess", "Index", "Paren",
          "ArrayLiteral", "Comprehension"}
OPERANDS = {"Unary": ["operand"], "Binary": ["left", "right"], "FieldAccess": ["record"], "Index": ["array"],
            "Range": ["lo", "hi"]}
ORDER = {"or": 0, "xor": 1, "and": 2, "not": 3, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
         "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}

def print_program(tree: Node) -> str:
    """The program as its author wrote it, apart from comments, spacing and needless parentheses."""
    SURFACE.conform(tree, "Program")
    return show(tree) + "\n"

def show(node: Node) -> str:
    name, specs = node["node"], SURFACE.classes[node["node"]]

    def part(slot: re.Match[str]) -> str:
        key, how = slot[1], slot[2] or ""
        items = node[key] if isinstance(node[key], list) else [node[key]]
        parts = [show(v) if isinstance(v, dict) else show_leaf(v, specs[key].rstrip("?")) for v in items]
        if how == ";": return "".join("\n    " + p.replace("\n", "\n    ") for p in parts)
        text = how[1:].replace("$", "\n").join(parts)
        return f"({text})" if key in OPERANDS.get(name, []) and not bare(node, key) else text

    def group(found: re.Match[str]) -> str:
        return "" if node[found[2]] in (None, []) else found[1]

    template = re.sub(r"\[\[(.*?<(\w+).*?)\]\]", group, SURFACE.templates[name])
    text = re.sub(r"<(\w+)(\|[^>]*|;)?>|\$", lambda slot: part(slot) if slot[1] else "\n", template)
    if name == "Block" and text.count("\n") == 2 and len(text) < 90: return f"{{ {text[1:-1].strip()} }}"
    return text.replace(" trust ", " trusts ", 1) if name == "AssumeDecl" and len(node["who"]) == 1 else text

def show_leaf(leaf: Any, kind: str) -> str:
    value = str(leaf)
    if kind == "bool": return value.lower()
    if kind == "str": return json.dumps(value, ensure_ascii=False)
    if kind == "doc": return "".join(f"/// {line}".rstrip() + "\n" for line in value.split("\n"))
    if kind == "text": return '"""\n    ' + value.replace("\n", "\n    ") + '\n"""'
    return "not " if value == "not" else value

def bare(node: Node, key: str) -> bool:
    """An operand that is printed without parentheses: atoms, and operators that bind more tightly."""
    child, above = node[key], node.get("op", "")
    if child["node"] in ATOMIC or node["node"] == "Range":
        return child["node"] in (*ATOMIC, "Binary", "Unary")
    if child["node"] == "Unary" and child["op"] == "-":
        return node["node"] == "Binary" and child["operand"]["node"] in ATOMIC
    if child["node"] not in ("Binary", "Unary") or not above or (node["node"], above) == ("Unary", "-"):
        return False
    inner, outer = ORDER.get(child["op"], 6), ORDER.get(above, 6)
    return inner > outer or (inner == outer not in (3, 4) and key == "left")

def simple(value: Any) -> Any:
    """The tree without spans and parentheses, names as plain strings: what the rules read."""
    if isinstance(value, list): return [simple(v) for v in value]
    if not isinstance(value, dict): return value
    if value["node"] in ("Name", "Paren"):
        return simple(value["text" if value["node"] == "Name" else "inner"])
    return {key: simple(v) for key, v in value.items() if key != "at"}

def walk(value: Any, kind: str) -> list[Node]:
    """Every node of a class, in the order of the fields."""
    found: list[Node] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict) and item["node"] == kind: found.append(item)
        inner = list(item.values()) if isinstance(item, dict) else item
        if isinstance(inner, list): stack += reversed(inner)
    return found

class Program:
    """The declarations of a tree by name; every reference from one to another is checked."""

    def __init__(self, tree: Node) -> None:
        self.steps, self.name, self.declarations = 0, tree["name"], tree["declarations"]
        self.asks, self.reasons = walk(tree, "Ask"), {e["because"] for e in walk(tree, "Endorse")}
        self.enums = {v for n in walk(tree, "EnumType") for v in n["values"]}
        self.kinds: dict[str, str] = {n: d["kind"] for d in self.all("PrincipalDecl") for n in d["names"]}
        kinds = ("InputDecl", "ModelDecl", "TypeDecl", "ConstDecl", "FunctionDecl", "OutputDecl")
        named = [{d["name"]: d for d in self.all(k)} for k in kinds]
        self.inputs, self.models, self.types, self.consts, self.functions, outputs = named
        main = self.functions.get("main")
        if len(outputs) != 1 or not main or main["parameters"] or main["body"]["result"]["node"] != "Release":
            refuse("a program has one output and one `main` without parameters that ends in `release`")
        (self.output,), self.body = outputs.values(), main["body"]
        self.fields: dict[str, Node] = {f["name"]: f for f in self.output["fields"]}
        declared = [*BUILTINS, "map", "Bool", *(n for d in self.all("PrincipalDecl") for n in d["names"])]
        declared += [d["name"] for k in kinds for d in self.all(k)]
        if len(set(declared)) != len(declared) or len(self.fields) != len(self.output["fields"]):
            refuse("a name is declared twice")
        if len(self.kinds) > 64 or len(self.inputs) * len(self.fields) > 1 << 18: refuse("too many names")
        self._references()

    def all(self, kind: str) -> list[Node]:
        return [d for d in self.declarations if d["node"] == kind]

    def of(self, *kinds: str) -> set[str]:
        return {n for n, kind in self.kinds.items() if kind in kinds}

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
            case {"node": "IntLiteral"}: value: int = expr["value"]
            case {"node": "NameExpr", "name": name} if name in self.consts:
                value = self.number(self.consts[name]["value"])
            case {"node": "Unary", "op": "-"}: value = -self.number(expr["operand"])
            case {"node": "Binary", "op": op} if op in OPERATORS:
                a, b = self.number(expr["left"]), self.number(expr["right"])
                value = OPERATORS[op](a, b) if b or op not in "/%" else refuse("a constant divides by zero")
            case _: refuse("a bound is not a constant integer")
        return value if plain(value, "int") else refuse("a constant is too large")

    def type(self, node: Node) -> Node:
        """The type as the placed program writes it: aliases and bounds resolved."""
        self.step()
        kind = node["node"].replace("Type", "Ty")
        match kind:
            case "NamedTy" if node["name"] in self.types: return self.type(self.types[node["name"]]["type"])
            case "NamedTy":
                return {"node": "BoolTy"} if node["name"] == "Bool" else refuse("a type is not declared")
            case "IntTy" | "TextTy":
                lo, hi = self.number(node["lo"]), self.number(node["hi"])
                return {"node": kind, "lo": lo, "hi": hi} if lo <= hi else refuse("a range is empty")
            case "EnumTy": return {"node": kind, "values": node["values"]}
            case "RecordTy":
                return {"node": kind, "fields": [[f["name"], self.type(f["type"])] for f in node["fields"]]}
        inner = {"node": kind, "element": self.type(node["element"])}
        return inner | {"size": self.number(node["size"])} if kind == "ArrayTy" else inner

Leaf: TypeAlias = tuple[str, int, int, list[int], int | None]

def layout(ty: Node, shape: list[int], flag: int | None, leaves: list[Leaf]) -> int:
    """Number of values of a finite type; appends its leaves: kind, range, shape, leaf that flags it."""
    count = 2
    match ty["node"]:
        case "BoolTy": leaves.append(("BoolV", 0, 1, shape, flag))
        case "IntTy" | "EnumTy":
            lo, hi = (ty["lo"], ty["hi"]) if "lo" in ty else (0, len(ty["values"]) - 1)
            leaves.append(("IntV", lo, hi, shape, flag))
            count = hi - lo + 1
        case "OptionTy":
            leaves.append(("BoolV", 0, 1, shape, flag))
            count = 1 + layout(ty["element"], shape, len(leaves) - 1, leaves)
        case "RecordTy": count = product(layout(t, shape, flag, leaves) for _, t in ty["fields"])
        case "ArrayTy":
            inner = layout(ty["element"], [*shape, ty["size"]], flag, leaves)
            small = 0 <= inner.bit_length() * ty["size"] <= 2 * MAX_BITS
            count = inner ** ty["size"] if small else 1 << MAX_BITS
        case _: refuse("an output field must have a finite type")
    return product([count])

def product(counts: Iterable[int]) -> int:
    total = 1
    for count in counts:
        total *= count
        if total.bit_length() > MAX_BITS: refuse(f"the fields carry more than {MAX_BITS} bits")
    return total

def measure(count: int) -> Node:
    return {"values": str(count), "bits": math.log2(count)}

class Adversaries:
    """K: every assignment of levels to principals that the program admits; a set of them is a bit mask."""

    def __init__(self, program: Program) -> None:
        self.who = list(program.kinds)
        at = {name: i for i, name in enumerate(self.who)}
        self.limits = [(d["limit"], [at[n] for n in d["names"]], LEVELS.index(d["level"]))
                       for d in program.all("AdversaryDecl")]
        aspects = {None: (1, 2, 3), "secrecy": (1,), "integrity": (2, 3)}
        self.trusts = [(at[p], at[q], aspects[d["aspect"]]) for d in program.all("AssumeDecl")
                       for p in d["who"] for q in d["trusted"]]
        size = len(self.who) + len(self.trusts) + sum(len(members) for _, members, _ in self.limits)
        self.rows: list[tuple[int, ...]] = [()]
        for name in self.who:
            levels = KINDS[program.kinds[name]]
            self.rows = [row for old in self.rows for level in levels if self._admits(row := (*old, level))]
            if len(self.rows) * size > MAX_WORLD:
                refuse("too many adversaries: bound them by `adversary` and `assume`")
        self.at = {(n, v): self.where(lambda row, i=i, v=v: row[i] >= v)
                   for n, i in at.items() for v in (PASSIVE, CRAFTING, ACTIVE)}
        self.everyone, self.corrupt = (1 << len(self.rows)) - 1, self.some(self.who, PASSIVE)

    def _admits(self, row: tuple[int, ...]) -> bool:
        """Decided for the newest principal of a row that is still growing."""
        new = len(row) - 1
        for limit, members, top in self.limits:
            if new in members and (row[new] > top or sum(m <= new and row[m] > 0 for m in members) > limit):
                return False
        pairs = (trust for trust in self.trusts if max(trust[:2]) == new)
        return not any(row[q] >= level > row[p] for p, q, levels in pairs for level in levels)

    def where(self, test: Callable[..., bool]) -> int:
        return int("".join("01"[test(row)] for row in reversed(self.rows)), 2)

    def some(self, who: Iterable[str], level: int) -> int:
        """One of them at least at the level."""
        mask = 0
        for name in who: mask |= self.at[name, level]
        return mask

    def words(self, mask: int) -> str:
        levels = zip(self.who, self.rows[(mask & -mask).bit_length() - 1], strict=True)
        return " and ".join(f"{LEVELS[level]} `{n}`" for n, level in levels if level) or "nobody corrupt"

@dataclass(frozen=True, slots=True)
class Label:
    """What a value depends on, who steers it, and what more holds for the fields of a record."""
    sources: frozenset[str] = frozenset()
    influence: frozenset[tuple[str, int]] = frozenset()
    fields: dict[str, "Label"] = field(default_factory=dict)

    def flat(self) -> "Label":
        return join(Label(self.sources, self.influence), *(f.flat() for f in self.fields.values()))

    def endorsed(self) -> "Label":
        return Label(self.sources, frozenset(), {n: f.endorsed() for n, f in self.fields.items()})

def join(*labels: Label) -> Label:
    parts = [label.fields for label in labels if label.fields]
    if any(part.keys() != parts[0].keys() for part in parts): return join(*(label.flat() for label in labels))
    sources = frozenset[str]().union(*(label.sources for label in labels))
    influence = frozenset[tuple[str, int]]().union(*(label.influence for label in labels))
    return Label(sources, influence, {n: join(*(p[n] for p in parts)) for n in (parts[0] if parts else ())})

class Rules:
    """Every obligation about labels, with a sentence for each way in which it fails."""

    def __init__(self, program: Program) -> None:
        self.p, self.k, self.stage = program, Adversaries(program), "program"
        self.found: dict[tuple[str, str], list[str]] = {}
        self.inputs: dict[str, Label] = {}
        for name, d in program.inputs.items():
            label = Label(frozenset({name}), frozenset({(d["owner"], CRAFTING)}))
            self.must("covered", name, not self.k.corrupt & ~self.reads(label), "nobody corrupt is kept out")
            self.inputs[name] = label if d["endorsed"] is None else self.endorse(name, label)

    def must(self, rule: str, subject: str, broken: int, story: str) -> None:
        """`broken` is the set of adversaries that break the rule, or True."""
        stories = self.found.setdefault((rule, subject), [])
        who = "" if broken is True or not broken else self.k.words(broken) + " "
        if broken and (text := f"{who}{story} ({self.stage})") not in stories: stories.append(text)

    def reads(self, label: Label) -> int:
        mask = self.k.everyone
        for owner in self.p.owners(label.sources): mask &= self.k.at[owner, PASSIVE]
        return mask

    def steers(self, label: Label) -> int:
        mask = 0
        for atom in label.influence: mask |= self.k.at[atom]
        return mask

    def endorse(self, subject: str, label: Label) -> Label:
        hidden = self.steers(label.flat()) & ~self.reads(label.flat())
        self.must("transparent", subject, hidden, "is forgiven influence on what it may not read")
        return label.endorsed()

    def ask(self, model: str, place: str, args: Label) -> Label:
        blind = self.k.at[place, PASSIVE] & ~self.reads(args)
        self.must("ask", model, blind, f"reads at `{place}` what it may not")
        crafting = {self.p.models[model]["publisher"], *self.p.owners(args.sources)}
        return Label(args.sources, args.influence | {(place, ACTIVE)} | {(who, CRAFTING) for who in crafting})

    def releases(self, labels: dict[str, Label]) -> None:
        accepted = {(d["influencer"], d["source"]) for d in self.p.all("AcceptDecl")}
        for name, d in self.p.fields.items():
            label, left = labels[name], 0
            more = ", ".join(sorted(label.sources - set(d["sources"])))
            self.must("sources", name, bool(more), f"it depends on `{more}`")
            for who, level in label.influence:
                excused = self.k.at[who, CRAFTING] if level == CRAFTING else 0
                for x in label.sources.union(d["sources"]):
                    self.p.step()
                    excused &= self.k.everyone if (who, x) in accepted else self.reads(self.inputs[x])
                left |= self.k.at[who, level] & ~excused
            new = self.k.some(d["recipients"], PASSIVE) & ~self.reads(label)
            self.must("robust", name, new & left, "newly reads it and steers it")
            allowed = self.k.some({*self.p.owners(d["sources"]), *d["steered_by"]}, CRAFTING)
            self.must("steer", name, self.steers(label) & ~allowed, "steers it and is not named")

    def budgets(self, counts: dict[str, int]) -> None:
        """For each source, leak line and adversary: the product over the fields that the adversary hears."""
        for x in self.p.inputs:
            self.must("budget", x, False, "")
            for leak in (d for d in self.p.all("LeakDecl") if x in d["sources"]):
                told = {1: self.k.everyone & ~self.reads(self.inputs[x])}
                for name, f in self.p.fields.items():
                    heard = set(f["recipients"]) & set(leak["recipients"]) if x in f["sources"] else set()
                    hears, split = self.k.some(heard, PASSIVE), dict[int, int]()
                    for count, mask in told.items():
                        self.p.step()
                        more = product([count, counts[name]]) if mask & hears else count
                        split[count] = split.get(count, 0) | mask & ~hears
                        split[more] = split.get(more, 0) | mask & hears
                    told = {count: mask for count, mask in split.items() if mask}
                broken = [mask for count, mask in told.items() if (count - 1).bit_length() > leak["bits"]]
                self.must("budget", x, max(broken, default=0), "learns more than `leak` allows")

class Tree(Rules):
    """The rules on the program as it is written: an abstract evaluator over labels."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        for d in program.all("RequireDecl"):
            owners = program.owners(self.label(d["condition"], {}).flat().sources)
            self.must("require", show(d["condition"]), len(owners) > 1, "it reads several owners' inputs")
        self.written = {n: label.flat() for n, label in self.block(program.body, {}).fields.items()}
        self.counts = {n: layout(program.type(f["type"]), [], None, []) for n, f in program.fields.items()}
        self.releases(self.written)
        self.budgets(self.counts)

    def block(self, block: Node, env: dict[str, Label]) -> Label:
        env, result = dict(env), block["result"]
        for let in block["lets"]: env[let["name"]] = self.label(let["value"], env)
        if result["node"] != "Release": return self.label(result, env)
        if block is not self.p.body or result["output"] != self.p.output["name"]:
            refuse("`release` only ends `main`")
        return Label(fields=self.bind(result["arguments"], list(self.p.fields), env))

    def bind(self, arguments: list[Node], wanted: list[str], env: dict[str, Label]) -> dict[str, Label]:
        """Positional and named arguments by name, each exactly once."""
        if len(arguments) != len(wanted): refuse("arguments do not fit")
        named = [(a["name"] or name, a["value"]) for a, name in zip(arguments, wanted, strict=True)]
        given = {name: self.label(value, env) for name, value in named}
        return given if given.keys() == set(wanted) else refuse("arguments do not fit")

    def label(self, e: Node, env: dict[str, Label]) -> Label:
        """The label of an expression: functions are written out, conditions and indices join."""
        self.p.step()
        match e["node"]:
            case "Block": return self.block(e, env)
            case "NameExpr": return self.name(e["name"], env)
            case "Call": return self.call(e["function"], e["arguments"], env)
            case "FieldAccess":
                record = self.label(e["record"], env)
                part = record.fields.get(e["name"], None if record.fields else Label())
                whole = Label(record.sources, record.influence)
                return join(whole, part or refuse("a record has no such field"))
            case "Range":
                if self.p.number(e["lo"]) > self.p.number(e["hi"]) + 1: refuse("a range is empty")
            case "If":
                condition = self.label(e["condition"], env).flat()
                return join(condition, self.label(e["then"], env), self.label(e["otherwise"], env))
            case "Match":
                subject, arms = self.label(e["subject"], env), []
                for arm in e["arms"]:
                    bound = {arm["pattern"].get("name", "")} - self.p.enums
                    arms.append(self.label(arm["body"], env | dict.fromkeys(bound, subject)))
                return join(subject.flat(), *arms)
            case "For" | "Comprehension":
                return self.label(e["body"], env | {e["variable"]: self.label(e["over"], env)})
            case "Fold":
                state, last = self.label(e["start"], env), None
                env = env | {e["variable"]: self.label(e["over"], env)}
                while state != last:
                    last, state = state, join(state, self.label(e["body"], env | {e["accumulator"]: state}))
                return state
            case "Ask":
                site, args = self.site(e), join(*(self.label(a, env) for a in e["arguments"])).flat()
                return self.ask(site["model"], site["place"], args)
            case "Endorse": return self.endorse(e["because"], self.label(e["value"], env))
            case _:
                kinds = SURFACE.classes[e["node"]]
                parts = [e[key] for key, kind in kinds.items() if kind in ("Expr", "Expr*")]
                items = [item for part in parts for item in (part if isinstance(part, list) else [part])]
                return join(*(self.label(item, env) for item in items))
        return Label()

    def name(self, name: str, env: dict[str, Label]) -> Label:
        if name in env: return env[name]
        if name in self.p.consts: return self.label(self.p.consts[name]["value"], {})
        if name in self.inputs: return self.inputs[name]
        return Label() if name in self.p.enums else refuse(f"`{name}` is not declared")

    def call(self, name: str, arguments: list[Node], env: dict[str, Label]) -> Label:
        if name == "map" and arguments and arguments[0]["value"]["node"] == "NameExpr":
            name, arguments = arguments[0]["value"]["name"], arguments[1:]
        if f := self.p.functions.get(name):
            return self.block(f["body"], self.bind(arguments, [p["name"] for p in f["parameters"]], env))
        if name in self.p.types:
            fields = self.p.type(self.p.types[name]["type"]).get("fields", [])
            return Label(fields=self.bind(arguments, [n for n, _ in fields], env))
        if name not in BUILTINS: refuse(f"function `{name}` is not declared")
        return join(*(self.label(a["value"], env).flat() for a in arguments))

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

class Placed(Tree):
    """The rules again on what runs."""

    def __init__(self, program: Program, ir: Node) -> None:
        super().__init__(program)
        self.stage, self.protocol, self.graph = "placed program", ir["protocol"], ir["graph"]
        self.nodes: list[Node] = self.graph["nodes"]
        inputs = [{"node": "InputDecl", "name": name, "ty": program.type(d["type"]), "owner": d["owner"],
                   "endorsed": d["endorsed"]} for name, d in program.inputs.items()]
        sizes = len(ir["places"]), len(self.nodes)
        if ir["program"] != program.name or self.graph["inputs"] != inputs or sizes[0] != sizes[1]:
            refuse("the placed program is another program: its name, inputs or places differ")
        self._sites()
        known = {text: self.place(w) for text, w in {str(w): w for w in ir["places"]}.items()}
        self.places = [known[str(w)] for w in ir["places"]]
        labels: list[Label] = []
        for i, (node, (name, sees, steers)) in enumerate(zip(self.nodes, self.places, strict=True)):
            before(node, i)
            for came in {self.places[a][0] for a in node["args"]} - {name, "public"}:
                moves = name == "mpc" or (came.startswith("local") and name.startswith("environment"))
                self.must("place", name, not moves, f"a value moves there from {came}")
            label = self.node(node, name, join(*(labels[a] for a in node["args"])))
            self.must("place", name, sees & ~self.reads(label), "sees there what it may not")
            labels.append(join(label, steers))
        self.opened = {o["field"]: join(*(labels[i] for i in self.leaves(o))) for o in self.opens()}
        self.releases(self.opened)
        if self.protocol: self.error(self.protocol)

    def _sites(self) -> None:
        sites = {str(sorted(self.site(e).items())) for e in self.p.asks}
        for asked in self.graph["asks"]:
            told = {key: value for key, value in asked.items() if key != "max_bytes"}
            told["values"] = [v for v in asked["values"] if v != asked["abstain"]]
            told["margin"] = asked["margin"] and Fraction(asked["margin"])
            if str(sorted(told.items())) not in sites:
                refuse(f"the placed program asks `{asked['model']}` what the program does not")

    def place(self, where: Node) -> tuple[str, int, Label]:
        """A place in words, who sees what runs there, and who steers it."""
        kind, who = where["node"].lower(), str(where.get("party", where.get("name")))
        if kind == "public": return kind, self.k.everyone, Label()
        if kind == "mpc":
            p = self.protocol or refuse("no protocol is given")
            members, t = p["members"], p["threshold"]
            few = len(set(members)) < max(len(members), 2 * t + 1)
            if few or not set(members) <= self.p.of("party", "helper"):
                refuse("a protocol needs distinct parties and helpers, more than twice its threshold")
            mine = [self.k.who.index(m) for m in members]
            sees = self.k.where(lambda row: sum(row[i] > 0 for i in mine) > t) | self.k.some(members, ACTIVE)
            return kind, sees, Label(influence=frozenset((m, ACTIVE) for m in members))
        if self.p.kinds.get(who) not in ({"party", "helper"} if kind == "local" else {"environment"}):
            refuse("no such place")
        return f"{kind} {who}", self.k.at[who, PASSIVE], Label(influence=frozenset({(who, ACTIVE)}))

    def node(self, node: Node, place: str, args: Label) -> Label:
        op = node["op"]
        match op["node"]:
            case "Input":
                return join(args, self.inputs.get(op["name"]) or refuse("an undeclared input is read"))
            case "Ask":
                if op["site"] >= len(self.graph["asks"]): refuse("an undeclared `ask`")
                site = self.graph["asks"][op["site"]]
                sizes = [self.nodes[a]["ty"].get("max_bytes", math.inf) for a in node["args"]]
                fits = len(sizes) == len(site["max_bytes"])
                fits = fits and all(map(operator.le, sizes, site["max_bytes"]))
                if place not in (f"local {site['place']}", f"environment {site['place']}") or not fits:
                    refuse("an `ask` runs elsewhere or on other texts")
                return self.ask(site["model"], site["place"], args)
            case "Endorse":
                if op["because"] not in self.p.reasons: refuse("an endorsement is not the program's")
                text = node["ty"]["node"] == "TextV"
                self.must("transparent", op["because"], text, "text cannot be endorsed")
                return self.endorse(op["because"], args)
        return args

    def opens(self) -> list[Node]:
        """The openings, which are exactly the output's fields."""
        opens: list[Node] = self.graph["opens"]
        wanted = [(n, self.p.type(f["type"]), f["recipients"]) for n, f in self.p.fields.items()]
        if [(o["field"], o["ty"], o["recipients"]) for o in opens] != wanted:
            refuse("what is opened is not the output")
        return opens

    def leaves(self, o: Node) -> list[int]:
        """The opened nodes: each holds only its part of the type, and nothing where an option is absent."""
        leaves: list[Leaf] = []
        layout(o["ty"], [], None, leaves)
        ids: list[int] = o["leaves"]
        if len(ids) != len(leaves) or max(ids) >= len(self.nodes):
            refuse("an opening has other leaves than its type")
        for i, (kind, lo, hi, shape, flag) in zip(ids, leaves, strict=True):
            ty = self.nodes[i]["ty"]
            fits = ty["node"] == kind and ty["shape"] == shape
            fits = fits and lo <= ty.get("lo", lo) and ty.get("hi", hi) <= hi
            free = flag is None or self.nodes[i]["op"]["node"] == "Const"
            hidden = free or self.masks(ids[flag or 0])[1] <= self.masks(i)[0]
            self.must("open", o["field"], not (fits and hidden), "more is opened than the values of the type")
        return ids

    def masks(self, start: int) -> tuple[set[int], set[int]]:
        """Nodes of which each, where false, makes the node one constant; and those not made of others."""
        every, ends, todo, rest = set[int](), set[int](), [start], set[str]()
        while todo:
            i = todo.pop()
            every.add(i)
            op, args = self.nodes[i]["op"], self.nodes[i]["args"]
            other = self.constant(args[2]) if op["node"] == "Select" and len(args) == 3 else ""
            if self.nodes[i]["ty"]["node"] == "IntV" and other: rest.add(other)
            elif other != "{0}": other = ""
            if other or op["node"] == "Repeat" or op.get("op") == "and": todo += set(args[:2]) - every
            elif self.constant(i) != "{1}": ends.add(i)
        return every if len(rest) < 2 else set(), ends

    def constant(self, i: int) -> str:
        while self.nodes[i]["op"]["node"] == "Repeat" and self.nodes[i]["args"]: i = self.nodes[i]["args"][0]
        values = set(self.nodes[i]["op"]["values"]) if self.nodes[i]["op"]["node"] == "Const" else set()
        return str(values) if len(values) == 1 else ""

    def error(self, p: Node) -> None:
        """Statistical error and size of the protocol's field."""
        thin = p["masked"] > 0 and (p["masked"] - 1).bit_length() > p["security"] - 40
        self.must("open", "protocol", thin, "the masks hide too little")
        running = [n for n, place in zip(self.nodes, self.places, strict=True) if place[0] == "mpc"]
        shared = {i for n in running for i in (n["id"], *n["args"])}
        ranges = [self.nodes[i]["ty"] for i in shared if self.nodes[i]["ty"]["node"] == "IntV"]
        wide = any(max(abs(ty["lo"]), abs(ty["hi"])).bit_length() > p["bits"] for ty in ranges)
        small = p["modulus"].bit_length() <= p["bits"] + p["security"] + 1 or not is_prime(p["modulus"])
        self.must("open", "protocol", wide or small, "its field is not a prime of enough bits")

def before(node: Node, position: int) -> None:
    """Every node stands at its place and reads earlier ones; the region of a fold is closed and pure."""
    if node["id"] != position or any(a >= position for a in node["args"]):
        refuse("a node reads what is not before it")
    if node["op"]["node"] != "Fold": return
    region, first = node["op"]["region"], len(node["op"]["region"]["parameters"])
    for i, inner in enumerate(region["nodes"], first):
        before(inner, i)
        if inner["op"]["node"] in ("Input", "Ask", "Endorse"): refuse("a region is not pure")
    if first != len(node["args"]) or max(region["results"], default=0) >= first + len(region["nodes"]):
        refuse("a region has other arguments or results")

def is_prime(n: int) -> bool:
    """Miller and Rabin, with bases from the number's digest, so that no number can be made to fit them."""
    if n < 4 or n % 2 == 0: return n in (2, 3)
    twos = ((n - 1) & (1 - n)).bit_length() - 1
    for i in range(40):
        base = 2 + int.from_bytes(hashlib.sha512(f"{n:x} {i}".encode()).digest()) % (n - 3)
        power = pow(base, (n - 1) >> twos, n)
        if power != 1 and all(pow(power, 1 << j, n) != n - 1 for j in range(twos)): return False
    return True

def canonical(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()

def same(found: Any, derived: Any) -> bool:
    """Equal as JSON; a float up to two decimals, a set in any order, a tuple as any one of its items."""
    match derived:
        case float(): return type(found) in (int, float) and abs(found - derived) <= 0.01
        case tuple(): return any(same(found, item) for item in derived)
        case dict():
            alike = isinstance(found, dict) and found.keys() == derived.keys()
            return alike and all(same(found[key], derived[key]) for key in derived)
        case list():
            return isinstance(found, list) and len(found) == len(derived) and all(map(same, found, derived))
        case frozenset():
            items = sorted(map(canonical, derived))
            return isinstance(found, list) and sorted(map(canonical, found)) == items
    return type(found) is type(derived) and bool(found == derived)

def derive(rules: Placed, tree: Node) -> Node:
    """What the sections of a certificate must say: every list in it, from the tree and the placed program."""
    p, k, places = rules.p, rules.k, [name for name, _, _ in rules.places]

    def rows(nodes: Iterable[Node], *keys: str) -> list[Node]:
        return [{key: node[key] for key in keys} for node in nodes]

    def atoms(label: Label, every: bool) -> frozenset[tuple[str, str]]:
        least = {who: min(level for w, level in label.influence if w == who) for who, _ in label.influence}
        return frozenset((who, LEVELS[level]) for who, level in least.items() if every or k.at[who, level])

    fields = rows(p.fields.values(), "name", "sources", "recipients", "because", "steered_by")
    for row in fields:
        labels = rules.written[row["name"]], rules.opened[row["name"]]
        influence = tuple(atoms(label, every) for label in labels for every in (True, False))
        row |= measure(rules.counts[row["name"]])
        row |= {"depends": tuple(label.sources for label in labels), "influence": influence}
    totals = []
    for x, who in ((x, who) for x, d in p.inputs.items() for who in k.who if who != d["owner"]):
        heard = [n for n, f in p.fields.items() if x in f["sources"] and who in f["recipients"]]
        told = measure(product(rules.counts[n] for n in heard))
        if heard: totals.append({"source": x, "recipient": who} | told)
    axioms = [show(d) for d in p.all("AdversaryDecl") + p.all("AssumeDecl")]
    return {
        "format": FORMAT, "program": p.name, "fields": fields, "totals": totals,
        "adversaries": {"count": len(k.rows), "axioms": axioms},
        "inputs": rows(p.inputs.values(), "name", "owner", "endorsed"),
        "endorsements": rows(walk(tree, "Endorse"), "because", "at"),
        "acceptances": rows(p.all("AcceptDecl"), "influencer", "source", "because"),
        "placement": [{"place": name, "nodes": places.count(name)} for name in sorted(set(places))],
        "models": rows(p.models.values(), "name", "publisher", "reference"),
    }

@dataclass(frozen=True, slots=True)
class Report:
    """`verdict` is proved, refuted or refused; an obligation is (rule, subject, answer, why it fails)."""
    verdict: str
    reason: str = ""
    adversaries: int = 0
    assumed: tuple[str, ...] = ()
    obligations: tuple[tuple[str, str, str, str], ...] = ()
    fields: tuple[tuple[str, str, float], ...] = ()
    recipients: tuple[tuple[str, float], ...] = ()
    program: str = ""

    def text(self) -> str:
        lines = [self.program] if self.program else []
        for rule, subject, answer, why in self.obligations:
            lines.append(f"{answer}: {rule} of {subject}" + f": {why}" * bool(why))
        lines += [f"field {name} to {to}: {bits:.2f} bits" for name, to, bits in self.fields]
        lines += [f"in all to {name}: {bits:.2f} bits" for name, bits in self.recipients]
        assumed = "; ".join(self.assumed) or "nothing"
        if self.program: lines.append(f"{self.adversaries} adversaries covered; assumed: {assumed}")
        return "\n".join([*lines, self.verdict + f": {self.reason}" * bool(self.reason)])

def check(certificate: Any, source: bytes | None = None) -> Report:
    """Decide a certificate; `source` is the program's text where the reader has it.  Never raises."""
    try: return decide(certificate, source)
    except Refused as refused: return Report("refused", str(refused))
    except RecursionError: return Report("refused", "nested too deeply")
    except (ValueError, TypeError, OverflowError, MemoryError) as error:
        return Report("refused", f"not JSON, or too large: {error}")

def decide(certificate: Any, source: bytes | None) -> Report:
    sections = {"format", "program", "digests", "tree", "ir", "adversaries", "inputs", "fields", "totals",
                "models", "endorsements", "acceptances", "placement", "obligations"}
    if not isinstance(certificate, dict) or set(certificate) != sections:
        refuse("the sections are not those of the format")
    tree, ir, digests, stated = (certificate[key] for key in ("tree", "ir", "digests", "obligations"))
    if not isinstance(digests, dict) or set(digests) != {"source", "tree", "rules", "ir", "smt"}:
        refuse("the digests are not those of the format")
    if not all(plain(digest, "hex") for digest in digests.values()): refuse("a digest is not SHA-256 in hex")
    texts = {"tree": canonical(tree), "ir": canonical(ir)} | ({} if source is None else {"source": source})
    for name, data in texts.items():
        if hashlib.sha256(data).hexdigest() != digests[name]: refuse(f"the digest of `{name}` is another")
    printed = print_program(tree)
    PLACED.conform(ir, "Placed")
    rules = Placed(Program(simple(tree)), ir)
    failed, derived = any(rules.found.values()), derive(rules, tree)
    for section, value in derived.items():
        if not same(certificate[section], value):
            refuse(f"`{section}` is not what the program gives: {value!r:.300}")
    wanted = sorted(canonical([*key, "proved"]) for key in rules.found)
    rows = [o if isinstance(o, dict) else {} for o in stated] if isinstance(stated, list) else []
    given = [[o.get("rule"), o.get("subject"), "proved" if failed else o.get("answer")] for o in rows]
    if sorted(map(canonical, given)) != wanted or any(len(o) != 3 for o in rows):
        refuse(f"`obligations` are not those of the program, all proved: {sorted(rules.found)}")
    told = [(n, ", ".join(f["recipients"]), math.log2(rules.counts[n])) for n, f in rules.p.fields.items()]
    heard = [(r, [n for n, f in rules.p.fields.items() if r in f["recipients"]]) for r in rules.k.who]
    bits = [(r, math.log2(product(rules.counts[n] for n in fields))) for r, fields in heard if fields]
    found = sorted(rules.found.items())
    answered = [(*key, "refuted" if why else "proved", "; ".join(why)) for key, why in found]
    return Report(
        "refuted" if failed else "proved", "", len(rules.k.rows), tuple(derived["adversaries"]["axioms"]),
        tuple(answered), tuple(told), tuple(bits), printed,
    )

def unique(pairs: list[tuple[str, Any]]) -> Node:
    return dict(pairs) if len({k for k, _ in pairs}) == len(pairs) else refuse("a key is written twice")

def read(path: str) -> bytes:
    with open(path, "rb") as file: data = file.read(MAX_BYTES + 1)
    return data if len(data) <= MAX_BYTES else refuse("the file is too large")

def main(argv: list[str] | None = None) -> int:
    """Exit code for `python -m tcme.checker FILE …`: 0 proved, 1 refuted, 2 usage, 6 refused."""
    parser = argparse.ArgumentParser(prog="python -m tcme.checker", description="Check a flow certificate.")
    parser.add_argument("file")
    parser.add_argument("--source", help="the program's text, to compare its digest")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        source = read(args.source) if args.source else None
        report = check(json.loads(read(args.file), object_pairs_hook=unique, parse_constant=refuse), source)
    except OSError as error:
        print(f"cannot read: {error}", file=sys.stderr)
        return 2
    except Refused as refused: report = Report("refused", str(refused))
    except (ValueError, RecursionError) as error: report = Report("refused", f"not JSON: {error}")
    text = json.dumps(asdict(report), indent=2, sort_keys=True) if args.json else report.text()
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))
    return {"proved": 0, "refuted": 1}.get(report.verdict, 6)

if __name__ == "__main__":
    sys.exit(main())
