"""Changes of certificates: of bytes, of fields, and of fields with every seal and digest made anew."""

import copy
import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from random import Random
from typing import Any

from tcme.compiler.certificate import canonical, sealed

Place = tuple[str | int, ...]
LISTED = (
    "adversaries", "inputs", "fields", "totals", "models", "endorsements", "acceptances", "placement",
    "obligations", "groups",
)  # fmt: skip
"""Sections that the checker derives itself: no change of them can pass, whatever the seal says."""


def changed_bytes(data: bytes, random: Random) -> bytes:
    """One byte put in, left out, doubled, or replaced by another."""
    at = random.randrange(len(data))
    other = bytes([(data[at] + random.randrange(1, 256)) % 256])
    put, rest = random.choice(((other, at + 1), (b"", at + 1), (other, at), (b" ", at)))
    return data[:at] + put + data[rest:]


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Every place in a JSON value, containers included."""
    if here:
        yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*here, key))


def changed_field(certificate: dict[str, Any], known: Sequence[Place], random: Random) -> dict[str, Any]:
    """The certificate with another value at one of the places; what is not on the way there is shared."""
    place = random.choice(known)
    elsewhere = [_at(certificate, p) for p in random.sample(known, min(30, len(known)))]
    made: dict[str, Any] = _put(certificate, place, _other(_at(certificate, place), elsewhere, random))
    return made


def _put(value: Any, place: Place, new: Any) -> Any:
    if not place:
        return new
    made = copy.copy(value)
    made[place[0]] = _put(value[place[0]], place[1:], new)
    return made


def resealed(certificate: dict[str, Any]) -> bytes:
    """As somebody would write it who may write certificates: digests and seal belong to what is inside."""
    made = {name: section for name, section in certificate.items() if name != "seal"}
    digests = {part: sha256(canonical(made[part])).hexdigest() for part in ("tree", "ir")}
    made["digests"] = {**made["digests"], **digests} if isinstance(made["digests"], dict) else made["digests"]
    return canonical(sealed(made))


def _at(value: Any, place: Place) -> Any:
    for key in place:
        value = value[key]
    return value


def _other(old: Any, elsewhere: list[Any], random: Random) -> Any:
    """Another value: one of the same kind from elsewhere where there is one, or a small change."""
    alike = [v for v in elsewhere if type(v) is type(old) and v != old]
    if alike and random.random() < 0.5:
        return random.choice(alike)
    match old:
        case bool():
            return not old
        case int() | float():
            return old + random.choice((1, -1, 1000))
        case str():
            return old + random.choice(("x", " ")) if random.random() < 0.8 or not old else old[:-1]
        case None:
            return 0
        case list():
            return old[1:] if old else [0]
        case dict():
            return dict(list(old.items())[1:])
        case _:
            raise AssertionError(f"{json.dumps(old)} is not in a certificate")
