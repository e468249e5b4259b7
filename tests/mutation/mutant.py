"""A mutant: one rule removed or weakened at one place of the source."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["compiler", "checker", "smt"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """`old` becomes `new` in `file`; `old` occurs once, or once behind `after`, which then occurs once.

    `weakens` says in words what is lost; `killers` are the tests that should notice, tried first."""

    id: str
    side: Side
    rule: str
    weakens: str
    file: str
    old: str
    new: str
    after: str = ""
    killers: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        return self.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Misfit(Exception):
    """A mutant that no longer fits the source, or says nothing else than it."""


def mutated(mutant: Mutant, text: str) -> str:
    """The source with the mutant in it.  Raises Misfit."""
    before, anchor, rest = text.partition(mutant.after) if mutant.after else ("", "", text)
    if mutant.after and text.count(mutant.after) != 1:
        raise Misfit(f"{mutant.id}: the anchor occurs {text.count(mutant.after)} times")
    if rest.count(mutant.old) == 0 or (not mutant.after and rest.count(mutant.old) > 1):
        raise Misfit(f"{mutant.id}: the old text occurs {rest.count(mutant.old)} times")
    made = before + anchor + rest.replace(mutant.old, mutant.new, 1)
    try:
        changed = ast.dump(ast.parse(made)) != ast.dump(ast.parse(text))
    except SyntaxError as error:
        raise Misfit(f"{mutant.id}: not Python: {error}") from error
    if not changed:
        raise Misfit(f"{mutant.id}: the same program")
    return made


def fitted(mutant: Mutant, root: Path) -> str:
    return mutated(mutant, (root / mutant.file).read_text("utf-8"))
