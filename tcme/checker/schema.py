"""The form of a certificate: exact classes, exact keys, exact types, and only texts that a reader can see."""

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from tcme.checker.levels import KINDS
from tcme.checker.refusal import refuse
from tcme.checker.tables import IR, TREE

Node: TypeAlias = dict[str, Any]
MAX_DEPTH, MAX_INTEGER_BITS = 250, 4096
NUMBER = r"\d{1,30}(\.\d{1,30})?(/[1-9]\d{0,30})?"
ID = r"[A-Za-z_]\w{0,99}"
PATTERNS = {
    "id": ID,
    "name": rf"{ID}(\.{ID})?",
    "source": rf"{ID}(\[{ID}\])?",
    "path": rf"{ID}(\.{ID}){{0,9}}",
    "number": NUMBER,
    "decimal": r"\d{1,400}\.\d{1,400}",
    "hex": "[0-9a-f]{64}",
}
BREAKS = {"str": "\n\t", "text": "\n\t", "doc": "\n\t"}


class Table:
    """Classes with the kinds of their fields, groups of classes, and templates."""

    def __init__(self, text: str, everywhere: str) -> None:
        self.classes: dict[str, dict[str, str]] = {}
        self.groups: dict[str, set[str]] = {}
        self.templates: dict[str, str] = {}
        for entry in re.split(r"\n| ; ", text.strip()):
            name, spec, template = [
                *(part.strip() for part in re.split(r" \|(?= |$)", entry, maxsplit=2)),
                "",
                "",
            ][:3]
            if name.startswith("@"):
                group = self.groups.setdefault(name[1:], set())
                continue
            group.add(name)
            self.classes[name] = dict(item.split(":") for item in (spec + everywhere).split())
            self.templates[name] = template

    def conform(self, value: Any, kind: str, depth: int = 0) -> None:
        """Refuse unless `value` is a `kind`: exact classes, exact keys, exact types."""
        if kind.endswith("?"):
            if value is None:
                return
            kind = kind[:-1]
        if depth > MAX_DEPTH:
            refuse("nested too deeply")
        for item, inner in self._parts(value, kind):
            self.conform(item, inner, depth + 1)

    def _parts(self, value: Any, kind: str) -> Iterable[tuple[Any, str]]:
        """What stands inside a value, each with the kind that it must be."""
        if kind[-1] in "*+" and isinstance(value, list) and (value or kind[-1] == "*"):
            return ((item, kind[:-1]) for item in value)
        if kind == "pair" and isinstance(value, list) and len(value) == 2:
            return zip(value, ("id", "Ty"), strict=True)
        if isinstance(value, dict) and isinstance(value.get("node"), str):
            return self._fields(value, kind)
        if kind[-1] in "*+" or not plain(value, kind):
            refuse(f"{value!r:.60} is not a `{kind}`")
        return ()

    def _fields(self, node: Node, kind: str) -> Iterable[tuple[Any, str]]:
        name = node["node"]
        known = name in self.classes and any(name in self.groups.get(k, {k}) for k in kind.split("/"))
        if not known or set(node) != {"node", *self.classes[name]}:
            refuse(f"{node!r:.60} is not a `{kind}`")
        parts = ((node[key], inner) for key, inner in self.classes[name].items())
        return [(part, inner) for part, inner in parts if not numbers(part, inner)]


def plain(value: Any, kind: str) -> bool:
    """A leaf of a kind."""
    match kind:
        case "int":
            return type(value) is int and value.bit_length() <= MAX_INTEGER_BITS
        case "nat":
            return plain(value, "int") and value >= 0
        case "at":
            return span(value)
        case "bool" | "each":
            return isinstance(value, bool)
    return isinstance(value, str) and spelled(value, kind)


def numbers(value: Any, kind: str) -> bool:
    """A list of numbers, or a span: nothing stands inside that has to be looked at alone."""
    if kind == "at":
        return span(value)
    return kind in ("nat*", "int*") and isinstance(value, list) and all(plain(v, kind[:-1]) for v in value)


def span(value: Any) -> bool:
    pair = isinstance(value, list) and len(value) == 2 and all(plain(v, "nat") for v in value)
    return pair and bool(value[0] <= value[1])


def spelled(value: str, kind: str) -> bool:
    """A text of a kind; it holds only what a reader can see: no control or invisible characters."""
    if kind in PATTERNS:
        words = re.split(r"[.\[\]]", value)
        return re.fullmatch(PATTERNS[kind], value, re.A) is not None and RESERVED.isdisjoint(words)
    if kind[0] == "=":
        return value in kind[1:].split(",")
    visible = kind in BREAKS and all(c.isprintable() or c in BREAKS[kind] for c in value)
    return visible and (kind != "text" or '"""' not in value)


SURFACE, PLACED = Table(TREE, " at:at"), Table(IR, "")
SOFT = {"most", "bit", "bits", "influence", "passive", "crafting", "active", "secrecy", "integrity"}
SOFT |= {"module", "file", "learn", "steer"}
PRINTED = " ".join(re.sub(r"<.*?>", "", template) for template in SURFACE.templates.values())
KINDS_AND_OPERATORS = {*KINDS, "and", "or", "xor", "not", "true", "false", "trusts"}
OF_MODULES = {"each", "use", "test", "expect", "refused"}
RESERVED = {*re.findall(r"\w+", PRINTED), *KINDS_AND_OPERATORS, *OF_MODULES} - SOFT
