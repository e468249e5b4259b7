"""The program back as text: what people sign."""

import json
import re
from functools import cache
from typing import Any, TypeAlias

from tcme.checker.schema import SURFACE, Node

Slot: TypeAlias = tuple[str, str, str]
"""A field, how it is filled in, and of what kind it is."""
# fmt: off
ATOMIC = {
    "IntLiteral", "DecimalLiteral", "TextLiteral", "BoolLiteral", "NoneLiteral", "NameExpr", "Call",
    "FieldAccess", "TupleAccess", "TupleExpr", "Index", "Paren", "ArrayLiteral", "Comprehension", "If",
    "Match", "For", "Fold", "Scan",
}
OPERANDS = {
    "Unary": ["operand"], "Binary": ["left", "right"], "FieldAccess": ["record"], "TupleAccess": ["tuple"],
    "Index": ["array"], "Range": ["lo", "hi"],
}
ORDER = {
    "or": 0, "xor": 1, "and": 2, "not": 3,
    "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "|": 5, "^": 6, "&": 7, "<<": 8, ">>": 8,
    "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}
# fmt: on
NOT, COMPARISON, SUM, TIGHTEST = 3, 4, 9, 10
OPTIONAL = re.compile(r"\[\[|\]\]")
SLOT = re.compile(r"<(\w+)(\|[^>]*|;)?>|\$")
MAX_LINE = 90


def print_program(tree: Node) -> str:
    """The program as its author wrote it, apart from comments, spacing and needless parentheses."""
    SURFACE.conform(tree, "Program")
    return show(tree) + "\n"


def show(node: Node) -> str:
    name = node["node"]
    parts = [part for waits, part in template(name) if waits is None or node[waits] not in (None, [])]
    text = "".join(p if isinstance(p, str) else filled(node, *p) for part in parts for p in part)
    if name == "Block" and text.count("\n") == 2 and len(text) < MAX_LINE:
        return f"{{ {text[1:-1].strip()} }}"
    if name == "AssumeDecl" and len(node["who"]) == 1:
        return text.replace(" trust ", " trusts ", 1)
    return text


@cache
def template(name: str) -> list[tuple[str | None, list[str | Slot]]]:
    """The parts of a template: each is texts and slots, and what is optional waits for its first field."""
    found: list[tuple[str | None, list[str | Slot]]] = []
    for i, part in enumerate(OPTIONAL.split(SURFACE.templates[name])):
        ends = [0, *(end for slot in SLOT.finditer(part) for end in slot.span()), len(part)]
        texts = [part[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)]
        slots = [
            (s[1], s[2] or "", SURFACE.classes[name][s[1]].rstrip("?")) if s[1] else "\n"
            for s in SLOT.finditer(part)
        ]
        found.append(
            (
                slots[0][0] if i % 2 else None,
                [x for two in zip(texts, [*slots, ""], strict=True) for x in two if x],
            )
        )
    return found


def filled(node: Node, key: str, how: str, kind: str) -> str:
    """A slot of a template: a field."""
    items = node[key] if isinstance(node[key], list) else [node[key]]
    parts = [show(v) if isinstance(v, dict) else show_leaf(v, kind) for v in items]
    if how == ";":
        return "".join("\n    " + p.replace("\n", "\n    ") for p in parts)
    text = how[1:].replace("$", "\n").join(parts)
    if key == "generics":
        return f"[{text}]" if parts else ""
    return f"({text})" if key in OPERANDS.get(node["node"], []) and not bare(node, key) else text


def show_leaf(leaf: Any, kind: str) -> str:
    value = str(leaf)
    match kind:
        case "bool":
            return value.lower()
        case "each":
            return "each " if leaf else ""
        case "str":
            return json.dumps(value, ensure_ascii=False)
        case "doc":
            return "".join(f"/// {line}".rstrip() + "\n" for line in value.split("\n"))
        case "text":
            return '"""\n    ' + value.replace("\n", "\n    ") + '\n"""'
    return "not " if value == "not" else value


def bare(node: Node, key: str) -> bool:
    """An operand that is printed without parentheses: atoms, and operators that bind more tightly."""
    child, above = node[key], node.get("op", "")
    if node["node"] == "Range":
        loose = ORDER.get(child.get("op", ""), TIGHTEST) < SUM
        return child["node"] in ATOMIC or (child["node"] in ("Binary", "Unary") and not loose)
    if child["node"] in ATOMIC:
        return key != "tuple" or child["node"] not in ("IntLiteral", "TupleAccess")
    if child["node"] == "Unary" and child["op"] == "-":
        return node["node"] == "Binary" and child["operand"]["node"] in ATOMIC
    if child["node"] not in ("Binary", "Unary") or not above or (node["node"], above) == ("Unary", "-"):
        return False
    inner, outer = ORDER.get(child["op"], TIGHTEST), ORDER.get(above, TIGHTEST)
    return inner > outer or (inner == outer not in (NOT, COMPARISON) and key == "left")
