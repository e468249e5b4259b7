"""The leaves of the surface tree: names, what binds names, and the patterns of `match`."""

from typing import TypeAlias

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span


@frozen
class Name:
    """An identifier where it is written; `order.median` is one name, qualified by its module."""

    text: str
    span: Span


@frozen
class TupleBinder:
    """`(a, b)`: takes a tuple apart."""

    names: tuple[Name, ...]
    span: Span


Binder: TypeAlias = Name | TupleBinder


@frozen
class NamePattern:
    """A value of an enum (upper case) or a binding (of the present value of an option)."""

    name: Name
    span: Span


@frozen
class IntPattern:
    value: int
    span: Span


@frozen
class BoolPattern:
    value: bool
    span: Span


@frozen
class NonePattern:
    span: Span


@frozen
class WildcardPattern:
    span: Span


Pattern: TypeAlias = NamePattern | IntPattern | BoolPattern | NonePattern | WildcardPattern
