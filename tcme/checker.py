"""The independent checker of flow certificates (`*.flow.json`): the part that has to be trusted.

It imports nothing of the compiler.  From the program tree and the placed program in a certificate it derives every
obligation itself, decides it for every admissible adversary, and prints the program back, because that is what
people sign.  Lists in the file are only compared with what it derives.

Checked: digests and structure; `sources`, `robust` (with `accept`), `steer`, `transparent`, `ask`, `require`, `budget`
and `covered` on the tree; the flow rules again on the placed program, with `place` (who sees and steers what runs
where, and what may move) and `open` (what is opened, to whom, as what type, with what statistical error).
Not checked: that the tree is the parse of the source (read the printed program); that the placed program computes
what the tree says (only that it leaks no more and is steered by no more); its ranges and its count of masked
openings; the digests `rules` and `smt`; models; cryptography; the truth of inputs.
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
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

Node: TypeAlias = dict[str, Any]
FORMAT, LEVELS, PASSIVE, CRAFTING, ACTIVE = "tcme-flow-1", ("honest", "passive", "crafting", "active"), 1, 2, 3
KINDS = {"party": (0, 1, 2, 3), "helper": (0, 1, 3), "environment": (0, 1, 3), "publisher": (0, 2)}
MAX_BYTES, MAX_DEPTH, MAX_STEPS, MAX_ADVERSARIES, MAX_BITS = 1 << 26, 250, 200_000, 1 << 17, 1 << 15
OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.floordiv, "%": operator.mod,
}
BUILTINS = {"min", "max", "abs", "sum", "any", "all", "count", "argmin", "argmax"}
RESERVED = set(
    "if else match for in fold let fn ask as at endorse because release and or xor not true false none Int Text party "
    "helper environment publisher adversary of assume trust trusts model by type const input from endorsed require "
    "output to steered leak accept program margin examples".split()
)

# class | fields | how it is printed: <x> a field, <x|, > a list, <x;> one a line, [[…]] only where present, $ a newline
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
PATTERNS = {"id": r"[A-Za-z_]\w{0,99}", "number": r"\d{1,30}(\.\d{1,30})?(/[1-9]\d{0,30})?", "hex": "[0-9a-f]{64}"}
BREAKS = {"str": "\n\t", "text": "\n\t", "doc": "\n\t"}

class Refused(Exception):
    """The certificate is malformed, tampered with or too large: no verdict on the program."""

def refuse(message: str) -> NoReturn:
    raise Refused(message)

def plain(value: Any, kind: str) -> bool:
    """A leaf of a kind.  Texts hold only what a reader can see: no control, direction or invisible characters."""
    if kind in ("int", "nat"):
        return type(value) is int and value.bit_length() <= 4096 and (kind == "int" or value >= 0)
    if kind == "at":
        return isinstance(value, list) and len(value) == 2 and all(plain(v, "nat") for v in value) and value[0] <= value[1]
    if kind == "bool" or not isinstance(value, str): return kind == "bool" and isinstance(value, bool)
    if kind in PATTERNS: return re.fullmatch(PATTERNS[kind], value, re.A) is not None and value not in RESERVED
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
            self.classes[name], self.templates[name] = dict(i.split(":") for i in (spec + everywhere).split()), template

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
            if not known or set(value) != {"node", *self.classes[name]}: refuse(f"{value!r:.60} is not a `{kind}`")
            items = ((value[key], inner) for key, inner in self.classes[name].items())
        elif kind[-1] in "*+" or not plain(value, kind): refuse(f"{value!r:.60} is not a `{kind}`")
        for item, inner in items: self.conform(item, inner, depth + 1)

SURFACE, PLACED = Table(TREE, " at:at"), Table(IR, "")
ATOMIC = set("IntLiteral BoolLiteral NoneLiteral NameExpr Call FieldAccess Index ArrayLiteral Comprehension Paren".split())
OPERANDS = {"Unary": "operand", "Binary": "left right", "FieldAccess": "record", "Index": "array", "Range": "lo hi"}
ORDER = {"or": 0, "xor": 1, "and": 2, "not": 3, "+": 5, "-": 5} | dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 4)

def print_program(tree: Node) -> str:
    """The program as its author wrote it, apart from comments and spacing; parentheses wherever they could matter."""
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
        return f"({text})" if key in OPERANDS.get(name, "").split() and not bare(node, key) else text

    def group(found: re.Match[str]) -> str:
        return "" if node[found[2]] in (None, []) else found[1]

    template = re.sub(r"\[\[(.*?<(\w+).*?)\]\]", group, SURFACE.templates[name])
    text = re.sub(r"<(\w+)(\|[^>]*|;)?>|\$", lambda slot: part(slot) if slot[1] else "\n", template)
    if name == "Block" and text.count("\n") == 2 and len(text) < 90: return f"{{ {text[1:-1].strip()} }}"
    return text.replace(" trust ", " trusts ", 1) if name == "AssumeDecl" and len(node["who"]) == 1 else text

def show_leaf(value: Any, kind: str) -> str:
    if kind == "bool": return "true" if value else "false"
    if kind == "str": return json.dumps(value, ensure_ascii=False)
    if kind == "doc": return "".join(f"/// {line}".rstrip() + "\n" for line in value.split("\n"))
    if kind == "text": return '"""\n    ' + value.replace("\n", "\n    ") + '\n"""'
    return "not " if value == "not" else str(value)

def bare(node: Node, key: str) -> bool:
    """An operand that is printed without parentheses: atoms, and operators that bind more tightly."""
    child, above = node[key], node.get("op", "")
    if child["node"] in ATOMIC or node["node"] == "Range": return child["node"] in (*ATOMIC, "Binary", "Unary")
    if child["node"] == "Unary" and child["op"] == "-": return node["node"] == "Binary" and child["operand"]["node"] in ATOMIC
    if child["node"] not in ("Binary", "Unary") or not above or (node["node"], above) == ("Unary", "-"): return False
    inner, outer = ORDER.get(child["op"], 6), ORDER.get(above, 6)
    return inner > outer or (inner == outer not in (3, 4) and key == "left")

def names(nodes: Iterable[Node]) -> list[str]:
    return [n["text"] for n in nodes]

def walk(value: Any) -> Iterable[Node]:
    """Every node below, in the order of the fields."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict): yield item
        stack += reversed(list(item.values()) if isinstance(item, dict) else item if isinstance(item, list) else [])

