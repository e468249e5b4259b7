"""Adversaries, assumptions and sizes in words."""

from math import log2

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Adversary, Space
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import AtLeast
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


WORST: tuple[tuple[PrincipalKind, Level, str], ...] = (
    ("party", "crafting", "parties that craft their inputs"),
    ("party", "active", "parties that deviate from the protocol"),
    ("helper", "active", "helpers that deviate from the protocol"),
    ("environment", "passive", "environments that pass on what they see"),
    ("environment", "active", "environments that compute something else"),
    ("publisher", "crafting", "publishers that craft their models"),
)


def assumed_away(core: CoreProgram, space: Space) -> tuple[str, ...]:
    """What nobody in K does: kinds of attack, coalitions, and betrayals that an assumption excludes."""
    kinds = (words for kind, level, words in WORST if _kind_never(core, space, kind, level))
    single = (s for kind, level, _ in WORST for s in _one_never(core, space, kind, level))
    together = (
        f"{t.limit + 1} or more of {listed(t.members)} together"
        for t in core.thresholds
        if t.limit < len(t.members)
    )
    worse = (_betrayal(t.trusted, t.truster, t.aspect) for t in core.trusts)
    return tuple(dict.fromkeys((*kinds, *single, *together, *worse)))


def _never(space: Space, principal: str, level: Level) -> bool:
    return not space.holds_somewhere(AtLeast(principal, level))


def _kind_never(core: CoreProgram, space: Space, kind: PrincipalKind, level: Level) -> bool:
    names = core.named(kind)
    return bool(names) and all(_never(space, p, level) for p in names)


def _one_never(core: CoreProgram, space: Space, kind: PrincipalKind, level: Level) -> list[str]:
    """Principals of a kind of which only some are excluded from a level."""
    if _kind_never(core, space, kind, level):
        return []
    return [f"`{p}` {level}: it {MEANING[kind, level]}" for p in core.named(kind) if _never(space, p, level)]


def _betrayal(trusted: str, truster: str, aspect: str | None) -> str:
    match aspect:
        case "secrecy":
            return f"`{trusted}` passing on what it sees where `{truster}` is honest"
        case "integrity":
            return f"`{trusted}` lying or deviating where `{truster}` does not"
        case _:
            return f"`{trusted}` worse than `{truster}`"
