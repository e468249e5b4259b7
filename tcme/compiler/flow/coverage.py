"""What a proof is about, in words: the adversaries that it covers, and what was assumed away."""

from tcme.compiler.core import CoreProgram
from tcme.compiler.flow.adversaries import Space
from tcme.compiler.flow.axioms import listed
from tcme.compiler.flow.formula import LEVELS, AtLeast, AtMost, neg
from tcme.compiler.flow.wording import MEANING
from tcme.dsl.syntax import Level, PrincipalKind


def covered(core: CoreProgram, space: Space) -> tuple[str, ...]:
    """How far each principal goes in some admitted adversary, and how many are corrupt at once."""
    reach = {name: _worst(space, name) for name in space.principals}
    corrupt = tuple(name for name, level in reach.items() if level != "honest")
    alike = {level: [name for name, found in reach.items() if found == level] for level in reversed(LEVELS)}
    levels = (f"{listed(names, last='and')} {_up_to(level)}" for level, names in alike.items() if names)
    most = next(n for n in range(len(corrupt) + 1) if space.never(neg(AtMost(n, corrupt))))
    together = f"{most} of {listed(corrupt)} at once" if most < len(corrupt) else "all of these together"
    return (*levels, *((together,) if len(corrupt) > 1 else ()))


def _up_to(level: Level) -> str:
    return "always honest" if level == "honest" else f"up to {level}"


def _worst(space: Space, principal: str) -> Level:
    """The highest level that a principal has in K; honest where the assumptions allow nothing else."""
    reach = space.levels[principal]
    return next((v for v in reversed(reach[1:]) if not _never(space, principal, v)), "honest")


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
