"""The placed IR as bytes: canonical JSON, one text for one circuit, refused when it is anything else.

A dataclass is `{"node": "Name", field: …}`, a tuple a list, a span `"at": [start, end]`.  What is decoded is
checked against the fields' types, must be written canonically, and must be valid.
"""

import json
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from typing import Any, TypeAlias

from tcme.compiler.ir import nodes as ir
from tcme.compiler.ir.nodes import Placed
from tcme.compiler.ir.validate import violations
from tcme.dsl import ty as language
from tcme.dsl.source import Span

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


class Malformed(ValueError):
    """Bytes that are no canonical text of a valid placed program."""


# --- writing -------------------------------------------------------------------------------------


def encode(placed: Placed) -> bytes:
    return canonical(to_json(placed))


def digest(placed: Placed) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(encode(placed)).hexdigest()


def canonical(value: Json) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def to_json(value: object) -> Json:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [to_json(v) for v in value]
    if isinstance(value, Span):
        return [value.start, value.end]
    written: dict[str, Json] = {"node": type(value).__name__}
    for key, name in _written(value.__class__):
        written[key] = to_json(getattr(value, name))
    return written


_WRITTEN: dict[type, tuple[tuple[str, str], ...]] = {}


def _written(kind: type) -> tuple[tuple[str, str], ...]:
    """The keys of a node and the fields behind them."""
    if kind not in _WRITTEN:
        if not is_dataclass(kind):
            raise TypeError(f"no JSON for {kind.__name__}")
        _WRITTEN[kind] = tuple((_key(f.name), f.name) for f in fields(kind))
    return _WRITTEN[kind]


def _key(name: str) -> str:
    return "at" if name == "span" else name


# --- reading -------------------------------------------------------------------------------------


def decode(data: bytes) -> Placed:
    """The placed program with these bytes; `Malformed` unless they are canonical and it is valid."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_unique, parse_float=_no_float)
        placed = from_json(value)
        again = encode(placed)
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error) or "not JSON") from error
    if again != data:
        raise Malformed("not written canonically")
    return _checked(placed)


def _checked(placed: Placed) -> Placed:
    for broken in violations(placed.graph):
        raise Malformed(broken)
    if len(placed.places) != len(placed.graph.nodes):
        raise Malformed("a place for each node is missing")
    if placed.protocol is None and any(isinstance(p, ir.Mpc) for p in placed.places):
        raise Malformed("a node runs in MPC without a protocol")
    return placed


def from_json(value: Json) -> Placed:
    placed = _read(value, Placed, "")
    assert isinstance(placed, Placed)
    return placed


def _unique(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key is written twice")
    return found


def _no_float(text: str) -> Json:
    raise Malformed("a number is not an integer")


_NAMED: dict[str, type] = {
    c.__name__: c
    for module in (language, ir)
    for c in vars(module).values()
    if isinstance(c, type) and is_dataclass(c) and c is not Span
}


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _read(value: Json, expected: Any, where: str) -> object:
    """`value` read as the annotation `expected`; `where` is its path, for the message."""
    if expected is Span:
        return _span(value, where)
    if expected in (int, str, bool, type(None)):
        return _plain(value, expected, where)
    origin = typing.get_origin(expected)
    reader = _READERS.get(origin)
    if reader is not None:
        return reader(value, typing.get_args(expected), where)
    return _node(value, (expected,), where)


def _plain(value: Json, expected: Any, where: str) -> Json:
    if type(value) is not expected:
        raise Malformed(f"{where} has the wrong type")
    return value


def _span(value: Json, where: str) -> Span:
    match value:
        case [int(start), int(end)] if 0 <= start <= end:
            return Span(start, end)
        case _:
            raise Malformed(f"{where} is no span")


def _literal(value: Json, allowed: tuple[Any, ...], where: str) -> Json:
    if not isinstance(value, str) or value not in allowed:
        raise Malformed(f"{where} is unknown")
    return value


def _tuple(value: Json, inner: tuple[Any, ...], where: str) -> object:
    if not isinstance(value, list):
        raise Malformed(f"{where} is no list")
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_read(v, inner[0], f"{where}[{i}]") for i, v in enumerate(value))
    if len(value) != len(inner):
        raise Malformed(f"{where} has the wrong length")
    return tuple(_read(v, t, f"{where}[{i}]") for i, (v, t) in enumerate(zip(value, inner, strict=True)))


def _union(value: Json, members: tuple[Any, ...], where: str) -> object:
    if isinstance(value, dict):
        return _node(value, members, where)
    if value is None and type(None) in members:
        return None
    tuples = [m for m in members if typing.get_origin(m) is tuple]
    if isinstance(value, list) and len(tuples) == 1:
        return _tuple(value, typing.get_args(tuples[0]), where)
    plain = [m for m in members if m in (int, str)]
    if len(plain) != 1:
        raise Malformed(f"{where} has the wrong type")
    return _plain(value, plain[0], where)


_READERS: dict[Any, Callable[[Json, tuple[Any, ...], str], object]] = {
    tuple: _tuple,
    typing.Literal: _literal,
    typing.Union: _union,
    types.UnionType: _union,
}


def _node(value: Json, members: tuple[Any, ...], where: str) -> object:
    if not isinstance(value, dict) or not isinstance(name := value.get("node"), str):
        raise Malformed(f"{where} is no node")
    cls = _NAMED.get(name)
    if cls is None or cls not in members:
        raise Malformed(f"{where} is an unknown or misplaced `{name}`")
    hints = _hints(cls)
    if set(value) != {"node", *map(_key, hints)}:
        raise Malformed(f"{where} has missing or unknown keys")
    return cls(**{n: _read(value[_key(n)], t, f"{where}.{n}") for n, t in hints.items()})