class Program:
    """The declarations of a tree by name; every reference from one to another is checked."""

    def __init__(self, tree: Node) -> None:
        SURFACE.conform(tree, "Program")
        self.tree, self.steps, self.declarations = tree, 0, tree["declarations"]
        self.kinds: dict[str, str] = {n: d["kind"] for d in self.all("PrincipalDecl") for n in names(d["names"])}
        kinds = ("InputDecl", "ModelDecl", "TypeDecl", "ConstDecl", "FunctionDecl", "OutputDecl")
        named = [{d["name"]["text"]: d for d in self.all(k)} for k in kinds]
        self.inputs, self.models, self.types, self.consts, self.functions, outputs = named
        self.enums = {v for n in walk(tree) if n["node"] == "EnumType" for v in names(n["values"])}
        main = self.functions.get("main")
        if len(outputs) != 1 or not main or main["parameters"] or main["body"]["result"]["node"] != "Release":
            refuse("a program has one output and one `main` without parameters that ends in `release`")
        (self.output,), self.main = outputs.values(), main
        self.fields: dict[str, Node] = {f["name"]["text"]: f for f in self.output["fields"]}
        declared = [n for d in self.all("PrincipalDecl") for n in names(d["names"])] + ["Bool", "map", *BUILTINS]
        declared += [d["name"]["text"] for k in kinds for d in self.all(k)]
        if len(set(declared)) != len(declared) or len(self.fields) != len(self.output["fields"]):
            refuse("a name is declared twice")
        self._references()

    def all(self, kind: str) -> list[Node]:
        return [d for d in self.declarations if d["node"] == kind]

    def of(self, *kinds: str) -> set[str]:
        return {n for n, kind in self.kinds.items() if kind in kinds}

    def _references(self) -> None:
        known = dict.fromkeys(("names", "who", "trusted", "influencer", "steered_by"), set(self.kinds))
        known |= {"owner": self.of("party"), "publisher": self.of("publisher"), "recipients": self.of("party", "helper")}
        known |= dict.fromkeys(("sources", "source"), set(self.inputs))
        for d in [*self.declarations, *self.output["fields"]]:
            for key in known.keys() & d.keys():
                found = names(d[key] if isinstance(d[key], list) else [d[key]])
                if len(set(found)) != len(found) or not set(found) <= known[key]:
                    refuse(f"`{', '.join(found)}` cannot stand as `{key}`")

    def step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS: refuse("the program is too large when its functions and types are written out")

    def owners(self, sources: Iterable[str]) -> set[str]:
        return {self.inputs[s]["owner"]["text"] for s in sources}

    def number(self, expr: Node) -> int:
        """Value of a constant expression."""
        self.step()
        match expr:
            case {"node": "IntLiteral"}: value: int = expr["value"]
            case {"node": "Paren"}: value = self.number(expr["inner"])
            case {"node": "NameExpr", "name": {"text": name}} if name in self.consts:
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
        match node["node"]:
            case "NamedType":
                name = node["name"]["text"]
                if name in self.types: return self.type(self.types[name]["type"])
                return {"node": "BoolTy"} if name == "Bool" else refuse(f"type `{name}` is not declared")
            case "IntType" | "TextType":
                lo, hi = self.number(node["lo"]), self.number(node["hi"])
                return {"node": kind, "lo": lo, "hi": hi} if lo <= hi else refuse("a range is empty")
            case "EnumType": return {"node": kind, "values": names(node["values"])}
            case "RecordType":
                return {"node": kind, "fields": [[f["name"]["text"], self.type(f["type"])] for f in node["fields"]]}
        inner = {"node": kind, "element": self.type(node["element"])}
        return inner | {"size": self.number(node["size"])} if kind == "ArrayTy" else inner

