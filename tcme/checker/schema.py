"""The form of a certificate: exact classes, exact keys, exact types, and only texts that a reader can see."""

import re
from functools import lru_cache
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
        self.known: dict[tuple[str, str], dict[str, str] | None] = {}
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
        if kind[-1] == "?":
            if value is None:
                return
            kind = kind[:-1]
        if depth > MAX_DEPTH:
            refuse("nested too deeply")
        if type(value) is dict and type(value.get("node")) is str:
            inner = self._fields(value["node"], kind)
            if inner is None or value.keys() != inner.keys():
                refuse(f"{value!r:.60} is not a `{kind}`")
            for key, part in value.items():
                if key != "node":
                    self.conform(part, inner[key], depth + 1)
        elif plain(value, kind):
            return
        elif kind[-1] in "*+" and type(value) is list and (value or kind[-1] == "*"):
            for item in value:
                self.conform(item, kind[:-1], depth + 1)
        elif kind == "pair" and type(value) is list and len(value) == 2:
            self.conform(value[0], "id", depth + 1)
            self.conform(value[1], "Ty", depth + 1)
        else:
            refuse(f"{value!r:.60} is not a `{kind}`")

    def _fields(self, name: str, kind: str) -> dict[str, str] | None:
        """The fields of a class, if one stands where a `kind` is wanted."""
        if (name, kind) not in self.known:
            here = name in self.classes and any(name in self.groups.get(k, {k}) for k in kind.split("/"))
            self.known[name, kind] = {"node": "", **self.classes[name]} if here else None
        return self.known[name, kind]


def plain(value: Any, kind: str) -> bool:
    """A leaf of a kind."""
    match kind:
        case "at":
            pair = type(value) is list and [*map(type, value)] == [int, int]
            return pair and 0 <= value[0] <= value[1] and plain(value[1], "int")
        case "int":
            return type(value) is int and value.bit_length() <= MAX_INTEGER_BITS
        case "nat":
            return plain(value, "int") and value >= 0
        case "int*" | "nat*":
            whole = type(value) is list and {*map(type, value)} <= {int}
            return whole and all(plain(v, kind[:-1]) for v in value and (min(value), max(value)))
        case "bool" | "each":
            return isinstance(value, bool)
    return isinstance(value, str) and spelled(value, kind)


@lru_cache(1 << 12)
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
