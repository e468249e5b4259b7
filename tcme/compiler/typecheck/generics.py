"""What generics stand for at one use of a function: parameter types as written against argument types."""

from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Literal, TypeAlias

from tcme.compiler.typecheck.exact import Number, reduced
from tcme.compiler.typecheck.messages import generics as messages
from tcme.dsl import syntax
from tcme.dsl.diagnostics import Diagnostic, Sink
from tcme.dsl.source import Span
from tcme.dsl.ty import ArrayTy, FixedTy, IntTy, ListTy, NoneTy, OptionTy, RecordTy, TupleTy, Ty, join

End: TypeAlias = Literal["size", "step", "low", "high"]


def is_type(generic: str) -> bool:
    """Upper case stands for a type, lower case for a number."""
    return generic[:1].isupper()


@dataclass(slots=True)
class Evidence:
    """What the arguments so far say.  A number is found where it stands alone: sizes found twice must agree,
    ends of ranges become those of the range that holds all."""

    generics: frozenset[str]
    sink: Sink
    types: dict[str, tuple[Ty, Span]] = field(default_factory=dict)
    sizes: dict[str, tuple[Number, Span]] = field(default_factory=dict)
    ends: dict[str, Number] = field(default_factory=dict)
    sound: bool = True

    def numbers(self) -> dict[str, Number]:
        return {**self.ends, **{name: value for name, (value, _) in self.sizes.items()}}

    def known_types(self) -> dict[str, Ty]:
        return {name: ty for name, (ty, _) in self.types.items()}

    def missing(self) -> list[str]:
        return sorted(self.generics - self.numbers().keys() - self.types.keys())

    def match(self, node: syntax.Type, ty: Ty, span: Span) -> None:
        """What a value of type `ty` says about the generics in `node`; of another shape it says nothing."""
        match node, ty:
            case syntax.NamedType(name, _), _ if name.text in self.generics:
                self._type(name.text, ty, span)
            case syntax.OptionType(element, _), _:
                if not isinstance(ty, NoneTy):
                    self.match(element, ty.element if isinstance(ty, OptionTy) else ty, span)
            case syntax.IntType(lo, hi, _), IntTy(low, high):
                self._range(lo, hi, low, high, span)
            case syntax.FixedType(lo, hi, step, _), IntTy(low, high):
                self._range(lo, hi, low, high, span)
                self._number(step, 1, "step", span)
            case syntax.FixedType(lo, hi, step, _), FixedTy(low, high, over):
                self._range(lo, hi, reduced(Fraction(low, over)), reduced(Fraction(high, over)), span)
                self._number(step, reduced(Fraction(1, over)), "step", span)
            case syntax.ArrayType(element, size, _), ArrayTy(inner, n):
                self._number(size, n, "size", span)
                self.match(element, inner, span)
            case syntax.ListType(element, lo, hi, _), ListTy(inner, low, high):
                self._range(lo, hi, low, high, span)
                self.match(element, inner, span)
            case syntax.ListType(element, lo, hi, _), ArrayTy(inner, n):
                self._range(lo, hi, n, n, span)
                self.match(element, inner, span)
            case syntax.TupleType(items, _), TupleTy(types):
                for item, part in zip(items, types, strict=False):
                    self.match(item, part, span)
            case syntax.RecordType(fields, _), RecordTy(parts):
                types_by_name = dict(parts)
                for one in fields:
                    if one.name.text in types_by_name:
                        self.match(one.type, types_by_name[one.name.text], span)
            case _:
                pass

    def _type(self, name: str, ty: Ty, span: Span) -> None:
        first = self.types.get(name)
        joined = ty if first is None else join(first[0], ty)
        if joined is None:
            assert first is not None
            self._refuse(messages.types_differ(name, first, (ty, span)))
            return
        self.types[name] = (joined, first[1] if first else span)

    def _range(self, lo: syntax.Expr, hi: syntax.Expr, low: Number, high: Number, span: Span) -> None:
        """`Int[k..k]` asks for one number, known when the program is compiled."""
        if _name(lo) in self.generics and _name(lo) == _name(hi):
            if low == high:
                self._number(lo, low, "size", span)
            else:
                self._refuse(messages.not_known_now(_name(lo), span))
            return
        self._number(lo, low, "low", span)
        self._number(hi, high, "high", span)

    def _number(self, node: syntax.Expr, value: Number, end: End, span: Span) -> None:
        name = _name(node)
        if name not in self.generics:
            return
        if end == "size":
            first = self.sizes.setdefault(name, (value, span))
            if first[0] != value:
                self._refuse(messages.sizes_differ(name, first, (value, span)))
            return
        before = self.ends.get(name, value)
        match end:
            case "low":
                self.ends[name] = min(before, value)
            case "high":
                self.ends[name] = max(before, value)
            case "step":
                self.ends[name] = reduced(Fraction(1, lcm(_over(before), _over(value))))

    def _refuse(self, diagnostic: Diagnostic) -> None:
        self.sink.add(diagnostic)
        self.sound = False


def _over(step: Number) -> int:
    return step.denominator


def _name(node: syntax.Expr) -> str:
    return node.name.text if isinstance(node, syntax.NameExpr) else ""
