"""What the generator knows while it writes a program: declarations, what is in scope, how much is left."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from tcme.dsl import syntax as s
from tcme.dsl.frozen import frozen
from tcme.dsl.source import NOWHERE
from tcme.dsl.ty import ArrayTy, EnumTy, IntTy, RecordTy, Ty, plain
from tests.generate.choices import Choices

CAP = 10**6
"""Numbers beyond this are brought back, in most programs."""
HUGE = 1 << 70
SOFT_WORDS = ("most", "bits", "influence", "active", "file", "learn", "steer", "module", "bit", "secrecy")


PENDING: frozenset[str] = frozenset()
"""Forms that are left out as long as the compiler does not know them."""


@frozen
class Size:
    """How large programs become; `tiny` where all inputs are to be enumerated."""

    depth: int = 4
    fuel: int = 40
    tiny: bool = False


@frozen
class Typed:
    """An expression, a type that holds all its values, and the inputs that it may tell of.

    The structure of the type is the one inferred; its ranges may be wider, but not where it is `exact`."""

    node: s.Expr
    ty: Ty
    inputs: frozenset[str] = frozenset()
    exact: bool = False


@frozen
class Function:
    """A function of the program; `inputs` are those that its body mentions."""

    name: str
    parameters: tuple[tuple[str, Ty], ...]
    result: Ty
    inputs: frozenset[str]
    asks: bool
    claims: bool
    """A claim or a pin stands in it."""


@dataclass(frozen=True, slots=True)
class At:
    """A place in the program: what is visible there, and what the place asks for.

    `wanted` where the place names its type; `banned` where nothing may be asked or endorsed, `alone` where
    nothing is claimed or pinned either, since one party looks alone."""

    visible: tuple[Typed, ...] = ()
    depth: int = 0
    wanted: bool = False
    banned: bool = False
    alone: bool = False
    functions: "tuple[Function, ...]" = ()

    def deeper(self, *, wanted: bool = False) -> "At":
        return replace(self, depth=self.depth - 1, wanted=wanted)

    def loosely(self) -> "At":
        return replace(self, wanted=False)

    def with_(self, *more: Typed) -> "At":
        return replace(self, visible=(*self.visible, *more))

    def with_function(self, made: "Function") -> "At":
        return replace(self, functions=(*self.functions, made))

    def inside_a_fold(self) -> "At":
        return replace(self, banned=True)


@dataclass(slots=True)
class World:
    choices: Choices
    size: Size
    cap: int = CAP
    careful: bool = True
    """No division by what may be zero, no index that may lie outside, no value that may not fit."""
    fuel: int = 0
    parties: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    environment: str | None = None
    model: str | None = None
    records: dict[str, RecordTy] = field(default_factory=dict)
    aliases: dict[str, Ty] = field(default_factory=dict)
    constants: dict[str, int] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)
    inputs: list[Typed] = field(default_factory=list)
    declared_inputs: list[tuple[str, bool, Ty]] = field(default_factory=list)
    own: list[Typed] = field(default_factory=list)
    """Inputs as a `require` sees them: of one from each, that of one member."""
    publics: list[Typed] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    asked: bool = False
    templates: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    module: bool = False
    """Generic functions come from a module beside the program."""
    rule: "Callable[[World, Ty, At], Typed] | None" = None
    local_function: "Callable[[World, At], tuple[s.Let, At]]" = field(kw_only=True)
    _owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    def expr(self, want: Ty, at: At) -> Typed:
        """An expression whose values all lie in `want`."""
        assert self.rule is not None
        return self.rule(self, want, at)

    def fresh(self, stem: str) -> str:
        """A name that nothing else has; now and then a word of the grammar that is a name elsewhere."""
        number = next(self._numbers)
        if number <= len(SOFT_WORDS) and stem[0].islower() and self.choices.maybe(1, 12):
            return SOFT_WORDS[number - 1]
        return f"{stem}{number}"

    @property
    def anything(self) -> IntTy:
        return IntTy(-self.cap, self.cap)

    def callable(self, at: At) -> list[Function]:
        """The functions that may be called here: what they mention must be visible too."""
        seen = frozenset().union(*(v.inputs for v in at.visible))
        known = [f for f in self.functions if f.inputs <= seen]
        return [f for f in known if not (f.asks and at.banned) and not (f.claims and at.alone)]

    def add_input(self, name: str, owner: str, ty: Ty, *, each: bool) -> None:
        """An input of the owner, or of each of the one group."""
        value = s.NameExpr(s.Name(name, NOWHERE), NOWHERE)
        inputs = frozenset((name,))
        self.declared_inputs.append((name, each, ty))
        self.own.append(Typed(value, plain(ty), inputs, exact=True))
        if not each:
            self._owners[name] = (owner,)
            self.inputs.append(Typed(value, plain(ty), inputs, exact=True))
            return
        members = self.groups["firms"]
        self._owners[name] = members
        whole = Typed(value, ArrayTy(plain(ty), len(members)), inputs, exact=True)
        self.inputs.append(whole)
        for member in members if self.allows("members") else ():
            place = s.NameExpr(s.Name(member, NOWHERE), NOWHERE)
            self.inputs.append(Typed(s.Index(value, place, NOWHERE), plain(ty), inputs, exact=True))

    def input_names(self) -> tuple[str, ...]:
        return tuple(self._owners)

    def owners(self, inputs: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(o for i in sorted(inputs) for o in self._owners[i]))

    def owner_of(self, name: str) -> str:
        return self._owners[name][0]

    def allows(self, form: str) -> bool:
        return form not in PENDING


ENUMS = (
    EnumTy(("NO", "YES")),
    EnumTy(("LOW", "MID", "HIGH")),
    EnumTy(("MID", "LOW")),
    EnumTy(("YES", "NO", "UNSURE")),
    EnumTy(("ONLY",)),
)
