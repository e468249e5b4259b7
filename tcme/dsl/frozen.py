"""Frozen, slotted dataclasses that cost little to define.

The standard decorator compiles six methods for each class, up to a millisecond; the trees, the IR and the
rules are more than two hundred classes, and `tcme check` should start at once.  Here the methods are shared.
Fields, `replace`, `match` and type checkers see an ordinary frozen dataclass.
"""

from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(cls: type[T]) -> type[T]:
    """The class as a frozen, slotted dataclass; every field takes part in equality, hash and text."""
    made: Any = dataclass(slots=True, init=False, repr=False, eq=False)(cls)
    names = tuple(f.name for f in fields(made))
    made.__key__ = attrgetter(*names or ("__class__",))
    made.__put__ = tuple(made.__dict__[name].__set__ for name in names)
    made.__made__ = 0
    for name, method in METHODS.items():
        setattr(made, name, method)
    if issubclass(cls, Keyed):
        made.__hash__ = Keyed.__hash__
    found: type[T] = made
    return found


OFTEN = 16
"""Instances after which a class gets a constructor of its own: most classes have fewer."""


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    kind: Any = type(self)
    kind.__made__ += 1
    if kind.__made__ == OFTEN and all(f.default_factory is MISSING for f in fields(kind)):
        kind.__init__ = _constructor(kind)
    if len(args) == len(self.__put__) and not kwargs:
        for put, value in zip(self.__put__, args, strict=False):
            put(self, value)
        return
    names = self.__match_args__
    if len(args) > len(names):
        raise TypeError(f"{type(self).__name__} has {len(names)} fields, not {len(args)}")
    for name, value in zip(names, args, strict=False):
        object.__setattr__(self, name, value)
    if len(args) < len(names) or kwargs:
        _by_name(self, names[len(args) :], kwargs)


def _constructor(kind: Any) -> Any:
    """What the standard decorator would have compiled: a parameter for each field, set through its slot."""
    names = kind.__match_args__
    given = {f"default_{f.name}": f.default for f in fields(kind) if f.default is not MISSING}
    put = {f"put_{name}": put for name, put in zip(names, kind.__put__, strict=True)}
    parameters = [f"{name}=default_{name}" if f"default_{name}" in given else name for name in names]
    lines = [f"    put_{name}(self, {name})" for name in names] or ["    pass"]
    scope: dict[str, Any] = given | put
    exec("\n".join([f"def __init__({', '.join(['self', *parameters])}):", *lines]), scope)
    return scope["__init__"]


def _by_name(self: Any, names: tuple[str, ...], kwargs: dict[str, Any]) -> None:
    """Fields given by name or left to their defaults."""
    given = dict(kwargs)
    for name in names:
        value = given.pop(name, MISSING)
        object.__setattr__(self, name, _default(self, name) if value is MISSING else value)
    if given:
        raise TypeError(f"{type(self).__name__} has no field `{next(iter(given))}` left to give")


def _default(self: Any, name: str) -> Any:
    field = self.__dataclass_fields__[name]
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    raise TypeError(f"{type(self).__name__} needs `{name}`")


def _eq(self: Any, other: Any) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return self is other or self.__key__(self) == self.__key__(other)


def _hash(self: Any) -> int:
    return hash((type(self), self.__key__(self)))


class Keyed:
    """A base of frozen classes that are looked up again and again: an instance keeps its hash."""

    __slots__ = ("_kept",)
    if TYPE_CHECKING:  # what reads the hints of a node reads its fields alone
        _kept: int

    def __hash__(self) -> int:
        try:
            return self._kept
        except AttributeError:
            found = _hash(self)
            object.__setattr__(self, "_kept", found)
            return found


def _repr(self: Any) -> str:
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({values})"


def _frozen(self: Any, name: str, value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} is fixed")


def _state(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name in self.__match_args__)


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


METHODS = {
    "__getstate__": _state,
    "__setstate__": _restore,
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _frozen,
    "__delattr__": _frozen,
}
