"""What a condition says about numbers and lengths, where it is true and where it is false.

Ranges are carried back through arithmetic as in interval constraint propagation (Benhamou, Goualard,
Granvilliers and Puget, Revising hull and box consistency, ICLP 1999), once for each comparison."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tcme.compiler import core
from tcme.compiler.core import BinaryKind
from tcme.compiler.typecheck import keys
from tcme.compiler.typecheck.fixed import is_number, multiples, over
from tcme.compiler.typecheck.keys import Key, Meanings, Meant, key
from tcme.dsl.ty import ArrayTy, IntTy, ListTy, NoneTy, OptionTy, Ty

STEPS = 500
"""How much is looked at for one condition; what is not looked at is not known."""

Facts: TypeAlias = Mapping[Key, IntTy]
"""Ranges of values by their keys; a length is a number, and a number is its multiple of the step."""

NEGATED: Mapping[BinaryKind, BinaryKind] = {
    "lt": "ge", "ge": "lt", "le": "gt", "gt": "le", "eq": "ne", "ne": "eq",
}  # fmt: skip


def learned(condition: core.Expr, truth: bool, known: Facts, meanings: Meanings) -> Facts:
    """What is known and what holds where a condition is true, or where it is false."""
    learning = _Learning(meanings, known)
    learning.holds(condition, truth)
    return both(known, learning.found)


def is_impossible(condition: core.Expr, known: Facts, meanings: Meanings) -> bool:
    """Whether ranges show that a condition is false wherever all that is known holds."""
    learning = _Learning(meanings, known)
    learning.holds(condition, True)
    return learning.impossible


def both(some: Facts, more: Facts) -> Facts:
    """All that is said; of two ranges of one value what they share."""
    whole = dict(some)
    for about, ty in more.items():
        shared = _shared(whole.get(about), ty)
        if shared is not None:
            whole[about] = shared
    return whole


def _shared(some: IntTy | None, more: IntTy) -> IntTy | None:
    """None where nothing is in both: what contradicts itself is never run, and nothing follows from it."""
    lo, hi = (more.lo, more.hi) if some is None else (max(some.lo, more.lo), min(some.hi, more.hi))
    return IntTy(lo, hi) if lo <= hi else None


@dataclass(slots=True)
class _Learning:
    meanings: Meanings
    known: Facts
    found: dict[Key, IntTy] = field(default_factory=dict)
    steps: int = STEPS
    impossible: bool = False
    """Some number could have no value."""

    def holds(self, expr: core.Expr, truth: bool) -> None:
        """What follows from a Boolean."""
        if not self.goes_on():
            return
        match expr:
            case core.Binary("and" | "or" as op, left, right, _, _) if truth == (op == "and"):
                self.holds(left, truth)
                self.holds(right, truth)
            case core.Binary("lt" | "le" | "gt" | "ge" | "eq" | "ne" as op, left, right, _, _):
                self.compared(op if truth else NEGATED[op], left, right)
            case core.Unary("not", operand, _, _):
                self.holds(operand, not truth)
            case core.Builtin("all" | "any" as op, (array,), _, _) if truth == (op == "all"):
                self.each(array, lambda element: self.holds(element, truth))
            case core.If(condition, then, core.Const(bool() as constant), _, _) if constant != truth:
                self.holds(condition, True)
                self.holds(then, truth)
            case core.If(condition, core.Const(bool() as constant), otherwise, _, _) if constant != truth:
                self.holds(condition, False)
                self.holds(otherwise, truth)
            case core.If(core.IsSome(option), then, core.Const(bool()), _, _):
                self.only(key(option, self.meanings), lambda: self.holds(then, truth))
            case core.If(core.Unary("not", core.IsSome(option)), core.Const(bool()), otherwise, _, _):
                self.only(key(option, self.meanings), lambda: self.holds(otherwise, truth))
            case _ if (inner := self.inside(expr)) is not None:
                self.holds(inner, truth)

    def goes_on(self) -> bool:
        self.steps -= 1
        return self.steps > 0

    def inside(self, expr: core.Expr) -> core.Expr | None:
        """The same value without what stands around it."""
        match expr:
            case (
                core.Convert(value=value)
                | core.Within(value=value)
                | core.Narrow(value=value)
                | core.Pin(value=value)
                | core.Claim(value=value)
                | core.Endorse(value=value)
            ):
                return value
            case core.Let(bindings, body, _, _):
                self.meanings.update((binding.uid, binding.value) for binding in bindings)
                return body
            case core.Var(uid, _, _, _):
                meaning = self.meanings.get(uid)
                return None if isinstance(meaning, Meant) else meaning
            case core.Unwrap(option, _, _):
                return self.unwrapped(option)
            case _:
                return None

    def unwrapped(self, option: core.Expr) -> core.Expr | None:
        """What is in an option that is there."""
        match option:
            case core.If(core.IsSome(), then, core.Const(None), _, _):
                return self.unwrapped(then)
            case core.Convert(value, _, _) if not _optional(value):
                return value
            case _:
                inner = self.inside(option)
                return inner and self.unwrapped(inner)

    def range(self, expr: core.Expr) -> IntTy:
        """What is known of a number itself, where it was brought to a wider type to be compared."""
        assert is_number(expr.ty)
        match expr:
            case core.Const(int() as value, _, _):
                return IntTy(value, value)
            case core.Convert(value, ty, _) if _alike(value.ty, ty):
                return self.range(value)
        ty, about = multiples(expr.ty), key(expr, self.meanings)
        if about is not None:
            for facts in (self.known, self.found):
                ty = _shared(facts.get(about), ty) or ty
        return ty

    def compared(self, op: BinaryKind, left: core.Expr, right: core.Expr) -> None:
        if not is_number(left.ty) or not is_number(right.ty):
            self.emptiness(op, left, right)
            return
        match op:
            case "lt":
                self.ordered(left, right, 1)
            case "gt":
                self.ordered(right, left, 1)
            case "le":
                self.ordered(left, right, 0)
            case "ge":
                self.ordered(right, left, 0)
            case "eq":
                self.ordered(left, right, 0)
                self.ordered(right, left, 0)
            case _:
                self.differs(left, right)
                self.differs(right, left)

    def emptiness(self, op: BinaryKind, left: core.Expr, right: core.Expr) -> None:
        """A list compared with `[]`."""
        for some, other in ((left, right), (right, left)):
            if not isinstance(some.ty, ListTy) or not isinstance(other, core.Const) or other.value != ():
                continue
            about = key(some, self.meanings)
            if about is not None:
                lo, hi = (0, 0) if op == "eq" else (1, some.ty.hi)
                self.add(keys.length(about), lo, hi)

    def ordered(self, small: core.Expr, big: core.Expr, gap: int) -> None:
        """`small + gap <= big`: of each, and of their difference."""
        a, b = self.range(small), self.range(big)
        self.note(big, a.lo + gap, b.hi)
        self.note(small, a.lo, b.hi - gap)
        names = key(small, self.meanings), key(big, self.meanings)
        if names[0] is not None and names[1] is not None:
            self.add(("binary", "sub", names[1], names[0]), gap, b.hi - a.lo)
            self.add(("binary", "sub", names[0], names[1]), a.lo - b.hi, -gap)

    def differs(self, value: core.Expr, other: core.Expr) -> None:
        """A number that is not a constant at one of its ends."""
        ty, end = self.range(value), self.range(other)
        if end.lo == end.hi:
            self.note(value, ty.lo + (ty.lo == end.lo), ty.hi - (ty.hi == end.hi))

    def note(self, expr: core.Expr, lo: int, hi: int) -> None:
        """A number lies in lo..hi, and so do the numbers that it is made of where they must."""
        ty = self.range(expr)
        lo, hi = max(lo, ty.lo), min(hi, ty.hi)
        self.impossible = self.impossible or lo > hi
        if lo > hi or (lo, hi) == (ty.lo, ty.hi) or not self.goes_on():
            return
        about = key(expr, self.meanings)
        if about is not None:
            self.add(about, lo, hi)
        inner = self.inside(expr)
        if inner is not None and _alike(inner.ty, expr.ty):
            self.note(inner, lo, hi)
        self.back(expr, lo, hi)

    def back(self, expr: core.Expr, lo: int, hi: int) -> None:
        """From a result to its operands."""
        match expr:
            case core.Binary("add", left, right, _, _):
                a, b = self.range(left), self.range(right)
                self.note(left, lo - b.hi, hi - b.lo)
                self.note(right, lo - a.hi, hi - a.lo)
            case core.Binary("sub", left, right, _, _):
                a, b = self.range(left), self.range(right)
                self.note(left, lo + b.lo, hi + b.hi)
                self.note(right, a.lo - hi, a.hi - lo)
            case core.Binary("mul", value, by, _, _) if factor := self.factor(by):
                self.note(value, -(-lo // factor), hi // factor)
            case core.Binary("mul", by, value, _, _) if factor := self.factor(by):
                self.note(value, -(-lo // factor), hi // factor)
            case core.Unary("neg", value, _, _):
                self.note(value, -hi, -lo)
            case core.Builtin("abs", (value,), _, _):
                self.note(value, -hi, hi)
            case core.Builtin("min" | "max" as op, args, _, _):
                self.extreme(op == "min", args, lo, hi)

    def factor(self, by: core.Expr) -> int:
        """What is positive and can have one value only, else 0."""
        only = self.range(by)
        return max(only.lo, 0) if only.lo == only.hi else 0

    def extreme(self, least: bool, args: tuple[core.Expr, ...], lo: int, hi: int) -> None:
        """None is less than the least, and none more than the greatest."""

        def bounded(value: core.Expr) -> None:
            if is_number(value.ty):
                self.note(value, lo if least else value.ty.lo, value.ty.hi if least else hi)

        if len(args) == 1:
            self.each(args[0], bounded)
        for value in args if len(args) > 1 else ():
            bounded(value)

    def each(self, array: core.Expr, learn: Callable[[core.Expr], None]) -> None:
        """What holds for every element of an array."""
        element = self.element(array)
        if element is not None:
            about, value = element
            self.only(about, lambda: learn(value))

    def only(self, about: Key | None, learn: Callable[[], None]) -> None:
        """What holds of something that may not be there, as an element or what is in an option: nothing is
        said about anything else, because then nothing is."""
        outside, self.found, before = self.found, {}, self.impossible
        learn()
        self.impossible = before
        told = {k: ty for k, ty in self.found.items() if about is not None and keys.mentions(k, about)}
        self.found = dict(both(outside, told))

    def element(self, array: core.Expr) -> tuple[Key, core.Expr] | None:
        """The key of what is walked over, element by element, and the array's element as made from it."""
        match array:
            case core.Map(uid, _, over, body, _, _):
                source = self.element(over)
                if source is None:
                    return None
                self.meanings[uid] = source[1]
                return source[0], _present(uid, body)
            case core.Elements(value=value) | core.Pack(options=value, dense=True):
                return self.element(value)
            case _ if (whole := key(array, self.meanings)) is not None and (ty := _element(array.ty)):
                about = keys.every(whole)
                name = -1 - len(self.meanings)
                self.meanings[name] = Meant(about)
                return about, core.Var(name, "element", ty, array.span)
            case _:
                return None

    def add(self, about: Key, lo: int, hi: int) -> None:
        shared = _shared(self.found.get(about), IntTy(lo, hi)) if lo <= hi else None
        if shared is not None:
            self.found[about] = shared
        self.impossible = self.impossible or shared is None or _shared(self.known.get(about), shared) is None


def _alike(some: Ty, other: Ty) -> bool:
    """Numbers of one step."""
    return is_number(some) and is_number(other) and over(some) == over(other)


def _optional(expr: core.Expr) -> bool:
    return isinstance(expr.ty, OptionTy | NoneTy)


def _element(ty: Ty) -> Ty | None:
    return ty.element if isinstance(ty, ArrayTy | ListTy) else None


def _present(uid: int, body: core.Expr) -> core.Expr:
    """What a loop makes of an element that is there."""
    match body:
        case core.If(core.IsSome(core.Var(same)), then, core.Const(), _, _) if same == uid:
            return then
        case _:
            return body
