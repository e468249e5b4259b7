"""What a loop's body depends on, as a key: the types of the names in it, what generics stand for, and, where
ranges are refined, what is known and what the names stand for."""

from collections.abc import Iterable
from typing import TypeAlias

from tcme.compiler.typecheck.elaborator import Elaborator
from tcme.compiler.typecheck.keys import mentions, variable
from tcme.compiler.typecheck.scope import Scope
from tcme.compiler.typecheck.walk import walk
from tcme.dsl import syntax

Key: TypeAlias = tuple[object, ...]


def key(ctx: Elaborator, node: syntax.Fold | syntax.Scan, scope: Scope, *more: object) -> Key:
    """The same for two visits of a loop where its body has the same types.  Functions count by
    identity, which they keep because the key holds them."""
    names = _mentioned(ctx, node)
    seen = tuple((name, _local(scope, name)) for name in names if name in scope.locals)
    types = ctx.tables.types
    generics = (*types.generics.items(), *types.constants.generics.items())
    uids = [] if ctx.level == "plain" else [scope.locals[name].uid for name, _ in seen]
    known = tuple(ctx.facts.items()), _meant(ctx, uids)
    return (id(node), seen, generics, ctx.tables.member, ctx.level, *known, *more)


def _meant(ctx: Elaborator, uids: Iterable[int]) -> Key:
    """What names stand for; variables of which nothing is known are numbered as they come."""
    numbers: dict[Key, int] = {}

    def renamed(part: object) -> object:
        if not isinstance(part, tuple):
            return part
        if part[:1] != ("variable",) or part[1] in ctx.meanings or any(mentions(k, part) for k in ctx.facts):
            return tuple(map(renamed, part))
        return "unknown", numbers.setdefault(part, len(numbers))

    return tuple(renamed(variable(uid, ctx.meanings)) for uid in uids)


def _local(scope: Scope, name: str) -> object:
    local = scope.locals[name]
    return local.ty if local.function is None else _Same(local.function)


class _Same:
    """A value compared by identity."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def _mentioned(ctx: Elaborator, node: syntax.Fold | syntax.Scan) -> tuple[str, ...]:
    found = ctx.mentions.get(id(node))
    if found is None:
        names = {part.text for part in walk(node.body) if isinstance(part, syntax.Name)}
        found = ctx.mentions[id(node)] = tuple(sorted(names))
    return found
