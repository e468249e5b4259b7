"""What is visible where an expression stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tcme.dsl.frozen import frozen
from tcme.dsl.source import Span
from tcme.dsl.syntax import Name
from tcme.dsl.ty import Ty

if TYPE_CHECKING:
    from tcme.compiler.typecheck.function_values import Function


@frozen
class Local:
    """A name bound in a function; no type where its value was refused, or where it is a function."""

    uid: int
    name: Name
    ty: Ty | None
    function: "Function | None" = None


@dataclass(frozen=True, slots=True)
class Locals(Mapping[str, Local]):
    """Locals by name, never changed: `with_added` shares what there was.

    Layers, each at least twice as large as the next: adding takes logarithmic time in the long run, and so
    does looking up.  A copy for each name would make long blocks quadratic."""

    layers: tuple[dict[str, Local], ...] = ()

    def __getitem__(self, name: str) -> Local:
        for layer in reversed(self.layers):
            if name in layer:
                return layer[name]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for layer in self.layers for name in layer))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def with_added(self, *added: Local) -> "Locals":
        layers, new = list(self.layers), {item.name.text: item for item in added}
        while layers and len(layers[-1]) < 2 * len(new):
            new = {**layers.pop(), **new}
        return Locals((*layers, new))


@frozen
class Ban:
    """What may hold no `ask` and no `endorse`: a fold, or a `require`; one owner evaluates that `alone`, so
    nothing in it is claimed of labels or pinned to a place."""

    where: str
    why: str
    help: str
    span: Span
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """`tolerant` where types are narrower than those written: there a comparison that cannot come out equal
    and an arm that nothing reaches are no mistakes, because the same text stands for wider types too.

    `foreign` in a module's function: names of the program mean nothing there, so nothing hides them."""

    locals: Locals = Locals()
    ban: Ban | None = None
    tolerant: bool = False
    foreign: bool = False

    def bind(self, *added: Local) -> "Scope":
        return replace(self, locals=self.locals.with_added(*added)) if added else self

    def within(self, ban: Ban | None) -> "Scope":
        return replace(self, ban=ban if self.ban is None or (ban is not None and ban.alone) else self.ban)

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
