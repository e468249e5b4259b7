"""The canonical tree: a program as plain JSON values, its bytes and their digest.

Every node is `{"node": class, "at": [start, end], …fields}`. Generic over the classes of `syntax`: a new
node needs no line here. Comments are not part of the tree; doc comments are.
"""

import hashlib
import json
import re
from dataclasses import fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tcme.dsl import syntax
from tcme.dsl.source import Span
from tcme.dsl.syntax import Program

DEEPEST = 190
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")


class NotATree(ValueError):
    """These values are not the canonical tree of any program; says where."""


def to_json(program: Program) -> object:
    """Dictionaries, lists, texts, whole numbers, truth values and None."""
    return _encode(program)


def from_json(raw: object) -> Program:
    """The exact inverse of `to_json`; raises NotATree for anything that it cannot give."""
    program = _decode(raw, Program, "program", 0)
    assert isinstance(program, Program)
    return program


def canonical_bytes(program: Program) -> bytes:
    """The bytes that are hashed and signed."""
    tree = to_json(program)
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(program: Program) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(program)).hexdigest()


def same(left: object, right: object) -> bool:
    """Whether two trees are equal up to spans."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if type(left) is not type(right):
        return False
    if not hasattr(left, "span"):
        return left == right
    node: Any = type(left)
    return all(same(getattr(left, name), getattr(right, name)) for name in _shape(node))


def _encode(value: Any) -> object:
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if not hasattr(value, "span"):
        return value
    kind: Any = type(value)
    at = [value.span.start, value.span.end]
    parts = {name: _encode(getattr(value, name)) for name in _shape(kind)}
    return {"node": kind.__name__, "at": at, **parts}


@cache
def _shape(node: Any) -> dict[str, Any]:
    """The fields of a node and their types, without the span."""
    hints = get_type_hints(node, vars(syntax))
    return {field.name: hints[field.name] for field in fields(node) if field.name != "span"}


@cache
def _alternatives(expected: Any) -> tuple[Any, ...]:
    """The members of a union, unions inside it opened up."""
    if get_origin(expected) not in (Union, UnionType):
        return (expected,)
    return tuple(member for part in get_args(expected) for member in _alternatives(part))


def _decode(raw: object, expected: Any, path: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise NotATree(f"{path[:80]}…: nested more than {DEEPEST} levels deep")
    alternatives = _alternatives(expected)
    match raw:
        case dict():
            node = next((a for a in alternatives if _names(a, raw.get("node"))), None)
            return _decode_node(raw, node, path, depth)
        case list(items):
            item = next((get_args(a)[0] for a in alternatives if get_origin(a) is tuple), None)
            if item is None:
                raise NotATree(f"{path}: a list does not belong here")
            return tuple([_decode(value, item, f"{path}[{i}]", depth) for i, value in enumerate(items)])
        case None | bool() | int() | str() if any(_is_plain(raw, a) for a in alternatives):
            return raw
        case _:
            raise NotATree(f"{path}: {type(raw).__name__} does not belong here")


def _is_plain(raw: object, expected: Any) -> bool:
    if get_origin(expected) is Literal:
        return isinstance(raw, str) and raw in get_args(expected)
    return expected in (NoneType, bool, int, str) and type(raw) is expected


def _names(expected: Any, name: object) -> bool:
    return hasattr(expected, "span") and expected.__name__ == name


def _decode_node(raw: dict[str, object], node: Any, path: str, depth: int) -> Any:
    if node is None:
        raise NotATree(f"{path}: {raw.get('node')} does not belong here")
    shape = _shape(node)
    if set(raw) != {"node", "at", *shape}:
        raise NotATree(f"{path}: {raw['node']} has the fields {', '.join(shape)} and no others")
    parts = {n: _decode(raw[n], type_, f"{path}.{n}", depth + 1) for n, type_ in shape.items()}
    if node is syntax.Name and not IDENTIFIER.fullmatch(parts["text"]):
        raise NotATree(f"{path}: a name has letters, digits and `_` only, and one `.` at most")
    return node(**parts, span=_span(raw["at"], path))


def _span(raw: object, path: str) -> Span:
    match raw:
        case [int(start), int(end)] if type(start) is type(end) is int and 0 <= start <= end:
            return Span(start, end)
        case _:
            raise NotATree(f"{path}.at: expected the start and the end of a span")
