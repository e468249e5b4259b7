"""What is visible where an expression stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import Ty


@frozen
class Local:
    """A name bound in a function; no type where its value was refused."""

    uid: int
    name: Name
    ty: Ty | None


@frozen
class Ban:
    """What may hold no `ask` and no `endorse`: a fold or a `require`."""

    where: str
    why: str
    help: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scope:
    """`tolerant` where types are narrower than those written: there a comparison that cannot come out equal
    and an arm that nothing reaches are no mistakes, because the same text stands for wider types too."""

    locals: Mapping[str, Local] = field(default_factory=dict)
    ban: Ban | None = None
    tolerant: bool = False

    def bind(self, *added: Local) -> "Scope":
        return replace(self, locals={**self.locals, **{item.name.text: item for item in added}})

    def within(self, ban: Ban) -> "Scope":
        return replace(self, ban=self.ban or ban)

    def leniently(self) -> "Scope":
        return replace(self, tolerant=True)


@frozen
class Want:
    """The type that a place asks for, what people call the place, and where it was declared.

    `loose` in branches: what is chosen must fit, not all that is evaluated, so ranges wait for the choice."""

    ty: Ty
    role: str
    declared: Span | None = None
    loose: bool = False

    def part(self, ty: Ty, what: str) -> "Want":
        return replace(self, ty=ty, role=f"{what} of {self.role}")

    def loosely(self) -> "Want":
        return replace(self, loose=True)
