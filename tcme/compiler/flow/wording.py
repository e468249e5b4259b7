"""Adversaries and sizes in words."""

from math import log2

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Adversary
from tcme.dsl.diagnostics import Note
from tcme.dsl.syntax import Level, PrincipalKind


def described(adversary: Adversary) -> str:
    """`alice` crafting and `google` crafting."""
    parts = [f"`{p}` {level}" for p, level in adversary.corrupt]
    if not parts:
        return "nobody in particular"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


MEANING: dict[tuple[PrincipalKind, Level], str] = {
    ("party", "passive"): "reads all that it sees",
    ("party", "crafting"): "chooses its inputs to attack, by probing or by planted words",
    ("party", "active"): "deviates from the protocol as it likes",
    ("helper", "passive"): "reads all that it sees",
    ("helper", "active"): "deviates from the protocol as it likes",
    ("environment", "passive"): "reads all that it computes on",
    ("environment", "active"): "computes what it likes",
    ("publisher", "crafting"): "publishes a model made to attack",
}


def level_notes(core: CoreProgram, adversary: Adversary) -> tuple[Note, ...]:
    """What each corrupt principal of an adversary does."""
    return tuple(
        Note(f"`{p}` {level}: {MEANING[core.kind(p), level]}")
        for p, level in adversary.corrupt
        if (core.kind(p), level) in MEANING
    )


def bits(values: int) -> str:
    """log2 for people; exact where the number is a power of two."""
    if values & (values - 1) == 0:
        return str(values.bit_length() - 1)
    return f"{log2(values):.2f}"


def counted(values: int) -> str:
    """An exact number as text, in hexadecimal where it is longer than Python writes in decimal."""
    return str(values) if values.bit_length() < 4096 else hex(values)


def plural(number: int | str, noun: str) -> str:
    return f"{number} {noun}" if str(number) == "1" else f"{number} {noun}s"