Leaf: TypeAlias = tuple[str, int, int, list[int], int | None]

def layout(ty: Node, shape: list[int], guard: int | None, leaves: list[Leaf]) -> int:
    """Number of values of a finite type; appends its leaves: kind, range, shape, the flag that says it is present."""
    count = 2
    match ty["node"]:
        case "BoolTy": leaves.append(("BoolV", 0, 1, shape, guard))
        case "IntTy" | "EnumTy":
            lo, hi = (ty["lo"], ty["hi"]) if "lo" in ty else (0, len(set(ty["values"])) - 1)
            leaves.append(("IntV", lo, hi, shape, guard))
            count = hi - lo + 1
        case "OptionTy":
            leaves.append(("BoolV", 0, 1, shape, guard))
            count = 1 + layout(ty["element"], shape, len(leaves) - 1, leaves)
        case "RecordTy": count = product(layout(t, shape, guard, leaves) for _, t in ty["fields"])
        case "ArrayTy":
            inner = layout(ty["element"], [*shape, ty["size"]], guard, leaves)
            count = inner ** ty["size"] if 0 <= inner.bit_length() * ty["size"] <= 2 * MAX_BITS else 1 << MAX_BITS
        case _: refuse("an output field must have a finite type")
    return product([count])

def product(counts: Iterable[int]) -> int:
    total = 1
    for count in counts:
        total *= count
        if total.bit_length() > MAX_BITS: refuse(f"the fields carry more than {MAX_BITS} bits")
    return total

def measure(count: int) -> Node:
    """A number of values in decimal (also beyond what `str` allows) and in bits."""
    digits, rest = "", count
    while rest >= 10**4000:
        rest, low = divmod(rest, 10**4000)
        digits = f"{low:04000d}{digits}"
    return {"values": f"{rest}{digits}", "bits": math.log2(count)}

class Adversaries:
    """K: every assignment of levels to principals that the program admits; a set of adversaries is a bit mask."""

    def __init__(self, program: Program) -> None:
        self.who = list(program.kinds)
        index = {name: i for i, name in enumerate(self.who)}
        self.limits = [(d["limit"], [index[n] for n in names(d["names"])], LEVELS.index(d["level"]))
                       for d in program.all("AdversaryDecl")]
        aspects = {None: (1, 2, 3), "secrecy": (1,), "integrity": (2, 3)}
        self.trusts = [(index[p], index[q], aspects[d["aspect"]]) for d in program.all("AssumeDecl")
                       for p in names(d["who"]) for q in names(d["trusted"])]
        self.rows: list[tuple[int, ...]] = [()]
        for name in self.who:
            levels = KINDS[program.kinds[name]]
            self.rows = [row for old in self.rows for level in levels if self._admits(row := (*old, level))]
            if len(self.rows) > MAX_ADVERSARIES: refuse("too many adversaries: bound them with `adversary` and `assume`")
        self.at = {(n, level): self.where(lambda row, i=i, level=level: row[i] >= level)  # type: ignore[misc]
                   for n, i in index.items() for level in (PASSIVE, CRAFTING, ACTIVE)}

    def _admits(self, row: tuple[int, ...]) -> bool:
        """Decided for the newest principal of a row that is still growing."""
        new = len(row) - 1
        for limit, members, top in self.limits:
            if new in members and (row[new] > top or sum(m <= new and row[m] > 0 for m in members) > limit): return False
        pairs = (trust for trust in self.trusts if max(trust[:2]) == new)
        return not any(row[q] >= level > row[p] for p, q, levels in pairs for level in levels)

    def where(self, test: Callable[[tuple[int, ...]], bool]) -> int:
        return int("".join("01"[test(row)] for row in reversed(self.rows)), 2)

    def some(self, who: Iterable[str], level: int) -> int:
        """One of them at least at the level."""
        mask = 0
        for name in who: mask |= self.at[name, level]
        return mask

    def words(self, mask: int) -> str:
        levels = zip(self.who, self.rows[(mask & -mask).bit_length() - 1], strict=True)
        return " and ".join(f"{LEVELS[level]} `{n}`" for n, level in levels if level) or "nobody corrupt"
