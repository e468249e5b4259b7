"""The leaves of the surface tree: names, and the patterns of `match`."""

from dataclasses import dataclass
from typing import TypeAlias

from tcme.dsl.source import Span


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier where it is written."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A value of an enum (upper case) or a binding (of the present value of an option)."""

    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class IntPattern:
    value: int
    span: Span


@dataclass(frozen=True, slots=True)
class BoolPattern:
    value: bool
    span: Span


@dataclass(frozen=True, slots=True)
class NonePattern:
    span: Span


@dataclass(frozen=True, slots=True)
class WildcardPattern:
    span: Span


Pattern: TypeAlias = NamePattern | IntPattern | BoolPattern | NonePattern | WildcardPattern
