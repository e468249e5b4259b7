"""The plan as data; showing it is up to the faces."""

from dataclasses import fields, is_dataclass
from typing import Literal

from tcme.compiler.ir.codec import Json
from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span


@frozen
class Learned:
    """One field that a principal learns: at most `values` different outcomes, `bits` for display."""

    field: str
    type: str
    values: int
    bits: str
    sources: tuple[str, ...]
    because: str
    span: Span


@frozen
class Learner:
    """Everything one principal learns; `values` is the product over its fields."""

    principal: str
    kind: str
    learns: tuple[Learned, ...]
    values: int
    bits: str


@frozen
class Reader:
    """An environment and the inputs that its worker reads in cleartext, with those who trust it."""

    environment: str
    inputs: tuple[str, ...]
    trusted_by: tuple[str, ...]


@frozen
class Steered:
    """Who may bend a field, beyond honest input: owners of its sources and those it lists."""

    field: str
    by: tuple[str, ...]
    declared: tuple[str, ...]


@frozen
class Question:
    """What a model is asked, as everybody signs it."""

    model: str
    reference: str
    publisher: str
    place: str
    prompt: str
    answers: tuple[str, ...]
    examples: str | None
    margin: str | None
    abstain: str | None


@frozen
class Pinned:
    """A file whose content is agreed to, by its name beside the program; a module of the library by its
    path."""

    kind: Literal["module", "public file"]
    file: str
    sha256: str


@frozen
class ProtocolSummary:
    members: tuple[str, ...]
    threshold: int
    field_bits: int
    value_bits: int
    security: int
    masked: int


@frozen
class Step:
    """One node: what it does, where, why there, at what cost.  `rounds` and `bytes` (sent by each member)
    in MPC only, `tokens` (at most) for questions only, `touched` elements in all at a secret index only."""

    node: int
    does: str
    elements: int
    where: str
    why: str
    rounds: int
    bytes: int
    tokens: int
    touched: int
    span: Span


@frozen
class Stage:
    """The totals of one place; `rounds` is the longest chain."""

    where: str
    steps: int
    rounds: int
    bytes: int
    tokens: int


@frozen
class Plan:
    program: str
    doc: str | None
    digest: str
    adversaries: int | None
    sentences: tuple[str, ...]
    learners: tuple[Learner, ...]
    readers: tuple[Reader, ...]
    steered: tuple[Steered, ...]
    covered: tuple[str, ...]
    assumed_away: tuple[str, ...]
    endorsed: tuple[str, ...]
    required: tuple[str, ...]
    questions: tuple[Question, ...]
    pinned: tuple[Pinned, ...]
    protocol: ProtocolSummary | None
    steps: tuple[Step, ...]
    stages: tuple[Stage, ...]


def to_json(value: object) -> Json:
    """Plain JSON: an object for each dataclass, a list for each tuple, a span as `[start, end]`; a number
    that is too long for decimal is hexadecimal text."""
    match value:
        case int() if value.bit_length() >= 4096:
            return hex(value)
        case None | bool() | int() | str():
            return value
        case Span(start, end):
            return [start, end]
        case tuple():
            return [to_json(v) for v in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
        case _:
            raise TypeError(f"no JSON for {type(value).__name__}")
