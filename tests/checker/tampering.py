"""What somebody may do to a certificate: one change at one place of it."""

import copy
import math
import random
from collections.abc import Iterator
from typing import Any

from tests.checker.builders import Node

Place = tuple[str | int, ...]


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Every place in a JSON value, containers included."""
    if here:
        yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*here, key))


def at(value: Any, place: Place) -> Any:
    for key in place:
        value = value[key]
    return value


def put(certificate: Any, place: Place, value: Any) -> Any:
    """A copy of what holds the place, the rest shared."""
    made = copy.copy(certificate)
    key, *inner = place
    made[key] = put(made[key], tuple(inner), value) if inner else value
    return made


def without(certificate: Any, place: Place) -> Any:
    made = copy.copy(certificate)
    key, *inner = place
    if inner:
        made[key] = without(made[key], tuple(inner))
    else:
        del made[key]
    return made


def others(value: Any) -> list[Any]:
    """Other values of the same and of other types."""
    match value:
        case bool():
            return [not value, int(value), None]
        case int():
            near = float(value) if abs(value) < 1 << 1000 else math.inf
            return [value + 1, value - 1, -value - 1, near, str(value), None]
        case float():
            return [value + 0.5, value + 0.01, -value, str(value), float("nan"), None]
        case str():
            return [value + "x", value + " ", "", value.upper() if value.islower() else "zz", None, 0]
        case None:
            return ["x", 0, False, []]
        case list():
            return [*lists(value), None, {}]
    return [None, [], {}, {**value, "extra": 0}]


def lists(value: list[Any]) -> list[list[Any]]:
    """Other lists: one item more, twice, less, or in another order."""
    made = (
        [[*value, *value[-1:]], value[1:], value[:-1], value[::-1], value[1:] + value[:1]]
        if value
        else [[0], [[]]]
    )
    return [other for other in made if other != value]


def tampered(certificate: Node, within: Place, chance: random.Random) -> tuple[Place, Node]:
    """A certificate with one value changed, removed, repeated, moved, of another type, or replaced by another
    of its class from elsewhere."""
    while True:
        place = (*within, *chance.choice(list(places(at(certificate, within)))))
        old = at(certificate, place)
        how = chance.randrange(4)
        if how == 0:
            return place, without(certificate, place)
        if how < 3:
            return place, put(certificate, place, chance.choice(others(old)))
        alike = [at(certificate, other) for other in places(certificate) if other[-1] == place[-1]]
        new = chance.choice([v for v in alike if type(v) is type(old)])
        if new != old:
            return place, put(certificate, place, new)
