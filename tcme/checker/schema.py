"""The form of a certificate: exact classes, exact keys, exact types, and only texts that a reader can see."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn, TypeAlias

from tcme.checker.levels import KINDS
from tcme.checker.refusal import refuse
from tcme.checker.tables import IR, TREE

Node: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[Any, int], None]
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
        self.checks: dict[str, Check] = {}
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

    def conform(self, value: Any, kind: str) -> None:
        """Refuse unless `value` is a `kind`: exact classes, exact keys, exact types."""
        self.check(kind)(value, 0)

    def check(self, kind: str) -> Check:
        """What refuses any value but a `kind`, told how deep it stands; made once for each kind."""
        if kind not in self.checks:
            self.checks[kind] = self._check(kind)
        return self.checks[kind]

    def _check(self, kind: str) -> Check:
        if kind[-1] == "?":
            return optional(self.check(kind[:-1]))
        if kind in LEAVES or kind in PATTERNS or kind in BREAKS or kind[0] == "=":
            return leaf(kind)
        if kind[-1] in "*+":
            return several(self.check(kind[:-1]), kind)
        if kind == "pair":
            return pair(self.check("id"), self.check("Ty"))
        return self._node(kind)

    def _node(self, kind: str) -> Check:
        """Of a class, or one of several; the checks of its fields are made when it is first seen."""
        names = {name for k in kind.split("/") for name in self.groups.get(k, {k})} & self.classes.keys()
        fields: dict[str, dict[str, Check]] = {}

        def node(value: Any, depth: int) -> None:
            name = value.get("node") if type(value) is dict else None
            if type(name) is not str or name not in names:
                wrong(value, kind)
            if name not in fields:
                checks = {key: self.check(inner) for key, inner in self.classes[name].items()}
                fields[name] = {"node": lambda *_: None, **checks}
            checks = fields[name]
            if value.keys() != checks.keys():
                wrong(value, kind)
            if depth > MAX_DEPTH:
                refuse("nested too deeply")
            for key, part in value.items():
                checks[key](part, depth + 1)

        return node


def wrong(value: Any, kind: str) -> NoReturn:
    refuse(f"{value!r:.60} is not a `{kind}`")


def optional(check: Check) -> Check:
    return lambda value, depth: None if value is None else check(value, depth)


def several(check: Check, kind: str) -> Check:
    def items(value: Any, depth: int) -> None:
        if type(value) is not list or (kind[-1] == "+" and not value):
            wrong(value, kind)
        for item in value:
            check(item, depth)

    return items


def pair(first: Check, second: Check) -> Check:
    def two(value: Any, depth: int) -> None:
        if type(value) is not list or len(value) != 2:
            wrong(value, "pair")
        first(value[0], depth)
        second(value[1], depth)

    return two


def leaf(kind: str) -> Check:
    right = LEAVES.get(kind) or (lambda value: type(value) is str and spelled(value, kind))

    def one(value: Any, _: int) -> None:
        if not right(value):
            wrong(value, kind)

    return one


def is_integer(value: Any) -> bool:
    return type(value) is int and value.bit_length() <= MAX_INTEGER_BITS


def is_natural(value: Any) -> bool:
    return is_integer(value) and value >= 0


def is_span(value: Any) -> bool:
    two = type(value) is list and len(value) == 2 and type(value[0]) is int and is_integer(value[1])
    return two and 0 <= value[0] <= value[1]


def are_integers(value: Any) -> bool:
    whole = type(value) is list and {*map(type, value)} <= {int}
    return whole and all(map(is_integer, (min(value), max(value)) if value else ()))


def are_natural(value: Any) -> bool:
    return are_integers(value) and (not value or min(value) >= 0)


# fmt: off
LEAVES: dict[str, Callable[[Any], bool]] = {
    "at": is_span, "int": is_integer, "nat": is_natural, "int*": are_integers, "nat*": are_natural,
    **dict.fromkeys(("bool", "each"), lambda value: type(value) is bool),
}
# fmt: on


def plain(value: Any, kind: str) -> bool:
    """Whether it is a leaf of a kind."""
    return LEAVES[kind](value) if kind in LEAVES else type(value) is str and spelled(value, kind)


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
