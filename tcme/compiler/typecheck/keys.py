"""Keys of values: two expressions with one key have the same value wherever both are computed.

The language is pure, so an expression's form and the variables in it tell its value.  A number's value is its
multiple of the step.  The key of an option is that of what is in it, where it is there."""

from collections.abc import MutableMapping
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.typecheck.fixed import is_number, over_of
from tcme.dsl.frozen import frozen

Key: TypeAlias = tuple[object, ...]

DEPTH = 8
"""How far a key looks into an expression; one that is deeper has none."""


@frozen
class Meant:
    """A variable that stands for what has this key: the element of a loop."""

    key: Key


Meanings: TypeAlias = MutableMapping[int, "core.Expr | Meant"]
"""What variables stand for, by number: their definitions, or what a loop gives them."""


def key(expr: core.Expr, meanings: Meanings, depth: int = DEPTH) -> Key | None:
    if depth == 0:
        return None
    match expr:
        case core.InputRef(name, _, _):
            return ("input", name)
        case core.Var(uid, _, _, _):
            return _variable(uid, meanings, depth)
        case core.Const(value, ty, _) if is_number(ty):
            return ("constant", value, over_of(expr))
        case (
            core.Convert(value=value)
            | core.Within(value=value)
            | core.Narrow(value=value)
            | core.Pin(value=value)
            | core.Claim(value=value)
            | core.Endorse(value=value)
            | core.Elements(value=value)
            | core.Unwrap(option=value)
            | core.Pack(options=value, dense=True)
        ):
            return key(value, meanings, depth)
        case core.Let(bindings, body, _, _):
            meanings.update((binding.uid, binding.value) for binding in bindings)
            return key(body, meanings, depth)
        case core.If(core.IsSome(option), then, core.Const(None), _, _):
            return _made_from(key(option, meanings, depth), key(then, meanings, depth))
        case _:
            return _composed(expr, meanings, depth - 1)


def _made_from(option: Key | None, made: Key | None) -> Key | None:
    """What is made where an option is there.  What is not made from it is also where it is not: no key of the
    whole, of which then nothing may be known."""
    return made if option is not None and made is not None and mentions(made, option) else None


def variable(uid: int, meanings: Meanings) -> Key:
    """The key of a variable."""
    return _variable(uid, meanings, DEPTH)


def _variable(uid: int, meanings: Meanings, depth: int) -> Key:
    match meanings.get(uid):
        case None:
            return ("variable", uid)
        case Meant(found):
            return found
        case definition:
            return key(definition, meanings, depth - 1) or ("variable", uid)


def _composed(expr: core.Expr, meanings: Meanings, depth: int) -> Key | None:
    head: tuple[str, str | int]
    parts: tuple[core.Expr, ...]
    match expr:
        case core.GetField(record, name, _, _):
            head, parts = ("field", name), (record,)
        case core.GetItem(value, position, _, _):
            head, parts = ("item", position), (value,)
        case core.Index(array, index, _, _):
            head, parts = ("index", ""), (array, index)
        case core.Binary(op, left, right, ty, _) if is_number(ty):
            head, parts = ("binary", op), (left, right)
        case core.Unary("neg", operand, _, _):
            head, parts = ("unary", "neg"), (operand,)
        case core.Builtin("count", (core.Map(uid, _, over, core.IsSome(core.Var(same))),)) if uid == same:
            whole = key(over, meanings, depth)
            return whole and length(whole)
        case core.Builtin(op, args, _, _):
            head, parts = ("builtin", op), args
        case core.Map(uid, _, over, body, _, _):
            return _mapped(uid, over, body, meanings, depth)
        case _:
            return None
    known = tuple(found for part in parts if (found := key(part, meanings, depth)) is not None)
    if len(known) < len(parts):
        return None
    return (*head, *(sorted(known, key=repr) if head[1] in ("add", "mul") else known))


def _mapped(uid: int, over: core.Expr, body: core.Expr, meanings: Meanings, depth: int) -> Key | None:
    whole = key(over, meanings, depth)
    if whole is None:
        return None
    meanings[uid] = Meant(every(whole))
    made = key(body, meanings, depth)
    return made and ("map", whole, made)


def field(record: Key, name: str) -> Key:
    return ("field", name, record)


def item(whole: Key, position: int) -> Key:
    return ("item", position, whole)


def every(sequence: Key) -> Key:
    """Any element of an array or a list; of one that is mapped what the elements become, if it is made from
    them: anything else is there also where they are not."""
    if sequence[0] == "map":
        inner, made = sequence[1:]
        assert isinstance(inner, tuple) and isinstance(made, tuple)
        if mentions(made, every(inner)):
            return made
    return ("every", sequence)


def length(sequence: Key) -> Key:
    """How many elements a list has: what is mapped over one has as many."""
    while sequence[0] == "map":
        inner = sequence[1]
        assert isinstance(inner, tuple)
        sequence = inner
    return ("length", sequence)


def mentions(whole: Key, part: Key) -> bool:
    """Whether a key speaks of what has another key."""
    return whole == part or any(isinstance(inner, tuple) and mentions(inner, part) for inner in whole)
